/** How a time was read, in words. */
import { expect, it } from 'vitest';
import type { AuditLog } from '../grid/event-row.ts';
import { timeReading } from './time-basis.ts';

const read = (time: AuditLog['metadata'][string]) => timeReading({ metadata: { time } } as unknown as AuditLog);

it('says who said the zone and the year, and that a zone nobody said is uncertain', () => {
  expect(read({ original: 'Mar 13 23:57:04', field: 'header', zone: 'assumed-utc', year: 'file-time' })).toEqual({
    original: 'Mar 13 23:57:04',
    how: 'from header, no zone given, UTC assumed, year from the file’s own time',
    isUncertain: true,
    isZoneInText: false,
  });
  expect(read({ original: '1700000000', field: 'ts', zone: 'format' })?.isUncertain).toBe(false);
  expect(read({ original: 'x', field: 'ts', zone: 'in-text', doubt: 'leap-second' })?.isUncertain).toBe(true);
});

it('says nothing where the record does not', () => {
  expect(read({ original: 5, field: 'ts', zone: 'in-text' })).toBeUndefined();
  expect(timeReading({ metadata: {} } as unknown as AuditLog)).toBeUndefined();
});
