import { describe, expect, it } from 'vitest';
import { gapsOf } from './coverage-gaps.ts';

const source = (firstUs: number | null, lastUs: number | null, starts: number[]) => ({
  sourceSeq: 1,
  path: 'a.log',
  sha256: '0'.repeat(64),
  firstUs,
  lastUs,
  alsoTakenInAs: [],
  withoutTimeCount: 0,
  eventCount: starts.length,
  buckets: starts.map((fromUs) => ({ fromUs, count: 1 })),
});

describe('stretches without logs of a source', () => {
  it('are what lies before its first and after its last event', () => {
    const gaps = gapsOf(source(20, 40, [20, 30, 40]), 10, { fromUs: 0, toUs: 100 });
    expect(gaps).toEqual([
      { fromUs: 0, toUs: 20 },
      { fromUs: 40, toUs: 100 },
    ]);
  });

  it('are silences far longer than the usual', () => {
    const starts = Array.from({ length: 20 }, (_, i) => i).concat(Array.from({ length: 20 }, (_, i) => 80 + i));
    expect(gapsOf(source(0, 100, starts), 1, { fromUs: 0, toUs: 100 })).toEqual([{ fromUs: 20, toUs: 80 }]);
  });

  it('are not the pauses of a source that is always slow', () => {
    expect(gapsOf(source(0, 100, [0, 20, 40, 60, 80, 99]), 1, { fromUs: 0, toUs: 100 })).toEqual([]);
  });

  it('are everything where no event has a time', () => {
    expect(gapsOf(source(null, null, []), 1, { fromUs: 5, toUs: 9 })).toEqual([{ fromUs: 5, toUs: 9 }]);
  });
});
