/**
 * What a log format is to the ingest: how to recognise it, where its records may be cut, how a piece becomes drafts.
 *
 * Pure. A source is read once, in windows; `cut` finds the last record boundary, so pieces can be parsed in parallel,
 * in any thread, with nothing carried from one piece to the next but the `FormatContext` made at the start.
 * Trust: all bytes are hostile. No reader throws on input: what it can't read it reports to the sink and goes on.
 */
import type { EvtxWriter } from './parsers/evtx/evtx-writer.ts';
import type { JsonScanner } from './parsers/json/json-scanner.ts';
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
   * For whoever looks for one record in the middle of a source: the last place in a window that begins anywhere where a
   * record certainly starts, or -1 where the window shows none. Absent, also in part (`undefined`), where that can only be
   * known from the beginning of the source on, as with quotes that may hold line ends.
   *
   * @param offset of the window in the source
   */
  boundaryIn?(window: Uint8Array, offset: number, context: FormatContext): number | undefined;
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
