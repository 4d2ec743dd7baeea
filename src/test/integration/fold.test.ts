/** Folded pages of a real case, against a plain grouping of all its rows in order: two segments and a hot part. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import { wordsOf } from '../../engines/event/same-words.ts';
import { openCase } from '../../host/vault/open-case.ts';
import type { EventRun } from '../../host/vault/search-answers.ts';
import type { CaseSession } from '../../host/vault/session.ts';
import { joinRuns } from '../../shared/join-runs.ts';
import { fillCase, makeCase, moveEventsToSegment, PASSPHRASE, temporaryFolder } from '../helpers/temporary-case.ts';

const folder = temporaryFolder();
const dir = join(folder.path, 'case');
const ORDERS = ['newest', 'oldest'] as const;
type Order = (typeof ORDERS)[number];
let session: CaseSession;

/** Bursts of one message, 1 to 700 long, spread over three files so that every burst lies in all of them; some without a time. */
function writeLogs(): string[] {
  const files: string[][] = [[], [], []];
  let at = 0;
  for (let burst = 0; burst < 120; burst++) {
    const length = burst === 60 ? 700 : 1 + ((burst * burst) % 23);
    for (let i = 0; i < length; i++, at++) {
      const time = burst % 40 === 39 ? {} : { timestamp: new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString() };
      const line = {
        ...time,
        eventId: `e${at}`,
        source: { userId: `u${burst % 3}` },
        metadata: { message: `burst ${burst % 50}` },
      };
      files[at % 3]?.push(JSON.stringify(line));
    }
  }
  return files.map((lines, i) => {
    const path = join(folder.path, `${i}.jsonl`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  });
}

beforeAll(async () => {
  await makeCase(dir);
  for (const [i, path] of writeLogs().entries()) {
    (await fillCase(dir, { paths: [path] })).dataKey.fill(0);
    if (i < 2) await moveEventsToSegment(dir);
  }
  session = await openCase({ dir, passphrase: PASSPHRASE });
}, 120_000);
afterAll(async () => {
  await session.close();
  folder.remove();
});

interface PlainRun {
  seq: number;
  offset: number;
  seqs: number[];
  times: string[];
}

async function plainRuns(query: string, order: Order): Promise<PlainRun[]> {
  const { events } = await session.search({ query, order, limit: 10_000 });
  const runs: PlainRun[] = [];
  let words: string | undefined;
  for (const [offset, event] of events.entries()) {
    if (wordsOf(event) !== words) runs.push({ seq: event.seq, offset, seqs: [], times: [] });
    words = wordsOf(event);
    runs.at(-1)?.seqs.push(event.seq);
    if (event.timestamp !== null) runs.at(-1)?.times.push(event.timestamp);
  }
  return runs;
}

const shapeOf = ({ event, offset, count, firstTime, lastTime, seqs }: EventRun) => ({
  seq: (event as AuditLog).seq,
  offset,
  count,
  firstTime,
  lastTime,
  seqs: seqs.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
});

const expected = ({ seq, offset, seqs, times }: PlainRun) => ({
  seq,
  offset,
  count: seqs.length,
  firstTime: times.toSorted()[0] ?? null,
  lastTime: times.toSorted().at(-1) ?? null,
  seqs: seqs.toSorted((a, b) => a - b),
});

async function folded(query: string, order: Order, limits: { limit: number; maxEvents: number }) {
  const runs: EventRun[] = [];
  let offset: number | null = 0;
  let calls = 0;
  while (offset !== null) {
    const page: Awaited<ReturnType<CaseSession['fold']>> = await session.fold({ query, order, offset, ...limits });
    expect(page.runs.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(limits.maxEvents);
    joinRuns(runs, page.runs, order);
    offset = page.nextOffset;
    calls++;
  }
  return { runs, calls };
}

describe('a folded result', () => {
  it.each(ORDERS)(
    'is every event once, in the runs that a plain pass finds, %s first, whatever a page holds',
    async (order) => {
      for (const query of ['', 'user:u1']) {
        const plain = (await plainRuns(query, order)).map(expected);
        expect(plain.length).toBeGreaterThan(20);
        for (const limits of [
          { limit: 1000, maxEvents: 50_000 },
          { limit: 7, maxEvents: 50_000 },
          { limit: 7, maxEvents: 100 },
          { limit: 1, maxEvents: 33 },
        ]) {
          const { runs } = await folded(query, order, limits);
          expect(runs.map(shapeOf)).toEqual(plain);
          expect(runs.some(({ goesOn }) => goesOn)).toBe(false);
        }
      }
    },
  );

  it('says of a long run that it goes on, and of its next part that it continues', async () => {
    const long = (await plainRuns('', 'oldest')).find(({ seqs }) => seqs.length === 700);
    const offset = long?.offset ?? -1;
    const head = await session.fold({ query: '', order: 'oldest', offset, maxEvents: 300 });
    expect(head.runs).toMatchObject([{ offset, count: 300, continues: false, goesOn: true }]);
    expect(head.nextOffset).toBe(offset + 300);
    const inside = await session.fold({ query: '', order: 'oldest', offset: offset + 300, limit: 1 });
    expect(inside.runs).toMatchObject([{ offset: offset + 300, count: 400, continues: true, goesOn: false }]);
  });

  it('is empty behind the last match', async () => {
    expect(await session.fold({ query: '', offset: 1_000_000 })).toEqual({ runs: [], nextOffset: null });
  });
});
