/** The hit at a place is the one that a sorted list of all hits has there, wherever the hits lie and however many share a time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseQuery } from '../../engines/search/parse-query.ts';
import type { Query, TimeWindow } from '../../engines/search/query-ast.ts';
import { type HitCounts, HitIndex } from './hit-index.ts';
import { matchesOfList } from './hot-matches.ts';
import { batchOfLines } from './line-batch.ts';
import { SegmentBuilder } from './segment/segment-builder.ts';
import { compareHits, type HitKey, type Order, SegmentReader } from './segment/segment-reader.ts';
import { SegmentSearch } from './segment/segment-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'hit-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = new Uint8Array(32).fill(9);
const T0 = 1_700_000_000_000_000;

const queryOf = (text: string): Query => {
  const parsed = parseQuery(text, { nowMs: 0 });
  if ('errors' in parsed) throw new Error(parsed.errors[0].message);
  return parsed.query;
};

interface Row extends HitKey {
  user: string;
}

let segmentCount = 0;

/** Two runs that leave room between them, so that the seqs of segments interleave. */
function segmentOf(rows: readonly Row[]): SegmentReader {
  const path = join(folder, `${segmentCount++}.seg`);
  const builder = new SegmentBuilder(path, key, { origin: 'o' });
  for (const row of rows) {
    const body = { severity: 'low', source: { userId: row.user } };
    const line = JSON.stringify({ body, kind: 'event', seq: row.seq });
    builder.addRun(row.seq, batchOfLines([{ line, kind: 'event', timeUs: row.timeUs }]));
  }
  builder.finish();
  return SegmentReader.open(path, key);
}

const sortedKeys = (rows: readonly HitKey[], order: Order): HitKey[] =>
  rows.map(({ timeUs, seq }) => ({ timeUs, seq })).toSorted((a, b) => compareHits(a, b, order));

const isInside = ({ fromUs, toUs }: TimeWindow, { timeUs }: HitKey): boolean =>
  (fromUs === undefined && toUs === undefined) || (timeUs >= (fromUs ?? -Infinity) && timeUs < (toUs ?? Infinity));

function countsOf(readers: readonly SegmentReader[], hot: readonly Row[], query: Query, window: TimeWindow): HitCounts {
  const search = new SegmentSearch(readers);
  return {
    parts: [
      ...readers.map((reader) => reader.matches(query, window)),
      matchesOfList(hot.map(({ timeUs, seq }) => ({ timeUs, seq }))),
    ],
    count: () => search.count(query, window) + hot.length,
    histogram(bucketUs) {
      const { counts, withoutTime } = search.histogram(query, window, bucketUs);
      let untimed = withoutTime;
      for (const { timeUs } of hot) {
        const start = Math.floor(timeUs / bucketUs) * bucketUs;
        if (Number.isNaN(timeUs)) untimed++;
        else counts.set(start, (counts.get(start) ?? 0) + 1);
      }
      return { counts, withoutTime: untimed };
    },
    bucketUs: Math.max(1_000_000, ...readers.map(({ facts }) => facts.rollup.bucketUs)),
  };
}

/** Bursts in a second, in a microsecond, hours apart, days apart, far future, none. */
const time = fc.oneof(
  { weight: 3, arbitrary: fc.nat(40).map((n) => T0 + n) },
  { weight: 3, arbitrary: fc.constant(T0 + 7) },
  { weight: 2, arbitrary: fc.nat(5_000_000).map((n) => T0 + n) },
  { weight: 2, arbitrary: fc.nat(400).map((n) => T0 + n * 3_600_000_000) },
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
  fc.constantFrom(0, 1, 4_102_444_800_000_000, 7_258_118_399_999_999),
);

const world = fc
  .array(fc.record({ timeUs: time, user: fc.constantFrom('ada', 'bob', 'cy'), part: fc.nat(3), gap: fc.nat(2) }), {
    minLength: 1,
    maxLength: 160,
  })
  .map((made) => {
    let seq = 0;
    const rows = made.map(({ timeUs, user, part, gap }) => ({ timeUs, user, part, seq: (seq += 1 + gap) }));
    return [0, 1, 2, 3].map((part) => rows.filter((row) => row.part === part));
  });

const window: fc.Arbitrary<TimeWindow> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  fc.record(
    { fromUs: fc.nat(40).map((n) => T0 + n), toUs: fc.nat(4_000_000).map((n) => T0 + n) },
    { requiredKeys: [] },
  ),
);

describe('an index of hits', () => {
  it('gives at every place the hit that the sorted list of all hits has there, over segments and the hot part', () => {
    fc.assert(
      fc.property(
        world,
        window,
        fc.constantFrom('', 'user:ada', 'NOT user:bob', 'user:nobody'),
        fc.constantFrom(1, 3, 2_048),
        ([hot = [], ...parts], within, text, fewHits) => {
          const query = queryOf(text);
          const means = (row: Row): boolean =>
            isInside(within, row) &&
            (text === '' ||
              (text === 'user:ada' && row.user === 'ada') ||
              (text === 'NOT user:bob' && row.user !== 'bob'));
          const readers = parts.filter((rows) => rows.length > 0).map(segmentOf);
          const index = new HitIndex(countsOf(readers, hot.filter(means), query, within), fewHits);
          const all = [...hot, ...parts.flat()].filter(means);
          for (const order of ['oldest', 'newest'] as const) {
            const want = sortedKeys(all, order);
            expect(Array.from({ length: want.length + 1 }, (_, place) => index.keyAt(place, order))).toEqual([
              ...want,
              undefined,
            ]);
          }
          expect(index.total).toBe(all.length);
          for (const reader of readers) reader.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds its way inside a moment that a hundred thousand events share, without a list of them', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => ({ seq: i * 2, timeUs: T0, user: 'ada' }));
    const path = join(folder, 'burst.seg');
    const builder = new SegmentBuilder(path, key, { origin: 'o' });
    const line = (seq: number) => JSON.stringify({ body: { severity: 'low' }, kind: 'event', seq });
    builder.addRun(0, batchOfLines(rows.map((_, i) => ({ line: line(i), kind: 'event' as const, timeUs: T0 }))));
    builder.finish();
    const reader = SegmentReader.open(path, key);
    const hot = [
      { seq: 200_000, timeUs: T0, user: 'ada' },
      { seq: 200_001, timeUs: T0 - 1, user: 'ada' },
    ];
    const index = new HitIndex(countsOf([reader], hot, queryOf(''), {}));
    expect(index.keyAt(0, 'oldest')).toEqual({ timeUs: T0 - 1, seq: 200_001 });
    expect(index.keyAt(70_001, 'oldest')).toEqual({ timeUs: T0, seq: 70_000 });
    expect(index.keyAt(0, 'newest')).toEqual({ timeUs: T0, seq: 200_000 });
    expect(index.keyAt(1, 'newest')).toEqual({ timeUs: T0, seq: 99_999 });
    expect(index.keyAt(100_001, 'newest')).toEqual({ timeUs: T0 - 1, seq: 200_001 });
    expect(index.keyAt(100_002, 'newest')).toBeUndefined();
    reader.close();
  });

  it('is right also where times are so far off that their buckets are rounded, or no whole microseconds', () => {
    const times = [2 ** 53 * 3, 2 ** 53 * 3 + 8, 0.25, 0.5, 0.75, 1, 1e17, 1e17 + 16, -5];
    const hot = times.map((timeUs, seq) => ({ timeUs, seq, user: 'ada' }));
    const index = new HitIndex(countsOf([], hot, queryOf(''), {}), 1);
    const found = times.map((_, place) => index.keyAt(place, 'oldest'));
    expect(found).toEqual(sortedKeys(hot, 'oldest'));
  });
});
