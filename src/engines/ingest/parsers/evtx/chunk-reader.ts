/**
 * One chunk after the other: checks, the walk from record to record, what lies between and behind them.
 *
 * Pure. O(chunk).
 * Source: libevtx "Windows XML Event Log (EVTX)" §3; the rules for damage are resources/docs/field-mapping-windows.md.
 * Records are walked by their sizes. Where the chain breaks, the next whole frame is searched, what lies between is
 * rejected unless it is zeros, and the rest is marked as recovered. Behind the chunk's free-space offset lie remains of
 * older records: those are noted, never made events.
 * Trust: hostile; no content makes this throw.
 */
import type { JsonObject } from '../../../event/audit-event.ts';
import type { Hasher } from '../../../kernel/ports.ts';
import type { FormatContext, Piece, ReaderPorts, RecordSink } from '../../format.ts';
import { windowsDraft, windowsEventDraft } from '../../mapping/windows-event.ts';
import type { WindowsEventPlace } from '../../mapping/windows-event.ts';
import { asObject, attributeText } from '../../mapping/windows-fields.ts';
import { CHUNK_BYTES, CHUNK_HEADER_BYTES, decodeChunkHeader } from './chunk-header.ts';
import { BodyWriter } from './body-writer.ts';
import type { ChunkHeader } from './chunk-header.ts';
import { Damage } from './damage.ts';
import { readCount } from './file-header.ts';
import { fileTimeText } from './filetime.ts';
import type { RecordContent } from './record-content.ts';
import type { RecordText } from './record-text.ts';
import { findFrame, frameSize, isFrameClosed, isZero, RECORD_HEADER_BYTES, stretches } from './record-scan.ts';

/** Runs of record ids that one note names. */
const MAX_NAMED_RUNS = 16;
/** Notes of one kind about one chunk that are given one by one; the rest is counted. */
const MAX_NOTES_OF_A_KIND = 16;
const NO_DOUBTS: readonly string[] = [];
/** Characters of FILETIME text, which no other writer of times uses. */
const FILETIME_TEXT_CHARS = 28;

/** Runs of record ids with the absolute offset where each begins. */
interface IdRun {
  first: number;
  last: number;
  at: number;
}

/** Ids seen in one chunk, for the comparison with its header and with the chunk before. */
interface ChunkTally {
  records: number;
  firstId: number;
  lastId: number;
  recovered: number;
  /** Whether the chain of records is broken behind the last one seen. */
  isBroken: boolean;
  /** Records that can't be read in a chunk that is rejected whole. */
  unreadable: IdRun[];
  unreadableCount: number;
}

const emptyTally = (): ChunkTally => ({
  records: 0,
  firstId: -1,
  lastId: -1,
  recovered: 0,
  isBroken: false,
  unreadable: [],
  unreadableCount: 0,
});

function addToRuns(runs: IdRun[], id: number, at: number): void {
  const run = runs.at(-1);
  if (run !== undefined && id === run.last + 1) run.last = id;
  else runs.push({ first: id, last: id, at });
}

/** `70 at 4608, 4-5 at 5120`. */
function runsText(runs: readonly IdRun[]): string {
  const named = runs
    .slice(0, MAX_NAMED_RUNS)
    .map(({ first, last, at }) => `${first === last ? first : `${first}-${last}`} at ${at}`);
  return `${named.join(', ')}${runs.length > MAX_NAMED_RUNS ? ' and others' : ''}`;
}

export class ChunkReader {
  readonly #piece: Piece;
  readonly #context: FormatContext;
  readonly #sink: RecordSink;
  readonly #content: RecordContent;
  /** Present where bodies can be written here: there is a writer, and the source's hash is known. */
  readonly #text: RecordText | undefined;
  readonly #body: BodyWriter | undefined;
  readonly #hasher: Hasher;
  /** Absolute offset behind the last chunk that the file header speaks of; where it is not known, past any file. */
  readonly #endOfChunks: number;
  /** Absolute offset of the chunk. */
  #offset = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #tally: ChunkTally = emptyTally();
  /** The chunk has no magic and is rejected as one: its records are not rejected once more, one by one. */
  #isHeadless = false;
  readonly #noteCounts = new Map<string, number>();
  /** Last record id of the chunk before in this piece; -1 where there is none or it was damaged. */
  #previousLastId = -1;

  /** @param text writes bodies where it can; without it the sink gets drafts */
  constructor(
    piece: Piece,
    context: FormatContext,
    ports: ReaderPorts,
    sink: RecordSink,
    content: RecordContent,
    text?: RecordText,
  ) {
    this.#piece = piece;
    this.#hasher = ports.hasher;
    this.#context = context;
    this.#sink = sink;
    this.#content = content;
    this.#text = text;
    const { evtxWriter } = ports;
    if (evtxWriter !== undefined) this.#body = new BodyWriter(evtxWriter, ports.text);
    const count = asObject(context.settings)?.['chunkCount'];
    this.#endOfChunks = typeof count === 'number' ? context.dataOffset + count * CHUNK_BYTES : Number.POSITIVE_INFINITY;
  }

  /** Reads the chunk at `base` of the piece. @param length 1 to 65,536 bytes, fewer only at the end of the source */
  read(base: number, length: number): void {
    this.#offset = this.#piece.offset + base;
    this.#bytes = this.#piece.bytes.subarray(base, base + length);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, length);
    this.#tally = emptyTally();
    this.#content.enterChunk(this.#bytes, base);
    this.#text?.enterChunk(this.#bytes);

    const header = decodeChunkHeader(this.#bytes, this.#hasher);
    this.#isHeadless = header === undefined;
    if (header === undefined) this.#readHeadless();
    else this.#readWithHeader(header);
    if (length < CHUNK_BYTES && header !== undefined) {
      this.#note(
        'chunk-truncated',
        'warning',
        0,
        length,
        `The file ends ${CHUNK_BYTES - length} bytes before the chunk does`,
      );
    }
    const { recovered } = this.#tally;
    if (recovered > 0) {
      this.#note(
        'records-recovered',
        'warning',
        0,
        length,
        `${recovered} records were found by searching, not by the chunk's own order`,
      );
    }
    this.#closeNotes(length);
  }

  #note(kind: string, level: 'info' | 'warning', at: number, length: number, message: string): void {
    const count = (this.#noteCounts.get(kind) ?? 0) + 1;
    this.#noteCounts.set(kind, count);
    if (count <= MAX_NOTES_OF_A_KIND) this.#sink.note({ kind, level, offset: this.#offset + at, length, message });
  }

  /** Says how many notes were kept back. */
  #closeNotes(length: number): void {
    for (const [kind, count] of this.#noteCounts) {
      if (count <= MAX_NOTES_OF_A_KIND) continue;
      const message = `${count - MAX_NOTES_OF_A_KIND} more in this chunk`;
      this.#sink.note({ kind, level: 'warning', offset: this.#offset, length, message });
    }
    this.#noteCounts.clear();
  }

  /** No header to go by: an unused chunk is all zero, anything else is damage. */
  #readHeadless(): void {
    const length = this.#bytes.length;
    this.#previousLastId = -1;
    if (isZero(this.#bytes, 0, length)) return;
    const isBeyond = this.#offset >= this.#endOfChunks;
    if (isBeyond && findFrame(this.#bytes, this.#view, 0, length) < 0) {
      this.#note('unused-space', 'info', 0, length, 'Bytes without a chunk or a record lie behind the last chunk');
      return;
    }
    this.#sink.rejected(
      'chunk-damaged',
      this.#offset,
      length,
      'The chunk does not begin with ElfChnk; records in it are searched for',
    );
    this.#walk(Math.min(CHUNK_HEADER_BYTES, length), length);
    const { unreadable, unreadableCount } = this.#tally;
    if (unreadableCount === 0) return;
    this.#note(
      'records-unreadable',
      'warning',
      0,
      length,
      `${unreadableCount} records stand in the damaged chunk whose content can't be read: ${runsText(unreadable)}`,
    );
  }

  #readWithHeader(header: ChunkHeader): void {
    const { headerChecksum, dataChecksum, freeSpaceOffset } = header;
    if (headerChecksum === 'bad') {
      this.#note(
        'chunk-header-checksum-bad',
        'warning',
        0,
        CHUNK_HEADER_BYTES,
        'The checksum of the chunk header is wrong',
      );
    }
    const end = this.#endOfRecords(header);
    const isCutOff = end === this.#bytes.length && freeSpaceOffset <= CHUNK_BYTES;
    if (end !== freeSpaceOffset && !isCutOff) {
      this.#note(
        'chunk-header-damaged',
        'warning',
        48,
        4,
        `The chunk header says its records end at ${freeSpaceOffset}; they were followed to ${end}`,
      );
    } else if (dataChecksum === 'bad') {
      this.#note(
        'chunk-checksum-bad',
        'warning',
        CHUNK_HEADER_BYTES,
        end - CHUNK_HEADER_BYTES,
        'The checksum of the records in the chunk is wrong',
      );
    }
    this.#walk(CHUNK_HEADER_BYTES, end);
    this.#slack(end);
    this.#compareIds(header);
  }

  /** Where the records end: the header's word if it can be right, otherwise as far as whole frames follow each other. */
  #endOfRecords(header: ChunkHeader): number {
    const { freeSpaceOffset, headerChecksum } = header;
    const isPossible = freeSpaceOffset >= CHUNK_HEADER_BYTES && freeSpaceOffset <= CHUNK_BYTES;
    if (isPossible && headerChecksum !== 'bad') return Math.min(freeSpaceOffset, this.#bytes.length);
    let at = CHUNK_HEADER_BYTES;
    for (;;) {
      if (isPossible && at === freeSpaceOffset) return at;
      const size = frameSize(this.#view, at);
      if (size === 0 || !isFrameClosed(this.#view, at, size)) break;
      at += size;
    }
    // The chain is broken too: trust the header as far as there may be records behind the break.
    return isPossible && at < freeSpaceOffset ? Math.min(freeSpaceOffset, this.#bytes.length) : at;
  }

  #walk(start: number, end: number): void {
    let at = start;
    let isRecovering = this.#isHeadless;
    while (at < end) {
      const size = frameSize(this.#view, at);
      if (size === 0) {
        const next = findFrame(this.#bytes, this.#view, at + 1, end);
        this.#lost(at, next < 0 ? end : next);
        if (next < 0) return;
        at = next;
        isRecovering = true;
        continue;
      }
      const trueSize = isFrameClosed(this.#view, at, size) ? size : this.#sizeOfTorn(at, size, end);
      this.#record(at, trueSize, trueSize !== size || !isFrameClosed(this.#view, at, size), isRecovering);
      at += trueSize;
    }
  }

  /**
   * Size of a record whose two sizes differ: to where the next record begins, if one does; otherwise as it says itself
   * (its end lies in a page that was never written).
   */
  #sizeOfTorn(at: number, size: number, end: number): number {
    if (at + size === end || frameSize(this.#view, at + size) > 0) return size;
    const next = findFrame(this.#bytes, this.#view, at + RECORD_HEADER_BYTES, end);
    const behind = next < 0 ? end : next;
    // The second size tells where this record truly ends when the first one was damaged.
    const closing = this.#view.getUint32(behind - 4, true);
    if (closing === behind - at) return closing;
    return behind < at + size ? behind - at : size;
  }

  /** What stands where a record should: zeros are pages that were never written and hold none, the rest held some. */
  #lost(at: number, end: number): void {
    this.#tally.isBroken = true;
    if (this.#isHeadless) return;
    for (const stretch of stretches(this.#bytes, at, end)) {
      const length = stretch.end - stretch.from;
      if (stretch.isZero) {
        const message = `${length} bytes where records should be are all zero: they never reached the disk, or were wiped`;
        this.#note('records-missing', 'warning', stretch.from, length, message);
        continue;
      }
      const isCutOff = this.#bytes.length < CHUNK_BYTES && stretch.end === this.#bytes.length;
      this.#sink.rejected(
        isCutOff ? 'record-truncated' : 'record-damaged',
        this.#offset + stretch.from,
        length,
        `${length} bytes where a record should be hold no readable record`,
      );
    }
  }

  #record(at: number, size: number, isTorn: boolean, isRecovered: boolean): void {
    const id = readCount(this.#view, at + 8);
    this.#follow(at, id);
    if (!isTorn && this.#recordText(at, size, isRecovered)) return;
    let event: JsonObject;
    try {
      const document = this.#content.read(at + RECORD_HEADER_BYTES, at + size - 4);
      event = asObject(document['Event']) ?? document;
    } catch (error) {
      // A view checks its own bounds: RangeError is a structure that runs out of the chunk.
      if (!(error instanceof Damage) && !(error instanceof RangeError)) throw error;
      if (this.#isHeadless) {
        this.#tally.unreadableCount += 1;
        addToRuns(this.#tally.unreadable, id, this.#offset + at);
      } else {
        this.#sink.rejected('record-damaged', this.#offset + at, size, `Record ${id}: ${error.message}`);
      }
      return;
    }
    const systemTime = attributeText(asObject(event['System'])?.['TimeCreated'], 'SystemTime');
    const place = this.#place(at, systemTime, isRecovered);
    if (isRecovered) this.#tally.recovered += 1;
    const valueDoubts = this.#content.values.doubts;
    let doubts = NO_DOUBTS;
    if (valueDoubts.length > 0 || isTorn) doubts = isTorn ? [...valueDoubts, 'record-torn'] : [...valueDoubts];
    if (isTorn)
      this.#note(
        'record-torn',
        'warning',
        at,
        size,
        `Record ${id}: the size behind the record is not the one in front of it`,
      );
    this.#sink.event(windowsEventDraft(event, place), this.#offset + at, size, doubts);
  }

  /** A record of the usual form, straight to its canonical body; false where it takes the long way. */
  #recordText(at: number, size: number, isRecovered: boolean): boolean {
    const text = this.#text;
    const body = this.#body;
    if (text === undefined || body === undefined) return false;
    if (!text.read(at + RECORD_HEADER_BYTES, at + size - 4)) return false;
    const { system, data } = text;
    const draft = windowsDraft(system, data, this.#place(at, system.systemTime, isRecovered));
    const rawHash = this.#hasher.sha256Hex(this.#bytes.subarray(at, at + size));
    const source = this.#context.sourceHash as string;
    if (!body.write(draft, { source, offset: this.#offset + at, length: size, rawHash })) {
      text.giveBack();
      return false;
    }
    if (isRecovered) this.#tally.recovered += 1;
    this.#sink.scanned(body);
    return true;
  }

  #place(at: number, systemTime: string, isRecovered: boolean): WindowsEventPlace {
    const place: WindowsEventPlace = { eventId: `${this.#context.sourceTag}:${this.#offset + at}` };
    if (systemTime.length === FILETIME_TEXT_CHARS) place.isFileTime = true;
    const low = this.#view.getUint32(at + 16, true);
    const high = this.#view.getUint32(at + 20, true);
    if (low !== 0 || high !== 0) {
      const written = fileTimeText(low, high);
      if (written !== systemTime) place.recordWritten = written;
    }
    if (isRecovered) place.isRecovered = true;
    return place;
  }

  /** Compares a record's id with the one before it. */
  #follow(at: number, id: number): void {
    const tally = this.#tally;
    if (tally.records === 0) tally.firstId = id;
    const before = tally.records === 0 ? this.#previousLastId : tally.lastId;
    // A circular log goes back to lower ids once, from one chunk to the next.
    const isWrap = tally.records === 0 && id < before;
    if (before >= 0 && id !== before + 1 && !isWrap) {
      this.#note('record-id-gap', 'warning', at, 16, `Record ${id} follows record ${before}`);
    }
    tally.records += 1;
    tally.lastId = id;
    tally.isBroken = false;
  }

  #compareIds(header: ChunkHeader): void {
    const { firstId, lastId, records, isBroken } = this.#tally;
    this.#previousLastId = isBroken ? -1 : lastId;
    if (header.headerChecksum === 'bad') return;
    const isSame = records === 0 || (firstId === header.firstRecordId && lastId === header.lastRecordId);
    const isEmptyRight = records > 0 || header.freeSpaceOffset === CHUNK_HEADER_BYTES;
    if (isSame && isEmptyRight) return;
    const found = records === 0 ? 'none was found' : `${records} were found, ${firstId} to ${lastId}`;
    this.#note(
      'chunk-record-ids',
      'warning',
      8,
      32,
      `The chunk header speaks of records ${header.firstRecordId} to ${header.lastRecordId}; ${found}`,
    );
  }

  /** Remains of records behind the last one: one note a chunk, with the ids in runs. */
  #slack(from: number): void {
    const runs: IdRun[] = [];
    let count = 0;
    let start = -1;
    let end = from;
    for (let at = findFrame(this.#bytes, this.#view, from, this.#bytes.length); at >= 0; ) {
      addToRuns(runs, readCount(this.#view, at + 8), this.#offset + at);
      if (start < 0) start = at;
      count += 1;
      end = at + this.#view.getUint32(at + 4, true);
      at = findFrame(this.#bytes, this.#view, end, this.#bytes.length);
    }
    if (start < 0) return;
    const isNext = start === from && runs[0]?.first === this.#tally.lastId + 1;
    const tail = isNext ? '; they go on where the chunk ends, so its header may be older than they are' : '';
    this.#note(
      'slack-record',
      isNext ? 'warning' : 'info',
      start,
      end - start,
      `${count} older records lie behind the end of the chunk's records and are not counted as events: ${runsText(runs)}${tail}`,
    );
  }
}
