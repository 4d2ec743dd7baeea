/**
 * The place of every hit of a query without a list of them: how many lie in each bucket of time, added up; then ever finer
 * counts inside the one bucket where a place lies, down to a moment, and inside a moment by seq.
 *
 * So row 7,000,000 of a result is found by a few passes over bitmaps, also where a million events share a microsecond or
 * have no time at all. The order is that of search (`compareHits`); newest is oldest turned round, apart for hits with a
 * time and those without, who come last in both.
 *
 * Memory: a pair of numbers a bucket, 64 KiB for each segment that was looked into. Cost: see resources/docs/performance.md.
 * Trust: times are hostile; no sum of them is believed to be exact, what is counted is compared.
 */
import { compareHits, type HitKey, type Order } from './segment/segment-reader.ts';

/** Some of the hits in one part of the case. */
export interface HitSlice {
  readonly count: number;
  /** No hit has a higher seq. */
  readonly lastSeq: number;
  addTo(tally: TimeTally): void;
  /** Those with a time in [lowUs, highUs]. */
  narrow(lowUs: number, highUs: number): HitSlice;
  /** In any order. */
  keys(): HitKey[];
  /** How many have this seq or a lower one. */
  countUpTo(seq: number): number;
}

/** The hits in a segment, or in the hot part; undefined: none that could be meant. */
export interface HitPart {
  timed(lowUs: number, highUs: number): HitSlice | undefined;
  untimed(): HitSlice | undefined;
}

export interface HitCounts {
  parts: readonly HitPart[];
  /** All hits. */
  count(): number;
  /** Hits by the start of their bucket, and those without a time. */
  histogram(bucketUs: number): { counts: ReadonlyMap<number, number>; withoutTime: number };
  /** Width that `histogram` is quick at, microseconds. */
  bucketUs: number;
}

interface Sums {
  starts: Float64Array;
  /** Hits before each bucket; one more entry than buckets. */
  before: Float64Array;
  timed: number;
  untimed: number;
}

const FEW_HITS = 2_048;
const TALLY_BUCKETS = 4_096;

export class HitIndex {
  readonly #hits: HitCounts;
  readonly #fewHits: number;
  #sums: Sums | undefined;
  #total: number | undefined;

  /** @param fewHits so few are rather sorted than counted */
  constructor(hits: HitCounts, fewHits = FEW_HITS) {
    this.#hits = hits;
    this.#fewHits = fewHits;
  }

  get total(): number {
    return (this.#total ??= this.#hits.count());
  }

  /** The hit with so many before it; undefined where there are not so many. */
  keyAt(place: number, order: Order): HitKey | undefined {
    const { timed, untimed } = (this.#sums ??= this.#addUp());
    const isOldest = order === 'oldest';
    if (place < timed) return this.#timedAt(isOldest ? place : timed - 1 - place);
    if (place >= timed + untimed) return undefined;
    const rank = place - timed;
    const slices = this.#hits.parts.map((part) => part.untimed()).filter((slice) => slice !== undefined);
    return { timeUs: Number.NaN, seq: seqAt(slices, isOldest ? rank : untimed - 1 - rank) };
  }

  #addUp(): Sums {
    const { counts, withoutTime } = this.#hits.histogram(this.#hits.bucketUs);
    const starts = Float64Array.from(counts.keys()).toSorted();
    const before = new Float64Array(starts.length + 1);
    for (let i = 0; i < starts.length; i++) before[i + 1] = before[i]! + (counts.get(starts[i]!) ?? 0);
    const timed = before[starts.length]!;
    this.#total = timed + withoutTime;
    return { starts, before, timed, untimed: withoutTime };
  }

  /** The hit with so many earlier ones. */
  #timedAt(rank: number): HitKey {
    const { starts, before } = this.#sums as Sums;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (before[middle]! <= rank) low = middle;
      else high = middle - 1;
    }
    const fromUs = starts[low]!;
    const slices = this.#slices(fromUs, fromUs + this.#hits.bucketUs - 1);
    const isWhole = sumOf(slices) === before[low + 1]! - before[low]!;
    if (isWhole) return hitAt(slices, rank - before[low]!, this.#fewHits);
    // A time that is no whole microsecond, or so far off that the sum above is rounded: the slow way is always right.
    return hitAt(this.#slices(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY), rank, this.#fewHits);
  }

  #slices(lowUs: number, highUs: number): HitSlice[] {
    return this.#hits.parts.map((part) => part.timed(lowUs, highUs)).filter((slice) => slice !== undefined);
  }
}

const sumOf = (slices: readonly HitSlice[]): number => slices.reduce((sum, { count }) => sum + count, 0);

/** The hit with `rank` earlier ones among those of the slices, all of which have a time. */
function hitAt(slices: readonly HitSlice[], rank: number, fewHits: number): HitKey {
  let left = slices;
  let place = rank;
  let span = sumOf(left) > fewHits ? spanOf(left) : undefined;
  while (span !== undefined && sumOf(left) > fewHits) {
    const { lowUs, highUs } = span;
    if (lowUs === highUs) return { timeUs: lowUs, seq: seqAt(left, place) };
    const tally = new TimeTally(lowUs, highUs, TALLY_BUCKETS);
    for (const slice of left) slice.addTo(tally);
    let bucket = 0;
    while (place >= tally.counts[bucket]!) place -= tally.counts[bucket++]!;
    const within = { lowUs: tally.lows[bucket]!, highUs: tally.highs[bucket]! };
    left = left.map((slice) => slice.narrow(within.lowUs, within.highUs)).filter(({ count }) => count > 0);
    span = within;
  }
  return sorted(left)[place]!;
}

function spanOf(slices: readonly HitSlice[]): { lowUs: number; highUs: number } {
  const tally = new TimeTally(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1);
  for (const slice of slices) slice.addTo(tally);
  return { lowUs: tally.lows[0]!, highUs: tally.highs[0]! };
}

const sorted = (slices: readonly HitSlice[]): HitKey[] =>
  slices.flatMap((slice) => slice.keys()).toSorted((a, b) => compareHits(a, b, 'oldest'));

/** The seq with `rank` lower ones in the slices, whatever their times: halves the log until one is left. */
function seqAt(slices: readonly HitSlice[], rank: number): number {
  let low = 0;
  let high = Math.max(0, ...slices.map(({ lastSeq }) => lastSeq));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (slices.reduce((sum, slice) => sum + slice.countUpTo(middle), 0) > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Counts times in equal buckets and keeps the first and last time of each: between buckets no time is lost to rounding. */
export class TimeTally {
  readonly counts: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  readonly #lowUs: number;
  readonly #perUs: number;

  constructor(lowUs: number, highUs: number, bucketCount: number) {
    this.#lowUs = lowUs;
    this.#perUs = bucketCount === 1 ? 0 : bucketCount / (highUs - lowUs);
    this.counts = new Float64Array(bucketCount);
    this.lows = new Float64Array(bucketCount).fill(Number.POSITIVE_INFINITY);
    this.highs = new Float64Array(bucketCount).fill(Number.NEGATIVE_INFINITY);
  }

  add(timeUs: number): void {
    const last = this.counts.length - 1;
    // Rises with the time, however it is rounded: so each bucket holds a stretch of the times.
    const i = last === 0 ? 0 : Math.min(last, Math.floor((timeUs - this.#lowUs) * this.#perUs));
    this.counts[i]!++;
    if (timeUs < this.lows[i]!) this.lows[i] = timeUs;
    if (timeUs > this.highs[i]!) this.highs[i] = timeUs;
  }
}
