import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAt, nextMarked, rangesIn, stripCells } from './strip-cells.ts';

const facts = (part: Partial<Parameters<typeof stripCells>[0]>) => ({
  recordCount: 1000,
  headSize: 1000,
  badRanges: [],
  unreadRanges: [],
  ...part,
});
const bad = (firstSeq: number, lastSeq: number) => ({ firstSeq, lastSeq, kinds: ['digest-mismatch'] });
const states = (part: Partial<Parameters<typeof stripCells>[0]>, cells = 10): string =>
  stripCells(facts(part), cells)
    .map(({ state }) => ({ plain: '.', bad: 'B', missing: 'M', unread: '?', unsealed: 'u' })[state])
    .join('');

describe('the strip of a checked log', () => {
  it('shows one bad record among a thousand', () => {
    expect(states({ badRanges: [bad(399, 399)] })).toBe('...B......');
    expect(states({ badRanges: [bad(400, 400)] })).toBe('....B.....');
  });

  it('shows what was not read, and lets what is bad win', () => {
    expect(states({ unreadRanges: [{ firstSeq: 150, lastSeq: 420 }], badRanges: [bad(200, 201)] })).toBe('.?B??.....');
  });

  it('shows what no head covers, and what a head covers but is gone', () => {
    expect(states({ headSize: 850 })).toBe('........uu');
    expect(states({ recordCount: 800 })).toBe('........MM');
    expect(states({ recordCount: 0, headSize: 10 })).toBe('MMMMMMMMMM');
  });

  it('gives a cell a record where there are few, and none where there are none', () => {
    expect(stripCells(facts({ recordCount: 3, headSize: 3 }), 10)).toEqual([
      { firstSeq: 0, lastSeq: 0, state: 'plain' },
      { firstSeq: 1, lastSeq: 1, state: 'plain' },
      { firstSeq: 2, lastSeq: 2, state: 'plain' },
    ]);
    expect(stripCells(facts({ recordCount: 0, headSize: 0 }), 10)).toEqual([]);
  });

  it('holds every record once, and finds it again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 500 }), (recordCount, maxCells) => {
        const cells = stripCells(facts({ recordCount, headSize: recordCount }), maxCells);
        expect(cells[0]?.firstSeq).toBe(0);
        expect(cells.at(-1)?.lastSeq).toBe(recordCount - 1);
        cells.forEach((cell, i) => {
          expect(cell.lastSeq).toBeGreaterThanOrEqual(cell.firstSeq);
          expect(cell.firstSeq).toBe((cells[i - 1]?.lastSeq ?? -1) + 1);
          expect([cellAt(cells, cell.firstSeq), cellAt(cells, cell.lastSeq)]).toEqual([i, i]);
        });
      }),
    );
  });

  it('never loses a bad record, however many records a cell holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(), fc.integer({ min: 1, max: 300 }), (n, at, max) => {
        const seq = at % n;
        const cells = stripCells(facts({ recordCount: n, headSize: n, badRanges: [bad(seq, seq)] }), max);
        expect(cells.filter(({ state }) => state === 'bad')).toHaveLength(1);
        expect(cells[cellAt(cells, seq)]?.state).toBe('bad');
      }),
    );
  });

  it('leads from one finding to the next, both ways', () => {
    const badRanges = [bad(150, 150), bad(700, 710)];
    const cells = stripCells(facts({ badRanges }), 10);
    expect([nextMarked(cells, -1, 1), nextMarked(cells, 1, 1), nextMarked(cells, 7, 1)]).toEqual([1, 7, undefined]);
    expect([nextMarked(cells, 7, -1), nextMarked(cells, 1, -1)]).toEqual([1, undefined]);
    expect(rangesIn(badRanges, cells[7] as never)).toEqual([badRanges[1]]);
  });
});
