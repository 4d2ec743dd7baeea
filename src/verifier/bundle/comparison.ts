/**
 * Check 12: is this the same history as one that was seen before?
 *
 * Source: INTEGRITY 8, check 12; evidence-format.md §3. Trust: the earlier head comes from the person who checks: from an
 * older bundle, from paper, from a witness. Where it carries this workstation's signature and another root, both notes
 * together prove two histories, and both are kept in the report.
 */
import { equal, utf8 } from '../base/bytes.ts';
import { count, quoted } from '../base/plain-text.ts';
import { Refused } from '../base/refused.ts';
import { type Checkpoint, parseCheckpoint } from '../tlog/checkpoint.ts';
import { openNote, parseNote } from '../tlog/note.ts';
import type { Findings } from './findings.ts';
import type { Heads } from './heads.ts';
import type { LogReader } from './log-reader.ts';
import type { ConfirmedMark } from './marks.ts';

export interface EarlierHead {
  /** What people call it: a file name, "paper". */
  readonly label: string;
  readonly checkpoint: Checkpoint;
  /** The whole note, where it carries signatures. */
  readonly note: string | undefined;
}

/** A signed note, or its three lines alone, as they stand on paper. */
export function parseEarlierHead(bytes: Uint8Array, label: string): EarlierHead {
  const text = new TextDecoder().decode(bytes);
  const isNote = text.includes('\n\n');
  return { label, checkpoint: parseCheckpoint(isNote ? parseNote(bytes).text : text), note: isNote ? text : undefined };
}

export interface TwoHistories {
  readonly earlier: string;
  readonly here: string;
  readonly isSignedByThisLog: boolean;
}

export function compareHeads(
  earlier: readonly EarlierHead[],
  log: LogReader,
  heads: Heads,
  findings: Findings,
): { confirmed: ConfirmedMark[]; proofs: TwoHistories[] } {
  const confirmed: ConfirmedMark[] = [];
  const proofs: TwoHistories[] = [];
  for (const { label, checkpoint, note } of earlier) {
    const { origin, size, root } = checkpoint;
    const who = quoted(label);
    if (origin !== log.keys.origin) {
      findings.fail('other-case', `The head ${who} is of another case.`);
    } else if (size > log.size) {
      findings.cannot(
        12,
        `The head ${who} counts ${count(size)} records, more than this bundle has. Check the newer bundle against this one.`,
      );
    } else {
      const here = size === 0 ? undefined : log.roots.get(size);
      if (here !== undefined && equal(here, root)) {
        confirmed.push({ size, kind: 'earlier-head', who });
        findings.note(12, `The head ${who} over ${count(size)} records is the beginning of this log.`);
      } else if (here === undefined && log.folded.has(size - 1)) {
        findings.cannot(12, `The head ${who} ends inside of records that are withheld here.`);
      } else {
        const isSigned = note !== undefined && isSignedBy(note, log);
        const at = heads.firstOver(size) ?? heads.newest;
        proofs.push({ earlier: note ?? '', here: at?.note ?? '', isSignedByThisLog: isSigned });
        findings.fail(
          'two-histories',
          isSigned
            ? `Two different histories carry the same workstation’s signature: ${who} and this bundle differ within the first ${count(size)} records. This proves manipulation or a stolen key.`
            : `The head ${who} is of another history of this case, or was written down wrongly: it does not fit the first ${count(size)} records.`,
        );
      }
    }
  }
  return { confirmed, proofs };
}

function isSignedBy(note: string, log: LogReader): boolean {
  try {
    return openNote(parseNote(utf8(note)), uniqueKeys(log)).length > 0;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
const uniqueKeys = (log: LogReader) => [...new Map(log.keys.allKeys.map((key) => [key.text, key])).values()];
