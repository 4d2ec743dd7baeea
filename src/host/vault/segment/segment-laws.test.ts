/** A segment answers every query as the matcher does, whatever its events look like and however little its columns hold. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engines/event/audit-event.ts';
import { resolveField, targetMatchesPath } from '../../../engines/search/fields.ts';
import { flattenEvent } from '../../../engines/search/flatten.ts';
import { compileMatcher } from '../../../engines/search/match-event.ts';
import { rangesFromSeqs } from '../../../engines/kernel/seq-ranges.ts';
import type { Query, TimeWindow } from '../../../engines/search/query-ast.ts';
import { tokenise } from '../../../engines/search/tokens.ts';
import type { ColumnLimits } from './column-codes.ts';
import type { RecordKind } from '../../../engines/chain/record.ts';
import { batchOfLines } from '../line-batch.ts';
import { SegmentBuilder } from './segment-builder.ts';
import type { SourceCoverage } from './segment-coverage.ts';
import { emptyLanes } from './segment-lanes.ts';
import { namesKind } from './segment-query.ts';
import { compareHits, type HitKey, type Order, SegmentReader } from './segment-reader.ts';
import { SegmentSearch } from './segment-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'segment-laws-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = new Uint8Array(32).fill(5);
const span = { from: 0, to: 0 };

const UUIDS = [
  '550e8400-e29b-41d4-a716-446655440000',
  '550E8400-E29B-41D4-A716-446655449999',
  'deadbeef-2024-4caf-8e00-0123456789ab',
  ...Array.from({ length: 12 }, (_, i) => `0000${(i * 4099 + 4096).toString(16)}-e29b-41d4-9000-00000000${4096 + i}`),
];
const WORDS = [
  'login',
  'Failed',
  'straße',
  'ΣΊΣΥΦΟΣ',
  'user_login',
  'e29b',
  '2024',
  'mimikatz',
  'x',
  'ключ',
  '日本',
  'e\u0301te',
];
const HEX = ['0123456789abcdef', 'deadbeefdeadbeef', '1234567890', '12345678901', 'DEADBEEF00'];
const SMALL = [
  '',
  ' ',
  '-',
  '5',
  '5.50',
  '10',
  '1e3',
  '-7',
  'true',
  '10.0.0.7',
  '::ffff:10.0.0.9',
  'fe80::1',
  'C:\\Windows\\cmd.exe',
  '\u0000x\u0000',
  '{550e8400-e29b-41d4-a716-446655440000}',
];

const text = fc.oneof(
  fc.constantFrom(...WORDS, ...HEX, ...SMALL, ...UUIDS),
  fc
    .array(fc.constantFrom(...WORDS, ...HEX, '4', UUIDS[0] ?? ''), { minLength: 1, maxLength: 5 })
    .map((w) => w.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((s) => s.isWellFormed()),
  fc.nat(30).map((n) => `value-${n}`),
  fc.constantFrom('z'.repeat(300), `q${'z'.repeat(299)}`),
);
const scalar = fc.oneof(
  { weight: 5, arbitrary: text },
  fc.constantFrom<number | boolean | null>(0, 5, 5.5, 10, 1e21, -7, 1234567890123, 0.1, true, false, null),
  fc.integer({ min: 0, max: 40 }),
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ n: scalar, list: fc.array(fc.record({ n: scalar }), { maxLength: 2 }) }, { requiredKeys: [] }),
);

const body: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      eventId: fc.oneof(
        fc.constantFrom(...UUIDS, 'abc:12'),
        fc.nat(60).map((n) => `id-${n}`),
      ),
      severity: fc.constantFrom('low', 'high'),
      source: fc.record(
        { userId: text, ip: fc.constantFrom('10.0.0.7', '192.168.1.5', '10.9.9.9') },
        { requiredKeys: [] },
      ),
      action: fc.record({ success: fc.boolean(), details: value }, { requiredKeys: [] }),
      metadata: fc.record(
        {
          message: text,
          n: value,
          'a.b': scalar,
          fields: fc.dictionary(fc.constantFrom('n', 'user', 'a.b', 'N', 'x'), value),
        },
        { requiredKeys: [] },
      ),
      origin: fc.record({ source: fc.constantFrom('aa', 'bb'), offset: fc.nat(9), rawHash: fc.constantFrom(...HEX) }),
      timestamp: fc.constantFrom('2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'),
    },
    { requiredKeys: ['severity', 'origin'] },
  )
  .map((made) => JSON.parse(JSON.stringify(made)) as JsonObject);

interface SegmentRow {
  kind: RecordKind;
  body: JsonObject;
  timeUs: number;
}

interface Made {
  rows: (SegmentRow & { seq: number })[];
  reader: SegmentReader;
}

function build(name: string, limits: ColumnLimits | undefined, rows: readonly SegmentRow[], firstSeq: number): Made {
  const path = join(folder, `${name}.seg`);
  const builder = new SegmentBuilder(path, key, { origin: 'o', ...(limits === undefined ? {} : { limits }) });
  const withSeq: Made['rows'] = [];
  // Runs with gaps between them, as two workers make them.
  for (let at = 0, seq = firstSeq; at < rows.length; at += 50, seq += 80) {
    const run = rows.slice(at, at + 50);
    const lineOf = ({ body, kind }: SegmentRow, i: number) => JSON.stringify({ body, kind, seq: seq + i });
    builder.addRun(seq, batchOfLines(run.map((row, i) => ({ ...row, line: lineOf(row, i) }))));
    for (const [i, row] of run.entries()) withSeq.push({ ...row, seq: seq + i });
  }
  builder.finish();
  return { rows: withSeq, reader: SegmentReader.open(path, key) };
}

const T0 = 1_700_000_000_000_000;
/** Rising, falling or missing times. */
function makeRows(seed: number, shape: 'sorted' | 'mixed'): SegmentRow[] {
  const bodies = fc.sample(body, { seed, numRuns: 260 });
  return bodies.map((made, i): SegmentRow => {
    const timeUs =
      shape === 'sorted'
        ? T0 + Math.floor(i / 3) * 700_000
        : i % 7 === 3
          ? Number.NaN
          : T0 + ((i * 37) % 101) * 500_000;
    return { body: made, timeUs, kind: shape === 'mixed' && i % 11 === 5 ? 'rejection' : 'event' };
  });
}

const tight: ColumnLimits = { openEntries: 2, maxEntries: 6, maxColumns: 4_096 };
const starved: ColumnLimits = { openEntries: 1, maxEntries: 2, maxColumns: 4 };
const made: [string, Made][] = [
  ['whole dictionaries, sorted times', build('a', undefined, makeRows(1, 'sorted'), 0)],
  ['dictionaries closed early, mixed times and kinds', build('b', tight, makeRows(2, 'mixed'), 1_000)],
  ['almost no dictionaries and columns', build('c', starved, makeRows(3, 'mixed'), 3_000)],
  ['dictionaries closed early, sorted times', build('d', tight, makeRows(4, 'sorted'), 5_000)],
];

const field = fc.constantFrom(
  'n',
  'user',
  'message',
  'id',
  'eventid',
  'severity',
  'ip',
  'kind',
  'seq',
  'a.b',
  'action.details',
  'action.details.n',
  'source',
  'offset',
  'rawhash',
  'success',
  'x',
  'fields.n',
  'timestamp',
  'metadata.n.list.n',
);
const token = fc.constantFrom(
  ...[...WORDS, ...HEX, ...UUIDS, ...SMALL].flatMap((w) => tokenise(w)),
  'value',
  '7',
  'z'.repeat(300),
);
const wanted = fc.oneof(
  text,
  fc.constantFrom('id-7', 'ID-12', 'event', 'rejection', '1005', '5', '1234567890123', 'aa', '3'),
);
const pattern = fc.oneof(
  fc.constantFrom(
    '*',
    '?',
    'val*',
    '*-1?',
    'log*',
    '*katz',
    '*e29b*',
    '550e*',
    '*FAILED*',
    'id-*',
    '*0',
    'ev*',
    '*\\cmd*',
    '*ße',
    '2024*',
    'value-1?',
    '*é*',
  ),
  text.map((t) => `*${t}*`),
);
const bound = fc.record({
  value: fc.oneof(wanted, fc.constantFrom('10.0.0.0', '6', '-8', 'm')),
  inclusive: fc.boolean(),
});
const tokenPattern = fc.constantFrom(
  '*katz',
  'lo*',
  '?ailed',
  '*e2*',
  '*',
  '55*',
  '*beef',
  'val?e',
  '2*',
  '*ß?',
  'z*z',
);
const timed = fc.integer({ min: -2, max: 130 }).map((n) => T0 + n * 500_000);

const maybeField = <T extends object>(node: T) =>
  fc.option(field, { nil: undefined }).map((f) => (f === undefined ? node : { ...node, field: f }));

const someSeqs = fc
  .array(fc.oneof(fc.nat(500), fc.integer({ min: 990, max: 1_500 }), fc.integer({ min: 2_990, max: 3_500 })), {
    maxLength: 60,
  })
  .map(
    (seqs): Query => ({
      ...span,
      kind: 'seqs',
      seqs: rangesFromSeqs(seqs.flatMap((s) => [s, s + 1, s + 2]).toSorted((a, b) => a - b)),
    }),
  );

const clause: fc.Arbitrary<Query> = fc.oneof(
  someSeqs,
  {
    weight: 4,
    arbitrary: fc
      .record({ tokens: fc.array(token, { minLength: 1, maxLength: 3 }), prefix: fc.boolean() })
      .chain(maybeField)
      .map((node): Query => ({ ...span, kind: 'text', ...node })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...UUIDS)
      .map((id): Query => ({ ...span, kind: 'text', tokens: tokenise(id), prefix: false })),
  },
  fc
    .tuple(
      fc.constantFrom(
        '5',
        '55',
        '550',
        '550e',
        '550e8',
        'd',
        'dead',
        '0123',
        '12',
        '4',
        '4466',
        'e29b',
        '41d4',
        '4caf',
        'a71',
      ),
      fc.boolean(),
    )
    .map(([t, prefix]): Query => ({ ...span, kind: 'text', tokens: [t], prefix })),
  fc
    .array(tokenPattern, { minLength: 1, maxLength: 2 })
    .chain((patterns) => maybeField({ patterns }))
    .map((node): Query => ({ ...span, kind: 'text-pattern', ...node })),
  {
    weight: 3,
    arbitrary: fc.record({ field, value: wanted }).map((node): Query => ({ ...span, kind: 'equals', ...node })),
  },
  {
    weight: 2,
    arbitrary: fc.record({ field, pattern }).map((node): Query => ({ ...span, kind: 'wildcard', ...node })),
  },
  fc
    .record({ field: field.filter((f) => f !== 'timestamp'), min: bound, max: bound }, { requiredKeys: ['field'] })
    .map((node): Query => ({ ...span, kind: 'range', ...node })),
  fc.record({ min: timed, max: timed }, { requiredKeys: [] }).map(
    ({ min, max }): Query => ({
      ...span,
      kind: 'range',
      field: 'timestamp',
      ...(min === undefined ? {} : { min: { value: '', inclusive: true, timeUs: min } }),
      ...(max === undefined ? {} : { max: { value: '', inclusive: false, timeUs: max } }),
    }),
  ),
  fc
    .record({ field, network: fc.constantFrom('10.0.0.0', 'fe80::'), bits: fc.constantFrom(8, 30, 32) })
    .map((node): Query => ({ ...span, kind: 'cidr', ...node })),
  field.map((name): Query => ({ ...span, kind: 'exists', field: name })),
);
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: clause },
    fc
      .record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        items: fc.array(tie('query'), { minLength: 1, maxLength: 3 }),
      })
      .map((node): Query => ({ ...span, ...node })),
    tie('query').map((item): Query => ({ ...span, kind: 'not', item })),
    fc.constant<Query>({ ...span, kind: 'all' }),
  ),
}));
const window: fc.Arbitrary<TimeWindow> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ fromUs: timed, toUs: timed }, { requiredKeys: [] }),
);

const nullable = (timeUs: number): number | null => (Number.isNaN(timeUs) ? null : timeUs);

function expected({ rows }: Made, node: Query, { fromUs, toUs }: TimeWindow): Made['rows'] {
  const matches = compileMatcher(node);
  const anyKind = namesKind(node);
  return rows.filter(({ body: made, kind, seq, timeUs }) => {
    if (!anyKind && kind !== 'event') return false;
    if (fromUs !== undefined && !(timeUs >= fromUs)) return false;
    if (toUs !== undefined && !(timeUs < toUs)) return false;
    return matches(made, { seq, kind, timeUs: nullable(timeUs) });
  });
}

const keysOf = (hits: readonly HitKey[]) => hits.map(({ timeUs, seq }) => ({ timeUs, seq }));
const sortedKeys = (hits: readonly HitKey[], order: Order) => keysOf(hits).toSorted((a, b) => compareHits(a, b, order));

describe.each(made)('a segment with %s', (_name, segment) => {
  it('finds, counts and orders exactly what the matcher accepts', () => {
    fc.assert(
      fc.property(
        query,
        window,
        fc.constantFrom<Order>('newest', 'oldest'),
        fc.integer({ min: 1, max: 40 }),
        (node, within, order, limit) => {
          const want = sortedKeys(expected(segment, node, within), order);
          expect(segment.reader.count(node, within)).toBe(want.length);
          const pages: HitKey[] = [];
          for (let page = 0; page < 3; page++) {
            const after = pages.at(-1);
            const found = segment.reader.search(node, {
              window: within,
              order,
              limit,
              ...(after === undefined ? {} : { after }),
            });
            pages.push(...keysOf(found));
            if (found.length < limit) break;
          }
          expect(pages).toEqual(want.slice(0, limit * 3));
          expect([...segment.reader.seqs(node, within)]).toEqual(want.map(({ seq }) => seq).toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('counts by time as a pass over all matching events does', () => {
    fc.assert(
      fc.property(query, window, fc.constantFrom(1_000_000, 7_000_000, 60_000_000, 333), (node, within, bucketUs) => {
        const want = new Map<number, number>();
        let withoutTime = 0;
        for (const { timeUs } of expected(segment, node, within)) {
          const start = Math.floor(timeUs / bucketUs) * bucketUs;
          if (Number.isNaN(timeUs)) withoutTime++;
          else want.set(start, (want.get(start) ?? 0) + 1);
        }
        expect(segment.reader.histogram(node, within, bucketUs)).toEqual({ counts: want, withoutTime });
      }),
      { numRuns: 100 },
    );
  });

  it('counts the values of a field, each once an event', () => {
    fc.assert(
      fc.property(
        query,
        window,
        field.filter((f) => f !== 'seq' && f !== 'kind'),
        (node, within, name) => {
          const target = resolveField(name);
          const want = new Map<string, number>();
          let present = 0;
          for (const { body: made } of expected(segment, node, within)) {
            const values = new Set<string>();
            flattenEvent(made, (path, leaf) => {
              if (leaf !== null && targetMatchesPath(target, path)) values.add(String(leaf));
            });
            if (values.size > 0) present++;
            for (const each of values) want.set(each, (want.get(each) ?? 0) + 1);
          }
          expect(segment.reader.top(node, within, name)).toEqual({ counts: want, present, isPartial: false });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('counts the values of a field over time, an event in the lane of each of its values, else in other', () => {
    const laneValues = fc.uniqueArray(
      fc.oneof(
        text,
        fc.constantFrom('low', 'high', 'true', 'false', '5', '5.5', '10', 'aa', 'bb', '1e+21', 'value-3'),
        fc.nat(40).map((n) => `value-${n}`),
      ),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(
        query,
        window,
        field.filter((f) => f !== 'seq' && f !== 'kind'),
        laneValues,
        fc.constantFrom(500_000, 7_000_000),
        (node, within, name, values, bucketUs) => {
          const target = resolveField(name);
          const firstBucket = Math.floor((T0 - 1e6) / bucketUs);
          const request = { field: name, values, bucketUs, firstBucket, bucketCount: 200 };
          const want = emptyLanes(request);
          for (const { body: made, timeUs } of expected(segment, node, within)) {
            const held = new Set<string>();
            flattenEvent(made, (path, leaf) => {
              if (leaf !== null && targetMatchesPath(target, path)) held.add(String(leaf));
            });
            const lanes = values.flatMap((value, lane) => (held.has(value) ? [lane] : []));
            if (held.size === 0) want.withoutField++;
            if (Number.isNaN(timeUs)) want.withoutTime++;
            for (const lane of lanes.length === 0 ? [values.length] : lanes) {
              want.totals[lane]!++;
              if (!Number.isNaN(timeUs)) want.counts[lane * 200 + Math.floor(timeUs / bucketUs) - firstBucket]!++;
            }
          }
          const found = emptyLanes(request);
          segment.reader.addLanes(node, within, request, found);
          expect(found).toEqual(want);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('counts the events of each source over time', () => {
    const request = { bucketUs: 500_000, firstBucket: Math.floor(T0 / 500_000), bucketCount: 200 };
    const found = new Map<string, SourceCoverage>();
    segment.reader.addCoverage(request, found);
    const all = segment.rows.filter(({ kind }) => kind === 'event');
    const sourceOf = ({ body: made }: SegmentRow) => (made['origin'] as JsonObject)['source'] as string;
    const want = [...Map.groupBy(all, sourceOf)].map(([source, rows]) => {
      const times = rows.map(({ timeUs }) => timeUs).filter((timeUs) => !Number.isNaN(timeUs));
      const buckets = Map.groupBy(times, (timeUs) => Math.floor(timeUs / 500_000) * 500_000);
      return {
        source,
        eventCount: rows.length,
        withoutTime: rows.length - times.length,
        firstUs: Math.min(...times),
        lastUs: Math.max(...times),
        buckets: new Map([...buckets].map(([start, inside]) => [start, inside.length])),
      };
    });
    expect(want.length).toBe(2);
    expect(new Map([...found].map(([source, one]) => [source, { source, ...one }]))).toEqual(
      new Map(want.map((one) => [one.source, one])),
    );
  });

  it('gives the matches before and after a record in log order, whether it is in the segment or not', () => {
    fc.assert(
      fc.property(query, fc.integer({ min: -5, max: 4_000 }), fc.nat(5), fc.nat(5), (node, seq, before, after) => {
        const seqs = expected(segment, node, {}).map((row) => row.seq);
        const earlier = seqs.filter((each) => each < seq).toSorted((a, b) => b - a);
        const later = seqs.filter((each) => each > seq);
        expect(segment.reader.neighbours(node, seq, { before, after })).toEqual({
          before: earlier.slice(0, before),
          after: later.slice(0, after),
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe('several segments searched as one', () => {
  const all: Made['rows'] = made.flatMap(([, segment]) => segment.rows);
  const search = new SegmentSearch(made.map(([, segment]) => segment.reader));

  it('page through all hits in order, across segments that overlap in time', () => {
    fc.assert(
      fc.property(
        query,
        window,
        fc.constantFrom<Order>('newest', 'oldest'),
        fc.integer({ min: 5, max: 90 }),
        fc.constantFrom(1, 3, 20, 150, 10_000),
        fc.constantFrom(made.slice(0, 3), made.slice(2), [made[0], made[3]] as typeof made, made),
        (node, within, order, limit, firstStretchRows, chosen) => {
          const search = new SegmentSearch(
            chosen.map(([, segment]) => segment.reader),
            firstStretchRows,
          );
          const want = sortedKeys(
            chosen.flatMap(([, segment]) => expected(segment, node, within)),
            order,
          );
          const found: HitKey[] = [];
          for (let isMore = true; isMore; ) {
            const after = found.at(-1);
            const page = search.search(node, {
              window: within,
              order,
              limit,
              ...(after === undefined ? {} : { after }),
            });
            found.push(...keysOf(page));
            isMore = page.length === limit;
          }
          expect(found).toEqual(want);
          expect(search.count(node, within)).toBe(want.length);
          expect(search.seqs(node, within).toSorted()).toEqual(Float64Array.from(want, ({ seq }) => seq).toSorted());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('tells after each segment how far it is, and skips those outside the window', () => {
    const steps: string[] = [];
    const total = search.count({ ...span, kind: 'all' }, {}, (soFar, done, of) => steps.push(`${soFar} ${done}/${of}`));
    expect(steps.at(-1)).toBe(`${total} 4/4`);
    expect(total).toBe(all.filter(({ kind }) => kind === 'event').length);
    const late: string[] = [];
    search.count({ ...span, kind: 'all' }, { fromUs: T0 + 1e12 }, (_soFar, done, of) => late.push(`${done}/${of}`));
    expect(late).toEqual([]);
  });
});
