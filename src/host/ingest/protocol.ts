/**
 * What the ingest coordinator (writer thread) and a scan worker say to each other.
 *
 * A piece goes through two steps. `parse`: bytes to canonical bodies, which tells how many records there are. `build`: the
 * coordinator has given the piece its place in the log, the worker makes lines, digests, and the segment. Bytes and
 * digests travel as transferred buffers, never as objects.
 */
import type { FormatContext, FormatId } from '../../engines/ingest/format.ts';
import type { ErrorValue } from '../../shared/errors.ts';
import type { HotBlock } from '../vault/case-store.ts';
import type { SegmentSummary } from '../vault/segment/segment-file.ts';
import type { PackedTally } from './tally.ts';

/** Where a worker puts the rows of one generation, once they are too many for the hot part. */
export interface SegmentTarget {
  id: number;
  path: string;
  /** 32-byte raw key of this file. */
  key: Uint8Array;
}

export type ToScanWorker =
  | { type: 'source'; sourceKey: number; format: FormatId; sha256: string; context: FormatContext }
  | { type: 'parse'; pieceId: number; sourceKey: number; bytes: Uint8Array; offset: number; isLast: boolean }
  | { type: 'tooLong'; pieceId: number; sourceKey: number; offset: number; length: number; rawHash: string }
  | { type: 'build'; pieceId: number; firstSeq: number; at: string; target: SegmentTarget }
  | { type: 'close'; generation: number }
  | { type: 'forget'; sourceKey: number }
  | { type: 'stop' };

export type ClosedGeneration =
  | { kind: 'empty' }
  | { kind: 'hot'; blocks: HotBlock[] }
  | { kind: 'segment'; id: number; summary: SegmentSummary };

export type FromScanWorker =
  /** `bytes`: those of the piece, back for the next one. */
  | { type: 'parsed'; pieceId: number; recordCount: number; tally: PackedTally; bytes?: Uint8Array }
  /** `isFull`: the segment has no memory for much more. */
  | { type: 'built'; pieceId: number; digests: Uint8Array; isFull: boolean }
  | { type: 'closed'; generation: number; outcome: ClosedGeneration }
  | { type: 'failed'; error: ErrorValue };
