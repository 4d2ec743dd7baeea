/**
 * A set of rows of one segment as a bitmap: half a million rows are 64 KiB, and every operation is a pass over 16,384
 * words, so sets are never anything else.
 *
 * Pure. O(size / 32) per operation. Bits at and above `size` are always 0.
 */

export interface RowSet {
  /** Rows are 0 … size-1. */
  readonly size: number;
  readonly words: Uint32Array;
}

export const emptyRows = (size: number): RowSet => ({ size, words: new Uint32Array((size + 31) >>> 5) });

export function allRows(size: number): RowSet {
  const set = emptyRows(size);
  set.words.fill(0xffff_ffff);
  trim(set);
  return set;
}

/** Rows `from` … `to`-1. */
export function rowRange(size: number, from: number, to: number): RowSet {
  const set = emptyRows(size);
  if (from >= to) return set;
  const first = from >>> 5;
  const last = (to - 1) >>> 5;
  set.words.fill(0xffff_ffff, first, last + 1);
  set.words[first]! &= 0xffff_ffff << (from & 31);
  set.words[last]! &= 0xffff_ffff >>> (31 - ((to - 1) & 31));
  return set;
}

/** Adds rows `from` … `to`-1, all inside the set's size. */
export function addRows(set: RowSet, from: number, to: number): void {
  let row = from;
  for (; row < to && (row & 31) !== 0; row++) addRow(set, row);
  const whole = row + ((to - row) & ~31);
  if (row < whole) set.words.fill(0xffff_ffff, row >>> 5, whole >>> 5);
  for (row = Math.max(row, whole); row < to; row++) addRow(set, row);
}

function trim({ size, words }: RowSet): void {
  const rest = size & 31;
  if (rest !== 0) words[words.length - 1]! &= 0xffff_ffff >>> (32 - rest);
}

export const copyRows = (set: RowSet): RowSet => ({ size: set.size, words: set.words.slice() });

export const hasRow = (set: RowSet, row: number): boolean => (set.words[row >>> 5]! & (1 << (row & 31))) !== 0;

export function addRow(set: RowSet, row: number): void {
  set.words[row >>> 5]! |= 1 << (row & 31);
}

/** `target` becomes target ∩ other. */
export function intersectInto(target: RowSet, other: RowSet): void {
  const a = target.words;
  const b = other.words;
  for (let i = 0; i < a.length; i++) a[i]! &= b[i]!;
}

/** `target` becomes target ∪ other. */
export function uniteInto(target: RowSet, other: RowSet): void {
  const a = target.words;
  const b = other.words;
  for (let i = 0; i < a.length; i++) a[i]! |= b[i]!;
}

/** `target` becomes target \ other. */
export function subtractInto(target: RowSet, other: RowSet): void {
  const a = target.words;
  const b = other.words;
  for (let i = 0; i < a.length; i++) a[i]! &= ~b[i]!;
}

/** All rows but those of `set`. */
export function complementOf(set: RowSet): RowSet {
  const out = emptyRows(set.size);
  for (let i = 0; i < out.words.length; i++) out.words[i] = ~set.words[i]!;
  trim(out);
  return out;
}

export function countRows(set: RowSet): number {
  const words = set.words;
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    let word = words[i]!;
    if (word === 0) continue;
    word -= (word >>> 1) & 0x5555_5555;
    word = (word & 0x3333_3333) + ((word >>> 2) & 0x3333_3333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
  }
  return count;
}

export function isEmpty(set: RowSet): boolean {
  const words = set.words;
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  return true;
}

/** The first row of the set at or after `row`, or -1. */
export function nextRow(set: RowSet, row: number): number {
  if (row >= set.size) return -1;
  const words = set.words;
  let index = row >>> 5;
  let word = words[index]! & (0xffff_ffff << (row & 31));
  while (word === 0) {
    if (++index >= words.length) return -1;
    word = words[index]!;
  }
  return (index << 5) + 31 - Math.clz32(word & -word);
}

/** The last row of the set at or before `row`, or -1. */
export function previousRow(set: RowSet, row: number): number {
  if (row < 0) return -1;
  const words = set.words;
  let index = row >>> 5;
  let word = words[index]! & (0xffff_ffff >>> (31 - (row & 31)));
  while (word === 0) {
    if (--index < 0) return -1;
    word = words[index]!;
  }
  return (index << 5) + 31 - Math.clz32(word);
}

/** The rows in ascending order. */
export function rowsOf(set: RowSet): Uint32Array {
  const rows = new Uint32Array(countRows(set));
  const words = set.words;
  let at = 0;
  for (let i = 0; i < words.length; i++) {
    let word = words[i]!;
    while (word !== 0) {
      const lowest = word & -word;
      rows[at++] = (i << 5) + 31 - Math.clz32(lowest);
      word ^= lowest;
    }
  }
  return rows;
}
