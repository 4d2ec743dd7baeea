/**
 * Search over the hot part: decoded events and the matcher, no index. At most a few tens of thousands of events.
 */
import { flattenEvent } from '../../engines/search/flatten.ts';
import { resolveField, targetMatchesPath } from '../../engines/search/fields.ts';
import { compileMatcher } from '../../engines/search/match-event.ts';
import type { TimeWindow } from '../../engines/search/query-ast.ts';
import type { HotEvent, HotEvents } from './hot-events.ts';
import type { ResolvedScope } from './query-scope.ts';
import { namesKind } from './segment/segment-query.ts';

/** The hot records that match, in log order; only events unless the query names `kind:`. */
export function* matchingHot(hot: HotEvents, { query, window }: ResolvedScope): Generator<HotEvent> {
  const matches = compileMatcher(query);
  const isAnyKind = namesKind(query);
  for (const event of hot.records()) {
    const { record, seq, timeUs } = event;
    if (!isAnyKind && record.kind !== 'event') continue;
    if (isInside(window, timeUs) && matches(record.body, { seq, kind: record.kind, timeUs })) yield event;
  }
}

function isInside({ fromUs, toUs }: TimeWindow, timeUs: number | null): boolean {
  if (fromUs === undefined && toUs === undefined) return true;
  return timeUs !== null && timeUs >= (fromUs ?? -Infinity) && timeUs < (toUs ?? Infinity);
}

/** The different values an event holds at a field, as text. */
export function valuesOf(event: HotEvent, field: string): Set<string> {
  const target = resolveField(field);
  const values = new Set<string>();
  flattenEvent(event.record.body, (path, value) => {
    if (value !== null && targetMatchesPath(target, path)) values.add(String(value));
  });
  return values;
}
