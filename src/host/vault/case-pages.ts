/**
 * Pages of hits in order, by cursor or by place, and what happened around one record.
 *
 * Errors: as SearchedCase, SEARCH_SYNTAX, SEARCH_CURSOR_BAD.
 */
import { toUnixUs } from '../../engines/event/time.ts';
import { AppError } from '../../shared/errors.ts';
import { foldHits } from './folded-pages.ts';
import { HitIndex } from './hit-index.ts';
import { matchesOfList } from './hot-matches.ts';
import { matchingHot, nextHot } from './hot-search.ts';
import { noticesOf, type ResolvedScope } from './query-scope.ts';
import type {
  AroundAnchor,
  AroundRequest,
  FoldedPage,
  FoldRequest,
  SearchPage,
  SearchRequest,
} from './search-answers.ts';
import type { SearchedCase } from './searched-case.ts';
import { namesKind } from './segment/segment-query.ts';
import { compareHits, type HitKey, type Order } from './segment/segment-reader.ts';

const DEFAULT_LIMIT = 100;
const DEFAULT_FOLDED_EVENTS = 10_000;
const US_PER_SECOND = 1_000_000;
/** Indexes kept: somebody scrolls through one result, and looks into a few others meanwhile. */
const KEPT_INDEXES = 8;

export class CasePages {
  readonly #case: SearchedCase;
  /** By what was asked of which events, least recently used first. */
  readonly #indexes = new Map<string, HitIndex>();

  constructor(searched: SearchedCase) {
    this.#case = searched;
  }

  search(request: SearchRequest): SearchPage {
    const scope = this.#case.scopeOf(request);
    const order = request.order ?? 'newest';
    const limit = request.limit ?? DEFAULT_LIMIT;
    const start = this.#start(request, scope, order);
    const hits = start === 'behind the last' ? [] : this.#hits(scope, order, limit + 1, start);
    const shown = hits.slice(0, limit);
    const last = shown.at(-1);
    return {
      total: request.wantTotal === false ? null : this.#index(scope).total,
      events: this.#case.events(shown),
      nextCursor: hits.length > limit && last !== undefined ? encodeCursor(last, order) : null,
      ...noticesOf(scope),
    };
  }

  fold(request: FoldRequest): FoldedPage {
    const scope = this.#case.scopeOf(request);
    const { order = 'newest', limit = DEFAULT_LIMIT, offset = 0, maxEvents = DEFAULT_FOLDED_EVENTS } = request;
    const before = this.#start({ offset }, scope, order);
    if (before === 'behind the last') return { runs: [], nextOffset: null, ...noticesOf(scope) };
    const hitsAfter = (after: HitKey | undefined, most: number) => this.#hits(scope, order, most, after);
    return {
      ...foldHits(this.#case, { order, offset, before, limit, maxEvents, hitsAfter }),
      ...noticesOf(scope),
    };
  }

  /** The hit that the page comes after; undefined: the page is the first. */
  #start(
    { cursor, offset = 0 }: Pick<SearchRequest, 'cursor' | 'offset'>,
    scope: ResolvedScope,
    order: Order,
  ): HitKey | 'behind the last' | undefined {
    if (cursor !== undefined) return decodeCursor(cursor, order);
    if (offset === 0) return undefined;
    return this.#index(scope).keyAt(offset - 1, order) ?? 'behind the last';
  }

  around({ seq, before, after, query = '', withinSeconds }: AroundRequest): AroundAnchor {
    const { record } = this.#case.record(seq);
    const timestamp = record.kind === 'event' ? record.body['timestamp'] : undefined;
    const timeUs = typeof timestamp === 'string' ? toUnixUs(timestamp) : Number.NaN;
    const scope = this.#case.scopeOf({ query });
    const byTime = !Number.isNaN(timeUs);
    const [earlier, later] = byTime
      ? this.#aroundTime(scope, { timeUs, seq }, { before, after }, withinSeconds)
      : this.#aroundSeq(scope, seq, { before, after });
    const shown = [...earlier.slice(0, before).toReversed(), { seq }, ...later.slice(0, after)];
    return {
      events: this.#case.events(shown),
      hasMoreBefore: earlier.length > before,
      hasMoreAfter: later.length > after,
      orderedBy: byTime ? 'time' : 'log',
      ...noticesOf(scope),
    };
  }

  /** The nearest before and after, nearest first, one more each than is wanted where there are more. */
  #aroundTime(
    scope: ResolvedScope,
    anchor: HitKey,
    { before, after }: { before: number; after: number },
    withinSeconds: number | undefined,
  ): [HitKey[], HitKey[]] {
    const reachUs = withinSeconds === undefined ? undefined : Math.round(withinSeconds * US_PER_SECOND);
    const window = reachUs === undefined ? {} : { fromUs: anchor.timeUs - reachUs, toUs: anchor.timeUs + reachUs + 1 };
    const near = { ...scope, window };
    const next = (order: Order, limit: number): HitKey[] =>
      // Those without a time come after all others, and next to nothing.
      this.#hits(near, order, limit + 1, anchor).filter(({ timeUs }) => !Number.isNaN(timeUs));
    return [next('newest', before), next('oldest', after)];
  }

  #aroundSeq(
    scope: ResolvedScope,
    seq: number,
    { before, after }: { before: number; after: number },
  ): [Pick<HitKey, 'seq'>[], Pick<HitKey, 'seq'>[]] {
    const limits = { before: before + 1, after: after + 1 };
    const found = { before: [] as number[], after: [] as number[] };
    for (const hot of matchingHot(this.#case.hot, scope)) {
      if (hot.seq !== seq) found[hot.seq < seq ? 'before' : 'after'].push(hot.seq);
    }
    for (const reader of this.#case.readers()) {
      const inSegment = reader.neighbours(scope.query, seq, limits);
      found.before.push(...inSegment.before);
      found.after.push(...inSegment.after);
    }
    const asHits = (seqs: readonly number[], limit: number) => seqs.slice(0, limit).map((each) => ({ seq: each }));
    return [
      asHits(
        found.before.toSorted((a, b) => b - a),
        limits.before,
      ),
      asHits(
        found.after.toSorted((a, b) => a - b),
        limits.after,
      ),
    ];
  }

  #hits(scope: ResolvedScope, order: Order, limit: number, after: HitKey | undefined): HitKey[] {
    const options = { window: scope.window, order, limit, ...(after === undefined ? {} : { after }) };
    const inSegments: HitKey[] = this.#case.segments().search(scope.query, options);
    const last = inSegments.length < limit ? undefined : inSegments.at(-1);
    const hot = nextHot(this.#case.hot, scope, { order, limit, after, last });
    return [...inSegments, ...hot].toSorted((a, b) => compareHits(a, b, order)).slice(0, limit);
  }

  /** Made when it is first asked; what it counts stays true while there are as many events, or records where it names `kind:`. */
  #index(scope: ResolvedScope): HitIndex {
    const { query, window } = scope;
    const size = namesKind(query) ? `${this.#case.log.size} records` : this.#case.eventCount();
    const key = JSON.stringify([size, window.fromUs ?? null, window.toUs ?? null, query]);
    const known = this.#indexes.get(key) ?? this.#makeIndex(scope);
    this.#indexes.delete(key);
    this.#indexes.set(key, known);
    const [oldest] = this.#indexes.keys();
    if (this.#indexes.size > KEPT_INDEXES && oldest !== undefined) this.#indexes.delete(oldest);
    return known;
  }

  #makeIndex(scope: ResolvedScope): HitIndex {
    const { query, window } = scope;
    const readers = this.#case.readers();
    const search = this.#case.segments();
    const hot = Array.from(matchingHot(this.#case.hot, scope), ({ seq, timeUs }) => ({
      seq,
      timeUs: timeUs ?? Number.NaN,
    }));
    return new HitIndex({
      parts: [...readers.map((reader) => reader.matches(query, window)), matchesOfList(hot)],
      count: () => hot.length + search.count(query, window),
      histogram(bucketUs) {
        const { counts, withoutTime } = search.histogram(query, window, bucketUs);
        let untimed = withoutTime;
        for (const { timeUs } of hot) {
          if (Number.isNaN(timeUs)) untimed++;
          else {
            const start = Math.floor(timeUs / bucketUs) * bucketUs;
            counts.set(start, (counts.get(start) ?? 0) + 1);
          }
        }
        return { counts, withoutTime: untimed };
      },
      // What every segment has added up already.
      bucketUs: Math.max(US_PER_SECOND, ...readers.map(({ facts }) => facts.rollup.bucketUs)),
    });
  }
}

const encodeCursor = ({ timeUs, seq }: HitKey, order: Order): string =>
  Buffer.from(JSON.stringify([order, Number.isNaN(timeUs) ? null : timeUs, seq]), 'utf8').toString('base64url');

function decodeCursor(text: string, order: Order): HitKey {
  try {
    const [given, timeUs, seq] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    const isTime = timeUs === null || typeof timeUs === 'number';
    if (given === order && isTime && typeof seq === 'number') return { timeUs: timeUs ?? Number.NaN, seq };
  } catch {
    // Said below, together with every other kind of nonsense.
  }
  throw new AppError('SEARCH_CURSOR_BAD', 'The cursor is not one that this search gave');
}
