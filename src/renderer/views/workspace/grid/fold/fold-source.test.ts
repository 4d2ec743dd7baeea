import type { IGetRowsParams } from 'ag-grid-community';
import { describe, expect, it, vi } from 'vitest';
import type { AuditLog, EventRow, EventRun } from '../event-row.ts';
import { createFoldSource } from './fold-source.ts';

const at = (second: number): string => new Date(Date.UTC(2024, 2, 1) + second * 1000).toISOString();
const eventOf = (offset: number): AuditLog => ({ seq: offset, timestamp: at(offset * 10) }) as unknown as AuditLog;

/** A result of runs of these lengths, oldest first, an event every ten seconds; a call reads at most `reach` events. */
function sourceOf(lengths: readonly number[], { reach = 10_000, firstOffset = 0, callMs = 0 } = {}) {
  const owner = lengths.flatMap((length, i) => Array.from({ length }, () => i));
  const calls = { fold: 0, events: [] as [number, number][] };
  const onChange = vi.fn<(isStale: boolean) => void>();
  const errors: unknown[] = [];
  const source = createFoldSource({
    firstOffset,
    order: 'oldest',
    foldAt: async ({ offset, limit, maxEvents }) => {
      calls.fold++;
      if (callMs > 0) await new Promise((resolve) => setTimeout(resolve, callMs));
      const runs: EventRun[] = [];
      let next = offset;
      for (; next < owner.length && next - offset < Math.min(reach, maxEvents); next++) {
        const isNew = next === offset || owner[next] !== owner[next - 1];
        if (isNew && runs.length === limit) break;
        if (isNew) {
          const continues = next > 0 && owner[next] === owner[next - 1];
          runs.push({
            event: eventOf(next),
            offset: next,
            count: 0,
            firstTime: at(next * 10),
            lastTime: null,
            seqs: [[next, next]],
            continues,
            goesOn: false,
          });
        }
        const run = runs.at(-1)!;
        Object.assign(run, { count: run.count + 1, lastTime: at(next * 10), seqs: [[run.offset, next]] });
      }
      const isOver = next >= owner.length || owner[next] !== owner[next - 1];
      if (!isOver) runs.at(-1)!.goesOn = true;
      return { runs, nextOffset: next < owner.length ? next : null };
    },
    eventsAt: async (offset, limit) => {
      calls.events.push([offset, limit]);
      return Array.from({ length: limit }, (_, i) => eventOf(offset + i));
    },
    onRows: () => undefined,
    onError: (error) => errors.push(error),
    onChange,
  });
  const rows = (startRow: number, endRow: number): Promise<{ rows: EventRow[]; lastRow: number | undefined }> =>
    new Promise((resolve, reject) => {
      const successCallback = (given: EventRow[], lastRow?: number): void => resolve({ rows: given, lastRow });
      source.getRows({
        startRow,
        endRow,
        successCallback,
        failCallback: () => reject(errors.at(-1)),
      } as unknown as IGetRowsParams);
    });
  return { source, rows, calls, onChange };
}

const shape = ({ event, fold, gapSeconds }: EventRow) => [event.seq, fold?.place, fold?.run.count, gapSeconds];

describe('the rows of a folded result', () => {
  it('are its runs with the gap to what was before the first event of each', async () => {
    const { rows } = sourceOf([1, 4, 2]);
    const found = await rows(0, 100);
    expect(found.rows.map(shape)).toEqual([
      [0, 'alone', 1, null],
      [1, 'folded', 4, 10],
      [5, 'folded', 2, 10],
    ]);
    expect(found.lastRow).toBe(3);
  });

  it('give the events of a run that was unfolded, and take them back', async () => {
    const { source, rows, calls, onChange } = sourceOf([1, 4, 2]);
    const [, head] = (await rows(0, 100)).rows;
    expect(source.toggle(head!.fold!.run)).toBe(true);
    expect(onChange).toHaveBeenLastCalledWith(true);
    const open = await rows(0, 100);
    expect(open.rows.map(shape)).toEqual([
      [0, 'alone', 1, null],
      [1, 'first', 4, 10],
      [2, 'inside', 4, 10],
      [3, 'inside', 4, 10],
      [4, 'inside', 4, 10],
      [5, 'folded', 2, 10],
    ]);
    expect(calls.events).toEqual([[1, 4]]);
    source.toggle(open.rows[3]!.fold!.run);
    expect((await rows(0, 100)).lastRow).toBe(3);
    source.toggle(head!.fold!.run);
    await rows(0, 100);
    expect(calls.events).toHaveLength(1);
  });

  it('never leave out an event, however little a call reads', async () => {
    const lengths = [3, 1, 250, 7, 1, 90, 2];
    const { rows } = sourceOf(lengths, { reach: 13 });
    expect((await rows(0, 100)).rows.map(({ fold }) => fold?.run.count)).toEqual(lengths);
  });

  it('show a run that is still counted, and then ask to be shown again', async () => {
    const { source, rows, onChange } = sourceOf([1, 400, 1], { reach: 10, callMs: 20 });
    const early = await rows(0, 100);
    expect(early.rows[1]?.fold).toMatchObject({ place: 'folded', run: { goesOn: true } });
    expect(early.rows[1]?.fold?.run.count).toBeLessThan(400);
    expect(early.lastRow).toBeUndefined();
    await vi.waitFor(() => expect(source.state()).toMatchObject({ rowCount: 3, eventCount: 402, isEnd: true }), 5_000);
    expect(onChange).toHaveBeenCalledWith(true);
    expect((await rows(0, 100)).rows[1]?.fold?.run).toMatchObject({ count: 400, goesOn: false });
  });

  it('unfold the run that hides a place which is to be shown, also further on', async () => {
    const { source, rows } = sourceOf([1, 4, ...Array.from({ length: 700 }, () => 1), 5]);
    await rows(0, 100);
    expect(source.bring(3)).toBe(true);
    expect(source.map.rowOf(3)).toBe(3);
    expect(source.bring(707)).toBe(true);
    await vi.waitFor(() => expect(source.map.rowOf(707)).toBeDefined());
    expect(source.bring(1_000_000)).toBe(false);
  });

  it('are read no further by a source that is gone', async () => {
    const { source, rows, calls } = sourceOf([500, 1], { reach: 10, callMs: 20 });
    await rows(0, 100);
    source.destroy?.();
    const before = calls.fold;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(calls.fold).toBeLessThanOrEqual(before + 1);
  });
});
