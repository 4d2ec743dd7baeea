import { describe, expect, it } from 'vitest';
import { compareRows, nearestTo, type Order, placeOf, type RowKey } from './place-of.ts';

const at = (seconds: number): string => new Date(Date.UTC(2024, 2, 1) + seconds * 1000).toISOString();

/** Up to three events a second, every tenth without a time. */
const events: RowKey[] = Array.from({ length: 300 }, (_, seq) => ({
  seq,
  timestamp: seq % 10 === 9 ? null : at(Math.floor(((seq * 7919) % 300) / 3)),
}));

async function placeIn(rows: readonly RowKey[], event: RowKey, order: Order) {
  let looks = 0;
  const place = await placeOf(event, rows.length, order, async (offset, limit) => {
    looks++;
    return rows.slice(offset, offset + limit);
  });
  return { place, looks };
}

describe('the place of an event in a result', () => {
  it.each(['newest', 'oldest'] as const)('is found for every event, %s first, by few looks', async (order) => {
    const rows = events.toSorted((a, b) => compareRows(a, b, order));
    for (const [index, event] of rows.entries()) {
      const { place, looks } = await placeIn(rows, event, order);
      expect(place).toBe(index);
      expect(looks).toBeLessThan(13);
    }
  });

  it('is none for an event that does not match', async () => {
    const rows = events.filter(({ seq }) => seq % 3 !== 0).toSorted((a, b) => compareRows(a, b, 'newest'));
    for (const event of events.filter(({ seq }) => seq % 3 === 0)) {
      expect((await placeIn(rows, event, 'newest')).place).toBeUndefined();
    }
  });

  it('is found where the order of the result differs a little from that of the shown times', async () => {
    const rows = events.filter(({ timestamp }) => timestamp !== null).toSorted((a, b) => compareRows(a, b, 'oldest'));
    const same = rows.map(({ seq }, index) => ({ seq, timestamp: at(Math.floor(index / 40)) }));
    const mixed = Array.from({ length: Math.ceil(same.length / 40) }, (_, i) =>
      same.slice(i * 40, i * 40 + 40).toReversed(),
    ).flat();
    for (const [index, event] of mixed.entries()) expect((await placeIn(mixed, event, 'oldest')).place).toBe(index);
  });

  it('is none in an empty result', async () => {
    expect((await placeIn([], { seq: 1, timestamp: null }, 'newest')).place).toBeUndefined();
  });
});

describe('the row nearest in time', () => {
  const withTime = (event: RowKey) => ({ ...event, timestamp: event.timestamp ?? '' });
  const secondsOf = ({ timestamp }: RowKey): number => Date.parse(timestamp ?? '') / 1000;

  it.each(['newest', 'oldest'] as const)('is as near as any, %s first', async (order) => {
    const rows = events.filter(({ seq }) => seq % 7 === 0).toSorted((a, b) => compareRows(a, b, order));
    const timed = rows.filter(({ timestamp }) => timestamp !== null);
    for (const event of events.filter(({ timestamp }) => timestamp !== null).map(withTime)) {
      const near = await nearestTo(event, rows.length, order, async (offset, limit) =>
        rows.slice(offset, offset + limit),
      );
      const least = Math.min(...timed.map((row) => Math.abs(secondsOf(row) - secondsOf(event))));
      expect(near?.row).toEqual(rows[near?.index ?? -1]);
      expect(Math.abs(secondsOf(near?.row ?? event) - secondsOf(event))).toBe(least);
    }
  });

  it('is the event itself where the result holds it, among others of the same time', async () => {
    const rows = events.filter(({ timestamp }) => timestamp !== null).toSorted((a, b) => compareRows(a, b, 'newest'));
    for (const event of rows.map(withTime)) {
      const near = await nearestTo(event, rows.length, 'newest', async (offset, limit) =>
        rows.slice(offset, offset + limit),
      );
      expect(near?.row.seq).toBe(event.seq);
    }
  });

  it('is none where no row has a time', async () => {
    const rows = [{ seq: 1, timestamp: null }];
    const event = { seq: 2, timestamp: at(0) };
    expect(await nearestTo(event, 1, 'newest', async (from, limit) => rows.slice(from, from + limit))).toBeUndefined();
  });
});
