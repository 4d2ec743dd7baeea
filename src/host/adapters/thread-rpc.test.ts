/** Calls across a real thread: values, errors by code, events, and what happens when the thread dies. */
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { RpcClient } from './thread-rpc.ts';

const module = JSON.stringify(new URL('./thread-rpc.ts', import.meta.url).href);
const errors = JSON.stringify(new URL('../../shared/errors.ts', import.meta.url).href);
const SERVER = `
  const { parentPort } = require('node:worker_threads');
  Promise.all([import(${module}), import(${errors})]).then(([{ serveRpc }, { AppError }]) => {
    serveRpc(parentPort, {
      add: (emit, a, b) => a + b,
      later: (emit, ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value)),
      count(emit, to) { for (let i = 0; i < to; i++) emit({ i }); return to; },
      refuse() { throw new AppError('CASE_BUSY', 'somebody is there', { details: { holder: 'ada' } }); },
      break() { null.nothing; },
      uncloneable: () => () => undefined,
      die() { setImmediate(() => { throw new Error('the thread broke'); }); return new Promise(() => undefined); },
      leave: () => process.exit(0),
    });
  });`;

const clients: RpcClient[] = [];
function start(): RpcClient {
  const client = new RpcClient(new Worker(SERVER, { eval: true, stderr: true }));
  clients.push(client);
  return client;
}
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.stop()));
});

describe('a call across a thread', () => {
  it('gives the value back', async () => {
    expect(await start().call('add', [2, 3])).toBe(5);
  });

  it('gives each caller its own answer, in whatever order they come', async () => {
    const client = start();
    const calls = [30, 1, 15].map((ms) => client.call('later', [ms, ms]));
    expect(await Promise.all(calls)).toEqual([30, 1, 15]);
  });

  it('tells how far it is, in order, before it ends', async () => {
    const seen: unknown[] = [];
    expect(await start().call('count', [3], (event) => seen.push(event))).toBe(3);
    expect(seen).toEqual([{ i: 0 }, { i: 1 }, { i: 2 }]);
  });

  it('brings an error across with its code and details', async () => {
    await expect(start().call('refuse')).rejects.toMatchObject({
      name: 'AppError',
      code: 'CASE_BUSY',
      blame: 'environment',
      message: 'somebody is there',
      details: { holder: 'ada' },
    });
  });

  it.each(['break', 'absent', 'toString', '__proto__', 'uncloneable'])(
    'says %s is a fault of the program',
    async (method) => {
      await expect(start().call(method)).rejects.toMatchObject({ code: 'INTERNAL', blame: 'bug' });
    },
  );

  it('goes on after an error', async () => {
    const client = start();
    await expect(client.call('refuse')).rejects.toMatchObject({ code: 'CASE_BUSY' });
    expect(await client.call('add', [1, 1])).toBe(2);
  });
});

describe('a thread that dies', () => {
  it.each(['die', 'leave'])('by %s ends every call under way, and refuses new ones', async (how) => {
    const client = start();
    expect(await client.call('add', [1, 1])).toBe(2);
    const waiting = client.call('later', [60_000, 1]);
    const dying = client.call(how);
    const outcomes = await Promise.allSettled([waiting, dying]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(client.call('add', [1, 1])).rejects.toThrow(/broke|has ended/);
  });

  it('because it was stopped ends them too', async () => {
    const client = start();
    const waiting = client.call('later', [60_000, 1]);
    const [outcome] = await Promise.allSettled([waiting, client.stop()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'The thread of the case has ended' } });
  });
});
