/**
 * Many segments searched as one: segments outside the window are not opened, a page ends as soon as no other segment can
 * hold an earlier hit.
 *
 * Pure but for reading. Synchronous; `onSegment` lets the caller show what is there already, or stop by throwing.
 * Errors: as SegmentReader.
 */
import type { Query, TimeWindow } from '../../../engines/search/query-ast.ts';
import {
  compareHits,
  type HitKey,
  type SearchOptions,
  type SegmentHistogram,
  type SegmentReader,
} from './segment-reader.ts';
import type { LaneCounts, LaneRequest } from './segment-lanes.ts';
import { mergeTop, type SegmentTop } from './segment-top.ts';

/** A hit and the segment it lies in. */
export interface FoundHit extends HitKey {
  row: number;
  segment: SegmentReader;
}

/** Their codes are read in a tenth of a millisecond. */
const FIRST_STRETCH_ROWS = 32_768;
/** How many more rows than expected a stretch takes, so that it seldom ends just before the page is full. */
const STRETCH_RESERVE = 1.5;

/** Told after each segment that was looked at: how many are done, and of how many. */
export type OnSegment<T> = (soFar: T, done: number, total: number) => void;

export class SegmentSearch {
  readonly #segments: readonly SegmentReader[];
  readonly #firstStretchRows: number;

  /** @param firstStretchRows rows of the first segment that are looked at first, at least 1 */
  constructor(segments: readonly SegmentReader[], firstStretchRows = FIRST_STRETCH_ROWS) {
    this.#segments = segments;
    this.#firstStretchRows = firstStretchRows;
  }

  /**
   * The next hits in order over all segments.
   *
   * Where the first segment lies in the order of time, a stretch of time is searched in all of them before the next: a page
   * of hits that are not too rare is full long before the rest was looked at.
   */
  search(query: Query, options: SearchOptions, onSegment?: OnSegment<readonly FoundHit[]>): FoundHit[] {
    const { window = {}, order, limit } = options;
    const isNewest = order === 'newest';
    const hits: FoundHit[] = [];
    let { after } = options;
    let rowCount = this.#firstStretchRows;
    for (;;) {
      const missing = { ...options, limit: limit - hits.length, ...(after === undefined ? {} : { after }) };
      const endUs = this.#stretchEnd(rowCount, missing);
      if (endUs === undefined) return [...hits, ...this.#searchWhole(query, missing, onSegment)];
      const stretch = isNewest ? { ...window, fromUs: endUs } : { ...window, toUs: endUs };
      const found = this.#searchWhole(query, { ...missing, window: stretch }, onSegment);
      hits.push(...found);
      if (hits.length >= limit) return hits;
      after = { timeUs: endUs, seq: -1 };
      // As many rows as the rest of the page should take; all of them where nothing says how many that are.
      rowCount = Math.ceil(((rowCount * (limit - hits.length)) / found.length) * STRETCH_RESERVE);
    }
  }

  /** Where the next stretch of time ends; undefined: it takes all there is. */
  #stretchEnd(rowCount: number, options: SearchOptions): number | undefined {
    if (!Number.isFinite(rowCount)) return undefined;
    const [first] = this.#inOrder(options);
    const endUs = first?.segment.timeAfterRows(rowCount, options);
    // Many rows of one time: no stretch ends among them.
    return endUs === options.after?.timeUs ? undefined : endUs;
  }

  /** The segments that may hold hits, in the order of the best hit that each could hold. */
  #inOrder({ window, order, after }: SearchOptions): { segment: SegmentReader; best: HitKey }[] {
    return this.#within(window)
      .map((segment) => ({ segment, best: bestKey(segment, order) }))
      .filter(({ segment }) => after === undefined || mayHoldAfter(segment, after, order))
      .toSorted((a, b) => compareHits(a.best, b.best, order));
  }

  #searchWhole(query: Query, options: SearchOptions, onSegment?: OnSegment<readonly FoundHit[]>): FoundHit[] {
    const { order, limit } = options;
    const compare = (a: HitKey, b: HitKey) => compareHits(a, b, order);
    const segments = this.#inOrder(options);
    let hits: FoundHit[] = [];
    for (const [done, { segment, best }] of segments.entries()) {
      const worst = hits.length >= limit ? hits.at(-1) : undefined;
      // The segments are in the order of their best possible hit: no later one can do better.
      if (worst !== undefined && compare(worst, best) < 0) break;
      const found = segment.search(query, options).map((hit) => ({ ...hit, segment }));
      hits = [...hits, ...found].toSorted(compare).slice(0, limit);
      onSegment?.(hits, done + 1, segments.length);
    }
    return hits;
  }

  count(query: Query, window: TimeWindow = {}, onSegment?: OnSegment<number>): number {
    const segments = this.#within(window);
    let count = 0;
    for (const [done, segment] of segments.entries()) {
      count += segment.count(query, window);
      onSegment?.(count, done + 1, segments.length);
    }
    return count;
  }

  /** @param bucketUs width of a bucket, microseconds, an integer of at least 1 */
  histogram(
    query: Query,
    window: TimeWindow,
    bucketUs: number,
    onSegment?: OnSegment<SegmentHistogram>,
  ): SegmentHistogram {
    const segments = this.#within(window);
    const total: SegmentHistogram = { counts: new Map(), withoutTime: 0 };
    for (const [done, segment] of segments.entries()) {
      const { counts, withoutTime } = segment.histogram(query, window, bucketUs);
      for (const [start, count] of counts) total.counts.set(start, (total.counts.get(start) ?? 0) + count);
      total.withoutTime += withoutTime;
      onSegment?.(total, done + 1, segments.length);
    }
    return total;
  }

  /** All values of a field with their counts; the caller takes the most frequent. */
  top(query: Query, window: TimeWindow, field: string, onSegment?: OnSegment<SegmentTop>): SegmentTop {
    const segments = this.#within(window);
    const total: SegmentTop = { counts: new Map(), present: 0, isPartial: false };
    for (const [done, segment] of segments.entries()) {
      mergeTop(total, segment.top(query, window, field));
      onSegment?.(total, done + 1, segments.length);
    }
    return total;
  }

  /** Adds how often values of a field occur over time; see segment-lanes.ts. */
  addLanes(query: Query, window: TimeWindow, request: LaneRequest, result: LaneCounts): void {
    for (const segment of this.#within(window)) segment.addLanes(query, window, request, result);
  }

  /** Seqs of all matching records, in no particular order between segments. */
  seqs(query: Query, window: TimeWindow = {}): Float64Array {
    const parts = this.#within(window).map((segment) => segment.seqs(query, window));
    const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #within(window: TimeWindow = {}): SegmentReader[] {
    const { fromUs, toUs } = window;
    if (fromUs === undefined && toUs === undefined) return [...this.#segments];
    return this.#segments.filter(({ facts: { minTimeUs, maxTimeUs } }) => {
      if (minTimeUs === null || maxTimeUs === null) return false;
      return (fromUs === undefined || maxTimeUs >= fromUs) && (toUs === undefined || minTimeUs < toUs);
    });
  }
}

/** The first place a hit of this segment could take. */
function bestKey({ facts: { minTimeUs, maxTimeUs } }: SegmentReader, order: SearchOptions['order']): HitKey {
  return order === 'newest'
    ? { timeUs: maxTimeUs ?? Number.NaN, seq: Number.POSITIVE_INFINITY }
    : { timeUs: minTimeUs ?? Number.NaN, seq: -1 };
}

/** Whether some hit of the segment could come after the cursor. */
function mayHoldAfter({ facts }: SegmentReader, after: HitKey, order: SearchOptions['order']): boolean {
  if (facts.withoutTime > 0) return true;
  if (Number.isNaN(after.timeUs) || facts.minTimeUs === null || facts.maxTimeUs === null) return false;
  return order === 'newest' ? facts.minTimeUs <= after.timeUs : facts.maxTimeUs >= after.timeUs;
}
