/**
 * A set of places in the case log as ascending ranges: one number pair for a thousand neighbours.
 *
 * Pure. Held flat, `[first, last, first, last, ...]`, both ends inside, no two ranges overlapping or touching. `has` is
 * O(log n), everything else one pass.
 * Trust: `rangesFromPairs` reads a record's body, which whoever holds the key could have written; it takes nothing for granted.
 */
export type SeqRanges = Float64Array;

export const NO_SEQS: SeqRanges = new Float64Array(0);

/** @param seqs ascending; the same one may stand there twice */
export function rangesFromSeqs(seqs: ArrayLike<number>): SeqRanges {
  const flat: number[] = [];
  for (let i = 0; i < seqs.length; i++) appendRange(flat, seqs[i]!, seqs[i]!);
  return new Float64Array(flat);
}

/** From the form in a record; undefined where it is no list of ascending, separate ranges of places in a log. */
export function rangesFromPairs(pairs: unknown): SeqRanges | undefined {
  if (!Array.isArray(pairs)) return undefined;
  const flat: number[] = [];
  let before = -1;
  for (const pair of pairs as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [first, last] = pair as [unknown, unknown];
    if (!isSeq(first) || !isSeq(last) || first <= before || last < first) return undefined;
    appendRange(flat, first, last);
    before = last;
  }
  return new Float64Array(flat);
}

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The form in a record. */
export function pairsOf(ranges: SeqRanges): [number, number][] {
  return Array.from({ length: ranges.length / 2 }, (_, i) => [ranges[i * 2]!, ranges[i * 2 + 1]!]);
}

export function hasSeq(ranges: SeqRanges, seq: number): boolean {
  const at = firstEndingFrom(ranges, seq);
  return at < ranges.length && ranges[at]! <= seq;
}

/** Index of the first range that ends at or after `seq`; the length of the array where there is none. */
export function firstEndingFrom(ranges: SeqRanges, seq: number): number {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle * 2 + 1]! < seq) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

export function countSeqs(ranges: SeqRanges): number {
  let count = 0;
  for (let i = 0; i < ranges.length; i += 2) count += ranges[i + 1]! - ranges[i]! + 1;
  return count;
}

export function* seqsOf(ranges: SeqRanges, after = -1): Generator<number> {
  for (let i = firstEndingFrom(ranges, after + 1); i < ranges.length; i += 2) {
    for (let seq = Math.max(ranges[i]!, after + 1); seq <= ranges[i + 1]!; seq++) yield seq;
  }
}

/** All that is in any of them; two and two, so that many small sets cost no more than one sort. */
export function uniteRanges(sets: readonly SeqRanges[]): SeqRanges {
  let left = sets;
  while (left.length > 1) {
    const next: SeqRanges[] = [];
    for (let i = 0; i < left.length; i += 2) {
      const [a, b] = [left[i]!, left[i + 1]];
      next.push(b === undefined ? a : uniteTwo(a, b));
    }
    left = next;
  }
  return left[0] ?? NO_SEQS;
}

function uniteTwo(a: SeqRanges, b: SeqRanges): SeqRanges {
  const flat: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (j >= b.length || (i < a.length && a[i]! <= b[j]!)) {
      appendRange(flat, a[i]!, a[i + 1]!);
      i += 2;
    } else {
      appendRange(flat, b[j]!, b[j + 1]!);
      j += 2;
    }
  }
  return new Float64Array(flat);
}

/** What is in `a` and not in `b`. */
export function subtractRanges(a: SeqRanges, b: SeqRanges): SeqRanges {
  const flat: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let first = a[i]!;
    const last = a[i + 1]!;
    while (j < b.length && b[j + 1]! < first) j += 2;
    for (let k = j; k < b.length && b[k]! <= last; k += 2) {
      if (first < b[k]!) appendRange(flat, first, b[k]! - 1);
      first = b[k + 1]! + 1;
    }
    if (first <= last) appendRange(flat, first, last);
  }
  return new Float64Array(flat);
}

/** Adds a range that begins at or after the last one to a flat list; joins what touches. */
export function appendRange(flat: number[], first: number, last: number): void {
  const end = flat.length - 1;
  if (end > 0 && first <= flat[end]! + 1) flat[end] = Math.max(flat[end]!, last);
  else flat.push(first, last);
}
