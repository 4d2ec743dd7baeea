/**
 * What matching events are like as a whole: over time, by a field, by a field over time; and which source has events when.
 *
 * Hot part and segments are counted as one. Errors: as SearchedCase, SEARCH_SYNTAX.
 */
import type { NoteValue } from '../../engines/annotation/annotation-book.ts';
import type { AuditEvent } from '../../engines/event/audit-event.ts';
import {
  countSeqs,
  hasSeq,
  rangesFromSeqs,
  type SeqRanges,
  seqsOf,
  subtractRanges,
  uniteRanges,
} from '../../engines/kernel/seq-ranges.ts';
import type { Query } from '../../engines/search/query-ast.ts';
import { sources } from './case-store.ts';
import type { HotEvent } from './hot-events.ts';
import { matchingHot, valuesAt } from './hot-search.ts';
import { distinctValues, noteFacetOf } from './note-clauses.ts';
import { noticesOf, type QueryScope, type ResolvedScope } from './query-scope.ts';
import type {
  Coverage,
  CoverageRequest,
  FieldLanes,
  Histogram,
  HistogramRequest,
  LanesRequest,
  TopValues,
} from './search-answers.ts';
import type { SearchedCase } from './searched-case.ts';
import { CoverageTally, coverageOf, type SourceCoverage } from './segment/segment-coverage.ts';
import { emptyLanes, type LaneCounts, type LaneRequest } from './segment/segment-lanes.ts';
import { bucketsOver, rangeOf, spanOf, sparseBuckets, type TimeRange } from './time-buckets.ts';

const DEFAULT_BUCKETS = 60;
/** As a calendar of a year has days. */
const DEFAULT_COVERAGE_BUCKETS = 366;
const DEFAULT_VALUES = 10;

export function histogramOf(searched: SearchedCase, request: HistogramRequest): Histogram {
  const scope = searched.scopeOf(request);
  const hot = [...matchingHot(searched.hot, scope)];
  const range = timeRange(searched, scope, hot);
  const { bucketUs } = bucketsOver(range, request.bucketCount ?? DEFAULT_BUCKETS);
  const { counts, withoutTime } = searched.segments().histogram(scope.query, scope.window, bucketUs);
  let withoutTimeCount = withoutTime;
  for (const { timeUs } of hot) {
    if (timeUs === null) withoutTimeCount++;
    else {
      const start = Math.floor(timeUs / bucketUs) * bucketUs;
      counts.set(start, (counts.get(start) ?? 0) + 1);
    }
  }
  const buckets = sparseBuckets(counts).map(({ fromUs, count }) => ({ fromUs, toUs: fromUs + bucketUs, count }));
  return { bucketUs, ...spanOf(range), buckets, withoutTimeCount, ...noticesOf(scope) };
}

export function topOf(
  searched: SearchedCase,
  request: QueryScope & { field: string; limit?: number | undefined },
): TopValues {
  const scope = searched.scopeOf(request);
  const facet = noteFacetOf(request.field);
  if (facet !== undefined) return topNotes(searched, request, scope, distinctValues(searched.notes.book, facet));
  const { counts, present } = searched.segments().top(scope.query, scope.window, request.field);
  let presentCount = present;
  const valuesOf = valuesAt(request.field);
  for (const event of matchingHot(searched.hot, scope)) {
    const values = valuesOf(event);
    if (values.size > 0) presentCount++;
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const values = [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, request.limit ?? DEFAULT_VALUES);
  return { field: request.field, values, presentCount, ...noticesOf(scope) };
}

/** As `topOf`, for what people put on events. */
function topNotes(
  searched: SearchedCase,
  request: { field: string; limit?: number | undefined },
  scope: ResolvedScope,
  notes: readonly NoteValue[],
): TopValues {
  const nowhere = { from: 0, to: 0 };
  const noted: Query = { ...nowhere, kind: 'seqs', seqs: uniteRanges(notes.map(({ targets }) => targets)) };
  const query: Query = { ...nowhere, kind: 'and', items: [noted, scope.query] };
  const matching = rangesFromSeqs(searched.seqs({ ...scope, query }));
  const values = notes
    .map(({ value, targets }) => ({ value, count: countShared(targets, matching) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, request.limit ?? DEFAULT_VALUES);
  return { field: request.field, values, presentCount: countSeqs(matching), ...noticesOf(scope) };
}

/** How many of the events are in both; few events are looked up one by one. */
function countShared(events: SeqRanges, others: SeqRanges): number {
  const count = countSeqs(events);
  if (count > others.length) return count - countSeqs(subtractRanges(events, others));
  let shared = 0;
  for (const seq of seqsOf(events)) if (hasSeq(others, seq)) shared++;
  return shared;
}

export function lanesOf(searched: SearchedCase, request: LanesRequest): FieldLanes {
  const scope = searched.scopeOf(request);
  const { field } = request;
  const values = [...new Set(request.values ?? topOf(searched, request).values.map(({ value }) => value))];
  const hot = [...matchingHot(searched.hot, scope)];
  const range = timeRange(searched, scope, hot);
  const wanted: LaneRequest = { field, values, ...bucketsOver(range, request.bucketCount ?? DEFAULT_BUCKETS) };
  const found = emptyLanes(wanted);
  searched.segments().addLanes(scope.query, scope.window, wanted, found);
  addHotLanes(hot, wanted, found);
  const { bucketUs, firstBucket, bucketCount } = wanted;
  const lane = (l: number) => {
    const counts: { fromUs: number; count: number }[] = [];
    for (let b = 0; b < bucketCount; b++) {
      const count = found.counts[l * bucketCount + b]!;
      if (count > 0) counts.push({ fromUs: (firstBucket + b) * bucketUs, count });
    }
    return { total: found.totals[l]!, counts };
  };
  return {
    field,
    bucketUs,
    ...spanOf(range),
    lanes: values.map((value, l) => ({ value, ...lane(l) })),
    other: { ...lane(values.length), withoutFieldCount: found.withoutField },
    withoutTimeCount: found.withoutTime,
    ...noticesOf(scope),
  };
}

function addHotLanes(hot: readonly HotEvent[], request: LaneRequest, found: LaneCounts): void {
  const { field, values, bucketUs, firstBucket, bucketCount } = request;
  const laneOf = new Map(values.map((value, lane) => [value, lane]));
  const valuesOf = valuesAt(field);
  for (const event of hot) {
    const held = valuesOf(event);
    const lanes = [...held].map((value) => laneOf.get(value)).filter((lane) => lane !== undefined);
    if (lanes.length === 0) {
      lanes.push(values.length);
      if (held.size === 0) found.withoutField++;
    }
    if (event.timeUs === null) found.withoutTime++;
    for (const lane of lanes) {
      found.totals[lane]!++;
      if (event.timeUs === null) continue;
      found.counts[lane * bucketCount + Math.floor(event.timeUs / bucketUs) - firstBucket]!++;
    }
  }
}

/** Sources of the same bytes share their events: they are one entry, under the first of them. */
export function coverageOfCase(searched: SearchedCase, { bucketCount }: CoverageRequest): Coverage {
  const hot = [...searched.hot.records()].filter(({ record }) => record.kind === 'event');
  const range = timeRange(searched, { window: {} }, hot);
  const buckets = bucketsOver(range, bucketCount ?? DEFAULT_COVERAGE_BUCKETS);
  const found = new Map<string, SourceCoverage>();
  for (const reader of searched.readers()) reader.addCoverage(buckets, found);
  for (const { record, timeUs } of hot) {
    const tally = new CoverageTally(buckets);
    tally.add(timeUs ?? Number.NaN);
    tally.addTo(coverageOf(found, (record.body as unknown as AuditEvent).origin.source));
  }
  const bySha256 = Map.groupBy(
    sources(searched.db).filter(({ seq }) => seq < searched.log.size),
    ({ sha256 }) => sha256,
  );
  // A digest that no source has: its events are there all the same, and verifying the case says what is wrong.
  for (const sha256 of found.keys()) if (!bySha256.has(sha256)) bySha256.set(sha256, []);
  const covered = [...bySha256].map(([sha256, [first, ...others]]) => {
    const { eventCount, withoutTime, firstUs, lastUs, buckets: counts } = coverageOf(found, sha256);
    return {
      sourceSeq: first?.seq ?? null,
      path: first?.path ?? null,
      sha256,
      alsoTakenInAs: others.map(({ seq, path }) => ({ sourceSeq: seq, path })),
      firstUs: Number.isNaN(firstUs) ? null : firstUs,
      lastUs: Number.isNaN(lastUs) ? null : lastUs,
      eventCount,
      withoutTimeCount: withoutTime,
      buckets: sparseBuckets(counts),
    };
  });
  return { bucketUs: buckets.bucketUs, ...spanOf(range), sources: covered };
}

/** Times a chart spans: what the events of the case span, cut to the window. */
function timeRange(
  searched: SearchedCase,
  { window }: Pick<ResolvedScope, 'window'>,
  hot: readonly HotEvent[],
): TimeRange | undefined {
  const spans = [
    ...searched.readers().map(({ facts }) => facts),
    ...hot.map(({ timeUs }) => ({ minTimeUs: timeUs, maxTimeUs: timeUs })),
  ];
  return rangeOf(spans, window);
}
