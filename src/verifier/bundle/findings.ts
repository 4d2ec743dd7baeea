/**
 * What the checks say: failures, warnings, notes, and what could not be looked at.
 *
 * Pure. Trust: words around untrusted text are ours, the text itself is escaped (`quoted`). The first thousand failures are
 * kept and all are counted.
 */
import { plain } from '../base/plain-text.ts';

/** The checks, in their order. */
export const CHECKS = [
  'Folder and hashes',
  'Signatures on the list',
  'Root of trust',
  'Keys',
  'Heads',
  'Lines',
  'End',
  'Time line',
  'Outside marks',
  'Sources and files',
  'Custody',
  'Comparison',
] as const;

/** Every word of a failure, with the check it belongs to. verifier.md explains each; a test compares the two. */
export const FAILURES = {
  'file-changed': 1,
  'file-missing': 1,
  'file-added': 1,
  'file-refused': 1,
  'folder-malformed': 1,
  'list-unsigned': 2,
  'list-signers-missing': 2,
  'list-malformed': 2,
  'list-mismatch': 2,
  'export-unrecorded': 2,
  'completeness-wrong': 2,
  'other-case': 3,
  'genesis-wrong': 4,
  'epoch-wrong': 4,
  'restart-unsigned': 4,
  'operator-wrong': 4,
  'head-missing': 5,
  'head-signature': 5,
  'head-malformed': 5,
  'head-root': 5,
  'head-link': 5,
  'line-malformed': 6,
  'line-order': 6,
  'line-log': 6,
  'line-chain': 6,
  'seal-wrong': 6,
  'withheld-wrong': 6,
  'proof-wrong': 6,
  'end-cut': 7,
  'end-unsigned': 7,
  'mark-wrong': 9,
  'source-changed': 10,
  'slice-changed': 10,
  'custody-unsigned': 11,
  'custody-gap': 11,
  'custody-malformed': 11,
  'two-histories': 12,
} as const satisfies Record<string, number>;
export type FailureCode = keyof typeof FAILURES;

export interface Place {
  readonly file?: string;
  readonly record?: number;
}
export interface Failure extends Place {
  readonly check: number;
  readonly code: FailureCode;
  readonly text: string;
}
export interface Remark extends Place {
  readonly check: number;
  readonly text: string;
}

const MAX_KEPT = 1000;

export class Findings {
  readonly failures: Failure[] = [];
  readonly warnings: Remark[] = [];
  readonly notes: Remark[] = [];
  /** What should have been looked at and could not be: then there is no verdict "intact". */
  readonly notChecked: Remark[] = [];
  readonly failuresByCheck = new Map<number, number>();
  failureCount = 0;

  fail(code: FailureCode, text: string, place: Place = {}): void {
    const check = FAILURES[code];
    this.failureCount += 1;
    this.failuresByCheck.set(check, (this.failuresByCheck.get(check) ?? 0) + 1);
    if (this.failures.length < MAX_KEPT) this.failures.push({ check, code, text, ...cleaned(place) });
  }
  warn(check: number, text: string, place: Place = {}): void {
    if (this.warnings.length < MAX_KEPT) this.warnings.push({ check, text, ...cleaned(place) });
  }
  note(check: number, text: string, place: Place = {}): void {
    if (this.notes.length < MAX_KEPT) this.notes.push({ check, text, ...cleaned(place) });
  }
  cannot(check: number, text: string, place: Place = {}): void {
    if (this.notChecked.length < MAX_KEPT) this.notChecked.push({ check, text, ...cleaned(place) });
  }
}

const cleaned = ({ file, record }: Place): Place => ({
  ...(file === undefined ? {} : { file: plain(file) }),
  ...(record === undefined ? {} : { record }),
});
