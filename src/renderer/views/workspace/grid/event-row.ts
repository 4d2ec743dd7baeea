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
  /** Rows from here on that say the same, as far as they were read with it; 1 for a row that stands alone or repeats. */
  runLength: number;
  /** There are more of them than were read. */
  runGoesOn: boolean;
}

/**
 * @param events a stretch of the result, with one more than `count` at the end where there is one: it gives the last gap
 * @param above the event before the first, where known
 */
export function rowsOf(
  events: readonly AuditLog[],
  { count, firstIndex, order }: { count: number; firstIndex: number; order: 'newest' | 'oldest' },
): EventRow[] {
  const signatures = events.map(signatureOf);
  return events.slice(0, count).map((event, i) => {
    const above = events[i - 1];
    const before = order === 'newest' ? events[i + 1] : above;
    return {
      event,
      index: firstIndex + i,
      gapSeconds: before === undefined ? null : gapBetween(before, event),
      isRepeat: i > 0 && signatures[i - 1] === signatures[i],
      ...runFrom(signatures, i, count),
    };
  });
}

function runFrom(
  signatures: readonly string[],
  first: number,
  count: number,
): { runLength: number; runGoesOn: boolean } {
  if (first > 0 && signatures[first - 1] === signatures[first]) return { runLength: 1, runGoesOn: false };
  let end = first + 1;
  while (end < signatures.length && signatures[end] === signatures[first]) end++;
  return { runLength: Math.min(end, count) - first, runGoesOn: end > count };
}

function gapBetween(earlier: AuditLog, later: AuditLog): number | null {
  if (earlier.timestamp === null || later.timestamp === null) return null;
  return (timestampToUs(later.timestamp) - timestampToUs(earlier.timestamp)) / 1_000_000;
}

function signatureOf({ eventType, severity, source, metadata }: AuditLog): string {
  return JSON.stringify([eventType, severity, source.userId, source.ip, metadata['host'], metadata['message']]);
}
