/**
 * Query and chips as one query text, the one that every pane, count and export of the workspace uses.
 *
 * Pure. Values come from evidence and may hold anything: the query language's own printer quotes them.
 */
import { printQuery } from '../../../engines/search/print-query.ts';
import type { Filter } from '../../stores/workspace.store.ts';

export function filterText({ field, value, mode }: Filter): string {
  const equals = printQuery({ kind: 'equals', field, value, from: 0, to: 0 });
  return mode === 'exclude' ? `NOT ${equals}` : equals;
}

export function effectiveQuery({ query, filters }: { query: string; filters: readonly Filter[] }): string {
  const asked = query.trim();
  const parts = filters.map(filterText);
  if (parts.length === 0) return asked;
  return asked === '' ? parts.join(' AND ') : [`(${asked})`, ...parts].join(' AND ');
}

/** The question, only for events that have no place in time. */
export const withoutTimeQuery = (query: string): string =>
  query.trim() === '' ? 'NOT timestamp:*' : `(${query.trim()}) AND NOT timestamp:*`;
