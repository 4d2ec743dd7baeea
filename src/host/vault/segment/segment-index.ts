/**
 * Columns and word index of a segment under construction, in WebAssembly (src/wasm/segment): rows go in as canonical
 * lines, at the end the finished parts come out one after the other.
 *
 * One instance a segment at a time; its memory is used again for the next one, and never shrinks.
 * Cost: 3-4 µs an event of 900 bytes; some 200 bytes of memory a row.
 * Trust: lines are hostile; a line whose body is not canonical JSON is refused.
 * Errors: AppError VAULT_CORRUPT.
 */
import { randomInt } from 'node:crypto';
import { MAX_LINE_BYTES, RECORD_KINDS } from '../../../engines/chain/record.ts';
import { isTextPath } from '../../../engines/search/fields.ts';
import { foldText, tokenise } from '../../../engines/search/tokens.ts';
import { AppError } from '../../../shared/errors.ts';
import { invariant } from '../../../shared/verdict.ts';
import { newInstance, type WasmMemory } from '../../adapters/wasm-module.ts';
import type { LineBatch } from '../line-batch.ts';
import type { Place } from './byte-store.ts';
import type { ColumnLimits } from './column-codes.ts';
import type { IdIndexFacts } from './id-index.ts';
import { valueKeyOf } from './index-tokens.ts';
import { encodeNumbers } from './number-codec.ts';
import { EVENT_ID_PATH, MESSAGE_PATH, UNCODED_PATHS, UNINDEXED_PATHS, type ColumnFacts } from './segment-file.ts';
import type { TermIndexFacts } from './term-index-reader.ts';

/** Lines are handed over in groups of this size; at least as long as the longest line. */
const INPUT_BYTES = 2 * MAX_LINE_BYTES;
/** All columns of a segment share this allowance of dictionary text. */
const DICTIONARY_BYTES = 64 * 1024 * 1024;
const EVENT_KIND = RECORD_KINDS.indexOf('event');

/** Bits of what a path is (src/wasm/segment/path-tree.ts). */
const IS_TEXT = 1;
const IS_UNCODED = 2;
const IS_UNINDEXED = 4;
const IS_MESSAGE = 8;
const IS_EVENT_ID = 16;

/** Addresses and sizes are numbers of bytes; parts are chains of chunks, named by their first. */
export interface SegmentModule extends WasmMemory {
  readonly inputAt: { readonly value: number };
  readonly factsAt: { readonly value: number };
  initialize(inputBytes: number, seed: number): void;
  begin(
    openEntries: number,
    maxEntries: number,
    maxColumns: number,
    dictionaryBytes: number,
    longestText: number,
  ): void;
  heapTop(): number;
  giveBackTo(mark: number): void;
  addRow(row: number, kind: number, kindSize: number, body: number, limit: number, isEvent: boolean): number;
  countColumns(): number;
  describeColumn(index: number, rowCount: number): void;
  columnCodes(index: number, rowCount: number): number;
  codesAddress(): number;
  columnEntries(index: number): number;
  columnCounts(index: number): number;
  columnExtras(index: number): number;
  columnExtraMarks(index: number): number;
  columnNumbers(index: number): number;
  indexEntries(index: number, entryBase: number): void;
  overflowRows(): number;
  countOverflow(): number;
  messageTerms(): number;
  otherTerms(): number;
  entryTerms(): number;
  textIds(): number;
  eventIds(): number;
  finishTerms(index: number, documentCount: number): void;
  finishIndex(index: number): void;
  newTermIndex(ids: number): number;
  addText(index: number, document: number, at: number, size: number, isWide: boolean): void;
  newIdIndex(): number;
  addId(index: number, key: number, row: number): void;
}

/** Where parts are put: as they are, or compressed behind their length. */
export interface PartSink {
  append(bytes: Uint8Array): Place;
  frame(bytes: Uint8Array): Place;
}

const BINARY = new URL('../../../wasm/segment.wasm', import.meta.url);
const idle: SegmentMemory[] = [];

/** An instance of the module, and views of its memory. */
export class SegmentMemory {
  readonly module: SegmentModule;
  #bytes: Buffer;

  private constructor() {
    this.module = newInstance<SegmentModule>(BINARY, {
      describePath: (at: number, size: number) => describePath(this.text(at, size)),
      foldTokens: (at: number, size: number, to: number) =>
        this.bytes.write(tokenise(this.text(at, size)).join(' '), to, 'utf8'),
      foldedKey: (at: number, size: number) => valueKeyOf(foldText(this.text(at, size))),
      numberOf: (at: number, size: number) => exactNumber(this.text(at, size)),
    });
    this.#bytes = Buffer.from(this.module.memory.buffer);
    this.module.initialize(INPUT_BYTES, randomInt(2 ** 32));
  }

  /** One that nobody uses; give it back. */
  static take(): SegmentMemory {
    return idle.pop() ?? new SegmentMemory();
  }

  giveBack(): void {
    if (idle.length === 0) idle.push(this);
  }

  begin(limits: ColumnLimits): void {
    const { openEntries, maxEntries, maxColumns } = limits;
    this.module.begin(openEntries, maxEntries, maxColumns, DICTIONARY_BYTES, MAX_LINE_BYTES);
  }

  /** All of the memory; valid until the module takes more. */
  get bytes(): Buffer {
    if (this.#bytes.buffer !== this.module.memory.buffer) this.#bytes = Buffer.from(this.module.memory.buffer);
    return this.#bytes;
  }

  get inputAt(): number {
    return this.module.inputAt.value;
  }

  text(at: number, size: number): string {
    return this.bytes.toString('utf8', at, at + size);
  }

  /** The numbers that the last call left. */
  facts(count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.bytes.readUInt32LE(this.module.factsAt.value + i * 4));
  }

  /** The chunks of a chain, in order. */
  *chunks(first: number): Generator<Uint8Array> {
    for (let chunk = first; chunk !== 0; chunk = this.bytes.readUInt32LE(chunk)) {
      yield this.bytes.subarray(chunk + 8, chunk + 8 + this.bytes.readUInt32LE(chunk + 4));
    }
  }

  /** A chain in one piece. */
  joined(first: number): Uint8Array {
    return Buffer.concat([...this.chunks(first)]);
  }
}

function describePath(path: string): number {
  return (
    (isTextPath(path) ? IS_TEXT : 0) |
    (UNCODED_PATHS.has(path) ? IS_UNCODED : 0) |
    (UNINDEXED_PATHS.includes(path) ? IS_UNINDEXED : 0) |
    (path === MESSAGE_PATH ? IS_MESSAGE : 0) |
    (path === EVENT_ID_PATH ? IS_EVENT_ID : 0)
  );
}

/** The number whose text is exactly this; NaN where there is none. */
function exactNumber(text: string): number {
  const number = Number(text);
  return Number.isFinite(number) && !Object.is(number, -0) && String(number) === text ? number : Number.NaN;
}

export class SegmentIndex {
  readonly #memory = SegmentMemory.take();
  /** Each kind of record as JSON, at the end of the input. */
  readonly #kinds: { at: number; size: number }[] = [];
  #isClosed = false;

  constructor(limits: ColumnLimits) {
    this.#memory.begin(limits);
    let at = this.#memory.inputAt + INPUT_BYTES;
    for (const kind of RECORD_KINDS) {
      const size = kind.length + 2;
      at -= size;
      this.#memory.bytes.write(`"${kind}"`, at, 'latin1');
      this.#kinds.push({ at, size });
    }
  }

  get memoryBytes(): number {
    return this.#memory.module.heapTop();
  }

  /** Adds the lines of a batch as the rows from `firstRow` on; rows ascend. */
  addRows(firstRow: number, { bytes, starts, bodies, kinds }: LineBatch): void {
    const { module, inputAt } = this.#memory;
    const count = kinds.length;
    for (let from = 0, to = 0; from < count; from = to) {
      const start = starts[from] as number;
      to = from + 1;
      while (to < count && (starts[to + 1] as number) - start <= INPUT_BYTES / 2) to++;
      const end = starts[to] as number;
      invariant(end - start <= INPUT_BYTES - KINDS_BYTES, 'a line is no longer than MAX_LINE_BYTES');
      this.#memory.bytes.set(bytes.subarray(start, end), inputAt);
      const shift = inputAt - start;
      for (let i = from; i < to; i++) {
        const code = kinds[i] as number;
        const kind = this.#kinds[code] as { at: number; size: number };
        const body = (bodies[i] as number) + shift;
        const limit = (starts[i + 1] as number) + shift;
        if (module.addRow(firstRow + i, kind.at, kind.size, body, limit, code === EVENT_KIND) === 0) {
          throw new AppError('VAULT_CORRUPT', 'A stored record is not in its canonical form');
        }
      }
    }
  }

  /** The facts of a column whose parts went to the sink. @param index -1: the kinds of the records */
  finishColumn(index: number, rowCount: number, entryBase: number, sink: PartSink): ColumnFacts {
    return this.#passing(() => this.#finishColumn(index, rowCount, entryBase, sink));
  }

  #finishColumn(index: number, rowCount: number, entryBase: number, sink: PartSink): ColumnFacts {
    const memory = this.#memory;
    const { module } = memory;
    // First the codes: they bring the last row to its end.
    const length = module.columnCodes(index, rowCount);
    const codesAt = module.codesAddress();
    const codes = sink.frame(memory.bytes.subarray(codesAt, codesAt + length));
    module.describeColumn(index, rowCount);
    const [path, pathSize, isText, isSparse, isWide, entryCount, textCount, numberCount, extraCount, rows, events] =
      memory.facts(11) as [number, number, number, number, number, number, number, number, number, number, number];
    const numbers = new Uint8Array(memory.joined(module.columnNumbers(index)));
    return {
      path: memory.text(path, pathSize),
      isText: isText === 1,
      entryBase,
      isSparse: isSparse === 1,
      isWide: isWide === 1,
      entryCount,
      textCount,
      numberCount,
      extraCount,
      presentRows: rows,
      presentEvents: events,
      codes,
      entries: sink.frame(memory.joined(module.columnEntries(index))),
      counts: this.#append(module.columnCounts(index), sink),
      extras: this.#append(module.columnExtras(index), sink),
      extraMarks: this.#append(module.columnExtraMarks(index), sink),
      numbers: sink.frame(encodeNumbers(new Float64Array(numbers.buffer, 0, numberCount))),
    };
  }

  get columnCount(): number {
    return this.#memory.module.countColumns();
  }

  /** Adds the words of a column's dictionary to the index of entries. */
  indexEntries({ isText, entryBase }: ColumnFacts, index: number): void {
    if (isText) this.#memory.module.indexEntries(index, entryBase);
  }

  finishTerms(which: 'messages' | 'others' | 'entries', documentCount: number, sink: PartSink): TermIndexFacts {
    const { module } = this.#memory;
    const index =
      which === 'messages' ? module.messageTerms() : which === 'others' ? module.otherTerms() : module.entryTerms();
    return this.#passing(() => this.#finishTerms(index, documentCount, sink));
  }

  #finishTerms(index: number, documentCount: number, sink: PartSink): TermIndexFacts {
    const { module } = this.#memory;
    module.finishTerms(index, documentCount);
    const [pages, directory, documents, places, termCount] = this.#memory.facts(5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    return {
      pages: this.#append(pages, sink),
      directory: sink.frame(this.#memory.joined(directory)),
      documents: this.#append(documents, sink),
      positions: this.#append(places, sink),
      termCount,
    };
  }

  finishIds(which: 'ids' | 'values', sink: PartSink): IdIndexFacts {
    const { module } = this.#memory;
    return this.#passing(() => {
      module.finishIndex(which === 'ids' ? module.textIds() : module.eventIds());
      const [chunks, directory] = this.#memory.facts(2) as [number, number];
      return { chunks: this.#append(chunks, sink), directory: sink.frame(this.#memory.joined(directory)) };
    });
  }

  /** Rows with values beyond the columns, as differences, and their number. */
  finishOverflow(sink: PartSink): { overflowRows: Place; overflowCount: number } {
    const { module } = this.#memory;
    return {
      overflowRows: sink.frame(this.#memory.joined(module.overflowRows())),
      overflowCount: module.countOverflow(),
    };
  }

  /** Nothing may be asked after it. A second time it does nothing: the memory may be another segment's by then. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#memory.giveBack();
  }

  /** What the work takes of the memory is only for the sink: given back, so that parts need no room beside one another. */
  #passing<T>(work: () => T): T {
    const mark = this.#memory.module.heapTop();
    const result = work();
    this.#memory.module.giveBackTo(mark);
    return result;
  }

  /** Chunks follow one another in the store, so they are one place. */
  #append(first: number, sink: PartSink): Place {
    let place: Place | undefined;
    for (const chunk of this.#memory.chunks(first)) {
      const { at, length } = sink.append(chunk);
      if (place === undefined) place = { at, length };
      else place.length += length;
    }
    return place ?? sink.append(new Uint8Array(0));
  }
}

const KINDS_BYTES = RECORD_KINDS.reduce((sum, kind) => sum + kind.length + 2, 0);
