/**
 * The different queries that were run in a case, newest first, from its own records of searches.
 *
 * Pure. One pass over the records, from the newest back, until there are enough.
 */
import type { HotEvent } from './hot-events.ts';

export interface PastQuery {
  query: string;
  from?: string;
  to?: string;
  /** When and by whom it was run last, and the record that says so. */
  at: string;
  operatorId: string;
  recordSeq: number;
  /** As the newest of its runs that was counted found; null where none was. */
  resultCount: number | null;
}

/** @param records of all kinds, in log order */
export function pastQueries(records: readonly HotEvent[], limit: number): PastQuery[] {
  const found = new Map<string, PastQuery>();
  for (let i = records.length - 1; i >= 0; i--) {
    const { seq, record } = records[i]!;
    if (record.kind !== 'search') continue;
    const { query, from, to, operatorId, resultCount } = record.body;
    if (typeof query !== 'string') continue;
    const key = JSON.stringify([query, from ?? null, to ?? null]);
    const count = typeof resultCount === 'number' ? resultCount : null;
    const known = found.get(key);
    if (known !== undefined) known.resultCount ??= count;
    else if (found.size < limit) {
      found.set(key, {
        query,
        ...(typeof from === 'string' ? { from } : {}),
        ...(typeof to === 'string' ? { to } : {}),
        at: record.at,
        operatorId: typeof operatorId === 'string' ? operatorId : '',
        recordSeq: seq,
        resultCount: count,
      });
    }
  }
  return [...found.values()];
}
