import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from './time.ts';
import { findZone, isTimeZone } from './zone.ts';

const read = (text: string, timeZone: string) => {
  const parsed = parseTime(text, { timeZone });
  return [parsed?.timestamp, parsed?.basis.doubt];
};

describe('local time in a named zone', () => {
  it('moves a time that the clock skipped by the length of the gap', () => {
    expect(read('2024-03-31 02:30:00', 'Europe/Berlin')).toEqual(['2024-03-31T01:30:00Z', 'nonexistent-local']);
    expect(read('2024-03-31 01:59:59', 'Europe/Berlin')).toEqual(['2024-03-31T00:59:59Z', undefined]);
    expect(read('2024-03-31 03:00:00', 'Europe/Berlin')).toEqual(['2024-03-31T01:00:00Z', undefined]);
  });

  it('takes the earlier of two instants where the clock was set back', () => {
    expect(read('2024-11-03 01:30:00', 'America/New_York')).toEqual(['2024-11-03T05:30:00Z', 'ambiguous-local']);
    expect(read('2024-11-03 00:59:59', 'America/New_York')).toEqual(['2024-11-03T04:59:59Z', undefined]);
    expect(read('2024-11-03 02:00:00', 'America/New_York')).toEqual(['2024-11-03T07:00:00Z', undefined]);
  });

  it('knows half-hour changes and changes at one minute past midnight', () => {
    expect(read('2024-04-07 01:45:00', 'Australia/Lord_Howe')).toEqual(['2024-04-06T14:45:00Z', 'ambiguous-local']);
    expect(read('2024-04-07 01:29:00', 'Australia/Lord_Howe')).toEqual(['2024-04-06T14:29:00Z', undefined]);
    expect(read('2008-03-09 00:00:30', 'America/St_Johns')).toEqual(['2008-03-09T03:30:30Z', undefined]);
    expect(read('2008-03-09 00:01:30', 'America/St_Johns')).toEqual(['2008-03-09T03:31:30Z', 'nonexistent-local']);
  });

  it('agrees with the zone database in both directions', () => {
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    );
    const second = fc.integer({ min: 0, max: Date.UTC(2037, 0, 1) / 1000 });
    fc.assert(
      fc.property(zone, second, (name, utcSecond) => {
        const local = new Date(utcSecond * 1000).toLocaleString('sv-SE', { timeZone: name });
        const found = findZone(name);
        const utc = found?.toUtc(Date.parse(`${local}Z`) / 1000);
        const isEarlier = found?.doubt === 'ambiguous-local' && (utc ?? 0) <= utcSecond;
        expect(isEarlier ? utcSecond : utc).toBe(utcSecond);
      }),
      { numRuns: 500 },
    );
  });
});

describe('names of zones', () => {
  it('may be fixed offsets', () => {
    expect(read('2024-07-01 12:00:00', '+05:30')).toEqual(['2024-07-01T06:30:00Z', undefined]);
    expect(read('2024-07-01 12:00:00', 'UTC-3')).toEqual(['2024-07-01T15:00:00Z', undefined]);
    expect(isTimeZone('UTC')).toBe(true);
  });

  it('are refused where nobody knows them', () => {
    for (const name of ['', 'Mars/Olympus', '+25:00', '+05:77', '__proto__']) expect(isTimeZone(name)).toBe(false);
  });
});
