/**
 * Builds a segment: canonical lines into blocks, their bodies into columns and indexes, everything into one new file.
 *
 * The file is written without a journal: until `finish` has returned it is rubbish, and after a crash it is deleted by
 * whoever finds it outside the manifest. `finish` returns once the bytes are on the disk.
 *
 * Cost: about 8 µs an event of 900 bytes in all, half of it zstd; 250-400 MB of memory for a full segment.
 * Trust: lines and bodies are one another's canonical form already; sizes and kinds of values are an attacker's.
 * Errors: AppError FILE_EXISTS, DISK_FULL, FILE_UNREADABLE, CASE_READ_ONLY.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import type { RecordKind } from '../../../engines/chain/record.ts';
import type { JsonObject } from '../../../engines/event/audit-event.ts';
import { AppError } from '../../../shared/errors.ts';
import { invariant } from '../../../shared/verdict.ts';
import { openDatabase, withSqliteErrors, type WriteDb } from '../sqlite.ts';
import { BodyColumns } from './body-columns.ts';
import { ByteStoreWriter, type Place } from './byte-store.ts';
import { ByteWriter } from './byte-writer.ts';
import { ColumnBuilder, type ColumnLimits } from './column-builder.ts';
import type { IdIndexBuilder, IdIndexFacts } from './id-index.ts';
import { encodeNumbers } from './number-codec.ts';
import { addRow, emptyRows, hasRow } from './row-set.ts';
import {
  BLOCK_LINES,
  type ColumnFacts,
  compress,
  MAX_SEGMENT_ROWS,
  SEGMENT_FORMAT,
  SEGMENT_SCHEMA,
  type SegmentFacts,
  type SegmentRun,
  type SegmentSummary,
} from './segment-file.ts';
import type { TermIndexFacts } from './term-index-reader.ts';
import { TermIndexBuilder } from './term-index-builder.ts';
import { buildRollup } from './time-rollup.ts';

/** A record beside its line. */
export interface SegmentRow {
  kind: RecordKind;
  body: JsonObject;
  /** Microseconds since the epoch; NaN where the record has no valid time. */
  timeUs: number;
}

/** Above this the segment should be finished, however few rows it has. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;

export class SegmentBuilder {
  readonly #path: string;
  readonly #origin: string;
  readonly #db: WriteDb;
  readonly #store: ByteStoreWriter;
  readonly #blocks = new ByteWriter();
  readonly #runs: SegmentRun[] = [];
  readonly #body: BodyColumns;
  readonly #kinds = new ColumnBuilder('', false, true, { chars: 1 << 16 });
  #times = new Float64Array(1 << 14);
  readonly #untimed: number[] = [];
  readonly #events = emptyRows(MAX_SEGMENT_ROWS);
  #rowCount = 0;
  #eventCount = 0;
  #eventsWithoutTime = 0;
  readonly #lines: string[] = [];
  #block = Buffer.alloc(0);

  /**
   * @param key raw database key of this file, 32 bytes
   * @param options.origin the log's origin, `audittrailpro/case/<caseId>`
   * @param options.limits of dictionaries and columns; default COLUMN_LIMITS
   */
  constructor(path: string, key: Uint8Array, options: { origin: string; limits?: ColumnLimits }) {
    if (existsSync(path)) throw new AppError('FILE_EXISTS', `There is a file ${path} already`);
    this.#path = path;
    this.#origin = options.origin;
    this.#body = new BodyColumns(options.limits);
    this.#db = openDatabase(path, key, { create: true });
    for (const setting of ['journal_mode=OFF', 'synchronous=OFF', 'locking_mode=EXCLUSIVE', 'cache_size=-8000']) {
      this.#db.pragma(setting);
    }
    this.#db.exec(SEGMENT_SCHEMA);
    this.#db.exec('BEGIN');
    this.#store = new ByteStoreWriter(this.#db, path);
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Whether it should be finished before more is added: rows are bounded, and so is memory. */
  get isFull(): boolean {
    return this.#rowCount >= MAX_SEGMENT_ROWS || this.#body.memoryBytes > MAX_MEMORY_BYTES;
  }

  /**
   * Adds consecutive records. Runs come in ascending order of seq; there must be room for all rows.
   *
   * @param firstSeq seq of the first
   * @param lines canonical lines without newline
   * @param rows what the lines say, in the same order
   */
  addRun(firstSeq: number, lines: readonly string[], rows: readonly SegmentRow[]): void {
    invariant(lines.length === rows.length, 'a line for each row');
    invariant(this.#rowCount + rows.length <= MAX_SEGMENT_ROWS, 'a segment has room for its rows');
    if (rows.length === 0) return;
    const last = this.#runs.at(-1);
    const nextSeq = last === undefined ? 0 : last.firstSeq + last.count;
    invariant(firstSeq >= nextSeq, 'runs ascend');
    if (last !== undefined && firstSeq === nextSeq) last.count += rows.length;
    else this.#runs.push({ firstSeq, rowStart: this.#rowCount, count: rows.length });
    for (let i = 0; i < rows.length; i++) this.#addRow(lines[i]!, rows[i]!);
  }

  #addRow(line: string, { kind, body, timeUs }: SegmentRow): void {
    const row = this.#rowCount++;
    this.#lines.push(line);
    if (this.#lines.length === BLOCK_LINES) this.#flushBlock();
    if (row === this.#times.length) {
      const times = new Float64Array(row * 2);
      times.set(this.#times);
      this.#times = times;
    }
    this.#times[row] = timeUs;
    const isEvent = kind === 'event';
    if (isEvent) {
      this.#eventCount++;
      addRow(this.#events, row);
    }
    if (Number.isNaN(timeUs)) {
      this.#untimed.push(row);
      if (isEvent) this.#eventsWithoutTime++;
    }
    this.#kinds.add(row, kind, isEvent);
    this.#body.add(row, body, isEvent);
  }

  #flushBlock(): void {
    let most = this.#lines.length;
    for (const line of this.#lines) most += line.length * 3;
    if (most > this.#block.length) this.#block = Buffer.allocUnsafe(most * 2);
    let length = 0;
    for (const line of this.#lines) {
      if (length > 0) this.#block[length++] = 10;
      length += this.#block.write(line, length, 'utf8');
    }
    this.#lines.length = 0;
    const frame = compress(this.#block.subarray(0, length));
    this.#blocks.varint(frame.length);
    this.#blocks.varint(length);
    this.#store.append(frame);
  }

  /** Writes everything, closes the file and waits until it is on the disk. */
  finish(): SegmentSummary {
    if (this.#lines.length > 0) this.#flushBlock();
    const facts = this.#writeParts();
    this.#store.flush();
    withSqliteErrors(this.#path, () => {
      this.#db.prepare('INSERT INTO segment VALUES (1, ?)').run(JSON.stringify(facts));
      this.#db.exec('COMMIT');
      this.#db.close();
    });
    const { rowCount, eventCount, runs, minTimeUs, maxTimeUs } = facts;
    const { sha256, sizeBytes } = hashFile(this.#path);
    return { rowCount, eventCount, runs, minTimeUs, maxTimeUs, fileSizeBytes: sizeBytes, sha256 };
  }

  /** Gives up: the file is gone. */
  abort(): void {
    if (this.#db.open) this.#db.close();
    rmSync(this.#path, { force: true });
  }

  #writeParts(): SegmentFacts {
    const rowCount = this.#rowCount;
    const times = this.#times.subarray(0, rowCount);
    const entryWords = new TermIndexBuilder();
    let entryCount = 0;
    const columns: ColumnFacts[] = [];
    for (const column of this.#body.columns.values()) {
      if (column.isText) {
        for (const [e, entry] of column.entries.entries()) {
          if (typeof entry !== 'boolean') entryWords.add(entryCount + e, String(entry));
        }
      }
      columns.push(this.#writeColumn(column, entryCount));
      entryCount += column.entries.length;
    }
    const rollup = buildRollup(times, (row) => hasRow(this.#events, row));
    const { minTimeUs, maxTimeUs, isTimeSorted } = timeFacts(times);
    return {
      format: SEGMENT_FORMAT,
      origin: this.#origin,
      rowCount,
      eventCount: this.#eventCount,
      runs: this.#runs,
      minTimeUs,
      maxTimeUs,
      isTimeSorted,
      withoutTime: this.#untimed.length,
      eventsWithoutTime: this.#eventsWithoutTime,
      blocks: this.#writeFrame(this.#blocks.view()),
      times: this.#writeFrame(encodeNumbers(times.map((time) => (Number.isNaN(time) ? 0 : time)))),
      untimedRows: this.#writeFrame(encodeRows(this.#untimed)),
      rollup: {
        bucketUs: rollup.bucketUs,
        buckets: this.#writeFrame(encodeNumbers(rollup.buckets)),
        counts: this.#writeFrame(encodeNumbers(rollup.counts)),
        length: rollup.buckets.length,
      },
      kinds: this.#writeColumn(this.#kinds, 0),
      columns,
      overflowRows: this.#writeFrame(encodeRows(this.#body.overflowRows)),
      overflowCount: this.#body.overflowRows.length,
      messages: this.#writeTerms(this.#body.messages, rowCount),
      others: this.#writeTerms(this.#body.others, rowCount),
      entries: this.#writeTerms(entryWords, entryCount),
      entryCount,
      ids: this.#writeIds(this.#body.ids),
      values: this.#writeIds(this.#body.values),
    };
  }

  #writeColumn(column: ColumnBuilder, entryBase: number): ColumnFacts {
    const built = column.finish(this.#rowCount);
    const { codes, entries, counts, extras, numbers, ...facts } = built;
    return {
      path: column.path,
      isText: column.isText,
      entryBase,
      ...facts,
      codes: this.#writeFrame(codes),
      entries: this.#writeFrame(Buffer.from(entries, 'utf8')),
      counts: this.#store.append(counts),
      extras: this.#store.append(extras),
      numbers: this.#writeFrame(numbers),
    };
  }

  #writeTerms(builder: TermIndexBuilder, size: number): TermIndexFacts {
    const { pages, directory, documents, positions, termCount } = builder.finish(size);
    return {
      pages: this.#store.append(pages),
      directory: this.#writeFrame(directory),
      documents: this.#store.append(documents),
      positions: this.#store.append(positions),
      termCount,
    };
  }

  #writeIds(builder: IdIndexBuilder): IdIndexFacts {
    const { chunks, directory } = builder.finish();
    return { chunks: this.#store.append(chunks), directory: this.#writeFrame(directory) };
  }

  /** Bytes behind their length, compressed. */
  #writeFrame(bytes: Uint8Array): Place {
    const frame = compress(bytes);
    const writer = new ByteWriter(frame.length + 8);
    writer.varint(bytes.length);
    writer.append(frame, 0, frame.length);
    return this.#store.append(writer.view());
  }
}

function encodeRows(rows: readonly number[]): Uint8Array {
  const writer = new ByteWriter(rows.length + 16);
  let previous = 0;
  for (const row of rows) {
    writer.varint(row - previous);
    previous = row;
  }
  return writer.view();
}

function timeFacts(times: Float64Array): {
  minTimeUs: number | null;
  maxTimeUs: number | null;
  isTimeSorted: boolean;
} {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let isTimeSorted = true;
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!;
    if (Number.isNaN(time)) continue;
    if (time < max) isTimeSorted = false;
    if (time < min) min = time;
    if (time > max) max = time;
  }
  return min > max
    ? { minTimeUs: null, maxTimeUs: null, isTimeSorted }
    : { minTimeUs: min, maxTimeUs: max, isTimeSorted };
}

/** The finished file: on the disk for good, and hashed as it stands there. */
function hashFile(path: string): { sha256: string; sizeBytes: number } {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk))
      hash.update(chunk.subarray(0, count));
    return { sha256: hash.digest('hex'), sizeBytes: statSync(path).size };
  } finally {
    closeSync(file);
  }
}
