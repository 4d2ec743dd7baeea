/**
 * Search over the hot part: decoded events and the matcher, no index. At most a few tens of thousands of events.
 *
 * Most of them are ruled out by a look for the query's words in their lines; only the rest is put to the matcher.
 */
import { compileFieldValues } from '../../engines/search/field-values.ts';
import { resolveField } from '../../engines/search/fields.ts';
import { compileMatcher } from '../../engines/search/match-event.ts';
import { needlesOf } from '../../engines/search/needles.ts';
import type { TimeWindow } from '../../engines/search/query-ast.ts';
import { foldText } from '../../engines/search/tokens.ts';
import type { HotEvent, HotEvents } from './hot-events.ts';
import type { ResolvedScope } from './query-scope.ts';
import { namesKind } from './segment/segment-query.ts';
import { compareHits, type HitKey, type Order } from './segment/segment-reader.ts';

/** The hot records that match, in log order; only events unless the query names `kind:`. */
export function* matchingHot(hot: HotEvents, scope: ResolvedScope): Generator<HotEvent> {
  const matches = hotMatcher(scope);
  for (const event of hot.records()) if (matches(event)) yield event;
}

/**
 * The next hot hits in order, at most `limit`.
 *
 * @param last what comes after this one is of no use: others have filled the page
 */
export function nextHot(
  hot: HotEvents,
  scope: ResolvedScope,
  { order, limit, after, last }: { order: Order; limit: number; after: HitKey | undefined; last: HitKey | undefined },
): HitKey[] {
  const matches = hotMatcher(scope);
  const hits: HitKey[] = [];
  for (const event of hot.inOrder(order)) {
    if (hits.length >= limit) break;
    const hit = { seq: event.seq, timeUs: event.timeUs ?? Number.NaN };
    if (after !== undefined && compareHits(hit, after, order) <= 0) continue;
    if (last !== undefined && compareHits(hit, last, order) > 0) break;
    if (matches(event)) hits.push(hit);
  }
  return hits;
}

function hotMatcher({ query, window }: ResolvedScope): (event: HotEvent) => boolean {
  const matches = compileMatcher(query);
  const needles = needlesOf(query).toSorted((a, b) => b.length - a.length);
  const isAnyKind = namesKind(query);
  return (event) => {
    const { record, seq, timeUs } = event;
    if (!isAnyKind && record.kind !== 'event') return false;
    if (!isInside(window, timeUs)) return false;
    if (needles.length > 0) {
      const folded = (event.folded ??= foldText(event.line));
      for (const needle of needles) if (!folded.includes(needle)) return false;
    }
    return matches(record.body, { seq, kind: record.kind, timeUs });
  };
}

function isInside({ fromUs, toUs }: TimeWindow, timeUs: number | null): boolean {
  if (fromUs === undefined && toUs === undefined) return true;
  return timeUs !== null && timeUs >= (fromUs ?? -Infinity) && timeUs < (toUs ?? Infinity);
}

/** The different values that an event holds at a field, as text. */
export function valuesAt(field: string): (event: HotEvent) => Set<string> {
  if (resolveField(field).kind === 'kind') return ({ record }) => new Set([record.kind]);
  const valuesOf = compileFieldValues(field);
  return ({ record }) => valuesOf(record.body);
}
