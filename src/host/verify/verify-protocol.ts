/** What the verification says to the workers that read segments, and back. */
import type { ErrorValue } from '../../shared/errors.ts';
import type { CheckedLines } from './line-checks.ts';

/** Some rows of a segment, or, without runs, the hash of its file: small pieces keep every worker busy to the end. */
export interface SegmentJob {
  type: 'segment';
  /** Unlike all others of the verification. */
  jobId: number;
  segmentId: number;
  path: string;
  key: Uint8Array;
  mode: 'fast' | 'strict';
  origin: string;
  /** Runs in row order: which seq a row has. */
  runs: { firstSeq: number; rowStart: number; count: number }[];
  filesDir: string;
  filesKey: Uint8Array;
}

export interface SegmentFileResult {
  /** Null where rows were asked for, or the file could not be read. */
  sha256: string | null;
  /** Why the file could not be read to its end. */
  unreadable: string | null;
  /** Whether that is because it can't be reached: then it says nothing about the file. */
  isOutOfReach: boolean;
}

export type FromVerifyWorker =
  /** A whole run: rows [rowStart, rowStart + digests/32) of the segment. */
  | ({ type: 'rows'; jobId: number; rowStart: number } & CheckedLines)
  /** The job is done: the file's SHA-256 where that was asked for, or why the file could not be read. */
  | ({ type: 'done'; jobId: number } & SegmentFileResult)
  | { type: 'failed'; error: ErrorValue };
