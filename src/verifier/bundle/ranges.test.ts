import { describe, expect, it } from 'vitest';
import { Ranges } from './ranges.ts';

describe('ranges', () => {
  it('count as a plain set does', () => {
    const ranges = new Ranges();
    const set = new Set<number>();
    for (const [from, to] of [
      [1, 1],
      [2, 4],
      [7, 7],
      [9, 20],
      [21, 21],
      [40, 40],
    ] as const) {
      ranges.add(from, to);
      for (let n = from; n <= to; n++) set.add(n);
    }
    expect([ranges.list, ranges.count]).toEqual([
      [
        [1, 4],
        [7, 7],
        [9, 21],
        [40, 40],
      ],
      set.size,
    ]);
    for (let from = 0; from < 45; from++) {
      expect(ranges.has(from)).toBe(set.has(from));
      for (let to = from; to < 45; to++) {
        expect(ranges.countWithin(from, to)).toBe([...set].filter((n) => n >= from && n <= to).length);
      }
    }
  });
});
