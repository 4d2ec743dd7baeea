import { describe, expect, it } from 'vitest';
import { addDuration, endOfYear, nominalMs, parseDuration } from './duration.ts';

const at = (text: string): number => Date.parse(text);
const after = (from: string, duration: string, holidays: string[] = []): string =>
  new Date(addDuration(at(from), duration, new Set(holidays))).toISOString();

describe('a duration', () => {
  it.each([
    ['2026-03-01T10:00:00Z', 'PT72H', '2026-03-04T10:00:00.000Z'],
    ['2026-01-31T08:30:00Z', 'P1M', '2026-02-28T08:30:00.000Z'],
    ['2024-01-31T08:30:00Z', 'P1M', '2024-02-29T08:30:00.000Z'],
    ['2026-11-15T00:00:00Z', 'P3M', '2027-02-15T00:00:00.000Z'],
    ['2024-02-29T12:00:00Z', 'P1Y', '2025-02-28T12:00:00.000Z'],
    ['2026-03-01T00:00:00Z', 'P60D', '2026-04-30T00:00:00.000Z'],
    // Thursday: Friday, Monday, Tuesday, Wednesday.
    ['2026-11-26T15:00:00Z', 'P4BD', '2026-12-02T15:00:00.000Z'],
    // Saturday: Monday is the first.
    ['2026-11-28T15:00:00Z', 'P4BD', '2026-12-03T15:00:00.000Z'],
  ])('from %s on, %s ends at %s', (from, duration, expected) => {
    expect(after(from, duration)).toBe(expected);
  });

  it('leaves out the holidays of the case calendar', () => {
    expect(after('2026-12-23T10:00:00Z', 'P4BD', ['2026-12-25', '2027-01-01'])).toBe('2026-12-30T10:00:00.000Z');
  });

  it('is no text of another form', () => {
    for (const text of ['', 'P', 'PT', 'P1.5D', '1D', 'P1W', 'P-1D', 'P1DT'])
      expect(parseDuration(text)).toBeUndefined();
    expect(nominalMs('P1DT2H')).toBe(26 * 3_600_000);
    expect(new Date(endOfYear(at('2026-12-31T23:59:59Z'))).toISOString()).toBe('2027-01-01T00:00:00.000Z');
  });
});
