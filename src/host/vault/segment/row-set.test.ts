import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRow,
  addRows,
  allRows,
  complementOf,
  copyRows,
  countRows,
  emptyRows,
  hasRow,
  intersectInto,
  isEmpty,
  nextRow,
  previousRow,
  rowRange,
  rowsOf,
  subtractInto,
  uniteInto,
} from './row-set.ts';

const size = fc.integer({ min: 1, max: 140 });
const withRows = size.chain((n) => fc.record({ n: fc.constant(n), a: subset(n), b: subset(n) }));
const subset = (n: number) => fc.uniqueArray(fc.nat(n - 1)).map((rows) => new Set(rows));

function setOf(n: number, rows: Iterable<number>) {
  const set = emptyRows(n);
  for (const row of rows) addRow(set, row);
  return set;
}
const ascending = (rows: Iterable<number>) => Uint32Array.from(rows).toSorted();

describe('a row set', () => {
  it('does union, intersection, difference and complement as sets do', () => {
    fc.assert(
      fc.property(withRows, ({ n, a, b }) => {
        const apply = (work: (target: ReturnType<typeof emptyRows>, other: ReturnType<typeof emptyRows>) => void) => {
          const target = setOf(n, a);
          work(target, setOf(n, b));
          return rowsOf(target);
        };
        expect(apply(uniteInto)).toEqual(ascending(new Set([...a, ...b])));
        expect(apply(intersectInto)).toEqual(ascending([...a].filter((row) => b.has(row))));
        expect(apply(subtractInto)).toEqual(ascending([...a].filter((row) => !b.has(row))));
        const all = Array.from({ length: n }, (_, i) => i);
        expect(rowsOf(complementOf(setOf(n, a)))).toEqual(ascending(all.filter((row) => !a.has(row))));
        expect(countRows(allRows(n))).toBe(n);
      }),
    );
  });

  it('adds a run of rows as one by one', () => {
    fc.assert(
      fc.property(withRows, fc.nat(140), fc.nat(140), ({ n, a }, x, y) => {
        const [from, to] = [Math.min(x, y, n), Math.min(Math.max(x, y), n)];
        const set = setOf(n, a);
        addRows(set, from, to);
        const run = Array.from({ length: to - from }, (_, i) => from + i);
        expect(rowsOf(set)).toEqual(ascending(new Set([...a, ...run])));
      }),
    );
  });

  it('counts, asks and walks in both directions', () => {
    fc.assert(
      fc.property(withRows, ({ n, a }) => {
        const set = setOf(n, a);
        const rows = [...ascending(a)];
        expect(countRows(set)).toBe(a.size);
        expect(isEmpty(set)).toBe(a.size === 0);
        for (let row = 0; row < n; row++) {
          expect(hasRow(set, row)).toBe(a.has(row));
          expect(nextRow(set, row)).toBe(rows.find((other) => other >= row) ?? -1);
          expect(previousRow(set, row)).toBe(rows.findLast((other) => other <= row) ?? -1);
        }
        expect([nextRow(set, n), previousRow(set, -1)]).toEqual([-1, -1]);
      }),
    );
  });

  it('holds exactly the rows of a range', () => {
    fc.assert(
      fc.property(size, fc.nat(140), fc.nat(140), (n, x, y) => {
        const from = Math.min(x, n);
        const to = Math.min(y, n);
        const want = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
        expect([...rowsOf(rowRange(n, from, to))]).toEqual(want);
      }),
    );
  });

  it('leaves the set it was copied from alone', () => {
    const set = setOf(40, [3]);
    addRow(copyRows(set), 5);
    expect([...rowsOf(set)]).toEqual([3]);
  });
});
