import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const digestsOf = ({ events }: Page): string[] => events.map(({ integrity }) => integrity.hash);

/** What a chart spans depends on where events lie, in a segment or beside it; what it counts does not. */
const countsOf = (answer: object): object => ({ ...answer, fromUs: 0, toUs: 0 });

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

const QUERIES = [
  '*',
  'clerk AND user:user3',
  'eventType:user_login',
  'NOT eventType:user_login',
  'ip:10.0.1.*',
  'nothing-like-this',
];

describe('a bundle of a whole case, opened to look at', () => {
  it.each(['folder', 'zip'])(
    'answers as the case does, as a %s',
    async (form) => {
      const path = await bundle(`whole-${form}${form === 'zip' ? '.zip' : ''}`, {
        form,
        originals: true,
        proofs: form === 'zip',
      });
      const { fingerprint } = await made.call<CaseInfo>('case.info');
      const { handle, info } = await opened(path, { fingerprint });
      expect(info.bundle).toMatchObject({
        verdict: 'INTACT, OWN SIGNATURE ONLY',
        exitCode: 0,
        form,
        records: { withheld: 0 },
      });
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
          expect(countsOf(await ask(handle, name, input))).toEqual(countsOf(await made.call(name, input)));
        }
      }
      for (const name of ['coverage.list', 'search.fields', 'ingest.sources', 'operator.list', 'annotation.tags']) {
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
    },
    300_000,
  );
});

describe('a bundle that does not show everything', () => {
  it('of a query has its rows, their digests and proofs, and says how many records are left out', async () => {
    const query = 'eventType:user_login';
    const { handle, info } = await opened(await bundle('query', { query }));
    const asked = { query, limit: 2000, order: 'oldest' };
    const there = await made.call<Page>('search.run', asked);
    const here = await ask<Page>(handle, 'search.run', asked);
    expect(here.total).toBe(there.total);
    expect(digestsOf(here)).toEqual(digestsOf(there));
    expect(here.withheld).toBe(info.bundle?.records.withheld);
    expect(here.withheld).toBeGreaterThan(800);
    const none = await ask<Page>(handle, 'search.run', { query: 'eventType:file_access' });
    expect(none).toMatchObject({ total: 0, withheld: here.withheld });
    expect(await ask(handle, 'search.histogram', { query })).toMatchObject({ withheld: here.withheld });
    expect(await ask(handle, 'coverage.list')).toMatchObject({ withheld: here.withheld });
    for (const { seq } of [here.events[0], here.events[200], here.events.at(-1)].filter(
      (event) => event !== undefined,
    )) {
      expect(await ask(handle, 'event.checkProof', { seq })).toMatchObject({ valid: true, treeSize: info.headSize });
    }
    const all = await made.call<Page>('search.run', { query: 'eventType:file_access', limit: 1 });
    const hidden = await host.call('event.get', { handle, seq: all.events[0]?.seq });
    expect(hidden).toMatchObject({
      ok: false,
      error: { code: 'RECORD_NOT_FOUND', message: expect.stringContaining('left out') },
    });
    await close(handle);
  }, 300_000);

  it('shows a redacted event by what is left of it, with the reason, and finds it by nothing that was taken out', async () => {
    const redact = [
      { pointer: '/body/source/userId', basis: 'Data protection order 7', description: 'names of staff' },
    ];
    const { handle, info } = await opened(await bundle('redacted', { redact }));
    expect(info.bundle?.records.redacted).toBe(EVENTS + EVENTS / 10);
    const asked = { query: 'clerk', limit: 2000 };
    const here = await ask<Page>(handle, 'search.run', asked);
    expect(digestsOf(here)).toEqual(digestsOf(await made.call<Page>('search.run', asked)));
    const [event] = here.events;
    expect(event?.source).not.toHaveProperty('userId');
    expect(event?.redacted).toMatchObject({
      removed: expect.arrayContaining(['/body/source/userId']),
      reason: { basis: 'Data protection order 7', by: 'lead' },
    });
    expect(await ask<Page>(handle, 'search.run', { query: 'user:user3' })).toMatchObject({ total: 0 });
    const seq = event?.seq;
    expect(await ask(handle, 'event.get', { seq })).toEqual(event);
    const check = await ask<OutputOf<'event.checkProof'>>(handle, 'event.checkProof', { seq });
    expect(check).toMatchObject({ valid: null, computedRoot: check.headRoot });
    expect(await ask(handle, 'record.get', { seq })).toMatchObject({ matchesLeaf: null, digest: null });
    expect(await ask(handle, 'event.raw', { seq })).toMatchObject({ bytesBase64: null });
    expect(await ask(handle, 'coverage.list')).toMatchObject({ sources: expect.any(Array) });
    await close(handle);
  }, 300_000);

  it('counts what is withheld and tells why a record is', async () => {
    const withhold = [{ query: 'user:user5', basis: 'Attorney-client privilege' }];
    const { handle, info } = await opened(await bundle('withheld', { withhold }));
    const gone = await made.call<Page>('search.run', { query: 'user:user5', limit: 2000 });
    expect(info.bundle?.records.withheld).toBe(gone.total);
    expect(await ask<Page>(handle, 'search.run', { query: 'user:user5' })).toMatchObject({
      total: 0,
      withheld: gone.total,
    });
    const reply = await host.call('event.get', { handle, seq: gone.events[0]?.seq });
    expect(reply).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('Attorney-client privilege') },
    });
    const next = await ask<Page>(handle, 'search.run', { query: 'user:user6', limit: 1 });
    expect(await ask(handle, 'event.checkProof', { seq: next.events[0]?.seq })).toMatchObject({ valid: true });
    await close(handle);
  }, 300_000);

  it('takes no act, whoever asks, and says that it is a bundle', async () => {
    const { handle } = await opened(await bundle('for-acts', { query: 'user:user9' }));
    for (const [name, input] of [
      ['annotation.add', { act: 'star', seqs: [5] }],
      ['ingest.start', { paths: ['x'] }],
      ['custody.add', { act: 'open', items: [{ sha256: '0'.repeat(64) }] }],
      ['bundle.create', { path: join(folder.path, 'again') }],
      ['operator.add', { operatorId: 'x', name: 'X', role: 'lead', passphrase: 'a long enough passphrase' }],
    ] as const) {
      const reply = await host.call(name, { handle, ...input });
      expect([name, reply]).toMatchObject([
        name,
        { ok: false, error: { code: 'CASE_READ_ONLY', message: expect.stringContaining('evidence bundle') } },
      ]);
    }
    await close(handle);
  }, 300_000);
});

/** A copy of a bundle with something done to it. */
function changed(name: string, from: string, change: (file: (name: string) => string) => void): string {
  const path = join(folder.path, name);
  rmSync(path, { recursive: true, force: true });
  cpSync(join(folder.path, from), path, { recursive: true });
  change((file) => join(path, file));
  return path;
}

const RECORDS = 'data/case/records.ndjson';
const edit = (path: string, replace: (text: string) => string): void =>
  writeFileSync(path, replace(readFileSync(path, 'utf8')));

describe('a bundle that is not what was given away', () => {
  beforeAll(() => bundle('proved', { query: 'user:user3', proofs: true }), 300_000);

  it('is opened to look, under its verdict, which names the event whose line was changed', async () => {
    const path = changed('broken', 'proved', (file) =>
      edit(file(RECORDS), (text) =>
        text.replace('entry 300 of the ledger was read', 'entry 300 of the ledger was made'),
      ),
    );
    const { handle, info } = await opened(path);
    expect(info.bundle).toMatchObject({ verdict: 'BROKEN', exitCode: 1 });
    const page = await ask<Page>(handle, 'search.run', { query: '"was made by a clerk"' });
    expect(page.total).toBe(1);
    const seq = page.events[0]?.seq ?? -1;
    const report = await ask<OutputOf<'bundle.report'>>(handle, 'bundle.report');
    expect(report.checks).toHaveLength(12);
    expect(report.failures).toContainEqual(expect.objectContaining({ code: 'proof-wrong', record: seq }));
    expect(report.failures.filter(({ code }) => code === 'proof-wrong')).toHaveLength(1);
    expect(await ask(handle, 'event.checkProof', { seq })).toMatchObject({ valid: false });
    const other = await ask<Page>(handle, 'search.run', { query: '"entry 311 of"' });
    expect(await ask(handle, 'event.checkProof', { seq: other.events[0]?.seq })).toMatchObject({ valid: true });
    await close(handle);
  }, 300_000);

  it('keeps every other event in its place where a line was taken out', async () => {
    const path = changed('shorter', 'proved', (file) =>
      edit(file(RECORDS), (text) => text.replace(/^.*entry 300 of the ledger.*\n/mu, '')),
    );
    const { handle, info } = await opened(path);
    expect(info.bundle?.verdict).toBe('BROKEN');
    const there = await made.call<Page>('search.run', { query: 'user:user3', limit: 2000 });
    const here = await ask<Page>(handle, 'search.run', { query: 'user:user3', limit: 2000 });
    const isThere = (hash: string): boolean =>
      !there.events.some((e) => e.integrity.hash === hash && /entry 300 of/u.test(String(e.metadata['message'])));
    expect(digestsOf(here)).toEqual(digestsOf(there).filter(isThere));
    await close(handle);
  }, 300_000);

  it('is refused where it can not be read at all, by the name of the file and the place', async () => {
    const cases: [string, (file: (name: string) => string) => void, RegExp][] = [
      [
        'no-json',
        (file) => edit(file(RECORDS), (text) => text.replace('{"at"', '{at"')),
        /line \d+ of data\/case\/records\.ndjson/u,
      ],
      [
        'long',
        (file) => edit(file(RECORDS), (text) => `{"at":"${'x'.repeat(1_100_000)}"}\n${text}`),
        /line 1 of .* longer than 1 MiB|without an end|can not be read/u,
      ],
      ['no-lines', (file) => rmSync(file(RECORDS)), /records\.ndjson/u],
      ['no-bag', (file) => rmSync(file('data'), { recursive: true }), /lost|missing|not there/u],
    ];
    for (const [name, change, why] of cases) {
      const answer = await open(changed(name, 'proved', change));
      expect([name, answer]).toMatchObject([
        name,
        { error: { code: 'BUNDLE_UNREADABLE', message: expect.stringMatching(why) } },
      ]);
    }
    writeFileSync(join(folder.path, 'not.zip'), 'this is no zip file');
    expect(await open(join(folder.path, 'not.zip'))).toMatchObject({ error: { code: 'BUNDLE_UNREADABLE' } });
    expect(await open(join(folder.path, 'nowhere'))).toMatchObject({ error: { code: 'FILE_NOT_FOUND' } });
    expect(await open(made.dir)).toMatchObject({ error: { code: 'BUNDLE_UNREADABLE' } });
  }, 300_000);
});

describe('the index of an opened bundle', () => {
  it('is gone once the bundle is closed', async () => {
    const indexes = (): string[] => readdirSync(join(folder.path, 'data', 'opened-bundles'));
    const { handle } = await opened(await bundle('for-index', { query: 'user:user9' }));
    expect(indexes()).toHaveLength(1);
    await close(handle);
    expect(indexes()).toEqual([]);
  }, 300_000);
});
