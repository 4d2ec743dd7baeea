/**
 * Searches one segment: page of hits, count, histogram and top values, always exactly what the matcher would say.
 *
 * Synchronous: belongs in a worker thread. Only events count unless the query names `kind:`.
 * Cost: a word in half a million rows, common or rare, takes 1-3 ms once its columns are in the cache.
 * Errors: AppError FILE_NOT_FOUND, VAULT_KEY_WRONG, VAULT_CORRUPT.
 */
import type { JsonObject } from '../../../engines/event/audit-event.ts';
import { compileMatcher, type EventMatcher } from '../../../engines/search/match-event.ts';
import type { Query, TimeWindow } from '../../../engines/search/query-ast.ts';
import {
  addRow,
  copyRows,
  countRows,
  hasRow,
  intersectInto,
  isEmpty,
  nextRow,
  previousRow,
  type RowSet,
  rowsOf,
  subtractInto,
} from './row-set.ts';
import type { SegmentCache } from './segment-cache.ts';
import type { Scalar } from './column-codes.ts';
import { ColumnReader } from './column-reader.ts';
import type { ColumnFacts, SegmentFacts } from './segment-file.ts';
import { queryKey } from './query-key.ts';
import { namesKind, SegmentQuery } from './segment-query.ts';
import { type LineBlock, lowerBound, SegmentStore } from './segment-store.ts';
import { decodeNumbers } from './number-codec.ts';
import { isExact } from './segment-words.ts';
import { addSegmentCoverage, type CoverageRequest, type SourceCoverage } from './segment-coverage.ts';
import { addSegmentLanes, type LaneCounts, type LaneRequest } from './segment-lanes.ts';
import { matchesOfSegment, neighboursInSegment } from './segment-matches.ts';
import { type SegmentTop, topOfSegment } from './segment-top.ts';
import type { HitPart } from '../hit-index.ts';

export type Order = 'newest' | 'oldest';

/** A place in the order of hits: by time, then by seq. Events without a valid time (NaN) come last in both orders. */
export interface HitKey {
  timeUs: number;
  seq: number;
}

export interface SegmentHit extends HitKey {
  row: number;
}

export interface SearchOptions {
  window?: TimeWindow;
  order: Order;
  /** At most so many hits. */
  limit: number;
  /** Only hits that come after this one. */
  after?: HitKey;
}

export interface SegmentHistogram {
  /** Start of a bucket, microseconds since the epoch (a multiple of the width), to matching events. */
  counts: Map<number, number>;
  /** Matching events without a valid time; 0 where a window is given. */
  withoutTime: number;
}

/** Negative where `a` comes before `b`. */
export function compareHits(a: HitKey, b: HitKey, order: Order): number {
  const sign = order === 'newest' ? -1 : 1;
  const isATimed = !Number.isNaN(a.timeUs);
  const isBTimed = !Number.isNaN(b.timeUs);
  if (isATimed !== isBTimed) return isATimed ? -1 : 1;
  if (isATimed && a.timeUs !== b.timeUs) return sign * (a.timeUs - b.timeUs);
  return sign * (a.seq - b.seq);
}

export class SegmentReader {
  readonly #store: SegmentStore;
  readonly #query: SegmentQuery;

  private constructor(store: SegmentStore) {
    this.#store = store;
    this.#query = new SegmentQuery(store);
  }

  /**
   * @param key raw database key of this file, 32 bytes
   * @param cache for what is decoded; default: the one of this thread, 256 MiB
   */
  static open(path: string, key: Uint8Array, cache?: SegmentCache): SegmentReader {
    return new SegmentReader(new SegmentStore(path, key, cache));
  }

  close(): void {
    this.#store.close();
  }

  /** Rows, runs, times: what one needs to choose segments. */
  get facts(): SegmentFacts {
    return this.#store.facts;
  }

  get path(): string {
    return this.#store.path;
  }

  seqOf(row: number): number {
    return this.#store.seqOf(row);
  }

  /** The row of a record, or -1 where it is not in this segment. */
  rowOf(seq: number): number {
    return this.#store.rowOf(seq);
  }

  /** The canonical line of a row, without newline. */
  lineAt(row: number): string {
    return this.#store.lineAt(row);
  }

  /** The line of a row as it lies, without newline; not through the cache. VAULT_CORRUPT where its block can't be read. */
  lineBytesAt(row: number): Uint8Array {
    return this.#store.lineBytesAt(row);
  }

  /** The lines of rows, in the order asked for; ascending rows decode each block once. */
  linesOf(rows: Iterable<number>): string[] {
    return Array.from(rows, (row) => this.#store.lineAt(row));
  }

  /** A block of lines by its number, nothing cached; rows 64n ... 64n + 63. VAULT_CORRUPT. */
  blockAt(id: number): LineBlock {
    return this.#store.readBlock(id);
  }

  /** All blocks in row order, for verification: nothing is cached. */
  *blocks(): Generator<LineBlock> {
    for (let id = 0; id < this.#store.blockCount; id++) yield this.#store.readBlock(id);
  }

  /**
   * A time such that about so many rows lie between the cursor or the edge of the window and it: newer ones at it or after
   * it, older ones before it. Undefined where there are fewer, or rows are not in the order of time.
   */
  timeAfterRows(rowCount: number, { window = {}, order, after }: SearchOptions): number | undefined {
    if (!this.#isInTimeOrder) return undefined;
    const { fromUs, toUs } = narrowed(window, order, after);
    const times = this.#store.times();
    if (order === 'newest') {
      const timeUs = times[(toUs === undefined ? times.length : lowerBound(times, toUs)) - rowCount];
      return timeUs === undefined || timeUs <= (fromUs ?? -Infinity) ? undefined : timeUs;
    }
    const timeUs = times[(fromUs === undefined ? 0 : lowerBound(times, fromUs)) + rowCount];
    return timeUs === undefined || timeUs >= (toUs ?? Infinity) ? undefined : timeUs;
  }

  /** Whether every row has a time, none before that of the row before. */
  get #isInTimeOrder(): boolean {
    return this.#store.facts.isTimeSorted && this.#store.facts.withoutTime === 0;
  }

  /** The next hits in order. */
  search(query: Query, options: SearchOptions): SegmentHit[] {
    const { window = {}, order } = options;
    // Rows without a time come after every cursor that has one: then a window would lose them.
    const isNarrow = this.#store.facts.withoutTime === 0;
    const { sure, maybe } = this.#candidates(query, isNarrow ? narrowed(window, order, options.after) : window);
    const hits: SegmentHit[] = [];
    const isDecided = sure === maybe;
    const matcher = isDecided ? undefined : compileMatcher(query);
    let after = options.after;
    while (hits.length < options.limit) {
      const wanted = options.limit - hits.length;
      const next = this.#nextRows(maybe, { ...options, limit: isDecided ? wanted : Math.max(wanted, 64) }, after);
      for (const hit of next) {
        if (hits.length < options.limit && (hasRow(sure, hit.row) || this.#matches(matcher, hit.row))) hits.push(hit);
      }
      after = next.at(-1);
      if (after === undefined || next.length < (isDecided ? wanted : Math.max(wanted, 64))) break;
    }
    return hits;
  }

  count(query: Query, window: TimeWindow = {}): number {
    if (this.#isWhole(query, window)) return this.#store.facts.eventCount;
    return countRows(this.#matchingRows(query, window));
  }

  /** Seqs of all matching records, ascending. */
  seqs(query: Query, window: TimeWindow = {}): Float64Array {
    return Float64Array.from(rowsOf(this.#matchingRows(query, window)), (row) => this.#store.seqOf(row));
  }

  /** @param bucketUs width of a bucket, microseconds, an integer of at least 1 */
  histogram(query: Query, window: TimeWindow, bucketUs: number): SegmentHistogram {
    const { rollup, eventsWithoutTime } = this.#store.facts;
    if (bucketUs % rollup.bucketUs === 0 && this.#isWhole(query, window)) {
      return { counts: this.#rolledUp(bucketUs), withoutTime: hasBounds(window) ? 0 : eventsWithoutTime };
    }
    const rows = this.#matchingRows(query, window);
    if (isEmpty(rows)) return { counts: new Map(), withoutTime: 0 };
    return this.#countTimes(rows, bucketUs);
  }

  #countTimes(rows: RowSet, bucketUs: number): SegmentHistogram {
    const times = this.#store.times();
    const counts = new Map<number, number>();
    let withoutTime = 0;
    let current = Number.NaN;
    let end = Number.NaN;
    let count = 0;
    const flush = () => {
      if (count > 0) counts.set(current, (counts.get(current) ?? 0) + count);
    };
    for (let i = 0; i < rows.words.length; i++) {
      for (let word = rows.words[i]!; word !== 0; word &= word - 1) {
        const time = times[(i << 5) + 31 - Math.clz32(word & -word)]!;
        if (time >= current && time < end) count++;
        else if (Number.isNaN(time)) withoutTime++;
        else {
          flush();
          current = Math.floor(time / bucketUs) * bucketUs;
          end = current + bucketUs;
          count = 1;
        }
      }
    }
    flush();
    return { counts, withoutTime };
  }

  #rolledUp(bucketUs: number): Map<number, number> {
    const { rollup } = this.#store.facts;
    const store = this.#store;
    const { buckets, amounts } = store.cached('rollup', () => ({
      value: {
        buckets: decodeNumbers(store.frame(rollup.buckets), rollup.length),
        amounts: decodeNumbers(store.frame(rollup.counts), rollup.length),
      },
      sizeBytes: rollup.length * 16,
    }));
    const counts = new Map<number, number>();
    for (let i = 0; i < buckets.length; i++) {
      const start = Math.floor((buckets[i]! * rollup.bucketUs) / bucketUs) * bucketUs;
      counts.set(start, (counts.get(start) ?? 0) + amounts[i]!);
    }
    return counts;
  }

  /** The most frequent values of a field; see SegmentTop. All values counted: merge segments with `mergeTop`. */
  top(query: Query, window: TimeWindow, field: string): SegmentTop {
    const rows = this.#isWhole(query, window) ? undefined : this.#matchingRows(query, window);
    return topOfSegment(this.#store, this.#query, rows, field);
  }

  /** The matching rows for a hit index, found when it first asks. */
  matches(query: Query, window: TimeWindow): HitPart {
    return matchesOfSegment(this.#store, () => this.#matchingRows(query, window));
  }

  /** Adds how often values of a field occur over time; see segment-lanes.ts. */
  addLanes(query: Query, window: TimeWindow, request: LaneRequest, result: LaneCounts): void {
    addSegmentLanes(this.#store, this.#query, this.#matchingRows(query, window), request, result);
  }

  /** Adds the events of each source over time. */
  addCoverage(request: CoverageRequest, result: Map<string, SourceCoverage>): void {
    addSegmentCoverage(this.#store, this.#query, this.#query.eventRows(), request, result);
  }

  /** The nearest matching records before and after one in log order, nearest first; at most so many each. */
  neighbours(
    query: Query,
    seq: number,
    limits: { before: number; after: number },
  ): { before: number[]; after: number[] } {
    return neighboursInSegment(this.#store, this.#matchingRows(query, {}), seq, limits);
  }

  /** The values that the dictionary of a column holds; see ColumnFacts. */
  entriesOf(facts: ColumnFacts): readonly Scalar[] {
    return new ColumnReader(this.#store, facts).entries();
  }

  /** Whether the answer is simply all events of the segment. */
  #isWhole(query: Query, window: TimeWindow): boolean {
    if (query.kind !== 'all') return false;
    if (!hasBounds(window)) return true;
    const { minTimeUs, maxTimeUs, eventsWithoutTime } = this.#store.facts;
    if (minTimeUs === null || maxTimeUs === null || eventsWithoutTime > 0) return false;
    return minTimeUs >= (window.fromUs ?? -Infinity) && maxTimeUs < (window.toUs ?? Infinity);
  }

  #candidates(query: Query, window: TimeWindow = {}): { sure: RowSet; maybe: RowSet } {
    const bounds = hasBounds(window)
      ? this.#store.rowsBetween(window.fromUs ?? -Infinity, window.toUs ?? Infinity)
      : undefined;
    if (bounds !== undefined && isEmpty(bounds)) return { sure: bounds, maybe: bounds };
    const answer = this.#query.evaluate(query, bounds);
    const { eventCount, rowCount } = this.#store.facts;
    const scope = eventCount === rowCount || namesKind(query) ? bounds : this.#query.eventRows();
    if (scope !== undefined && scope !== bounds && bounds !== undefined) intersectInto(scope, bounds);
    if (scope !== undefined) {
      intersectInto(answer.maybe, scope);
      if (!isExact(answer)) intersectInto(answer.sure, scope);
    }
    return answer;
  }

  /**
   * Exactly the rows that match, kept: charts, facets and the total of one question ask for the same. Not to be changed.
   */
  #matchingRows(query: Query, window: TimeWindow): RowSet {
    const key = queryKey(query, window);
    if (key === undefined) return this.#findRows(query, window);
    return this.#store.cached(`rows ${key}`, () => {
      const rows = this.#findRows(query, window);
      return { value: rows, sizeBytes: rows.words.byteLength + 2 * key.length };
    });
  }

  /** Reads every line that columns and words leave open. */
  #findRows(query: Query, window: TimeWindow): RowSet {
    const { sure, maybe } = this.#candidates(query, window);
    if (sure === maybe) return sure;
    const matcher = compileMatcher(query);
    const open = copyRows(maybe);
    subtractInto(open, sure);
    for (let row = nextRow(open, 0); row >= 0; row = nextRow(open, row + 1)) {
      if (this.#matches(matcher, row)) addRow(sure, row);
    }
    return sure;
  }

  #matches(matcher: EventMatcher | undefined, row: number): boolean {
    if (matcher === undefined) return true;
    const { body, kind, seq } = JSON.parse(this.#store.lineAt(row)) as { body: JsonObject; kind: string; seq: number };
    const timeUs = this.#store.times()[row]!;
    return matcher(body, { kind, seq, timeUs: Number.isNaN(timeUs) ? null : timeUs });
  }

  /** Up to `limit` rows of the set that come after `after`, in order. */
  #nextRows(rows: RowSet, { order, limit }: SearchOptions, after: HitKey | undefined): SegmentHit[] {
    if (isEmpty(rows)) return [];
    const times = this.#store.times();
    if (this.#isInTimeOrder) {
      return this.#nextSorted(rows, order, limit, after, times);
    }
    let best: SegmentHit[] = [];
    let worst: SegmentHit | undefined;
    const all = rowsOf(rows);
    for (let i = 0; i < all.length; i++) {
      const row = all[order === 'newest' ? all.length - 1 - i : i]!;
      const timeUs = times[row]!;
      if (worst !== undefined && (order === 'newest' ? timeUs < worst.timeUs : timeUs > worst.timeUs)) continue;
      const hit = { timeUs, seq: this.#store.seqOf(row), row };
      if (after !== undefined && compareHits(hit, after, order) <= 0) continue;
      best.push(hit);
      if (best.length < limit * 2 + 64) continue;
      best = best.toSorted((a, b) => compareHits(a, b, order)).slice(0, limit);
      worst = best.at(-1);
    }
    return best.toSorted((a, b) => compareHits(a, b, order)).slice(0, limit);
  }

  #nextSorted(rows: RowSet, order: Order, limit: number, after: HitKey | undefined, times: Float64Array): SegmentHit[] {
    const hits: SegmentHit[] = [];
    const isNewest = order === 'newest';
    let row = isNewest ? previousRow(rows, rows.size - 1) : nextRow(rows, 0);
    if (after !== undefined) {
      if (Number.isNaN(after.timeUs)) return hits;
      // Skips to the cursor's time by halving, then looks at each row.
      let low = 0;
      let high = times.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (isNewest ? times[middle]! <= after.timeUs : times[middle]! < after.timeUs) low = middle + 1;
        else high = middle;
      }
      row = isNewest ? previousRow(rows, low - 1) : nextRow(rows, low);
    }
    while (row >= 0 && hits.length < limit) {
      const hit = { timeUs: times[row]!, seq: this.#store.seqOf(row), row };
      if (after === undefined || compareHits(hit, after, order) > 0) hits.push(hit);
      row = isNewest ? previousRow(rows, row - 1) : nextRow(rows, row + 1);
    }
    return hits;
  }
}

/** The window without what the cursor has passed. Only for rows that have a time. */
function narrowed(window: TimeWindow, order: Order, after: HitKey | undefined): TimeWindow {
  if (after === undefined || Number.isNaN(after.timeUs)) return window;
  const { timeUs } = after;
  return order === 'newest'
    ? { ...window, toUs: Math.min(window.toUs ?? Infinity, timeUs + 1) }
    : { ...window, fromUs: Math.max(window.fromUs ?? -Infinity, timeUs) };
}

const hasBounds = (window: TimeWindow): boolean => window.fromUs !== undefined || window.toUs !== undefined;
