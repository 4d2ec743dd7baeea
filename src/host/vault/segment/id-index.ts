/**
 * Fingerprints to rows, sorted, for values that are almost all different: a few bytes each, one chunk read per lookup.
 *
 * A chunk holds the differences of key·2^19+row from one entry to the next. What it proposes, the line must confirm.
 * Built by src/wasm/segment/id-index.ts. A lookup reads one chunk of about 4 KiB.
 */
import type { Place } from './byte-store.ts';
import { ByteCursor } from './byte-writer.ts';
import { addRow, type RowSet } from './row-set.ts';
import type { ByteSource } from './term-index-reader.ts';

/** Rows are below 2^19, so an entry is an integer below 2^51. */
const ROW_SPACE = 2 ** 19;

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
