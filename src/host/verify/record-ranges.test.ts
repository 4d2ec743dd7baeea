import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordRanges } from './record-ranges.ts';

const rangesOf = (added: readonly [number, number, string?][]) => {
  const ranges = new RecordRanges();
  for (const [first, last, kind] of added) ranges.add(first, last, kind);
  return ranges.finish();
};

describe('ranges of records', () => {
  it('join neighbours of the same kind, and no others', () => {
    expect(
      rangesOf([
        [3, 3, 'a'],
        [4, 4, 'a'],
        [5, 9, 'b'],
        [11, 11, 'b'],
      ]),
    ).toEqual({
      ranges: [
        { firstSeq: 3, lastSeq: 4, kinds: ['a'] },
        { firstSeq: 5, lastSeq: 9, kinds: ['b'] },
        { firstSeq: 11, lastSeq: 11, kinds: ['b'] },
      ],
      isExact: true,
    });
  });

  it('tell all kinds where they lie over each other, in any order', () => {
    expect(
      rangesOf([
        [5, 9, 'b'],
        [0, 6, 'a'],
        [6, 6, 'c'],
      ]).ranges,
    ).toEqual([
      { firstSeq: 0, lastSeq: 4, kinds: ['a'] },
      { firstSeq: 5, lastSeq: 5, kinds: ['a', 'b'] },
      { firstSeq: 6, lastSeq: 6, kinds: ['a', 'b', 'c'] },
      { firstSeq: 7, lastSeq: 9, kinds: ['b'] },
    ]);
  });

  it('are exactly what was added, while there are few', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(10), fc.constantFrom('a', 'b'));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), (added) => {
        const { ranges } = rangesOf(added.map(([first, length, kind]) => [first, first + length, kind]));
        for (let seq = 0; seq < 80; seq++) {
          const wanted = added
            .filter(([first, length]) => seq >= first && seq <= first + length)
            .map(([, , kind]) => kind);
          const found = ranges.filter(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq);
          expect(found.length).toBe(wanted.length > 0 ? 1 : 0);
          expect(found[0]?.kinds ?? []).toEqual([...new Set(wanted)].toSorted());
        }
      }),
    );
  });

  it('stay few, leave none out, and say that they are coarse', () => {
    const added = Array.from({ length: 50_000 }, (_, i): [number, number, string] => [i * 3, i * 3, i % 2 ? 'a' : 'b']);
    const { ranges, isExact } = rangesOf(added);
    expect(ranges.length).toBeLessThanOrEqual(2000);
    expect(isExact).toBe(false);
    const covers = (seq: number) => ranges.some(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq);
    expect(added.filter(([seq], i) => i % 97 === 0 && !covers(seq))).toEqual([]);
    expect(ranges[0]?.firstSeq).toBe(0);
    expect(ranges.at(-1)?.lastSeq).toBe(149_997);
  });
});
