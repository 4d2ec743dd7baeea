/** Annotations, views and the history of searches on a real case: segments, hot part, threads, a second opening. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../shared/contract/define.ts';
import type { InputOf, OperationName, OutputOf } from '../../shared/contract/index.ts';
import { createHost, type Host } from '../../host/create-host.ts';
import {
  fillCase,
  makeCase,
  moveEventsToSegment,
  PASSPHRASE,
  temporaryFolder,
  writeAuditLines,
} from '../helpers/temporary-case.ts';

const IN_SEGMENT = 3000;
const HOT = 50;

const folder = temporaryFolder();
const dir = join(folder.path, 'case');
let host: Host;
let handle: string;

beforeAll(async () => {
  await makeCase(dir);
  writeAuditLines(join(folder.path, 'old.jsonl'), IN_SEGMENT);
  await fillCase(dir, { paths: [join(folder.path, 'old.jsonl')] });
  await moveEventsToSegment(dir);
  writeAuditLines(join(folder.path, 'new.jsonl'), HOT, IN_SEGMENT);
  await fillCase(dir, { paths: [join(folder.path, 'new.jsonl')] });
  await open();
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

async function open(): Promise<void> {
  host = createHost({ checkOutput: true });
  const opened = (await call('case.open', { dir, passphrase: PASSPHRASE })) as { handle: string };
  handle = opened.handle;
}

async function call<N extends OperationName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const reply = await host.call(name, input);
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value as OutputOf<N>;
}
const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.error.code);
const found = async (query: string): Promise<number[]> =>
  (await call('search.run', { handle, query, limit: 10_000 })).events.map(({ seq }) => seq).toSorted((a, b) => a - b);
const count = async (query: string): Promise<number | null> =>
  (await call('search.run', { handle, query, limit: 0 })).total;

describe('annotations of a case', () => {
  it('are found by a search with other clauses, in segments and in the hot part', async () => {
    const logins = await found('type:user_login');
    const [first = 0, second = 0] = logins;
    const last = logins.at(-1) as number;
    await call('annotation.add', { handle, act: 'tag', tag: 'Susp', seqs: [last, first, second] });
    await call('annotation.add', { handle, act: 'star', seqs: [first] });
    await call('annotation.add', { handle, act: 'comment', text: 'ask Olga about the clerk', seqs: [last] });
    await call('annotation.add', { handle, act: 'colour', colour: 'red', seqs: [second] });

    expect(await found('note.tag:susp')).toEqual([first, second, last]);
    expect(await found('note.tag:su* AND type:user_login NOT note.starred:true')).toEqual([second, last]);
    expect(await found('note.starred:true OR note.colour:red')).toEqual([first, second]);
    expect(await found('note.comment:olga')).toEqual([last]);
    expect(await found('note.comment:"about the clerk" note.comment:*')).toEqual([last]);
    expect(await found('note.comment:olg')).toEqual([]);
    expect(await count('NOT note.tag:*')).toBe(IN_SEGMENT + HOT - 3);
    expect(await count('note.starred:false')).toBe(IN_SEGMENT + HOT - 1);
    expect(await found('tag:susp')).toEqual([]);

    const histogram = await call('search.histogram', { handle, query: 'note.tag:susp' });
    expect(histogram.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(3);
    const top = await call('search.top', { handle, query: 'note.tag:susp', field: 'type' });
    expect(top.values).toEqual([{ value: 'user_login', count: 3 }]);
    const tags = await call('search.top', { handle, query: 'type:user_login', field: 'note.tag' });
    expect(tags).toMatchObject({ values: [{ value: 'Susp', count: 3 }], presentCount: 3 });

    const { notices } = await call('search.run', { handle, query: 'tag:susp', limit: 0 });
    expect(notices?.[0]?.hint).toBe('Write note.tag:"Susp" for the tag');
  });

  it('are told for the rows that somebody looks at, in sum, and page by page', async () => {
    const [first = 0, second = 0, last = 0] = await found('note.tag:susp');
    const rows = await call('annotation.list', { handle, seqs: [second, last, first + 1] });
    expect(rows).toMatchObject([
      { seq: second, starred: false, colour: 'red', tags: ['Susp'], comments: [] },
      { seq: last, tags: ['Susp'], comments: [{ operatorId: 'lead', text: 'ask Olga about the clerk' }] },
      { seq: first + 1, starred: false, colour: null, tags: [], comments: [] },
    ]);
    expect((await call('annotation.list', { handle, afterSeq: first, limit: 1 })).map(({ seq }) => seq)).toEqual([
      second,
    ]);
    expect(await call('annotation.tags', { handle })).toEqual({
      tags: [{ tag: 'Susp', count: 3 }],
      colours: [{ colour: 'red', count: 1 }],
      starredCount: 1,
      commentCount: 1,
      commentedCount: 1,
      annotatedCount: 3,
    });
  });

  it('are undone and redone by records, of which the event tells all', async () => {
    const [seq = 0] = await found('note.starred:true');
    const { recordSeq } = await call('annotation.add', { handle, act: 'untag', tag: 'Susp', seqs: [seq] });
    expect(await found(`note.tag:susp seq:${seq}`)).toEqual([]);
    const undo = await call('annotation.undo', { handle, recordSeq });
    expect(undo.undone).toMatchObject({ act: 'untag', tag: 'Susp', targetCount: 1 });
    expect(await found(`note.tag:susp seq:${seq}`)).toEqual([seq]);
    expect(codeOf(await host.call('annotation.undo', { handle, recordSeq }))).toBe('ANNOTATION_UNDONE');
    expect(codeOf(await host.call('annotation.undo', { handle, recordSeq: seq }))).toBe('RECORD_NOT_FOUND');
    const redo = await call('annotation.undo', { handle, recordSeq: undo.recordSeq });
    expect(await found(`note.tag:susp seq:${seq}`)).toEqual([]);
    await call('annotation.undo', { handle, recordSeq: redo.recordSeq });
    const history = await call('annotation.history', { handle, seq });
    expect(history.map(({ act, isEffective }) => [act, isEffective])).toEqual([
      ['tag', true],
      ['star', true],
      ['untag', false],
      ['undo', true],
      ['undo', false],
      ['undo', true],
    ]);
  });

  it('stand on all matches of a query, as many as were confirmed', async () => {
    const query = 'user:user3 outcome:failure';
    const matches = await found(query);
    expect(matches.length).toBeGreaterThan(20);
    const add = { handle, act: 'tag' as const, tag: 'bulk', query };
    const wrong = await host.call('annotation.add', { ...add, expectedCount: matches.length + 1 });
    expect(codeOf(wrong)).toBe('ANNOTATION_COUNT_CHANGED');
    expect(await found('note.tag:bulk')).toEqual([]);
    const { recordSeq, targetCount } = await call('annotation.add', { ...add, expectedCount: matches.length });
    expect(targetCount).toBe(matches.length);
    expect(await found('note.tag:bulk')).toEqual(matches);
    const [record] = await call('custody.list', { handle, kinds: ['annotation'], afterSeq: recordSeq - 1, limit: 1 });
    expect(record?.body).toMatchObject({ act: 'tag', tag: 'bulk', query, count: matches.length, operatorId: 'lead' });
  });

  it('are refused where they stand on nothing, on something else than events, or say nothing', async () => {
    const star = { handle, act: 'star' };
    const inputs = [
      { ...star, seqs: [0] },
      { ...star, seqs: [10_000_000] },
      { ...star, query: 'nobodysaidthis' },
      { ...star, query: 'kind:unlock' },
      { ...star, seqs: [] },
      { ...star },
      { ...star, seqs: [5], query: '*' },
      { ...star, seqs: [5], expectedCount: 1 },
      { ...star, seqs: [5], tag: 'x' },
      { handle, act: 'tag', seqs: [5] },
      ...['', ' x', 'x\u0007', 'x\u202ey', 'x'.repeat(65)].map((tag) => ({ handle, act: 'tag', seqs: [5], tag })),
      { handle, act: 'comment', seqs: [5], text: '\ud800' },
      { handle, act: 'colour', seqs: [5], colour: 'pink' },
    ];
    const before = (await call('custody.list', { handle, kinds: ['annotation'] })).length;
    const codes = [];
    for (const input of inputs) codes.push(codeOf(await host.call('annotation.add', input)));
    expect(codes).toEqual([...Array(4).fill('RECORD_NOT_FOUND'), ...Array(13).fill('CONTRACT_BAD_INPUT')]);
    expect((await call('custody.list', { handle, kinds: ['annotation'] })).length).toBe(before);
  });

  it('may stand on every event of the case', async () => {
    const { targetCount, recordSeq } = await call('annotation.add', { handle, act: 'star', query: '*' });
    expect(targetCount).toBe(IN_SEGMENT + HOT);
    expect(await count('note.starred:true')).toBe(IN_SEGMENT + HOT);
    await call('annotation.undo', { handle, recordSeq });
    expect(await count('note.starred:true')).toBe(1);
  });

  it('are the same after the case was closed and opened, and the case is intact', async () => {
    const before = await call('annotation.tags', { handle });
    const bulk = await found('note.tag:bulk');
    await host.close();
    await open();
    expect(await call('annotation.tags', { handle })).toEqual(before);
    expect(await found('note.tag:bulk')).toEqual(bulk);
    const { jobId } = (await call('verify.start', { handle, mode: 'strict' })) as { jobId: string };
    const job = await call('job.get', { jobId, wait: true });
    expect(job.result).toMatchObject({ verdict: 'intact', findings: [] });
  });
});

describe('views of a case', () => {
  it('are kept by name, the newest one counts, and a removed one is gone from the list only', async () => {
    const state = { query: 'note.tag:susp', columns: ['time', 'user'], widths: { time: 120 } };
    await call('view.save', { handle, name: 'Logins', state });
    await call('view.save', { handle, name: 'Zone B', state: { query: '*' } });
    const { recordSeq } = await call('view.save', { handle, name: 'Logins', state: { ...state, sort: 'newest' } });
    await call('view.remove', { handle, name: 'Zone B' });
    expect(await call('view.list', { handle })).toEqual([
      { name: 'Logins', state: { ...state, sort: 'newest' }, recordSeq, at: expect.any(String), operatorId: 'lead' },
    ]);
    expect(codeOf(await host.call('view.remove', { handle, name: 'Zone B' }))).toBe('RECORD_NOT_FOUND');
    const large = { handle, name: 'Large', state: { text: 'x'.repeat(65_536) } };
    expect(codeOf(await host.call('view.save', large))).toBe('CONTRACT_BAD_INPUT');
    expect(await call('custody.list', { handle, kinds: ['setting'] })).toHaveLength(4);
  });
});

describe('the history of searches', () => {
  it('has each query once, newest first, with what it found', async () => {
    await found('user:user1');
    await found('user:user2');
    await found('user:user1');
    await call('search.top', { handle, query: 'user:user4', field: 'type' });
    const past = await call('search.history', { handle, limit: 3 });
    expect(past).toMatchObject([
      { query: 'user:user4', resultCount: null, operatorId: 'lead' },
      { query: 'user:user1', resultCount: (await found('user:user1')).length },
      { query: 'user:user2' },
    ]);
  });
});
