/**
 * Check 4: which key signed heads when, and who the operators were, as the records before say.
 *
 * Pure. Source: evidence-format.md §4: a head is signed by the newest key that records under the head before it name; the
 * head over a restart by the new key itself, which an operator must have signed for.
 * Trust: everything follows from record 0, whose fingerprint the person who checks holds on paper.
 */
import { bytesOfBase64, utf8 } from '../base/bytes.ts';
import { quoted } from '../base/plain-text.ts';
import { NotSupported, Refused } from '../base/refused.ts';
import { canonicalJson, isList, isObject, type Json, type JsonObject } from '../base/strict-json.ts';
import { isEd25519Signature } from '../sign/ed25519.ts';
import { KEY_TYPE, parseVkey, type Vkey } from '../tlog/vkey.ts';
import type { Findings } from './findings.ts';
import type { RecordLine } from './line.ts';

/** Records in which somebody says who they are, and nobody else signs. */
const ACTS_OF_ONE: ReadonlySet<string> = new Set(['annotation', 'search', 'setting', 'lock']);

export interface Operator {
  readonly operatorId: string;
  readonly name: string;
  readonly key: Vkey;
  readonly from: number;
  /** The record that removed the operator. */
  until: number;
}
interface Epoch {
  readonly n: number;
  readonly key: Vkey;
  readonly seq: number;
}

export class KeyHistory {
  origin = '';
  caseId = '';
  caseName = '';
  /** Acts that need two people, by the case's own policy. */
  twoPersonActs: ReadonlySet<string> = new Set();
  readonly operators: Operator[] = [];
  readonly #epochs: Epoch[] = [];
  readonly #restarts: Epoch[] = [];
  readonly #findings: Findings;
  #unlockedBy: Json | undefined;
  /** Who has the case open: who signed for the newest epoch. */
  #present: Json | undefined;
  /** From the first signed epoch on all are; a log without any is of an earlier program. */
  #areEpochsSigned = false;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** @param headSize size of the newest head before this record */
  read(record: RecordLine, headSize: number): void {
    const { kind, seq, body } = record;
    if ((kind === 'genesis') !== (seq === 0)) {
      this.#findings.fail(
        'genesis-wrong',
        seq === 0 ? 'The log does not begin with the record that founds a case.' : 'A case is founded a second time.',
        { record: seq },
      );
    }
    if (seq === 0 && kind === 'genesis') this.#genesis(record);
    if (kind === 'operator') this.#operator(record);
    if (kind === 'unlock') this.#unlockedBy = body['operatorId'];
    if (kind === 'epoch') {
      this.#epoch(record, false);
      this.#vouched(record, headSize);
    }
    if (kind === 'epoch-restart') {
      this.#epoch(record, true);
      this.#restart(record, body, headSize);
    }
    if (ACTS_OF_ONE.has(kind)) this.#checkPresent(record);
  }

  #genesis({ body, log }: RecordLine): void {
    const { caseId, name, operators, epoch, policy, format } = body;
    this.origin = log;
    this.caseId = typeof caseId === 'string' ? caseId : '';
    this.caseName = typeof name === 'string' ? name : '';
    const isFounded =
      format === 'ATP-C1' &&
      this.caseId !== '' &&
      log === `audittrailpro/case/${this.caseId}` &&
      isList(operators) &&
      isObject(epoch) &&
      epoch['n'] === 0;
    if (!isFounded)
      return this.#findings.fail('genesis-wrong', 'The record that founds the case does not say what it must.', {
        record: 0,
      });
    for (const operator of operators) this.#admit(operator, 0);
    this.#addEpoch({ n: 0, text: epoch['vkey'], seq: 0, isRestart: false });
    const acts = isObject(policy) ? policy['twoPersonActs'] : undefined;
    this.twoPersonActs = new Set(isList(acts) ? acts.filter((act) => typeof act === 'string') : []);
  }

  #operator({ seq, body }: RecordLine): void {
    const { act, operator, operatorId } = body;
    if (act === 'added') return this.#admit(operator, seq);
    if (act !== 'removed') return;
    const removed = this.operators.find((one) => one.operatorId === operatorId && one.until > seq);
    if (removed === undefined)
      this.#findings.fail('operator-wrong', 'Somebody who was no operator was removed.', { record: seq });
    else removed.until = seq;
  }

  #admit(value: Json | undefined, seq: number): void {
    const { operatorId, name, vkey } = isObject(value) ? value : {};
    const key = this.#keyOf(vkey);
    const isNamed =
      typeof operatorId === 'string' &&
      typeof name === 'string' &&
      key?.name === `${this.origin}/operator/${operatorId}`;
    const isTwin = this.operators.some((one) => one.operatorId === operatorId || one.key.text === key?.text);
    if (!isNamed || isTwin) {
      const why = isTwin ? 'A second operator has the name or the key of a first.' : 'An operator has no sound key.';
      return this.#findings.fail('operator-wrong', why, { record: seq });
    }
    this.operators.push({ operatorId, name, key, from: seq, until: Number.POSITIVE_INFINITY });
  }

  #epoch({ seq, body }: RecordLine, isRestart: boolean): void {
    const last = this.#epochs.at(-1);
    const { n } = body;
    if (typeof n !== 'number' || n !== (last?.n ?? -1) + 1) {
      this.#findings.fail('epoch-wrong', 'The signing keys do not follow one another without a gap.', { record: seq });
    }
    this.#addEpoch({ n: typeof n === 'number' ? n : -1, text: body['vkey'], seq, isRestart });
  }

  #addEpoch({ n, text, seq, isRestart }: { n: number; text: Json | undefined; seq: number; isRestart: boolean }): void {
    const key = this.#keyOf(text);
    if (key === undefined || key.name !== this.origin) {
      return this.#findings.fail('epoch-wrong', 'A signing key is named that is none of this log.', { record: seq });
    }
    const epoch = { n, key, seq };
    this.#epochs.push(epoch);
    if (isRestart) this.#restarts.push(epoch);
  }

  /** evidence-format.md §4, "Restart". */
  #restart({ seq }: RecordLine, body: JsonObject, headSize: number): void {
    this.#present = body['operatorId'];
    const operator = this.#signerOf('epoch-restart', seq, body, headSize);
    if (operator === undefined) {
      return this.#findings.fail(
        'restart-unsigned',
        'The chain of signing keys was restarted, and no operator has signed for it.',
        { record: seq },
      );
    }
    this.#findings.warn(
      4,
      `The signing chain was restarted by ${quoted(operator.name)} at record ${seq}. What lies between the last outside mark and this record rests on that person’s word.`,
      { record: seq },
    );
  }

  /** evidence-format.md §4, "Epoch key": whoever unlocks signs for the key that is made then. */
  #vouched({ seq, body }: RecordLine, headSize: number): void {
    const { operatorId, signature } = body;
    this.#present = operatorId ?? this.#unlockedBy;
    if (signature === undefined && !this.#areEpochsSigned) return;
    this.#areEpochsSigned = true;
    if (operatorId === this.#unlockedBy && this.#signerOf('epoch', seq, body, headSize) !== undefined) return;
    this.#findings.fail('epoch-wrong', 'A signing key is named, and who unlocked the case has not signed for it.', {
      record: seq,
    });
  }

  /** Notes, questions and settings are the word of one person, who must have had the case open. */
  #checkPresent({ seq, body }: RecordLine): void {
    const { operatorId } = body;
    if (typeof operatorId !== 'string' || typeof this.#present !== 'string' || operatorId === this.#present) return;
    this.#findings.fail(
      'operator-wrong',
      `A record is in the name of ${quoted(operatorId)}, and ${quoted(this.#present)} had the case open.`,
      { record: seq },
    );
  }

  /** The operator who signed a statement about a key, made for this log and this place in it. */
  #signerOf(purpose: string, seq: number, body: JsonObject, headSize: number): Operator | undefined {
    const { log, size, n, vkey, operatorId, signature } = body;
    const operator = this.operatorAt(operatorId, seq);
    const statement = { log, size, n, vkey, operatorId } as JsonObject;
    const isFitting = log === this.origin && typeof size === 'number' && size >= headSize && size <= seq;
    const isSigned = operator !== undefined && isFitting && isStatement(operator, purpose, statement, signature);
    return isSigned ? operator : undefined;
  }

  operatorAt(operatorId: Json | undefined, seq: number): Operator | undefined {
    return this.operators.find((one) => one.operatorId === operatorId && one.from <= seq && seq < one.until);
  }
  operatorsAt(seq: number): Operator[] {
    return this.operators.filter(({ from, until }) => from <= seq && seq < until);
  }

  /** The key that must have signed the head of `size` records, and the number that its seal must give. */
  signerOf(size: number, sizeBefore: number): { key: Vkey; n: number } | undefined {
    const restart = this.#restarts.findLast(({ seq }) => seq >= sizeBefore && seq < size);
    return restart ?? this.#epochs.findLast(({ seq }) => seq < Math.max(sizeBefore, 1));
  }
  get firstKey(): Vkey | undefined {
    return this.#epochs[0]?.key;
  }
  get allKeys(): Vkey[] {
    return this.#epochs.map(({ key }) => key);
  }

  #keyOf(text: Json | undefined): Vkey | undefined {
    try {
      const key = typeof text === 'string' ? parseVkey(text) : undefined;
      return key?.type === KEY_TYPE.ed25519 ? key : undefined;
    } catch (error) {
      if (error instanceof Refused || error instanceof NotSupported) return undefined;
      throw error;
    }
  }
}

/** evidence-format.md §4, "Operator key". */
function isStatement({ key }: Operator, purpose: string, statement: JsonObject, signature: Json | undefined): boolean {
  if (typeof signature !== 'string' || !signature.startsWith('ed25519:')) return false;
  const message = utf8(`audittrailpro/statement/v1\n${purpose}\n${canonicalJson(statement)}\n`);
  try {
    return isEd25519Signature(key.key, message, bytesOfBase64(signature.slice('ed25519:'.length)));
  } catch {
    return false;
  }
}
