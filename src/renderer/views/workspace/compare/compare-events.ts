/**
 * Two to six events field by field: which fields differ, and where in a value the difference lies.
 *
 * Pure, O(leaves). What differs between any two events (place in the log, proof names, place of the bytes) is left out.
 * Trust: paths and values are hostile text.
 */
import { flattenEvent } from '../../../../engines/search/flatten.ts';
import type { AuditLog } from '../grid/event-row.ts';

const MIN = 2;
const MAX = 6;

export const canCompare = (count: number): boolean => count >= MIN && count <= MAX;

export interface ComparedField {
  path: string;
  /** One an event; undefined where it has no such field. */
  values: (string | undefined)[];
  differs: boolean;
}

const NEVER_THE_SAME = /^(?:_id|seq|integrity\..*|origin\.(?:offset|length|rawHash))$/u;

export function compareEvents(events: readonly AuditLog[]): ComparedField[] {
  const fields = new Map<string, (string | undefined)[]>();
  for (const [index, event] of events.entries()) {
    flattenEvent(event as unknown as Parameters<typeof flattenEvent>[0], (path, leaf) => {
      if (NEVER_THE_SAME.test(path)) return;
      const values = fields.get(path) ?? Array.from<string | undefined>({ length: events.length });
      fields.set(path, values);
      const known = values[index];
      // Elements of an array stand under one path, a line each.
      values[index] = known === undefined ? String(leaf) : `${known}\n${String(leaf)}`;
    });
  }
  return Array.from(fields, ([path, values]) => ({
    path,
    values,
    differs: values.some((value) => value !== values[0]),
  }));
}

export interface ValueParts {
  /** As in the reference. */
  start: string;
  changed: string;
  end: string;
}

/** What of a value is not as in the reference: all between their common beginning and their common end. */
export function changedPart(reference: string, value: string): ValueParts {
  const most = Math.min(reference.length, value.length);
  let start = 0;
  while (start < most && reference[start] === value[start]) start++;
  let end = 0;
  while (end < most - start && reference[reference.length - 1 - end] === value[value.length - 1 - end]) end++;
  // Numbers and words are shown whole: 443 and 1433 do not differ by "143".
  while (start > 0 && isInWord(value, start)) start--;
  while (end > 0 && isInWord(value, value.length - end)) end--;
  // No character of two units is cut.
  if (/[\ud800-\udbff]/u.test(value[start - 1] ?? '')) start--;
  if (/[\udc00-\udfff]/u.test(value[value.length - end] ?? '')) end--;
  return {
    start: value.slice(0, start),
    changed: value.slice(start, value.length - end),
    end: value.slice(value.length - end),
  };
}

/** Whether a cut there would part a word or a number. */
const isInWord = (value: string, at: number): boolean => /^[\p{L}\p{N}]{2}$/u.test(value.slice(at - 1, at + 1));
