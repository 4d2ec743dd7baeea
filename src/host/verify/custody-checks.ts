/**
 * Check 11 over the custody records of a case: signed by the people themselves, two where the case asks for two, no gap in who
 * holds an item.
 *
 * Where records could not be read or are missing, people and acts may be among them: then nothing more is said here.
 * Source: evidence-format.md §8, bundle-format.md §8.
 */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { CustodyLedger } from '../../engines/custody/custody-ledger.ts';
import type { EnvelopeSigner } from '../../engines/custody/envelope.ts';
import type { Finding } from '../../shared/verdict.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { envelopeSigner } from '../vault/operator-key.ts';
import type { ControlRecord } from './line-checks.ts';

export class CustodyChecks {
  readonly #origin: string;
  readonly #report: (finding: Finding) => void;
  #operators: EnvelopeSigner[] = [];
  #ledger: CustodyLedger | undefined;

  constructor(origin: string, report: (finding: Finding) => void) {
    this.#origin = origin;
    this.#report = report;
  }

  /** Some records were not seen. */
  goBlind(): void {
    this.#ledger = undefined;
  }

  add(controls: readonly ControlRecord[]): void {
    for (const { seq, kind, body } of controls) {
      if (kind === 'genesis' && seq === 0) this.#begin(body);
      else if (kind === 'operator') this.#readOperator(body);
      else if (kind === 'custody') this.#ledger?.take({ seq, body }, this.#operators).findings.forEach(this.#report);
    }
  }

  #begin({ operators, policy }: JsonObject): void {
    for (const operator of Array.isArray(operators) ? operators : []) this.#admit(operator);
    const acts = (policy as JsonObject | undefined)?.['twoPersonActs'];
    const twoPersonActs = new Set(Array.isArray(acts) ? acts.map(String) : []);
    this.#ledger = new CustodyLedger({ text: nodeTextCodec, origin: this.#origin, twoPersonActs });
  }

  #readOperator({ act, operator, operatorId }: JsonObject): void {
    if (act === 'removed' || act === 'recovered')
      this.#operators = this.#operators.filter(({ id }) => id !== operatorId);
    if (act === 'added' || act === 'recovered') this.#admit(operator);
  }

  #admit(operator: unknown): void {
    const { operatorId, vkey } = (operator ?? {}) as JsonObject;
    this.#operators.push(envelopeSigner({ operatorId: String(operatorId), vkey: String(vkey) }));
  }
}
