import { describe, expect, it } from 'vitest';
import { type AuditLog, rowsOf } from './event-row.ts';

const event = (second: number | null): AuditLog =>
  ({
    timestamp: second === null ? null : new Date(Date.UTC(2024, 2, 1, 10, 0, second)).toISOString(),
  }) as unknown as AuditLog;

const gaps = (seconds: readonly (number | null)[], count: number, order: 'newest' | 'oldest') =>
  rowsOf(seconds.map(event), { count, order }).map(({ gapSeconds }) => gapSeconds);

describe('the gap of a row', () => {
  it('is the time since the event before it, which is the row below where the newest comes first', () => {
    expect(gaps([0, 4, 4, 10], 4, 'oldest')).toEqual([null, 4, 0, 6]);
    expect(gaps([10, 4, 4, 0], 3, 'newest')).toEqual([6, 0, 4]);
  });

  it('is none where there is no time, or no event before', () => {
    expect(gaps([10, null, null], 3, 'newest')).toEqual([null, null, null]);
  });
});
