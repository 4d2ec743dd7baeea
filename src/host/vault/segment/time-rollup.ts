/**
 * Events per bucket of time, as fine as a few thousand buckets allow, so that a histogram of a whole segment reads no
 * times.
 *
 * Pure. O(rows).
 */

/** Second, minute, hour, day, week: microseconds. Each bucket begins at a multiple of its width since the epoch. */
const WIDTHS_US = [1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000] as const;
const MAX_BUCKETS = 4_096;

export interface Rollup {
  bucketUs: number;
  /** Numbers of the buckets that hold events (start = number × bucketUs), ascending. */
  buckets: Float64Array;
  counts: Float64Array;
}

/** @param isCounted whether a row counts (is an event) */
export function buildRollup(times: Float64Array, isCounted: (row: number) => boolean): Rollup {
  for (const bucketUs of WIDTHS_US) {
    const isLast = bucketUs === WIDTHS_US.at(-1);
    const counts = countBuckets(times, isCounted, bucketUs, isLast ? Number.POSITIVE_INFINITY : MAX_BUCKETS);
    if (counts === undefined) continue;
    const buckets = Float64Array.from(counts.keys()).toSorted();
    return { bucketUs, buckets, counts: buckets.map((bucket) => counts.get(bucket) ?? 0) };
  }
  return { bucketUs: WIDTHS_US[0], buckets: new Float64Array(0), counts: new Float64Array(0) };
}

function countBuckets(
  times: Float64Array,
  isCounted: (row: number) => boolean,
  bucketUs: number,
  limit: number,
): Map<number, number> | undefined {
  const counts = new Map<number, number>();
  let current = Number.NaN;
  let count = 0;
  const flush = (): boolean => {
    if (count > 0) counts.set(current, (counts.get(current) ?? 0) + count);
    return counts.size <= limit;
  };
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!;
    if (Number.isNaN(time) || !isCounted(row)) continue;
    const bucket = Math.floor(time / bucketUs);
    if (bucket === current) count++;
    else {
      if (!flush()) return undefined;
      current = bucket;
      count = 1;
    }
  }
  return flush() ? counts : undefined;
}
