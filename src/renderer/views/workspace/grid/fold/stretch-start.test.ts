import { describe, expect, it } from 'vitest';
import type { EventRun } from '../event-row.ts';
import { type FoldAt, stretchStart } from './stretch-start.ts';

/** Lengths of the runs of a result, one after the other. */
function resultOf(lengths: readonly number[]): { foldAt: FoldAt; read: () => number; total: number } {
  const owner = lengths.flatMap((length, i) => Array.from({ length }, () => i));
  let read = 0;
  const foldAt: FoldAt = async ({ offset, limit, maxEvents }) => {
    const runs: { offset: number; count: number; continues: boolean }[] = [];
    let at = offset;
    for (; at < owner.length && at - offset < maxEvents; at++) {
      if (at === offset || owner[at] !== owner[at - 1]) {
        if (runs.length === limit) break;
        runs.push({ offset: at, count: 0, continues: owner[at] === owner[at - 1] });
      }
      read++;
    }
    return { runs: runs as unknown as EventRun[], nextOffset: at < owner.length ? at : null };
  };
  return { foldAt, read: () => read, total: owner.length };
}

describe('the beginning of a stretch around a place', () => {
  it('is always the beginning of a run, at or before the place', async () => {
    const lengths = [1, 3, 700, 2, 1, 1, 90, 4000, 1];
    const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
    const result = resultOf(lengths);
    for (let place = 0; place < result.total; place += 7) {
      const start = await stretchStart(place, result.foldAt);
      expect(starts).toContain(start);
      expect(start).toBeLessThanOrEqual(place);
    }
  });

  it('lies a little above where runs are short, and costs no more there far down', async () => {
    const result = resultOf(Array.from({ length: 100_000 }, () => 1));
    expect(await stretchStart(99_000, result.foldAt)).toBe(98_940);
    expect(result.read()).toBeLessThan(100);
  });

  it('costs a few times the length of the run that holds the place', async () => {
    const result = resultOf([...Array.from({ length: 1000 }, () => 1), 200_000]);
    expect(await stretchStart(190_000, result.foldAt)).toBeLessThanOrEqual(1000);
    expect(result.read()).toBeLessThan(600_000);
  });
});
