/**
 * The place of an event in a result, or of the nearest to it: found by halving, with a look at one row each time.
 *
 * Pure but for the looks. The host finds a row by its place about as fast anywhere in a result, so some twenty looks do for
 * a million rows; and pages by place are further pages of a question that is on record already.
 */
import { timestampToUs } from '../../../format/time-text.ts';
import type { AuditLog } from './event-row.ts';

export type RowKey = Pick<AuditLog, 'seq' | 'timestamp'>;
export type Order = 'newest' | 'oldest';

/** Rows looked at around the place in the end: times finer than a microsecond, or far from today, may sort otherwise here. */
const NEIGHBOURS = 50;

type RowsAt = (offset: number, limit: number) => Promise<readonly RowKey[]>;

/**
 * @param rowsAt rows of the result from a place on, at most so many
 * @returns place from 0; undefined where the event is not in the result
 */
export async function placeOf(event: RowKey, total: number, order: Order, rowsAt: RowsAt): Promise<number | undefined> {
  const place = await halve(event, total, order, rowsAt);
  const first = Math.max(0, place - NEIGHBOURS);
  const rows = await rowsAt(first, 2 * NEIGHBOURS);
  const found = rows.findIndex(({ seq }) => seq === event.seq);
  return found < 0 ? undefined : first + found;
}

/**
 * The row that is nearest in time, the event itself where it is in the result.
 *
 * @param event has a time
 * @returns undefined where no row has a time
 */
export async function nearestTo(
  event: RowKey & { timestamp: string },
  total: number,
  order: Order,
  rowsAt: RowsAt,
): Promise<{ index: number; row: RowKey & { timestamp: string } } | undefined> {
  const place = await halve(event, total, order, rowsAt);
  const first = Math.max(0, place - 1);
  const atUs = timestampToUs(event.timestamp);
  const near = (await rowsAt(first, 3)).flatMap(({ seq, timestamp }, index) =>
    timestamp === null ? [] : [{ index: first + index, row: { seq, timestamp } }],
  );
  const apart = ({ row }: (typeof near)[number]): number =>
    row.seq === event.seq ? -1 : Math.abs(timestampToUs(row.timestamp) - atUs);
  return near.toSorted((a, b) => apart(a) - apart(b))[0];
}

/** Where the event stands, or would. */
async function halve(event: RowKey, total: number, order: Order, rowsAt: RowsAt): Promise<number> {
  let low = 0;
  let high = total;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await rowsAt(middle, 1);
    if (row === undefined) high = middle;
    else if (row.seq === event.seq) return middle;
    else if (compareRows(row, event, order) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The order of search: by time, then by number; those without a time last, whichever way. */
export function compareRows(a: RowKey, b: RowKey, order: Order): number {
  const sign = order === 'newest' ? -1 : 1;
  if ((a.timestamp === null) !== (b.timestamp === null)) return a.timestamp === null ? 1 : -1;
  const apart =
    a.timestamp === null || b.timestamp === null ? 0 : timestampToUs(a.timestamp) - timestampToUs(b.timestamp);
  return sign * (apart === 0 ? a.seq - b.seq : apart);
}
