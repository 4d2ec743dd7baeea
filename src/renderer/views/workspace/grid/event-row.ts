/** A row of the grid: an event, and what is known from its neighbours. Pure. */
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { timestampToUs } from '../../../format/time-text.ts';

export type AuditLog = OutputOf<'event.get'>;
/** Neighbours that say the same, as far as they were read. */
export type EventRun = OutputOf<'search.fold'>['runs'][number];

export interface EventRow {
  event: AuditLog;
  /** Seconds to the event before it in time; null where either has no time, or none is before. */
  gapSeconds: number | null;
  /** Absent where repeats are not folded. */
  fold?: RowFold;
}

export interface RowFold {
  run: EventRun;
  /** `folded`: the row stands for the whole run; `first` and `inside`: one event of an unfolded run. */
  place: 'alone' | 'folded' | 'first' | 'inside';
}

/**
 * @param events a stretch of the result, with one more than `count` at the end where there is one: it gives the last gap
 */
export function rowsOf(
  events: readonly AuditLog[],
  { count, order }: { count: number; order: 'newest' | 'oldest' },
): EventRow[] {
  return events.slice(0, count).map((event, i) => {
    const before = order === 'newest' ? events[i + 1] : events[i - 1];
    return { event, gapSeconds: gapBetween(before?.timestamp, event.timestamp) };
  });
}

export function gapBetween(earlier: string | null | undefined, later: string | null): number | null {
  if (earlier == null || later === null) return null;
  return (timestampToUs(later) - timestampToUs(earlier)) / 1_000_000;
}
