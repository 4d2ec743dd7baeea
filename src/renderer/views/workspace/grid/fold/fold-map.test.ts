import { describe, expect, it } from 'vitest';
import type { EventRun } from '../event-row.ts';
import { FoldMap, type RunsPage } from './fold-map.ts';

const run = (offset: number, count: number, changes: Partial<EventRun> = {}): EventRun => ({
  event: { seq: 1000 - offset } as EventRun['event'],
  offset,
  count,
  firstTime: null,
  lastTime: null,
  seqs: [[1000 - offset - count + 1, 1000 - offset]],
  continues: false,
  goesOn: false,
  ...changes,
});

function mapOf(...pages: RunsPage[]): FoldMap {
  const map = new FoldMap(pages[0]?.runs[0]?.offset ?? 0, 'newest', { maxRuns: 6, maxRows: 50 });
  for (const page of pages) map.append(page);
  return map;
}

const shown = (map: FoldMap) =>
  Array.from({ length: map.rowCount }, (_, row) => {
    const { offset, place } = map.rowAt(row) ?? {};
    return [offset, place];
  });

describe('folded rows', () => {
  it('are one for a run, and one an event once it is unfolded', () => {
    const map = mapOf({ runs: [run(0, 1), run(1, 3), run(4, 2)], nextOffset: null });
    const folded = [
      [0, 'alone'],
      [1, 'folded'],
      [4, 'folded'],
    ];
    expect(shown(map)).toEqual(folded);
    map.setOpen(map.runs[1]!, true);
    expect(shown(map)).toEqual([
      [0, 'alone'],
      [1, 'first'],
      [2, 'inside'],
      [3, 'inside'],
      [4, 'folded'],
    ]);
    map.setOpen(map.runs[1]!, false);
    expect(shown(map)).toEqual(folded);
    expect([map.isEnd, map.endOffset]).toEqual([true, 6]);
  });

  it('know the row of every place but those that are folded away or were not read', () => {
    const map = mapOf({ runs: [run(10, 1), run(11, 3), run(14, 2)], nextOffset: 16 });
    expect([9, 10, 11, 12, 14, 15, 16].map((offset) => map.rowOf(offset))).toEqual([
      undefined,
      0,
      1,
      undefined,
      2,
      undefined,
      undefined,
    ]);
    map.setOpen(map.runAt(12)!, true);
    expect([11, 12, 13, 14].map((offset) => map.rowOf(offset))).toEqual([1, 2, 3, 4]);
  });

  it('stay one row, open or not, while their run is read on', () => {
    const map = mapOf({ runs: [run(0, 1), run(1, 4, { goesOn: true })], nextOffset: 5 });
    map.setOpen(map.runs[1]!, true);
    map.append({ runs: [run(5, 2, { continues: true }), run(7, 1)], nextOffset: 8 });
    expect(map.runs.map(({ count }) => count)).toEqual([1, 6, 1]);
    expect(map.rowCount).toBe(8);
    expect(map.runOfHead(map.runs[1]!.event.seq)?.count).toBe(6);
    expect(map.rowAt(7)).toMatchObject({ offset: 7, place: 'alone' });
  });

  it('end where the stretch is full, after the run that is read then', () => {
    const map = mapOf({ runs: [0, 1, 2, 3, 4].map((at) => run(at, 1)), nextOffset: 5 });
    expect(map.nextOffset).toBe(5);
    map.append({ runs: [run(5, 10, { goesOn: true })], nextOffset: 15 });
    expect(map.nextOffset).toBe(15);
    map.append({ runs: [run(15, 3, { continues: true })], nextOffset: 18 });
    expect([map.nextOffset, map.isEnd, map.endOffset]).toEqual([null, false, 18]);
  });

  it('say where they end when a long run is unfolded past what a grid can hold', () => {
    const map = mapOf({ runs: [run(0, 10), run(10, 100), run(110, 1)], nextOffset: null });
    map.setOpen(map.runs[1]!, true);
    expect([map.rowCount, map.isEnd, map.endOffset]).toEqual([50, false, 59]);
    expect(map.rowOf(58)).toBe(49);
    expect(map.rowOf(59)).toBeUndefined();
  });
});
