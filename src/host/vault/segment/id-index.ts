/**
 * Fingerprints to rows, sorted, for values that are almost all different: a few bytes each, one chunk read per lookup.
 *
 * A chunk holds the differences of key·2^19+row from one entry to the next. What it proposes, the line must confirm.
 * Cost: building sorts in three passes; a lookup reads one chunk of about 4 KiB.
 */
import type { Place } from './byte-store.ts';
import { ByteCursor, ByteWriter } from './byte-writer.ts';
import { addRow, type RowSet } from './row-set.ts';
import type { ByteSource } from './term-index-reader.ts';

/** Rows are below 2^19, so an entry is an integer below 2^51. */
const ROW_SPACE = 2 ** 19;
const CHUNK_BYTES = 4_096;

export class IdIndexBuilder {
  #keys = new Uint32Array(1 << 12);
  #rows = new Uint32Array(1 << 12);
  #count = 0;

  get memoryBytes(): number {
    return this.#keys.byteLength * 2;
  }

  /** Rows come in ascending order; the same pair may come again. @param key 32 bits */
  readonly add = (key: number, row: number): void => {
    if (this.#count === this.#keys.length) {
      const keys = new Uint32Array(this.#count * 2);
      keys.set(this.#keys);
      this.#keys = keys;
      const rows = new Uint32Array(this.#count * 2);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    this.#keys[this.#count] = key;
    this.#rows[this.#count++] = row;
  };

  /** The chunks one after the other; for each its length and the key with which it begins (difference from the last). */
  finish(): { chunks: Uint8Array; directory: Uint8Array } {
    this.#sort();
    const chunks = new ByteWriter(this.#count * 5 + 1024);
    const directory = new ByteWriter(this.#count / 100 + 1024);
    let start = 0;
    let firstKey = 0;
    let previous = 0;
    for (let i = 0; i < this.#count; i++) {
      const key = this.#keys[i]!;
      const entry = key * ROW_SPACE + this.#rows[i]!;
      if (entry === previous && chunks.length > start) continue;
      if (chunks.length - start > CHUNK_BYTES) {
        directory.varint(chunks.length - start);
        start = chunks.length;
      }
      if (chunks.length === start) {
        directory.varint(key - firstKey);
        firstKey = key;
        chunks.varint(entry);
      } else chunks.varint(entry - previous);
      previous = entry;
    }
    if (chunks.length > start) directory.varint(chunks.length - start);
    return { chunks: chunks.view(), directory: directory.view() };
  }

  /** Stable radix sort by key; rows already ascend within a key. */
  #sort(): void {
    let keys = this.#keys.subarray(0, this.#count);
    let rows = this.#rows.subarray(0, this.#count);
    let otherKeys = new Uint32Array(this.#count);
    let otherRows = new Uint32Array(this.#count);
    for (const shift of [0, 11, 22]) {
      const starts = new Uint32Array(2049);
      for (let i = 0; i < keys.length; i++) starts[((keys[i]! >>> shift) & 2047) + 1]!++;
      for (let d = 1; d <= 2048; d++) starts[d]! += starts[d - 1]!;
      for (let i = 0; i < keys.length; i++) {
        const at = starts[(keys[i]! >>> shift) & 2047]!++;
        otherKeys[at] = keys[i]!;
        otherRows[at] = rows[i]!;
      }
      [keys, otherKeys] = [otherKeys, keys];
      [rows, otherRows] = [otherRows, rows];
    }
    this.#keys = keys;
    this.#rows = rows;
  }
}

export interface IdIndexFacts {
  chunks: Place;
  directory: Place;
}

/** Adds to `target` the rows of all entries whose key is in [first, last]. */
export function addIdRows(
  source: ByteSource,
  facts: IdIndexFacts,
  range: { first: number; last: number },
  target: RowSet,
): void {
  const { firstKeys, starts } = source.cached(`ids ${facts.directory.at}`, () =>
    readDirectory(source.frame(facts.directory)),
  );
  let low = 0;
  let high = firstKeys.length;
  // The last chunk that begins below the first key: equal keys may begin at its end.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (firstKeys[middle]! < range.first) low = middle + 1;
    else high = middle;
  }
  for (let index = Math.max(0, low - 1); index < firstKeys.length && firstKeys[index]! <= range.last; index++) {
    const start = starts[index]!;
    const cursor = new ByteCursor(source.read({ at: facts.chunks.at + start, length: starts[index + 1]! - start }));
    let entry = 0;
    while (cursor.at < cursor.bytes.length) {
      entry += cursor.varint();
      const key = Math.floor(entry / ROW_SPACE);
      if (key > range.last) return;
      const row = entry % ROW_SPACE;
      if (key >= range.first && row < target.size) addRow(target, row);
    }
  }
}

function readDirectory(bytes: Uint8Array): { value: { firstKeys: number[]; starts: number[] }; sizeBytes: number } {
  const cursor = new ByteCursor(bytes);
  const firstKeys: number[] = [];
  const starts = [0];
  let key = 0;
  while (cursor.at < bytes.length) {
    key += cursor.varint();
    firstKeys.push(key);
    starts.push(starts.at(-1)! + cursor.varint());
  }
  return { value: { firstKeys, starts }, sizeBytes: firstKeys.length * 16 };
}
