import { describe, expect, it } from 'vitest';
import type { AuditLog } from '../grid/event-row.ts';
import { itemByKey, timelineItems } from './timeline-items.ts';

const event = (seq: number, timestamp: string | null, host: string, message = `says ${seq}`): AuditLog =>
  ({
    seq,
    timestamp,
    eventType: 'login',
    severity: 'low',
    source: {},
    target: {},
    metadata: { host, message },
  }) as unknown as AuditLog;

const lanes = { field: 'host', values: ['a', 'b'] };

describe('single events in lanes', () => {
  it('stand in the lane of their value, oldest first, others in the last', () => {
    const items = timelineItems(
      [
        event(3, '2024-03-01T10:00:02Z', 'b'),
        event(1, '2024-03-01T10:00:00.5Z', 'a'),
        event(2, '2024-03-01T10:00:01Z', 'z'),
      ],
      lanes,
    );
    expect(items.map(({ seq, lane }) => [seq, lane])).toEqual([
      [1, 0],
      [2, 2],
      [3, 1],
    ]);
    expect(items[0]?.atMs).toBe(Date.parse('2024-03-01T10:00:00.500Z'));
  });

  it('have no place without a valid time', () => {
    expect(timelineItems([event(1, null, 'a')], lanes)).toEqual([]);
  });

  it('say what hides in their text, and their type where they have none', () => {
    const [hidden, empty] = timelineItems(
      [event(1, '2024-03-01T10:00:00Z', 'a', 'x\u202ey'), event(2, '2024-03-01T10:00:01Z', 'a', '')],
      lanes,
    );
    expect(hidden?.said).toBe('x\\u{202e}y');
    expect(empty?.said).toBe('login');
  });

  it('are reached by arrows along time and across lanes', () => {
    const items = timelineItems(
      [
        event(1, '2024-03-01T10:00:00Z', 'a'),
        event(2, '2024-03-01T10:00:01Z', 'z'),
        event(3, '2024-03-01T10:00:09Z', 'z'),
        event(4, '2024-03-01T10:00:10Z', 'a'),
      ],
      lanes,
    );
    expect(itemByKey(items, 0, 'ArrowRight')).toBe(1);
    expect(itemByKey(items, 3, 'ArrowRight')).toBe(3);
    expect(itemByKey(items, 3, 'ArrowDown')).toBe(2);
    expect(itemByKey(items, 2, 'ArrowUp')).toBe(3);
    expect(itemByKey(items, 0, 'ArrowUp')).toBe(0);
    expect(itemByKey(items, 2, 'Home')).toBe(0);
    expect(itemByKey(items, 0, 'x')).toBeUndefined();
  });
});
