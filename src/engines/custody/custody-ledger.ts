/**
 * The custody records of a case, each believed only as far as its envelope is signed.
 *
 * Pure. Source: bundle-format.md §8; the words of what is wrong are those of evidence-format.md §8.
 * Trust: a record says nothing that its envelope does not say under a good signature; two people are counted from the
 * signatures, not from a flag.
 */
import { CUSTODY_TYPE } from '../../shared/custody-words.ts';
import type { Finding } from '../../shared/verdict.ts';
import type { JsonObject } from '../event/audit-event.ts';
import { parseCanonical } from '../kernel/canonical-json.ts';
import type { TextCodec } from '../kernel/ports.ts';
import { type CustodyAct, parseCustodyAct, wantedSigners } from './custody-act.ts';
import { type EnvelopeSigner, openEnvelope } from './envelope.ts';
import { Holdings, type ItemGap } from './holdings.ts';

export interface LedgerParts {
  readonly text: TextCodec;
  readonly origin: string;
  /** Acts that need two people, by the case's policy. */
  readonly twoPersonActs: ReadonlySet<string>;
}

/** What became of a record of an act. */
export interface TakenAct {
  /** Absent where the record does not hold: it says nothing, and no item moves. */
  readonly act?: CustodyAct;
  readonly signedBy: readonly string[];
  readonly gaps: readonly ItemGap[];
  readonly findings: readonly Finding[];
}

export class CustodyLedger {
  readonly holdings = new Holdings();
  readonly #parts: LedgerParts;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  /**
   * Takes a record of kind `custody` in. A refused try of an operator (`denied`) is nobody's act.
   *
   * @param operators in office at the record
   */
  take(record: { seq: number; body: JsonObject }, operators: readonly EnvelopeSigner[]): TakenAct {
    const { seq } = record;
    if (record.body['act'] === 'denied') return NO_ACT;
    const opened = this.#open(record.body, operators);
    if ('problem' in opened) return { ...NO_ACT, findings: [malformed(seq, opened.problem)] };
    const { act, signedBy } = opened;
    const missing = this.missingSigners(act, signedBy);
    const gaps = this.holdings.take(act);
    return {
      act,
      signedBy,
      gaps,
      findings: [
        ...(missing === undefined ? [] : [{ kind: 'custody-unsigned', seq, message: `Record ${seq}: ${missing}` }]),
        ...gaps.map((gap) => ({
          kind: 'custody-gap',
          seq,
          message: `At record ${seq} (${act.act}) custody has a gap: ${Holdings.spell(gap)}`,
        })),
      ],
    };
  }

  #open(
    body: JsonObject,
    operators: readonly EnvelopeSigner[],
  ): { act: CustodyAct; signedBy: readonly string[] } | { problem: string } {
    const opened = openEnvelope(this.#parts.text, body['envelope'], CUSTODY_TYPE, operators);
    if ('problem' in opened) return opened;
    const parsed = parseCanonical(opened.payload);
    const act = parsed === undefined ? undefined : parseCustodyAct(parsed.value);
    if (act === undefined) return { problem: 'what was signed is no act' };
    if (act.log !== this.#parts.origin) return { problem: 'it speaks of another case' };
    if (act.act !== body['act'] || act.operatorId !== body['operatorId']) {
      return { problem: 'the record says something else than what was signed' };
    }
    return { act, signedBy: opened.signedBy };
  }

  /** The operators who must sign and have not; and whether a second person, whoever it is, must too. */
  missing(act: CustodyAct, signedBy: readonly string[]): { operatorIds: string[]; needsSecond: boolean } {
    const operatorIds = wantedSigners(act).filter((id) => !signedBy.includes(id));
    const people = new Set([...signedBy, ...operatorIds]).size;
    return { operatorIds, needsSecond: this.#parts.twoPersonActs.has(act.act) && people < 2 };
  }

  /** In words who else must sign; undefined where all have. */
  missingSigners(act: CustodyAct, signedBy: readonly string[]): string | undefined {
    const { operatorIds, needsSecond } = this.missing(act, signedBy);
    if (operatorIds.length > 0) return `the ${act.act} needs the signature of ${operatorIds.join(' and ')}`;
    return needsSecond ? `the ${act.act} needs the signatures of two people in this case` : undefined;
  }
}

const NO_ACT: TakenAct = { signedBy: [], gaps: [], findings: [] };

const malformed = (seq: number, why: string): Finding => ({
  kind: 'custody-malformed',
  seq,
  message: `The custody record ${seq} does not hold: ${why}`,
});
