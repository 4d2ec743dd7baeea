/** Proofs of sources on the real case: checked when evidence comes in and when somebody asks, recorded, and still an intact log. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBundle } from '../../host/bundle-session/check-bundle.ts';
import { createHost, type Host } from '../../host/create-host.ts';
import { digestPem, headObject, makeTrail, publicKeyList } from '../helpers/cloudtrail-digests.ts';
import { eventLog, hideRecord } from '../helpers/event-log.ts';
import type { OutputOf, ResultOf } from '../../shared/contract/index.ts';
import { describeRecord, isCaseCheck, type CustodyRecord } from '../../shared/describe-record.ts';
import { audittrail } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temporary-case.ts';

const PASSPHRASE = 'correct horse battery';
const folder = temporaryFolder();
const dir = join(folder.path, 'case');
const at = (path: string): string => join(folder.path, path);
let host: Host;
let handle: string;

async function call<T>(name: string, input: object = {}): Promise<T> {
  const reply = await host.call(name, { handle, ...input });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${reply.error.message}`);
  return reply.value as T;
}
async function job<T>(name: string, input: object = {}): Promise<T> {
  const { jobId } = await call<{ jobId: string }>(name, input);
  const reply = await host.call('job.get', { jobId, wait: true });
  const { result, error } = (reply as { value: { result: T; error?: { code: string } } }).value;
  if (error !== undefined) throw new Error(error.code);
  return result;
}
type Checked = OutputOf<'proof.list'>['sources'];
const listed = async (): Promise<Checked> => (await call<OutputOf<'proof.list'>>('proof.list')).sources;
const find = (sources: Checked, ending: string): Checked[number] => {
  const found = sources.find(({ path }) => path.endsWith(ending));
  if (found === undefined) throw new Error(`no source ${ending}`);
  return found;
};
const told = ({ proofs }: Checked[number]): string[] => proofs.map(({ kind, verdict }) => `${kind} ${verdict}`);

function put(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), bytes);
}
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const steady = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    timeUs: Date.parse('2024-05-06T07:00:00Z') * 1000 + i * 60e6,
  }));
const whole = eventLog(steady(120));
const PLAIN = '2024-05-06T07:00:00Z host app: started\n';
const trail = makeTrail([1, 0, 1]);

beforeAll(async () => {
  put('ev/Security.evtx', whole);
  put('ev/cut.evtx', eventLog(steady(120).filter(({ id }) => id !== 77)));
  put('ev/edited.evtx', hideRecord(whole, 0, 30));
  put('ev/app.log', PLAIN);
  put('ev/SHA256SUMS', `${sha256(whole)}  Security.evtx\n${sha256('other')}  app.log\n${sha256('x')}  ../../gone\n`);
  put('quiet/notes.log', `${PLAIN}2024-05-06T08:00:00Z host app: stopped\n`);
  for (const { path, text } of [...trail.digests, ...trail.logs]) put(`aws/${path}.gz`, gzipSync(text));
  put('aws/newest.head-object.json', headObject(trail.signatures.at(-1) as string));
  put('keys.json', publicKeyList());
  put('key.pem', digestPem());
  host = createHost({ checkOutput: true });
  const request = { dir, name: 'C', operatorId: 'lead', operatorName: 'Lead', passphrase: PASSPHRASE };
  const made = await host.call('case.create', request);
  ({ handle } = (made as { value: { handle: string } }).value);
  await job('ingest.start', { paths: [at('ev')] });
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

const recorded = async (): Promise<CustodyRecord[]> =>
  (await call<CustodyRecord[]>('custody.list', { kinds: ['verify'] })).filter((record) => !isCaseCheck(record));

describe('an ingest', () => {
  it('checks what can be checked without keys, and records it once', async () => {
    const sources = await listed();
    expect(told(find(sources, 'Security.evtx'))).toEqual([
      'evtx-checksums holds',
      'evtx-record-ids holds',
      'evtx-times holds',
      // Of three files of one log two were edited: the numbers of all three follow each other from 1.
      'evtx-channel holds',
      'listed-hash holds',
    ]);
    expect(find(sources, 'Security.evtx').state).toBe('holds');
    expect(find(sources, 'cut.evtx').state).toBe('fails');
    expect(find(sources, 'edited.evtx').state).toBe('fails');
    expect(told(find(sources, 'app.log'))).toEqual(['listed-hash fails']);
    expect(find(sources, 'SHA256SUMS').state).toBe('fails');
    const records = await recorded();
    expect(records.map((record) => describeRecord(record, ''))).toEqual([
      'proofs of 5 sources: 10 hold, 4 fail, 1 could not be checked, 0 sources without any',
    ]);
    const [ids] = find(sources, 'cut.evtx').proofs.filter(({ kind }) => kind === 'evtx-record-ids');
    expect(ids?.details[0]).toMatchObject({ what: 'id-gap', firstRecordId: '77', lastRecordId: '77' });
    expect(ids?.recordSeq).toBe(records[0]?.seq);
  });

  it('leads to the records around a gap by the bytes they were read from', async () => {
    const [ids] = find(await listed(), 'cut.evtx').proofs.filter(({ kind }) => kind === 'evtx-record-ids');
    const { offset, nextOffset } = ids?.details[0] ?? {};
    const { sha256: source } = find(await listed(), 'cut.evtx');
    const query = `source.sha256:${source} AND (offset:${offset} OR offset:${nextOffset})`;
    const page = await call<OutputOf<'search.run'>>('search.run', { query });
    const numbers = page.events.map(({ metadata }) => (metadata['winlog'] as { record_id: string }).record_id);
    expect(numbers.toSorted()).toEqual(['76', '78']);
  });

  it('of what carries no proof records nothing, and it is absent, not fine', async () => {
    await job('ingest.start', { paths: [at('quiet')] });
    expect(await recorded()).toHaveLength(1);
    const source = find(await listed(), 'notes.log');
    expect([source.state, ...told(source)]).toEqual(['absent', 'none absent']);
  });
});

describe('a check that is asked for', () => {
  it('walks a digest chain with the keys given, and tells what it said before', async () => {
    await job('ingest.start', { paths: [at('aws')] });
    const before = (await listed()).filter(({ path }) => path.includes('CloudTrail-Digest'));
    expect(before.map(({ state }) => state)).toEqual(['could-not-check', 'could-not-check', 'could-not-check']);
    const result = await job<ResultOf<'proof.check'>>('proof.check', { keyPaths: [at('keys.json')] });
    expect(result.keys).toEqual([{ kind: 'rsa', id: 'ab'.repeat(16) }]);
    const after = (await listed()).filter(({ path }) => path.includes('/CloudTrail'));
    expect(after.map(({ state }) => state)).toEqual(after.map(() => 'holds'));
    expect(after).toHaveLength(5);
    expect(find(after, '20240506T010000Z.json').proofs[0]?.earlier?.verdict).toBe('could-not-check');
    await job('proof.check', { keyPaths: [at('key.pem')] });
  });

  it('of one source leaves the others, takes a list from outside, and refuses what is no key and no list', async () => {
    put('outside.md5', `${createHash('md5').update(PLAIN).digest('hex')}  app.log\n`);
    const { sourceSeq } = find(await listed(), 'app.log');
    const input = { sourceSeqs: [sourceSeq], listPaths: [at('outside.md5')] };
    const result = await job<ResultOf<'proof.check'>>('proof.check', input);
    expect(result.sources.map(({ proofs }) => proofs.map(({ kind, verdict }) => `${kind} ${verdict}`))).toEqual([
      ['listed-hash fails', 'listed-hash holds'],
    ]);
    expect(result.lists.map(({ proofs }) => proofs[0]?.verdict)).toEqual(['holds']);
    await expect(job('proof.check', { keyPaths: [at('ev/app.log')] })).rejects.toThrow('PROOF_KEY_UNREADABLE');
    await expect(job('proof.check', { listPaths: [at('key.pem')] })).rejects.toThrow('PROOF_LIST_UNREADABLE');
  });

  it('says that it could not where a source by reference is gone or was changed', async () => {
    put('ref/by.evtx', eventLog(steady(10)));
    await job('ingest.start', { paths: [at('ref')], keepOriginals: false });
    expect(find(await listed(), 'by.evtx').state).toBe('holds');
    put('ref/by.evtx', eventLog(steady(12)));
    const { sourceSeq } = find(await listed(), 'by.evtx');
    await job('proof.check', { sourceSeqs: [sourceSeq] });
    expect(find(await listed(), 'by.evtx').state).toBe('could-not-check');
    rmSync(at('ref'), { recursive: true });
    await job('proof.check', { sourceSeqs: [sourceSeq] });
    expect(find(await listed(), 'by.evtx').state).toBe('could-not-check');
  });
});

describe('a case with such records', () => {
  it('is intact for the program and, as a bundle, for the stand-alone verifier', async () => {
    expect(await job('verify.start', { mode: 'strict' })).toMatchObject({ verdict: 'intact', findings: [] });
    await job('bundle.create', { path: at('bundle') });
    const { fingerprint } = await call<{ fingerprint: string }>('case.info');
    const { exitCode, out } = await checkBundle(['--bundle', at('bundle'), '--fingerprint', fingerprint]);
    expect([exitCode, out.includes('INTACT')]).toEqual([0, true]);
  });

  it('answers on the command line, in text and JSON, with exit code 1 where one fails', async () => {
    await call('case.close');
    const text = await audittrail(['proofs', '--case', dir, '--recorded']);
    expect(text.exitCode).toBe(1);
    expect(text.out).toContain('cut.evtx: FAILS');
    expect(text.out).toContain('selective deletion is possible here');
    expect(text.out).toContain('without a proof of their own');
    const one = await audittrail(['proofs', '--case', dir, '--source', 'Security.evtx', '--json']);
    const { sources } = JSON.parse(one.out) as { sources: { state: string }[] };
    expect([one.exitCode, sources.map(({ state }) => state)]).toEqual([0, ['holds']]);
    expect(readFileSync(at('ev/app.log'), 'utf8')).toBe(PLAIN);
  });
});
