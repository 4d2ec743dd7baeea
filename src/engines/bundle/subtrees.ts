/**
 * The cover of a stretch of left-out records: the fewest subtrees that fill it.
 *
 * Pure. O(log n) subtrees a stretch. Source: bundle-format.md §3: always the largest subtree that fits.
 */
export interface Subtree {
  readonly seq: number;
  /** A power of two; `seq` is a multiple of it. */
  readonly count: number;
}

/** @param to first place behind the stretch */
export function* subtreesOf(from: number, to: number): Generator<Subtree> {
  for (let seq = from; seq < to; ) {
    let count = 1;
    while (seq % (count * 2) === 0 && seq + count * 2 <= to) count *= 2;
    yield { seq, count };
    seq += count;
  }
}
