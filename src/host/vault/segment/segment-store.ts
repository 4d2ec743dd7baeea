/**
 * An open segment file: its facts, its parts and its lines, decoded through the thread's cache.
 *
 * Trust: the file's pages carry the cipher's tags and its bytes the hash of the signed log, so its layout is believed;
 * the lines inside remain evidence.
 * Errors: AppError FILE_NOT_FOUND, VAULT_KEY_WRONG, VAULT_CORRUPT.
 */
import { AppError } from '../../../shared/errors.ts';
import { openDatabase, type ReadDb, withSqliteErrors } from '../sqlite.ts';
import { ByteStoreReader, type Place } from './byte-store.ts';
import { ByteCursor } from './byte-writer.ts';
import { decodeNumbers } from './number-codec.ts';
import { sharedRecentBlocks } from './recent-blocks.ts';
import { addRow, allRows, emptyRows, type RowSet, rowRange } from './row-set.ts';
import { SegmentCache, sharedSegmentCache } from './segment-cache.ts';
import { frameDecoder } from './frame-decoder.ts';
import { BLOCK_LINES, decompress, SEGMENT_FORMAT, type SegmentFacts } from './segment-file.ts';
import type { ByteSource } from './term-index-reader.ts';

/** Decoded lines of a block, in row order. */
export interface LineBlock {
  firstRow: number;
  bytes: Buffer;
  /** Line i is bytes[starts[i] … starts[i+1]-2]; one more start than lines. */
  starts: Uint32Array;
}

let nextStoreId = 1;

/** Where a block lies as it was stored until it is unpacked; larger ones take memory of their own. */
const frameRoom = new Uint8Array(131_072);

export class SegmentStore implements ByteSource {
  readonly path: string;
  readonly facts: SegmentFacts;
  readonly #db: ReadDb;
  readonly #cache: SegmentCache;
  readonly #keyPrefix = `${nextStoreId++}/`;
  readonly #bytes: ByteStoreReader;

  constructor(path: string, key: Uint8Array, cache: SegmentCache = sharedSegmentCache) {
    this.path = path;
    this.#cache = cache;
    this.#db = openDatabase(path, key, { readonly: true });
    // Decoded columns are cached here; SQLite's own cache of pages would hold the same again.
    this.#db.pragma('cache_size=-2000');
    // Nobody writes to the file any more: to lock it, and to look whether it changed, costs more than to read a block.
    this.#db.pragma('locking_mode=EXCLUSIVE');
    this.#bytes = new ByteStoreReader(this.#db, path);
    const text = withSqliteErrors(path, () => this.#db.prepare('SELECT facts FROM segment').pluck().get());
    this.facts = JSON.parse(String(text)) as SegmentFacts;
    if (this.facts.format !== SEGMENT_FORMAT) {
      this.#db.close();
      throw new AppError('CASE_NEWER_VERSION', `This segment has format ${String(this.facts.format)}: ${path}`);
    }
  }

  close(): void {
    this.#cache.drop(this.#keyPrefix);
    sharedRecentBlocks.drop(this.#keyPrefix);
    this.#db.close();
  }

  read(place: Place, room?: Uint8Array): Uint8Array {
    return this.#bytes.read(place, room);
  }

  frame(place: Place): Uint8Array {
    const cursor = new ByteCursor(this.read(place));
    const byteLength = cursor.varint();
    return decompress(cursor.bytes.subarray(cursor.at), byteLength);
  }

  cached<T>(key: string, make: () => { value: T; sizeBytes: number }): T {
    return this.#cache.get(this.#keyPrefix + key, make);
  }

  #damaged(what: string): AppError {
    return new AppError('VAULT_CORRUPT', `The segment lacks ${what}: ${this.path}`, { details: { path: this.path } });
  }

  /** Times by row, microseconds since the epoch; NaN for rows without one. */
  times(): Float64Array {
    return this.cached('times', () => {
      const times = decodeNumbers(this.frame(this.facts.times), this.facts.rowCount);
      for (const row of this.#rowList(this.facts.untimedRows, this.facts.withoutTime)) times[row] = Number.NaN;
      return { value: times, sizeBytes: times.byteLength };
    });
  }

  /** Rows without a valid time, ascending. */
  untimedRows(): Uint32Array {
    return this.#rowList(this.facts.untimedRows, this.facts.withoutTime);
  }

  /** Rows with values that have no column. A new set. */
  overflowRows(): RowSet {
    const set = emptyRows(this.facts.rowCount);
    for (const row of this.#rowList(this.facts.overflowRows, this.facts.overflowCount)) addRow(set, row);
    return set;
  }

  #rowList(place: Place, count: number): Uint32Array {
    const rows = new Uint32Array(count);
    if (count === 0) return rows;
    const cursor = new ByteCursor(this.frame(place));
    let row = 0;
    for (let i = 0; i < count; i++) rows[i] = row += cursor.varint();
    return rows;
  }

  /** Rows whose time lies in [fromUs, toUs). A new set. */
  rowsBetween(fromUs: number, toUs: number): RowSet {
    const { rowCount, isTimeSorted, withoutTime, minTimeUs, maxTimeUs } = this.facts;
    if (minTimeUs === null || maxTimeUs === null || maxTimeUs < fromUs || minTimeUs >= toUs) return emptyRows(rowCount);
    if (withoutTime === 0 && minTimeUs >= fromUs && maxTimeUs < toUs) return allRows(rowCount);
    const times = this.times();
    if (isTimeSorted && withoutTime === 0)
      return rowRange(rowCount, lowerBound(times, fromUs), lowerBound(times, toUs));
    const set = emptyRows(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const time = times[row]!;
      if (time >= fromUs && time < toUs) addRow(set, row);
    }
    return set;
  }

  seqOf(row: number): number {
    const { runs } = this.facts;
    let low = 0;
    let high = runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (runs[middle]!.rowStart <= row) low = middle;
      else high = middle - 1;
    }
    const run = runs[low]!;
    return run.firstSeq + row - run.rowStart;
  }

  /** The row of a record, or -1 where it is not in this segment. */
  rowOf(seq: number): number {
    const { runs } = this.facts;
    let low = 0;
    let high = runs.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const run = runs[middle]!;
      if (seq < run.firstSeq) high = middle - 1;
      else if (seq >= run.firstSeq + run.count) low = middle + 1;
      else return run.rowStart + seq - run.firstSeq;
    }
    return -1;
  }

  get blockCount(): number {
    return Math.ceil(this.facts.rowCount / BLOCK_LINES);
  }

  #blockPlaces(): { starts: Float64Array; byteLengths: Uint32Array } {
    return this.cached('blocks', () => {
      const starts = new Float64Array(this.blockCount + 1);
      const byteLengths = new Uint32Array(this.blockCount);
      const cursor = new ByteCursor(this.frame(this.facts.blocks));
      for (let id = 0; id < this.blockCount; id++) {
        starts[id + 1] = starts[id]! + cursor.varint();
        byteLengths[id] = cursor.varint();
      }
      return { value: { starts, byteLengths }, sizeBytes: this.blockCount * 12 };
    });
  }

  /** A block of lines, not through the cache. */
  readBlock(id: number): LineBlock {
    return this.unpackBlock(id, this.readFrames(id, 1)[0]!);
  }

  /** Up to `count` neighbouring blocks as they lie in the file, read at once; into `room` where they fit. */
  readFrames(first: number, count: number, room?: Uint8Array): Uint8Array[] {
    const { starts } = this.#blockPlaces();
    const end = Math.min(first + count, this.blockCount);
    if (first >= end) throw this.#damaged(`block ${first}`);
    const from = starts[first]!;
    const bytes = this.read({ at: from, length: starts[end]! - from }, room);
    return Array.from({ length: end - first }, (_, i) =>
      bytes.subarray(starts[first + i]! - from, starts[first + i + 1]! - from),
    );
  }

  /**
   * The lines of a block from its frame.
   *
   * @param room where to unpack it if it is large enough: the block is good until that is written again
   */
  unpackBlock(id: number, frame: Uint8Array, room?: Buffer): LineBlock {
    const byteLength = this.#blockPlaces().byteLengths[id]!;
    const target = room !== undefined && room.length >= byteLength ? room : Buffer.allocUnsafeSlow(byteLength);
    const bytes = target.subarray(0, byteLength);
    frameDecoder().decodeInto(frame, bytes, 0, byteLength);
    const firstRow = id * BLOCK_LINES;
    const count = Math.min(BLOCK_LINES, this.facts.rowCount - firstRow);
    const starts = new Uint32Array(count + 1);
    let lineAt = 0;
    for (let i = 1; i < count; i++) {
      lineAt = bytes.indexOf(10, lineAt) + 1;
      if (lineAt === 0) throw this.#damaged(`lines of block ${id}`);
      starts[i] = lineAt;
    }
    starts[count] = bytes.length + 1;
    return { firstRow, bytes, starts };
  }

  /** The line of a row as it lies, not through the cache. */
  lineBytesAt(row: number): Uint8Array {
    if (row >= this.facts.rowCount) throw this.#damaged(`row ${row}`);
    const block = this.readBlock(Math.floor(row / BLOCK_LINES));
    const i = row - block.firstRow;
    return block.bytes.subarray(block.starts[i], block.starts[i + 1]! - 1);
  }

  /** The canonical line of a row. */
  lineAt(row: number): string {
    const id = Math.floor(row / BLOCK_LINES);
    const block = sharedRecentBlocks.get(`${this.#keyPrefix}${id}`, (room) =>
      this.unpackBlock(id, this.readFrames(id, 1, frameRoom)[0]!, room),
    );
    const i = row - block.firstRow;
    return block.bytes.toString('utf8', block.starts[i], block.starts[i + 1]! - 1);
  }
}

/** How many of the ascending times come before this one. */
export function lowerBound(times: Float64Array, timeUs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
