/**
 * The codes of a finished column as bytes: one cell a row where most rows have a value, else pairs of row and code.
 *
 * O(rows). The bytes are those that host/vault/segment/column-reader.ts reads.
 */
import { closeChunk, isAtEnd, lengthOf, nextVarint, readFrom, StreamReader } from '../common/byte-stream';
import { take, takeZeroed } from '../common/memory';
import { Column, FIRST_ENTRY, writeRow } from './column';

const READER = memory.data(offsetof<StreamReader>());

export function isWide(column: Column): bool {
  return column.entryCount + FIRST_ENTRY > 256;
}

export function isSparse(column: Column, rowCount: u32): bool {
  return column.presentRows * 8 < rowCount;
}

/** Where `writeCodes` put them. */
export let codesAt: usize = 0;

/** @returns bytes at `codesAt`: low bytes of all rows, then (where wide) high bytes; or pairs of row difference and code */
export function writeCodes(column: Column, rowCount: u32): u32 {
  writeRow(column);
  const codes = column.codes;
  if (isSparse(column, rowCount)) {
    closeChunk(codes);
    const length = lengthOf(codes);
    codesAt = take(length);
    let to = codesAt;
    for (let chunk = codes.first; chunk != 0; chunk = load<u32>(chunk)) {
      const used = load<u32>(chunk, 4);
      memory.copy(to, chunk + 8, used);
      to += used;
    }
    return length;
  }
  const wide = isWide(column);
  const length = wide ? rowCount * 2 : rowCount;
  codesAt = takeZeroed(length);
  const reader = changetype<StreamReader>(READER);
  readFrom(reader, codes);
  let row = codesAt;
  while (!isAtEnd(reader)) {
    row += nextVarint(reader);
    const code = nextVarint(reader);
    store<u8>(row, <u8>code);
    if (wide) store<u8>(row + rowCount, <u8>(code >>> 8));
  }
  return length;
}
