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
import { Holdings } from './holdings.ts';

export interface LedgerParts {
  readonly text: TextCodec;
  readonly origin: string;
  /** Acts that need two people, by the case's policy. */
  readonly twoPersonActs: ReadonlySet<string>;
}

/** An act and who signed it; or why the record says nothing. */
export type OpenedAct =
  | { readonly act: CustodyAct; readonly signedBy: readonly string[] }
  | { readonly problem: string };

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
  read(record: { seq: number; body: JsonObject }, operators: readonly EnvelopeSigner[]): Finding[] {
    if (record.body['act'] === 'denied') return [];
    return this.take(record.seq, this.open(record.body, operators));
  }

  /** What a record says under good signatures. Nothing is taken in. */
  open(body: JsonObject, operators: readonly EnvelopeSigner[]): OpenedAct {
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

  /** Takes an act in, as `open` gave it. */
  take(seq: number, opened: OpenedAct): Finding[] {
    if ('problem' in opened) return [malformed(seq, opened.problem)];
    const { act, signedBy } = opened;
    const missing = this.missingSigners(act, signedBy);
    return [
      ...(missing === undefined ? [] : [{ kind: 'custody-unsigned', seq, message: `Record ${seq}: ${missing}` }]),
      ...this.holdings.take(act).map((gap) => ({
        kind: 'custody-gap',
        seq,
        message: `At record ${seq} (${act.act}) custody has a gap: ${gap}`,
      })),
    ];
  }

  /** In words who else must sign; undefined where all have. */
  missingSigners(act: CustodyAct, signedBy: readonly string[]): string | undefined {
    const missing = wantedSigners(act).filter((id) => !signedBy.includes(id));
    if (missing.length > 0) return `the ${act.act} needs the signature of ${missing.join(' and ')}`;
    const needsTwo = this.#parts.twoPersonActs.has(act.act) && new Set(signedBy).size < 2;
    return needsTwo ? `the ${act.act} needs the signatures of two people in this case` : undefined;
  }
}

const malformed = (seq: number, why: string): Finding => ({
  kind: 'custody-malformed',
  seq,
  message: `The custody record ${seq} does not hold: ${why}`,
});
