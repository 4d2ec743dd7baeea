/**
 * What a log format is to the ingest: how to recognise it, where its records may be cut, how a piece becomes drafts.
 *
 * Pure. A source is read once, in windows; `cut` finds the last record boundary, so pieces can be parsed in parallel,
 * in any thread, with nothing carried from one piece to the next but the `FormatContext` made at the start.
 * Trust: all bytes are hostile. No reader throws on input: what it can't read it reports to the sink and goes on.
 */
import type { Hasher, TextCodec } from '../kernel/ports.ts';
import type { EventDraft, JsonValue } from '../event/audit-event.ts';
import { FORMAT_IDS, type FormatId } from '../../shared/format-ids.ts';

export { FORMAT_IDS, type FormatId };

/** The person's options for one source; recorded in the source record. */
export interface SourceOptions {
  /** IANA zone (`Europe/Berlin`) or fixed offset (`+02:00`) for times that carry none. */
  timeZone?: string;
  /** Year for times that carry none. */
  year?: number;
  /** Hex digests beside SHA-256, on request. */
  extraHashes?: ('md5' | 'sha1')[];
}

/** The first bytes of a source, and what the file system says of it. Names are hints only, never decisive. */
export interface SourceSample {
  /** Up to 256 KiB from offset 0. */
  head: Uint8Array;
  /** Whether `head` is the whole source. */
  isWhole: boolean;
  sizeBytes: number;
  name: string;
  /** Last modification, milliseconds since the epoch; undefined where unknown (member of an archive without times). */
  mtimeMs?: number;
}

/** Ports every reader gets. */
export interface ReaderPorts {
  text: TextCodec;
  hasher: Hasher;
  /** Where there is none, readers do the same work themselves. */
  jsonScanner?: JsonScanner;
  /** Where there is none, the EVTX reader does the same work itself. */
  evtxWriter?: EvtxWriter;
}

/**
 * Writes the canonical bodies of plain JSON records, origin included, byte for byte as the reader's own path and the
 * canonical form would give them. What is not plain it declines.
 */
export interface JsonScanner {
  /**
   * Before the records of a piece.
   *
   * @param piece unchanged until the next call
   * @param sourceHash 64 lower-case hex digits
   */
  open(piece: Piece, sourceHash: string): void;
  /**
   * The record whose line begins at `start` of the piece's bytes. Called with rising starts.
   *
   * @returns undefined where it is declined; otherwise valid until the next call. UTF-8 is not checked.
   */
  scan(start: number): (ScannedEvent & ScannedLine) | undefined;
  /**
   * The same for a record of any shape, of which only the canonical text is written: no name stands twice in it, and no
   * number is other than it was.
   */
  record(start: number): ScannedLine | undefined;
  /**
   * The event whose body is the text of the last `record` between two others.
   *
   * @param timestamp the body's, and `timeUs` the same as toUnixUs gives it
   * @returns undefined where that would be too long
   */
  enclose(before: string, after: string, timestamp: string | null, timeUs: number): ScannedEvent | undefined;
}

/** Where a record's line lies in the piece's bytes. */
export interface ScannedLine {
  /** After the record, before the line's end. */
  recordEnd: number;
  /** Where the next line begins. */
  next: number;
}

/**
 * Writes the canonical JSON of an event record's own fields by the plans of its templates, byte for byte as the EVTX
 * reader's own path and the canonical form would give it. What is unusual it declines.
 */
export interface EvtxWriter {
  /** Its memory, which never moves: the fields are written at `fieldsAt`, with 256 KiB free before and behind them. */
  readonly memory: Uint8Array;
  readonly fieldsAt: number;
  /** Offset in the chunk, size and type of each value of the record: of the event, from `dataValues` on of its data. */
  readonly values: Uint32Array;
  readonly dataValues: number;
  /** Of the record written last: end of its fields, plans of the event and of its data (0 for none), what it cost. */
  readonly result: Uint32Array;
  /** Room for plans. */
  readonly planBytes: number;
  /** Forgets all plans, and the chunk. */
  reset(): void;
  /** @param code from `encodePlan` @returns the plan, not 0; 0 where there is no more room */
  addPlan(code: Uint8Array): number;
  /** @param bytes at most 64 KiB, copied */
  enterChunk(bytes: Uint8Array): void;
  /** @param plan of the template at this offset of the chunk; 0 where there is none */
  setPlan(template: number, plan: number): void;
  /**
   * The record whose binary XML is [from, end) of the chunk.
   *
   * @returns 0 declined, 1 written, 2 where `wanted` is a template whose plan is to be set first
   */
  write(from: number, end: number, budget: number): number;
  wanted(): number;
  /** Moves `count` bytes of its memory, at most 256 KiB, to where they end at `fieldsAt`. */
  putBefore(from: number, count: number): void;
}

/** Everything a piece needs to know of its source: plain data, copied to each worker. */
export interface FormatContext {
  format: FormatId;
  /** Where the first piece starts: after a byte-order mark or a file header, at most `head.length`. */
  dataOffset: number;
  /** First 16 hex digits of the source's SHA-256, for generated event ids. Filled by the ingest, not by `prepare`. */
  sourceTag: string;
  /** All 64 digits, for readers that write the event's origin; filled likewise. Without it they hand out drafts. */
  sourceHash?: string;
  options: SourceOptions;
  mtimeMs?: number;
  /** The format's own settings (CSV header and delimiter, JSON shape, character encoding ...). */
  settings: JsonValue;
}

export interface Piece {
  /** Whole records only. */
  bytes: Uint8Array;
  /** Offset of bytes[0] in the source. */
  offset: number;
  /** Whether this is the last piece of the source. */
  isLast: boolean;
}

/** Why input was not turned into an event. Stable words; listed in resources/docs/errors.md. */
export type RejectReason =
  | 'bad-json'
  | 'not-an-object'
  | 'bad-csv'
  | 'missing-column'
  | 'bad-time'
  | 'bad-encoding'
  | 'record-too-long'
  | 'record-truncated'
  | 'record-damaged'
  | 'chunk-damaged'
  | 'depth-exceeded'
  | 'number-not-canonical'
  | 'text-not-canonical'
  | 'format-unknown'
  | 'empty-source'
  | 'unreadable';

/** Something a reader says about the source beyond single records: a bad checksum, records in slack space. */
export interface SourceNote {
  /** Stable kebab-case word: `file-header-checksum-bad`, `chunk-checksum-bad`, `slack-record`, `record-id-gap` ... */
  kind: string;
  /** `info` says, `warning` puts the source in doubt. */
  level: 'info' | 'warning';
  offset: number;
  length?: number;
  /** One sentence. */
  message: string;
}

/** A canonical event body in a scanner's memory. The object may be reused by the reader after the call. */
export interface ScannedEvent {
  /** The scanner's memory; the body is `memory[start, end)`, UTF-8. */
  memory: Uint8Array;
  start: number;
  end: number;
  /** Microseconds since the epoch, as toUnixUs gives them; NaN where the event has no valid time. */
  timeUs: number;
  /** The body's `timestamp`. Asked for rarely. */
  timestamp(): string | null;
  isAmbiguous: boolean;
}

export interface RecordSink {
  /**
   * @param offset in the source (absolute), length ≥ 1: the record's bytes, which lie inside the piece
   * @param ambiguous why another reader could see another value (`duplicate-key`, `big-number`); empty when it can't
   */
  event(draft: EventDraft, offset: number, length: number, ambiguous: readonly string[]): void;
  /** An event whose body a scanner wrote: canonical, whole, its origin included. Copied before this returns. */
  scanned(event: ScannedEvent): void;
  rejected(reason: RejectReason, offset: number, length: number, message: string): void;
  note(note: SourceNote): void;
}

export interface FormatReader {
  readonly id: FormatId;
  /** Raised whenever the same bytes would give other events. */
  readonly version: string;
  /** 0 = certainly not, 1 = certainly. Looks at content only. */
  sniff(sample: SourceSample, ports: ReaderPorts): number;
  /** The context for this source, or why it can't be read at all. */
  prepare(
    sample: SourceSample,
    options: SourceOptions,
    ports: ReaderPorts,
  ): { context: FormatContext; notes: SourceNote[] } | { refused: RejectReason; message: string };
  /**
   * Where to cut a window that begins at a record boundary: the count of leading bytes that hold whole records, 0 where
   * the window holds no whole record yet (the ingest then offers a longer one). Must be cheap: searches from the end
   * where the format allows it. `isEnd`: no bytes follow; then everything is returned.
   */
  cut(window: Uint8Array, isEnd: boolean, context: FormatContext): number;
  /**
   * Called when a window of MAX_RECORD_BYTES holds no boundary: the offset in `window` where the next record can start,
   * or -1 to look on in the next window. The bytes before it are reported as `record-too-long`.
   */
  resync(window: Uint8Array, context: FormatContext): number;
  /** Turns a piece into drafts, in source order. Never throws on content. */
  parse(piece: Piece, context: FormatContext, ports: ReaderPorts, sink: RecordSink): void;
}

/** A record longer than this is never held in memory: it is reported with its offset and skipped. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;
