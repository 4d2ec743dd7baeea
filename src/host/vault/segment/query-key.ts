/** What tells one question from another, to keep its answer by. Pure. */
import type { Query, TimeWindow } from '../../../engines/search/query-ast.ts';

const keys = new WeakMap<Query, string | undefined>();

/** Undefined for a query that names records one by one: its key could be longer than its answer. */
export function queryKey(query: Query, { fromUs, toUs }: TimeWindow): string | undefined {
  if (!keys.has(query)) keys.set(query, namesRecords(query) ? undefined : JSON.stringify(query));
  const key = keys.get(query);
  return key === undefined ? undefined : `${fromUs ?? ''} ${toUs ?? ''} ${key}`;
}

function namesRecords(query: Query): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.items.some(namesRecords);
    case 'not':
      return namesRecords(query.item);
    default:
      return query.kind === 'seqs';
  }
}
