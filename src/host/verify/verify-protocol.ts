/** What the verification says to the workers that read segments, and back. */
import type { ErrorValue } from '../../shared/errors.ts';
import type { CheckedLines } from './line-checks.ts';

export interface SegmentJob {
  type: 'segment';
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
  sha256: string | null;
  /** Why the file could not be read to its end. */
  unreadable: string | null;
  /** Whether that is because it can't be reached: then it says nothing about the file. */
  isOutOfReach: boolean;
}

export type FromVerifyWorker =
  /** Rows [rowStart, rowStart + digests/32) of the segment. */
  | ({ type: 'rows'; segmentId: number; rowStart: number } & CheckedLines)
  /** The file's SHA-256, or why it could not be read to its end. */
  | ({ type: 'done'; segmentId: number } & SegmentFileResult)
  | { type: 'failed'; error: ErrorValue };
