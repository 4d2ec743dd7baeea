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
import { POLICY_NAME_OF, signersOfKeyAct } from './key-acts.ts';
import type { RecordLine } from './line.ts';

/** Records in which somebody says who they are, and nobody else signs. */
const ACTS_OF_ONE: ReadonlySet<string> = new Set(['annotation', 'search', 'setting', 'lock']);

export interface Operator {
  readonly operatorId: string;
  readonly name: string;
  readonly role: string;
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
  /** The key of the recovery shares in force. */
  #recovery: { id: string; key: Vkey } | undefined;
  #dataKeys = 1;
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
    if (kind === 'rekey' && body['act'] !== 'more') this.#rekey(record);
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

  #operator(record: RecordLine): void {
    const { seq, body } = record;
    const { act, operator, operatorId } = body;
    if (act === 'added') this.#admit(operator, seq);
    else if (act === 'removed') {
      this.#demandSigned(record, 'The removal of an operator');
      const removed = this.operatorAt(operatorId, seq);
      if (removed === undefined)
        this.#findings.fail('operator-wrong', 'Somebody who was no operator was removed.', { record: seq });
      else {
        removed.until = seq;
        this.#findings.note(
          4,
          `${quoted(removed.name)} was removed at record ${seq}: what they signed before stays valid, what they signed later does not.`,
          { record: seq },
        );
      }
    } else if (act === 'recovery-created') this.#recoveryMade(record);
    else if (act === 'recovered') this.#recovered(record);
  }

  #recoveryMade(record: RecordLine): void {
    const { seq, body } = record;
    this.#demandSigned(record, 'The making of recovery shares');
    const { recoveryId, vkey, threshold, shares } = isObject(body['recovery']) ? body['recovery'] : {};
    const key = this.#keyOf(vkey);
    if (typeof recoveryId !== 'string' || key?.name !== `${this.origin}/recovery/${recoveryId}`) {
      return this.#findings.fail('operator-wrong', 'Recovery shares have no sound key.', { record: seq });
    }
    this.#recovery = { id: recoveryId, key };
    const count = isList(shares) ? shares.length : 0;
    this.#findings.note(
      4,
      `Recovery shares ${quoted(recoveryId)} were made at record ${seq}: any ${String(threshold)} of ${count} let somebody in.`,
      { record: seq },
    );
  }

  /** Shares were used: whoever was let in has another key from here on. */
  #recovered({ seq, body }: RecordLine): void {
    const { operator, operatorId, recoveryId, shares } = body;
    const recovery = this.#recovery;
    const signed =
      recovery === undefined || recovery.id !== recoveryId
        ? { why: 'no such recovery shares were made' }
        : signersOfKeyAct(this.origin, body, [{ id: recovery.id, key: recovery.key.key }]);
    if ('why' in signed) {
      this.#findings.fail(
        'operator-wrong',
        `Somebody was let in by recovery shares, and it does not hold: ${signed.why}.`,
        {
          record: seq,
        },
      );
    }
    const before = this.operatorAt(operatorId, seq);
    if (before !== undefined) before.until = seq;
    // Without a key to replace it is somebody new; whoever was removed stays so.
    this.#admit(operator, seq, before !== undefined);
    const names = isList(shares) ? shares.map((share) => quoted(String(share))).join(' and ') : 'unknown';
    this.#findings.warn(
      4,
      `At record ${seq} ${quoted(String(operatorId))} was let in by the recovery shares ${names}. That it was this person rests on the word of whoever held them.`,
      { record: seq },
    );
  }

  #rekey(record: RecordLine): void {
    const { seq, body } = record;
    this.#demandSigned(record, 'A change of the data key');
    this.#dataKeys += 1;
    if (body['generation'] !== this.#dataKeys)
      this.#findings.fail('operator-wrong', 'The data keys do not follow one another without a gap.', { record: seq });
    this.#findings.note(
      4,
      `The data key was changed at record ${seq} by ${quoted(String(body['by']))}. It encrypts the case on the disk; no line was changed by it.`,
      { record: seq },
    );
  }

  /** By a lead in office, and by two people where the case asks for it. */
  #demandSigned({ seq, body }: RecordLine, what: string): void {
    const inOffice = this.operatorsAt(seq);
    const signers = inOffice.map(({ operatorId, key }) => ({ id: operatorId, key: key.key }));
    const signed = signersOfKeyAct(this.origin, body, signers);
    const by = inOffice.find(({ operatorId }) => operatorId === body['by']);
    const fail = (why: string): void =>
      this.#findings.fail('operator-wrong', `${what} at record ${seq} does not hold: ${why}.`, { record: seq });
    if ('why' in signed) return fail(signed.why);
    if (by === undefined || !signed.ids.includes(by.operatorId))
      return fail('who is said to have done it did not sign');
    if (by.role !== 'lead') return fail('only a lead may do that');
    const name = POLICY_NAME_OF[String(body['act'])];
    if (name !== undefined && this.twoPersonActs.has(name) && signed.ids.length < 2)
      fail('it needs two people, and only one of them signed');
  }

  #admit(value: Json | undefined, seq: number, mayReplace = false): void {
    const { operatorId, name, role, vkey } = isObject(value) ? value : {};
    const key = this.#keyOf(vkey);
    const isNamed =
      typeof operatorId === 'string' &&
      typeof name === 'string' &&
      typeof role === 'string' &&
      key?.name === `${this.origin}/operator/${operatorId}`;
    const isTwin = this.operators.some(
      (one) => one.key.text === key?.text || (one.operatorId === operatorId && (!mayReplace || one.until > seq)),
    );
    if (!isNamed || isTwin) {
      const why = isTwin ? 'A second operator has the name or the key of a first.' : 'An operator has no sound key.';
      return this.#findings.fail('operator-wrong', why, { record: seq });
    }
    this.operators.push({ operatorId, name, role, key, from: seq, until: Number.POSITIVE_INFINITY });
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
