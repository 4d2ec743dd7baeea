/** Ranges against plain sets. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countSeqs,
  hasSeq,
  NO_SEQS,
  pairsOf,
  rangesFromPairs,
  rangesFromSeqs,
  type SeqRanges,
  seqsOf,
  subtractRanges,
  uniteRanges,
} from './seq-ranges.ts';

const sorted = (seqs: Iterable<number>): number[] => [...new Set(seqs)].toSorted((a, b) => a - b);
const few = fc.array(fc.nat(40), { maxLength: 30 }).map(sorted);
const apart = (ranges: SeqRanges): boolean =>
  ranges.every((value, i) => i === 0 || (i % 2 === 0 ? value > ranges[i - 1]! + 1 : value >= ranges[i - 1]!));

describe('ranges of places', () => {
  it('hold what a set holds, from either form', () => {
    fc.assert(
      fc.property(few, fc.integer({ min: -1, max: 41 }), (seqs, at) => {
        const ranges = rangesFromSeqs(seqs);
        expect([...seqsOf(ranges)]).toEqual(seqs);
        expect([...seqsOf(ranges, at)]).toEqual(seqs.filter((seq) => seq > at));
        expect(countSeqs(ranges)).toBe(seqs.length);
        expect(hasSeq(ranges, at)).toBe(seqs.includes(at));
        expect(rangesFromPairs(pairsOf(ranges))).toEqual(ranges);
        expect(apart(ranges)).toBe(true);
      }),
    );
  });

  it('unite and subtract as sets do, and stay apart', () => {
    fc.assert(
      fc.property(few, few, few, (a, b, c) => {
        const [x, y, z] = [a, b, c].map(rangesFromSeqs) as [SeqRanges, SeqRanges, SeqRanges];
        for (const [united, parts] of [
          [uniteRanges([x, y]), [a, b]],
          [uniteRanges([x, y, z]), [a, b, c]],
          [uniteRanges([]), []],
        ] as const) {
          expect([...seqsOf(united)]).toEqual(sorted(parts.flat()));
          expect(apart(united)).toBe(true);
        }
        const rest = subtractRanges(x, y);
        expect([...seqsOf(rest)]).toEqual(a.filter((seq) => !b.includes(seq)));
        expect(apart(rest)).toBe(true);
      }),
    );
  });

  it('take from a record only ascending, separate ranges of whole numbers, and join what touches', () => {
    const refused = [
      undefined,
      'x',
      [1],
      [[1]],
      [[1, 2, 3]],
      [[2, 1]],
      [[-1, 1]],
      [[0.5, 1]],
      [[1, '2']],
      [[1, 2 ** 53]],
      [
        [1, 3],
        [3, 4],
      ],
      [
        [5, 6],
        [1, 2],
      ],
    ];
    expect(refused.filter((pairs) => rangesFromPairs(pairs) !== undefined)).toEqual([]);
    expect(rangesFromPairs([])).toEqual(NO_SEQS);
    const touching = [
      [1, 2],
      [3, 4],
    ];
    expect(rangesFromPairs(touching)).toEqual(Float64Array.of(1, 4));
  });
});
