/** The table of minutes knows what a plain map would, whatever the order of events and however they are added up. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActiveMinutes } from './active-minutes.ts';

const MINUTE_US = 60_000_000;

/** Dense, sparse, and before 1970. */
const times = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 20 * MINUTE_US }),
    fc.integer({ min: -1_000_000 * MINUTE_US, max: 30_000_000 * MINUTE_US }),
  ),
  { maxLength: 600 },
);

function rowsOf(all: readonly number[]): number[] {
  const spans = new Map<number, [number, number]>();
  for (const timeUs of all) {
    const minute = Math.floor(timeUs / MINUTE_US);
    const [from, to] = spans.get(minute) ?? [timeUs, timeUs];
    spans.set(minute, [Math.min(from, timeUs), Math.max(to, timeUs)]);
  }
  return [...spans].flatMap(([minute, span]) => [minute, ...span]);
}

function minutesOf(all: readonly number[]): ActiveMinutes {
  const minutes = new ActiveMinutes();
  for (const timeUs of all) minutes.add(timeUs);
  return minutes;
}

describe('active minutes', () => {
  it('hold the first and last event of each minute, in the order they were first seen', () => {
    fc.assert(
      fc.property(times, (all) => {
        const minutes = minutesOf(all);
        expect([...minutes.rows()]).toEqual(rowsOf(all));
        expect(minutes.size).toBe(rowsOf(all).length / 3);
      }),
    );
  });

  it('add up to the same from parts', () => {
    fc.assert(
      fc.property(times, times, (first, second) => {
        const sum = new ActiveMinutes();
        sum.addRows(minutesOf(first).rows());
        sum.addRows(minutesOf(second).rows());
        expect([...sum.rows()]).toEqual(rowsOf([...first, ...second]));
      }),
    );
  });

  it('know minute zero, which looks like an empty row', () => {
    expect([...minutesOf([5]).rows()]).toEqual([0, 5, 5]);
    expect(new ActiveMinutes().size).toBe(0);
  });
});
