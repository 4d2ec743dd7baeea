/** What a cell of a field shows: the values that a search of the field would look at, so that grid and query agree. */
import { compileFieldValues } from '../../../../engines/search/field-values.ts';
import type { EventRow } from './event-row.ts';

const compiled = new Map<string, ReturnType<typeof compileFieldValues>>();

export function fieldValues({ event }: Pick<EventRow, 'event'>, field: string): readonly string[] {
  let valuesOf = compiled.get(field);
  if (valuesOf === undefined) compiled.set(field, (valuesOf = compileFieldValues(field)));
  if (field === 'seq') return [String(event.seq)];
  return [...valuesOf(event as unknown as Parameters<typeof valuesOf>[0])];
}

export const cellText = (row: Pick<EventRow, 'event'>, field: string): string => fieldValues(row, field).join(', ');
