/**
 * Check 4 over acts on who has a key: each signed by people in office then, two where the case asks for two; shares that were
 * used, by the key that they stand for.
 *
 * Where records could not be read or are missing, people may be among them: then nothing more is said here.
 * Source: evidence-format.md §4, "Acts on keys", and §8.
 */
import { keyActProblem, recoveredProblem, type OfficeHolder } from '../../engines/custody/key-act.ts';
import type { EnvelopeSigner } from '../../engines/custody/envelope.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { Role } from '../../shared/roles.ts';
import type { Finding } from '../../shared/verdict.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { envelopeSigner } from '../vault/operator-key.ts';
import type { ControlRecord } from './line-checks.ts';

export class KeyActChecks {
  readonly #origin: string;
  readonly #report: (finding: Finding) => void;
  readonly #notice: (text: string) => void;
  #inOffice: OfficeHolder[] = [];
  #twoPersonActs: ReadonlySet<string> = new Set();
  #recovery: EnvelopeSigner | undefined;
  #generation = 1;
  #isBlind = false;

  constructor(origin: string, report: (finding: Finding) => void, notice: (text: string) => void) {
    this.#origin = origin;
    this.#report = report;
    this.#notice = notice;
  }

  /** Some records were not seen. */
  goBlind(): void {
    this.#isBlind = true;
  }

  add(controls: readonly ControlRecord[]): void {
    for (const { seq, kind, body } of controls) {
      if (kind === 'genesis' && seq === 0) this.#begin(body);
      else if (kind === 'operator') this.#readOperator(seq, body);
      else if (kind === 'rekey') this.#readRekey(seq, body);
    }
  }

  #begin({ operators, policy }: JsonObject): void {
    for (const operator of Array.isArray(operators) ? operators : []) this.#admit(operator);
    const acts = (policy as JsonObject | undefined)?.['twoPersonActs'];
    this.#twoPersonActs = new Set(Array.isArray(acts) ? acts.map(String) : []);
  }

  #admit(operator: unknown): void {
    const { operatorId, role, vkey } = (operator ?? {}) as JsonObject;
    const signer = envelopeSigner({ operatorId: String(operatorId), vkey: String(vkey) });
    this.#inOffice.push({ ...signer, role: role as Role });
  }

  #readOperator(seq: number, body: JsonObject): void {
    const { act, operator, operatorId, recovery, recoveryId, shares } = body;
    if (act === 'added') return this.#admit(operator);
    if (act === 'removed') {
      this.#demandSigned(seq, body);
      this.#end(operatorId);
    } else if (act === 'recovery-created') {
      this.#demandSigned(seq, body);
      const { recoveryId: id, vkey } = (recovery ?? {}) as JsonObject;
      this.#recovery = envelopeSigner({ operatorId: String(id), vkey: String(vkey) });
    } else if (act === 'recovered') {
      const parts = { text: nodeTextCodec, origin: this.#origin };
      this.#judge(seq, recoveredProblem(parts, body, this.#recovery));
      const names = Array.isArray(shares) ? shares.map(String).join(', ') : '?';
      this.#notice(
        `At record ${seq} ${String(operatorId)} was given a new key by the recovery shares ${names} of ${String(recoveryId)}`,
      );
      this.#end(operatorId);
      this.#admit(operator);
    }
  }

  #end(operatorId: unknown): void {
    this.#inOffice = this.#inOffice.filter(({ id }) => id !== operatorId);
  }

  #readRekey(seq: number, body: JsonObject): void {
    if (body['act'] === 'more') return;
    this.#demandSigned(seq, body);
    const generation = Number(body['generation']);
    if (generation !== this.#generation + 1) this.#judge(seq, 'it does not count one up from the data key before');
    this.#generation = generation;
    this.#notice(
      `The data key was changed by ${String(body['by'])} at record ${seq}: it is the ${generation}. of the case`,
    );
  }

  #demandSigned(seq: number, body: JsonObject): void {
    const parts = { text: nodeTextCodec, origin: this.#origin, twoPersonActs: this.#twoPersonActs };
    this.#judge(seq, keyActProblem(parts, body, this.#inOffice));
  }

  #judge(seq: number, problem: string | undefined): void {
    if (problem === undefined || this.#isBlind) return;
    this.#report({
      kind: 'key-act-unsigned',
      seq,
      message: `Record ${seq}, an act on who has a key, does not hold: ${problem}`,
    });
  }
}
