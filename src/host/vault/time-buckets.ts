/** Widths of buckets as people count time, and the stretch of time that charts of a case span. Pure. */
import type { TimeWindow } from '../../engines/search/query-ast.ts';

export interface TimeRange {
  /** Half-open, microseconds since the epoch. */
  fromUs: number;
  toUs: number;
}

const US_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;
/** Above a day whole days. */
const ROUND_BUCKETS_S = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Equal buckets that begin at multiples of their width. */
export interface TimeBuckets {
  bucketUs: number;
  /** Number of the first (start = number × width), and how many there are. */
  firstBucket: number;
  bucketCount: number;
}

/** About `wanted` buckets, at most one more. Without a range: none. */
export function bucketsOver(range: TimeRange | undefined, wanted: number): TimeBuckets {
  if (range === undefined) return { bucketUs: US_PER_SECOND, firstBucket: 0, bucketCount: 0 };
  const bucketUs = roundBucket((range.toUs - range.fromUs) / wanted);
  const firstBucket = Math.floor(range.fromUs / bucketUs);
  return { bucketUs, firstBucket, bucketCount: Math.floor(range.toUs / bucketUs) - firstBucket + 1 };
}

function roundBucket(wantedUs: number): number {
  const wanted = wantedUs / US_PER_SECOND;
  const seconds =
    ROUND_BUCKETS_S.find((width) => width >= wanted) ?? Math.ceil(wanted / SECONDS_PER_DAY) * SECONDS_PER_DAY;
  return seconds * US_PER_SECOND;
}

/** What the times span (inclusive pairs; null: none), cut to the window. */
export function rangeOf(
  spans: Iterable<{ minTimeUs: number | null; maxTimeUs: number | null }>,
  window: TimeWindow,
): TimeRange | undefined {
  let fromUs = Number.POSITIVE_INFINITY;
  let toUs = Number.NEGATIVE_INFINITY;
  for (const { minTimeUs, maxTimeUs } of spans) {
    if (minTimeUs === null || maxTimeUs === null) continue;
    fromUs = Math.min(fromUs, minTimeUs);
    toUs = Math.max(toUs, maxTimeUs + 1);
  }
  fromUs = Math.max(fromUs, window.fromUs ?? fromUs);
  toUs = Math.min(toUs, window.toUs ?? toUs);
  return fromUs < toUs ? { fromUs, toUs } : undefined;
}

/** The range as a field of an answer: null where nothing has a time. */
export const spanOf = (range: TimeRange | undefined): { fromUs: number | null; toUs: number | null } => ({
  fromUs: range?.fromUs ?? null,
  toUs: range?.toUs ?? null,
});

export const sparseBuckets = (counts: ReadonlyMap<number, number>): { fromUs: number; count: number }[] =>
  [...counts].toSorted(([a], [b]) => a - b).map(([fromUs, count]) => ({ fromUs, count }));
