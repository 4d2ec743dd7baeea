import { describe, expect, it } from 'vitest';
import { type AuditLog, rowsOf } from './event-row.ts';

const event = (seq: number, message: string): AuditLog =>
  ({
    seq,
    timestamp: new Date(Date.UTC(2024, 2, 1, 10, 0, seq)).toISOString(),
    eventType: 'login',
    severity: 'low',
    source: {},
    metadata: { message },
  }) as unknown as AuditLog;

const events = ['a', 'b', 'b', 'b', 'c', 'c'].map((message, seq) => event(seq, message));

describe('rows that say the same as the one above', () => {
  it('are counted at the first of them', () => {
    const rows = rowsOf(events, { count: 6, firstIndex: 0, order: 'oldest' });
    expect(rows.map(({ isRepeat }) => isRepeat)).toEqual([false, false, true, true, false, true]);
    expect(rows.map(({ runLength }) => runLength)).toEqual([1, 3, 1, 1, 2, 1]);
    expect(rows.some(({ runGoesOn }) => runGoesOn)).toBe(false);
  });

  it('may go on past what was read, and then the count says so', () => {
    const rows = rowsOf(events, { count: 5, firstIndex: 0, order: 'oldest' });
    expect(rows.map(({ runLength, runGoesOn }) => [runLength, runGoesOn]).slice(-1)).toEqual([[1, true]]);
    expect(rows[1]).toMatchObject({ runLength: 3, runGoesOn: false });
  });
});
