/**
 * What a segment file holds: the tables, and the facts that say where everything lies.
 *
 * A segment is one encrypted SQLite file, written whole and never changed. Its bytes hold blocks of canonical lines, the
 * truth, and after them columns and indexes, which are made from the lines and can be made again.
 */
import { zstdDecompressSync } from 'node:zlib';
import { BYTE_STORE_SCHEMA, type Place } from './byte-store.ts';
import { FrameEncoder } from './frame-encoder.ts';
import type { IdIndexFacts } from './id-index.ts';
import type { TermIndexFacts } from './term-index-reader.ts';

export const SEGMENT_FORMAT = 1;
/** Rows of a segment, at most; a row number fits 19 bits. */
export const MAX_SEGMENT_ROWS = 524_288;
/** Canonical lines of one block: `\n` stands between them, the whole is one zstd frame. */
export const BLOCK_LINES = 64;

export const SEGMENT_SCHEMA = `
  CREATE TABLE segment (only INTEGER PRIMARY KEY CHECK (only = 1), facts TEXT NOT NULL) STRICT;
  ${BYTE_STORE_SCHEMA}
`;

/** Consecutive records: rows rowStart … rowStart+count-1 hold the records firstSeq … firstSeq+count-1. */
export interface SegmentRun {
  firstSeq: number;
  rowStart: number;
  count: number;
}

/** What the manifest keeps of a segment. */
export interface SegmentSummary {
  rowCount: number;
  eventCount: number;
  /** Ascending by seq. */
  runs: SegmentRun[];
  /** Times of the records that have one, microseconds since the epoch; null where none has. */
  minTimeUs: number | null;
  maxTimeUs: number | null;
  fileSizeBytes: number;
  /** Of all bytes of the file, 64 hex digits. */
  sha256: string;
}

export interface ColumnFacts {
  path: string;
  isText: boolean;
  isSparse: boolean;
  isWide: boolean;
  /** Number of the column's first entry among the entries of all columns. */
  entryBase: number;
  entryCount: number;
  textCount: number;
  numberCount: number;
  extraCount: number;
  presentRows: number;
  presentEvents: number;
  codes: Place;
  entries: Place;
  counts: Place;
  extras: Place;
  /** For each EXTRAS_PER_MARK extra values: the row of the one before, and where it begins in `extras`. */
  extraMarks: Place;
  numbers: Place;
}

export interface SegmentFacts {
  format: typeof SEGMENT_FORMAT;
  origin: string;
  rowCount: number;
  eventCount: number;
  runs: SegmentRun[];
  minTimeUs: number | null;
  maxTimeUs: number | null;
  /** Whether the times of the rows that have one never fall. */
  isTimeSorted: boolean;
  /** Rows without a valid time; of them events. */
  withoutTime: number;
  eventsWithoutTime: number;
  /** Where each block lies: bytes of the frame and of what it unpacks to, block by block. Blocks begin at byte 0. */
  blocks: Place;
  /** Times, those of rows without one as 0; rows without one, as differences. */
  times: Place;
  untimedRows: Place;
  /** Events per bucket of time: numbers of the buckets, counts. */
  rollup: { bucketUs: number; buckets: Place; counts: Place; length: number };
  kinds: ColumnFacts;
  columns: ColumnFacts[];
  /** Rows with values at paths beyond the columns there is room for, as differences, and their number. */
  overflowRows: Place;
  overflowCount: number;
  /** Words of `metadata.message` outside its dictionary, words of all other values outside theirs, words of the entries. */
  messages: TermIndexFacts;
  others: TermIndexFacts;
  entries: TermIndexFacts;
  entryCount: number;
  /** Ids inside texts, and whole values of the event id. */
  ids: IdIndexFacts;
  values: IdIndexFacts;
}

export const MESSAGE_PATH = 'metadata.message';
export const EVENT_ID_PATH = 'eventId';

/** Every value at these is different: no dictionary. */
export const UNCODED_PATHS: ReadonlySet<string> = new Set([EVENT_ID_PATH, 'timestamp', 'metadata.time.original']);
/** Not in any column or index: a search for them reads the lines. */
export const UNINDEXED_PATHS: readonly string[] = ['origin.offset', 'origin.length', 'origin.rawHash'];

const ZSTD_LEVEL = 1;
let encoder: FrameEncoder | undefined;

/** @returns one zstd frame (RFC 8878), good until the next call */
export function compress(bytes: Uint8Array): Uint8Array {
  encoder ??= new FrameEncoder(ZSTD_LEVEL);
  return encoder.encode(bytes);
}

/** @param byteLength of the result, as stored beside the frame */
export function decompress(frame: Uint8Array, byteLength: number): Uint8Array {
  // One byte more than is needed: a chunk that comes out full makes the runtime ask for another.
  return zstdDecompressSync(frame, {
    chunkSize: Math.max(64, byteLength + 1),
    maxOutputLength: Math.max(64, byteLength),
  });
}
