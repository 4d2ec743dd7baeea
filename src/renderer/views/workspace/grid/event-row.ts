/** A row of the grid: an event, and what is known from its neighbours. Pure. */
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { timestampToUs } from '../../../format/time-text.ts';

export type AuditLog = OutputOf<'event.get'>;

export interface EventRow {
  event: AuditLog;
  /** Place in the whole result, from 0. */
  index: number;
  /** Seconds to the event before it in time; null where either has no time, or none is before. */
  gapSeconds: number | null;
  /** Says the same as its neighbour above: same type, user, host and message. */
  isRepeat: boolean;
}

/**
 * @param events a stretch of the result, with one more than `count` at the end where there is one: it gives the last gap
 * @param above the event before the first, where known
 */
export function rowsOf(
  events: readonly AuditLog[],
  { count, firstIndex, order }: { count: number; firstIndex: number; order: 'newest' | 'oldest' },
): EventRow[] {
  return events.slice(0, count).map((event, i) => {
    const above = events[i - 1];
    const before = order === 'newest' ? events[i + 1] : above;
    return {
      event,
      index: firstIndex + i,
      gapSeconds: before === undefined ? null : gapBetween(before, event),
      isRepeat: above !== undefined && signatureOf(above) === signatureOf(event),
    };
  });
}

function gapBetween(earlier: AuditLog, later: AuditLog): number | null {
  if (earlier.timestamp === null || later.timestamp === null) return null;
  return (timestampToUs(later.timestamp) - timestampToUs(earlier.timestamp)) / 1_000_000;
}

function signatureOf({ eventType, severity, source, metadata }: AuditLog): string {
  return JSON.stringify([eventType, severity, source.userId, source.ip, metadata['host'], metadata['message']]);
}
