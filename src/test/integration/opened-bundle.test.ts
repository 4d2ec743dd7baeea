import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseInfo } from '../../host/vault/session.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import type { ErrorValue } from '../../shared/errors.ts';
import { type BundledCase, bundledCase } from '../helpers/exported-bundle.ts';
import { createHost } from '../../host/create-host.ts';
import { temporaryFolder } from '../helpers/temporary-case.ts';

const folder = temporaryFolder();
const EVENTS = 1200;
let made: BundledCase;
const host = createHost({ checkOutput: true, workstation: { shell: 'cli', dataDir: join(folder.path, 'data') } });

type Page = OutputOf<'search.run'>;
interface Opened {
  handle: string;
  info: CaseInfo;
}

async function open(path: string, trust: object = {}): Promise<{ opened: Opened } | { error: ErrorValue }> {
  const started = await host.call('bundle.open', { path, ...trust });
  if (!started.ok) return { error: started.error };
  const { jobId } = started.value as { jobId: string };
  const job = await host.call('job.get', { jobId, wait: true });
  if (!job.ok) throw new Error(job.error.message);
  const { result, error } = job.value as { result: Opened; error?: ErrorValue };
  return error === undefined ? { opened: result } : { error };
}

async function opened(path: string, trust: object = {}): Promise<Opened> {
  const answer = await open(path, trust);
  if ('error' in answer) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.opened;
}

async function ask<T>(handle: string, name: string, input: object = {}): Promise<T> {
  const reply = await host.call(name, { handle, ...input });
  if (reply.ok) return reply.value as T;
  throw new Error(`${name}: ${reply.error.code}: ${reply.error.message}`);
}

const close = (handle: string) => ask(handle, 'case.close');

/** Without what is no part of an event: what people put on it stands in records that a bundle may leave out. */
const rowsOf = ({ events }: Page) =>
  events.map((event) => ({ ...event, integrity: { ...event.integrity, chainHash: '' } }));

async function bundle(name: string, options: object = {}): Promise<string> {
  const path = join(folder.path, name);
  const ended = await made.bundle(path, options);
  if ('error' in ended) throw new Error(`${ended.error.code}: ${ended.error.message}`);
  return path;
}

beforeAll(async () => {
  made = await bundledCase(folder.path, EVENTS);
}, 300_000);

afterAll(async () => {
  await host.close();
  await made.close();
  folder.remove();
});

const QUERIES = ['*', 'clerk AND user:user3', 'eventType:user_login', 'NOT eventType:user_login', 'ip:10.0.1.*', 'nothing-like-this'];

describe('a bundle of a whole case, opened to look at', () => {
  it.each(['folder', 'zip'])('answers as the case does, as a %s', async (form) => {
    const path = await bundle(`whole-${form}${form === 'zip' ? '.zip' : ''}`, { form, originals: true, proofs: form === 'zip' });
    const { fingerprint } = await made.call<CaseInfo>('case.info');
    const { handle, info } = await opened(path, { fingerprint });
    expect(info.bundle).toMatchObject({ verdict: 'INTACT, OWN SIGNATURE ONLY', exitCode: 0, form, records: { withheld: 0 } });
    expect(info.eventCount).toBe(EVENTS + EVENTS / 10);
    for (const query of QUERIES) {
      const asked = { query, limit: 2000 };
      const there = await made.call<Page>('search.run', asked);
      const here = await ask<Page>(handle, 'search.run', asked);
      expect(here.total).toBe(there.total);
      expect(here.events).toEqual(there.events);
      expect(here.withheld).toBeUndefined();
      for (const [name, input] of [
        ['search.histogram', { query }],
        ['search.top', { query, field: 'user' }],
        ['search.lanes', { query, field: 'eventType' }],
        ['search.fold', { query }],
      ] as const) {
        expect(await ask(handle, name, input)).toEqual(await made.call(name, input));
      }
    }
    for (const name of ['coverage.list', 'search.fields', 'ingest.sources', 'operator.list', 'annotation.totals']) {
      expect(await ask(handle, name)).toEqual(await made.call(name));
    }
    const acts = await made.call<{ seq: number }[]>('custody.list', { limit: 10_000 });
    const shown = await ask<{ seq: number }[]>(handle, 'custody.list', { limit: 10_000 });
    expect(shown).toEqual(acts.filter(({ seq }) => seq < info.headSize));
    const { events } = await ask<Page>(handle, 'search.run', { query: '*', limit: 1 });
    const seq = events[0]?.seq;
    expect(await ask(handle, 'event.get', { seq })).toEqual(events[0]);
    const raw = await ask<OutputOf<'event.raw'>>(handle, 'event.raw', { seq });
    expect(raw).toMatchObject({ availability: 'kept', rawHash: { matches: true }, recordMatchesLeaf: true });
    const check = await ask<OutputOf<'event.checkProof'>>(handle, 'event.checkProof', { seq });
    expect(check).toMatchObject({ valid: true, treeSize: info.headSize });
    await close(handle);
  }, 300_000);
});
