import { describe, expect, it } from 'vitest';
import { joinRuns, type RunPart } from './join-runs.ts';

const at = (second: number): string => new Date(Date.UTC(2024, 2, 1, 10, 0, second)).toISOString();

const part = (offset: number, count: number, changes: Partial<RunPart> = {}): RunPart => ({
  offset,
  count,
  firstTime: at(offset),
  lastTime: at(offset + count - 1),
  seqs: [[offset, offset + count - 1]],
  continues: false,
  goesOn: false,
  ...changes,
});

function joined(order: 'newest' | 'oldest', ...pages: RunPart[][]): RunPart[] {
  const runs: RunPart[] = [];
  for (const page of pages) joinRuns(runs, page, order);
  return runs;
}

describe('pages of runs', () => {
  it('make one run of the parts of one, with its first and last time and every seq', () => {
    const runs = joined(
      'oldest',
      [part(0, 1), part(1, 4, { goesOn: true })],
      [part(5, 4, { continues: true, goesOn: true })],
      [part(9, 1, { continues: true }), part(10, 2)],
    );
    expect(runs).toEqual([part(0, 1), part(1, 9), part(10, 2)]);
  });

  it('take the later part of a run that is shown newest first for the earlier in time', () => {
    const late = part(0, 2, { firstTime: at(8), lastTime: at(9), seqs: [[8, 9]], goesOn: true });
    const early = part(2, 2, {
      firstTime: at(6),
      lastTime: at(7),
      seqs: [
        [2, 2],
        [7, 7],
      ],
      continues: true,
    });
    expect(joined('newest', [late], [early])).toEqual([
      {
        ...late,
        count: 4,
        firstTime: at(6),
        lastTime: at(9),
        seqs: [
          [2, 2],
          [7, 9],
        ],
        goesOn: false,
      },
    ]);
  });

  it('end a run that went on as far as it was read where the next says something else, or nothing comes', () => {
    const open = part(0, 3, { goesOn: true });
    expect(joined('oldest', [open], [part(3, 1)])).toEqual([part(0, 3), part(3, 1)]);
    expect(joined('oldest', [open], [])).toEqual([part(0, 3)]);
  });

  it('keep two runs apart that only lie in pages that do not touch', () => {
    expect(joined('oldest', [part(0, 3)], [part(7, 2, { continues: true })])).toHaveLength(2);
  });

  it('keep the time that one part has where the other has none', () => {
    const untimed = part(3, 2, { firstTime: null, lastTime: null, continues: true });
    expect(joined('oldest', [part(0, 3, { goesOn: true })], [untimed])[0]).toMatchObject({
      count: 5,
      firstTime: at(0),
      lastTime: at(2),
    });
  });
});
