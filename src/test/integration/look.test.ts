/** What a window asks of a case, against a plain pass over events whose every fact is known: rows by place, lanes, neighbours, fields, coverage. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCase } from '../../host/vault/open-case.ts';
import type { CaseSession } from '../../host/vault/session.ts';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import { MIXED_QUERIES, mixedEvents, writeEvents, type MixedEvent } from '../helpers/mixed-events.ts';
import { fillCase, makeCase, moveEventsToSegment, PASSPHRASE, temporaryFolder } from '../helpers/temporary-case.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const dir = at('case');
const SOURCES = ['a.jsonl', 'b.jsonl', 'c.jsonl'];
const sets = [mixedEvents(11, 9_000), mixedEvents(12, 7_000), mixedEvents(13, 700)];
const all = sets.flat();
let session: CaseSession;
/** Every event of the case as it stands in the log. */
let stored: AuditLog[];
let seqOf: Map<string, number>;

beforeAll(async () => {
  await makeCase(dir);
  // Two segments that overlap in time, and a hot part that overlaps both.
  for (const [i, name] of SOURCES.entries()) {
    writeEvents(at(name), sets[i] ?? []);
    (await fillCase(dir, { paths: [at(name)] })).dataKey.fill(0);
    if (i < 2) await moveEventsToSegment(dir);
  }
  session = await openCase({ dir, passphrase: PASSPHRASE });
  stored = [];
  for await (const page of session.scan({ query: '' }, {})) stored.push(...page);
  seqOf = new Map(stored.map(({ eventId, seq }) => [eventId, seq]));
}, 120_000);
afterAll(async () => {
  await session.close();
  folder.remove();
});

interface Place {
  seq: number;
  timeMs: number;
}

const placeOf = ({ eventId, timestamp }: MixedEvent): Place => ({
  seq: seqOf.get(eventId) ?? -1,
  timeMs: timestamp === undefined ? Number.NaN : Date.parse(timestamp),
});

function inOrder(events: readonly MixedEvent[], order: 'newest' | 'oldest'): number[] {
  const sign = order === 'newest' ? -1 : 1;
  const byPlace = (a: Place, b: Place): number => {
    if (Number.isNaN(a.timeMs) !== Number.isNaN(b.timeMs)) return Number.isNaN(a.timeMs) ? 1 : -1;
    return sign * ((Number.isNaN(a.timeMs) ? 0 : a.timeMs - b.timeMs) || a.seq - b.seq);
  };
  return events
    .map(placeOf)
    .toSorted(byPlace)
    .map(({ seq }) => seq);
}

const seqsOf = (events: readonly { seq: number }[]): number[] => events.map(({ seq }) => seq);

describe('rows by their place', () => {
  it('are those of the whole ordered list, for every query and both orders', async () => {
    expect(readdirSync(join(dir, 'segments')).length).toBe(2);
    expect(stored.length).toBe(all.length);
    for (const [query, means] of MIXED_QUERIES) {
      const matching = all.filter(means);
      for (const order of ['newest', 'oldest'] as const) {
        const want = inOrder(matching, order);
        const untimedFrom = matching.filter(({ timestamp }) => timestamp !== undefined).length;
        for (const offset of [
          0,
          1,
          99,
          Math.floor(want.length / 3),
          untimedFrom - 2,
          want.length - 3,
          want.length,
          1e9,
        ]) {
          if (offset < 0) continue;
          const page = await session.search({ query, order, offset, limit: 5 });
          expect([query, order, offset, seqsOf(page.events)]).toEqual([
            query,
            order,
            offset,
            want.slice(offset, offset + 5),
          ]);
          expect(page.total).toBe(want.length);
          expect(page.nextCursor === null).toBe(offset + 5 >= want.length);
        }
      }
    }
  }, 60_000);

  it('go on by cursor where a page by offset ended, and keep to their window', async () => {
    const asked = { query: 'user:user7', from: '2026-01-05T00:00:00Z', to: '2026-01-20T00:00:00Z', limit: 7 };
    const inside = ({ source, timestamp }: MixedEvent) =>
      source.userId === 'user7' && timestamp !== undefined && timestamp >= '2026-01-05' && timestamp < '2026-01-20';
    const want = inOrder(all.filter(inside), 'newest');
    const page = await session.search({ ...asked, offset: 40 });
    const next = await session.search({ ...asked, cursor: page.nextCursor ?? '' });
    expect([...seqsOf(page.events), ...seqsOf(next.events)]).toEqual(want.slice(40, 54));
  });
});

describe('lanes', () => {
  it('count every event once for each of its values, else in other, over the whole time', async () => {
    const found = await session.lanes({ query: 'NOT user:user7', field: 'user', limit: 4, bucketCount: 30 });
    const matching = all.filter(({ source }) => source.userId !== 'user7');
    const byUser = [...Map.groupBy(matching, ({ source }) => source.userId)].map(([value, events]) => ({
      value,
      events,
    }));
    const top = byUser
      .toSorted((a, b) => b.events.length - a.events.length || (a.value < b.value ? -1 : 1))
      .slice(0, 4);
    const countsOf = (events: readonly MixedEvent[]) => {
      const times = events.map(placeOf).filter(({ timeMs }) => !Number.isNaN(timeMs));
      const buckets = Map.groupBy(times, ({ timeMs }) => Math.floor((timeMs * 1000) / found.bucketUs) * found.bucketUs);
      return [...buckets]
        .map(([fromUs, { length }]) => ({ fromUs, count: length }))
        .toSorted((a, b) => a.fromUs - b.fromUs);
    };
    const others = matching.filter(({ source }) => !top.some(({ value }) => value === source.userId));
    expect(found.lanes).toEqual(
      top.map(({ value, events }) => ({ value, total: events.length, counts: countsOf(events) })),
    );
    expect(found.other).toEqual({ total: others.length, counts: countsOf(others), withoutFieldCount: 0 });
    expect(found.withoutTimeCount).toBe(matching.filter(({ timestamp }) => timestamp === undefined).length);
    const { fromUs, toUs } = await session.histogram({ query: '' });
    expect([found.fromUs, found.toUs]).toEqual([fromUs, toUs]);
    const times = all
      .map(placeOf)
      .map(({ timeMs }) => timeMs)
      .filter((timeMs) => !Number.isNaN(timeMs));
    expect([fromUs, toUs]).toEqual([Math.min(...times) * 1000, Math.max(...times) * 1000 + 1]);
  });

  it('are those of the values that were asked for, in their order, also where no event has one', async () => {
    const values = ['critical', 'unheard of', 'low'];
    const { lanes, other } = await session.lanes({ query: '', field: 'severity', values });
    const countOf = (severity: string) => all.filter((event) => event.severity === severity).length;
    expect(lanes.map(({ value, total }) => [value, total])).toEqual(values.map((value) => [value, countOf(value)]));
    expect(other.total).toBe(countOf('medium') + countOf('high'));
    const absent = await session.lanes({ query: '', field: 'no.such.field', values: ['x'] });
    expect(absent.other).toMatchObject({ total: all.length, withoutFieldCount: all.length });
  });

  it('are empty, without a range, where the window holds no event', async () => {
    const found = await session.lanes({ query: '', field: 'user', from: '2040-01-01T00:00:00Z' });
    expect(found).toMatchObject({ fromUs: null, toUs: null, lanes: [], other: { total: 0, counts: [] } });
  });
});

describe('what happened around an event', () => {
  it('is what stands beside it in the order of time, over all sources', async () => {
    const order = inOrder(all, 'oldest');
    const timed = all.filter(({ timestamp }) => timestamp !== undefined).length;
    for (const place of [0, 3, 5_000, 5_001, timed - 1]) {
      const found = await session.around({ seq: order[place] ?? -1, before: 20, after: 10 });
      expect(seqsOf(found.events)).toEqual(order.slice(Math.max(0, place - 20), Math.min(timed, place + 11)));
      expect(found).toMatchObject({
        hasMoreBefore: place > 20,
        hasMoreAfter: place + 11 < timed,
        orderedBy: 'time',
      });
    }
  });

  it('keeps to a query and to so many seconds, with the event itself always inside', async () => {
    const anchor = all.find(
      ({ source, timestamp }) => source.userId === 'user3' && timestamp !== undefined,
    ) as MixedEvent;
    const { seq, timeMs } = placeOf(anchor);
    const near = all.filter((event) => {
      const isNear = Math.abs(placeOf(event).timeMs - timeMs) <= 7_200_000;
      return isNear && (event.severity === 'high' || event === anchor);
    });
    const found = await session.around({ seq, before: 500, after: 500, query: 'severity:high', withinSeconds: 7_200 });
    expect(near.length).toBeGreaterThan(3);
    expect(seqsOf(found.events)).toEqual(inOrder(near, 'oldest'));
    expect([found.hasMoreBefore, found.hasMoreAfter]).toEqual([false, false]);
  });

  it('is what stands beside it in the log where it has no time', async () => {
    const seqs = seqsOf(stored).toSorted((a, b) => a - b);
    const untimed = all.filter(({ timestamp }) => timestamp === undefined).map((event) => placeOf(event).seq);
    for (const seq of [untimed[0], untimed[Math.floor(untimed.length / 2)], untimed.at(-1)]) {
      const place = seqs.indexOf(seq as number);
      const found = await session.around({ seq: seq as number, before: 4, after: 6 });
      expect(seqsOf(found.events)).toEqual(seqs.slice(Math.max(0, place - 4), place + 7));
      expect(found.orderedBy).toBe('log');
    }
    await expect(session.around({ seq: 10_000_000, before: 1, after: 1 })).rejects.toMatchObject({
      code: 'RECORD_NOT_FOUND',
    });
  });
});

describe('the fields of a case', () => {
  it('are named as a query takes them: each finds as many events as it is said to have', async () => {
    const { fields, isPartial } = await session.fields();
    expect(isPartial).toBe(false);
    expect(fields.find(({ path }) => path === 'source.userId')).toEqual({
      name: 'user',
      path: 'source.userId',
      kind: 'text',
      eventCount: all.length,
    });
    const kinds = Object.fromEntries(fields.map(({ path, kind }) => [path, kind]));
    expect(kinds).toMatchObject({ timestamp: 'time', 'action.success': 'boolean', 'metadata.bytes': 'number' });
    expect(fields.length).toBeGreaterThan(12);
    for (const { name, eventCount } of fields) {
      const { total } = await session.search({ query: `${name}:*`, limit: 0 });
      expect([name, total]).toEqual([name, eventCount]);
    }
  });
});

describe('coverage', () => {
  it('tells for each source its events over the time that the whole case spans, and nothing where it is silent', async () => {
    const before = await session.coverage({ bucketCount: 31 });
    expect(
      before.sources.map(({ path, sha256, eventCount, alsoTakenInAs }) => [path, sha256, eventCount, alsoTakenInAs]),
    ).toEqual(
      SOURCES.map((name, i) => [
        at(name),
        createHash('sha256')
          .update(readFileSync(at(name)))
          .digest('hex'),
        sets[i]?.length,
        [],
      ]),
    );
    for (const [i, source] of before.sources.entries()) {
      const times = (sets[i] ?? [])
        .map(placeOf)
        .map(({ timeMs }) => timeMs * 1000)
        .filter((us) => !Number.isNaN(us));
      const buckets = Map.groupBy(times, (us) => Math.floor(us / before.bucketUs) * before.bucketUs);
      expect(source).toMatchObject({
        firstUs: Math.min(...times),
        lastUs: Math.max(...times),
        withoutTimeCount: (sets[i] ?? []).length - times.length,
      });
      expect(new Map(source.buckets.map(({ fromUs, count }) => [fromUs, count]))).toEqual(
        new Map([...buckets].map(([start, inside]) => [start, inside.length])),
      );
    }
    writeFileSync(
      at('quiet.jsonl'),
      '{"eventId":"q","timestamp":"2026-03-01T00:00:00Z","eventType":"x","severity":"low"}\n',
    );
    await session.ingest({ paths: [at('quiet.jsonl')] }, {});
    await session.ingest({ paths: [at('quiet.jsonl')], again: true }, {});
    const after = await session.coverage({ bucketCount: 31 });
    const quiet = after.sources.at(-1);
    expect(quiet).toMatchObject({
      eventCount: 2,
      buckets: [{ count: 2 }],
      alsoTakenInAs: [{ path: at('quiet.jsonl') }],
    });
    expect(after.toUs).toBe(Date.UTC(2026, 2, 1) * 1000 + 1);
    expect(await session.search({ query: '', offset: 0, limit: 1 })).toMatchObject({ total: all.length + 2 });
  });
});
