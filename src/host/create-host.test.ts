import { describe, expect, it } from 'vitest';
import type { Reply } from '../shared/contract/define.ts';
import type { HostEvent } from '../shared/contract/events.ts';
import { memoryCase, memoryEngine, MEMORY_PASSPHRASE, type MemoryCase } from '../test/helpers/memory-case.ts';
import { createHost, type Host } from './create-host.ts';

async function openHost(state: MemoryCase): Promise<{ host: Host; handle: string }> {
  const host = createHost({ cases: memoryEngine(state), checkOutput: true });
  const opened = await host.call('case.open', { dir: '/case', passphrase: MEMORY_PASSPHRASE });
  return { host, handle: (valueOf(opened) as { handle: string }).handle };
}

function valueOf(reply: Reply): unknown {
  if (reply.ok) return reply.value;
  throw new Error(`${reply.error.code}: ${reply.error.message}`);
}

const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.error.code);

describe('calling an operation', () => {
  it('answers an unknown name, a bad input and a closed handle by value, each with its code and a trace id', async () => {
    const { host, handle } = await openHost(memoryCase());
    const replies = [
      await host.call('case.burn', {}),
      await host.call('search.run', { handle, query: 'x', limit: 'many' }),
      await host.call('search.run', { handle, query: 'x', surprise: 1 }),
      await host.call('search.run', { handle: 'made-up', query: 'x' }),
      await host.call('case.open', { dir: '/case', passphrase: 'wrong' }),
      await host.call('event.get', { handle, seq: 99 }),
    ];
    expect(replies.map(codeOf)).toEqual([
      'CONTRACT_UNKNOWN_OPERATION',
      'CONTRACT_BAD_INPUT',
      'CONTRACT_BAD_INPUT',
      'CASE_NOT_OPEN',
      'VAULT_KEY_WRONG',
      'RECORD_NOT_FOUND',
    ]);
    const traceIds = replies.map((reply) => (reply.ok ? '' : reply.error.traceId));
    expect(new Set(traceIds).size).toBe(replies.length);
  });

  it('names the field that is wrong', async () => {
    const { host, handle } = await openHost(memoryCase());
    const reply = await host.call('ingest.start', { handle, paths: ['a'], year: 3.5 });
    expect(reply.ok ? '' : reply.error.message).toMatch(/^year: /);
  });

  it('resolves even where the input throws when it is looked at', async () => {
    const { host } = await openHost(memoryCase());
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new TypeError('trap');
        },
        ownKeys: () => {
          throw new TypeError('trap');
        },
      },
    ); // prettier-ignore
    expect(codeOf(await host.call('case.describe', trap))).toMatch(/INTERNAL|CONTRACT_BAD_INPUT/);
  });

  it('tells a bug apart from an error, with its stack for whoever listens', async () => {
    const seen: unknown[] = [];
    const cases = memoryEngine(memoryCase());
    const host = createHost({
      cases: { ...cases, describeCase: async () => Promise.reject(new RangeError('impossible')) },
      onBug: (_, error) => seen.push(error),
    });
    const reply = await host.call('case.describe', { dir: '/case' });
    expect(reply.ok ? undefined : [reply.error.code, reply.error.blame]).toEqual(['INTERNAL', 'bug']);
    expect(seen).toEqual([new RangeError('impossible')]);
  });

  it('gives a full disk and a missing file their codes', async () => {
    const cases = memoryEngine(memoryCase());
    const failWith = (code: string) =>
      createHost({
        cases: { ...cases, describeCase: async () => Promise.reject(Object.assign(new Error(code), { code })) },
      });
    expect(codeOf(await failWith('ENOSPC').call('case.describe', { dir: '/x' }))).toBe('DISK_FULL');
    expect(codeOf(await failWith('ENOENT').call('case.describe', { dir: '/x' }))).toBe('FILE_NOT_FOUND');
    expect(codeOf(await failWith('constructor').call('case.describe', { dir: '/x' }))).toBe('INTERNAL');
  });

  it('finds an answer that breaks the contract', async () => {
    const state = memoryCase();
    const { host, handle } = await openHost(state);
    state.events.push({ ...state.events[0]!, seq: -1 });
    expect(codeOf(await host.call('search.run', { handle, query: '*' }))).toBe('INTERNAL');
  });
});

describe('roles', () => {
  it('lets a reviewer search but not add evidence, and writes the attempt down', async () => {
    const state = memoryCase({ role: 'reviewer' });
    const { host, handle } = await openHost(state);
    expect(codeOf(await host.call('search.run', { handle, query: 'first' }))).toBe('ok');
    expect(codeOf(await host.call('ingest.start', { handle, paths: ['x'] }))).toBe('ROLE_FORBIDDEN');
    expect(codeOf(await host.call('export.start', { handle, query: '*', format: 'csv', path: 'x' }))).toBe(
      'ROLE_FORBIDDEN',
    );
    expect(state.records.map(({ kind, body }) => [kind, body['act'] ?? body['query'], body['operation']])).toEqual([
      ['search', 'first', undefined],
      ['custody', 'denied', 'ingest.start'],
      ['custody', 'denied', 'export.start'],
    ]);
  });
});

describe('searching', () => {
  it('is written into the case log once a query, not once a page or chart', async () => {
    const state = memoryCase();
    const { host, handle } = await openHost(state);
    const first = valueOf(await host.call('search.run', { handle, query: '*', limit: 1 })) as { nextCursor: string };
    await host.call('search.run', { handle, query: '*', limit: 1, cursor: first.nextCursor });
    await host.call('search.histogram', { handle, query: '*' });
    await host.call('search.top', { handle, query: '*', field: 'user' });
    expect(state.records.map(({ kind, body }) => ({ kind, body }))).toEqual([
      { kind: 'search', body: { query: '*', resultCount: 2 } },
    ]);
  });

  it('leaves a trace also where somebody only asks for a chart, or begins with a cursor', async () => {
    const state = memoryCase();
    const { host, handle } = await openHost(state);
    await host.call('search.histogram', { handle, query: 'first' });
    await host.call('search.run', { handle, query: 'second', cursor: '0' });
    expect(state.records.map(({ body }) => body['query'])).toEqual(['first', 'second']);
  });

  it('takes a page by offset and lanes for parts of a query that was written down, a look around an event not', async () => {
    const state = memoryCase();
    const { host, handle } = await openHost(state);
    await host.call('search.run', { handle, query: '*', limit: 1 });
    for (const offset of [0, 1, 0]) await host.call('search.run', { handle, query: '*', limit: 1, offset });
    await host.call('search.lanes', { handle, query: '*', field: 'user' });
    for (const after of [1, 1, 2]) await host.call('search.around', { handle, seq: 3, before: 0, after });
    await host.call('search.run', { handle, query: 'first', offset: 0 });
    await host.call('search.fields', { handle });
    await host.call('coverage.list', { handle });
    expect(state.records.map(({ body }) => body)).toEqual([
      { query: '*', resultCount: 2 },
      { query: '', around: 3, resultCount: 2 },
      { query: '', around: 3, resultCount: 2 },
      { query: 'first', resultCount: 1 },
    ]);
  });

  it('takes a cursor or an offset, not both, and no more lanes than can be told apart', async () => {
    const { host, handle } = await openHost(memoryCase());
    const both = await host.call('search.run', { handle, query: '*', cursor: '1', offset: 1 });
    expect(both).toMatchObject({ ok: false, error: { code: 'CONTRACT_BAD_INPUT', details: { path: 'offset' } } });
    const values = Array.from({ length: 51 }, (_, i) => String(i));
    expect(codeOf(await host.call('search.lanes', { handle, query: '*', field: 'user', values }))).toBe(
      'CONTRACT_BAD_INPUT',
    );
    expect(codeOf(await host.call('search.around', { handle, seq: 99, before: 1, after: 1 }))).toBe('RECORD_NOT_FOUND');
  });

  it('says of a query that is being typed what is wrong with it and where, or how it is read, and searches nothing', async () => {
    const state = memoryCase();
    const { host } = await openHost(state);
    expect(valueOf(await host.call('search.check', { query: 'error: timeout' }))).toMatchObject({
      ok: false,
      mistakes: [{ from: 0, to: 6, message: 'Nothing stands right after error:' }],
    });
    expect(valueOf(await host.call('search.check', { query: 'user:ada  AND (x OR y)' }))).toEqual({
      ok: true,
      readAs: 'user:"ada" AND ("x" OR "y")',
    });
    expect(valueOf(await host.call('search.check', { query: 'alice or bob' }))).toMatchObject({
      ok: true,
      notices: [{ from: 6, to: 8 }],
    });
    expect(state.records).toEqual([]);
  });

  it('writes the same query down again when it is run again', async () => {
    const state = memoryCase();
    const { host, handle } = await openHost(state);
    await host.call('search.run', { handle, query: 'first', from: '2026-01-01T00:00:00Z' });
    await host.call('search.run', { handle, query: 'first', from: '2026-01-01T00:00:00Z' });
    expect(state.records.map(({ body }) => body['from'])).toEqual(['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z']);
  });

  it('works on a case that can not be written to, and writes nothing', async () => {
    const state = memoryCase({ readOnlyReason: 'read-only medium' });
    const { host, handle } = await openHost(state);
    expect(codeOf(await host.call('search.run', { handle, query: 'first' }))).toBe('ok');
    expect(state.records).toEqual([]);
  });
});

describe('jobs', () => {
  it('answer at once, report progress, and keep their result', async () => {
    const state = memoryCase();
    const { host, handle } = await openHost(state);
    const events: HostEvent[] = [];
    const stop = host.on((event) => events.push(event));
    const { jobId } = valueOf(await host.call('ingest.start', { handle, paths: ['/logs'] })) as { jobId: string };
    const job = valueOf(await host.call('job.get', { jobId, wait: true }));
    stop();
    expect(job).toMatchObject({ state: 'done', operation: 'ingest.start', result: state.ingestResult });
    expect(events).toEqual([
      {
        type: 'job.progress',
        jobId,
        operation: 'ingest.start',
        phase: 'ingest',
        unit: 'bytes',
        done: 1,
        total: 2,
        label: '/logs',
        eventCount: 1,
      },
      { type: 'job.finished', jobId, operation: 'ingest.start', ok: true },
    ]);
  });

  it('end as cancelled when they are stopped', async () => {
    const { host, handle } = await openHost(memoryCase({ gate: new Promise(() => {}) }));
    const { jobId } = valueOf(await host.call('verify.start', { handle, mode: 'fast' })) as { jobId: string };
    expect(valueOf(await host.call('job.get', { jobId }))).toMatchObject({ state: 'running' });
    await host.call('job.cancel', { jobId });
    const job = valueOf(await host.call('job.get', { jobId, wait: true }));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'CANCELLED', blame: 'cancelled' } });
  });

  it('are stopped before their case is closed', async () => {
    const state = memoryCase({ gate: new Promise(() => {}) });
    const { host, handle } = await openHost(state);
    const { jobId } = valueOf(await host.call('ingest.start', { handle, paths: ['/logs'] })) as { jobId: string };
    await host.call('case.close', { handle });
    expect(valueOf(await host.call('job.get', { jobId }))).toMatchObject({ state: 'failed' });
    expect(state.closed).toBe(1);
    expect(codeOf(await host.call('case.info', { handle }))).toBe('CASE_NOT_OPEN');
  });

  it('write the outcome of a verification into the case log', async () => {
    const state = memoryCase();
    const { host, handle } = await openHost(state);
    const { jobId } = valueOf(await host.call('verify.start', { handle, mode: 'strict' })) as { jobId: string };
    await host.call('job.get', { jobId, wait: true });
    expect(state.records).toMatchObject([
      { kind: 'verify', body: { verdict: 'intact', mode: 'strict', recordCount: 6 } },
    ]);
  });
});

describe('closing the host', () => {
  it('closes every case that is still open', async () => {
    const state = memoryCase();
    const { host } = await openHost(state);
    await host.call('case.open', { dir: '/other', passphrase: MEMORY_PASSPHRASE });
    await host.close();
    await host.close();
    expect(state.closed).toBe(2);
  });
});
