/** Evidence bundles as the program makes them, judged by the stand-alone verifier, which shares no code with it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BundleMaker } from '../../host/bundle/bundle-maker.ts';
import type { BundleRequest } from '../../host/bundle/bundle-request.ts';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import type { CustodyRecord } from '../../shared/describe-record.ts';
import type { Report } from '../../verifier/bundle/report.ts';
import { run } from '../../verifier/node/run.ts';
import { writeZip } from '../../verifier/testing/zip-writer.ts';
import {
  type Bundle,
  type BundledCase,
  bundledCase,
  type Ended,
  filesBelow,
  OLGA,
} from '../helpers/exported-bundle.ts';
import { fillCase, makeCase, PASSPHRASE, temporaryFolder, writeAuditLines } from '../helpers/temporary-case.ts';

const EVENTS = 3000;
const ALL = EVENTS + EVENTS / 10;
const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
let made: BundledCase;
let fingerprint: string;

const verify = async (path: string, ...words: string[]): Promise<Report> =>
  JSON.parse((await run([path, '--fingerprint', fingerprint, '--json', ...words], undefined)).out) as Report;

function bundleOf(ended: Ended): Bundle {
  if ('error' in ended) throw new Error(`${ended.error.code}: ${ended.error.message}`);
  return ended.bundle;
}

/** Made and found intact; what the verifier counted. */
async function intact(
  name: string,
  options: object = {},
  ...words: string[]
): Promise<{ bundle: Bundle; report: Report }> {
  const bundle = bundleOf(await made.bundle(at(name), options));
  const report = await verify(at(name), ...words);
  const verdict = words.includes('--earlier') ? 'INTACT AND CONFIRMED OUTSIDE' : 'INTACT, OWN SIGNATURE ONLY';
  expect([report.verdict, report.failures, report.notChecked]).toEqual([verdict, [], []]);
  const { disclosed, redacted, withheld } = bundle.records;
  expect(report.facts).toMatchObject({
    bundleId: bundle.bundleId,
    records: bundle.head.size,
    head: bundle.head.root,
    signers: bundle.signedBy,
    disclosed,
    redacted,
    withheld,
  });
  return { bundle, report };
}

const linesOf = (name: string, file: string): string[] =>
  readFileSync(at(`${name}/data/case/${file}`), 'utf8')
    .trimEnd()
    .split('\n');
const leftovers = (): string[] => readdirSync(folder.path).filter((name) => name.includes('partial'));

beforeAll(async () => {
  made = await bundledCase(folder.path, EVENTS);
  fingerprint = (await made.call<{ fingerprint: string }>('case.info')).fingerprint;
});
afterAll(async () => {
  await made.close();
  folder.remove();
});

describe('a bundle is intact by the stand-alone verifier', () => {
  it('of a whole case, over segments, several keys and signed custody', async () => {
    const { bundle, report } = await intact('whole');
    expect([bundle.rows, bundle.records.disclosed]).toEqual([ALL, bundle.head.size]);
    expect(report.checks.map(({ result }) => result)).toEqual([
      ...Array.from({ length: 8 }, () => 'ok'),
      'not-done',
      // The originals are not in it.
      'warning',
      'ok',
      'not-done',
    ]);
  });

  it('as a zip file, with every original, each event compared with its bytes', async () => {
    const { bundle, report } = await intact('whole.zip', { form: 'zip', originals: true });
    expect([bundle.originals, bundle.sizeBytes]).toEqual([2, readFileSync(at('whole.zip')).length]);
    expect(report.notes.map(({ text }) => text)).toContain(
      '3,300 events were compared with the bytes they were read from.',
    );
  });

  // Before any export whose query names a user: such a record would stand in every bundle after it.
  it('with parts taken out: not one byte of them is in it, nor what they could be guessed by', async () => {
    const redact = [
      { pointer: '/body/source/userId', basis: 'GDPR Art. 9', description: 'name of a person' },
      { pointer: '/body/metadata/message', basis: 'trade secret' },
    ];
    const { bundle } = await intact('redacted', { redact });
    // The search for "clerk" and the tag on all events of user3 say what was taken out: withheld with the same reason.
    expect(bundle.records).toMatchObject({ redacted: ALL, privileged: ALL + 2, withheld: 2 });
    expect(bundle.rows).toBe(ALL + 2);
    const text = readFileSync(at('redacted/data/case/records.ndjson'), 'utf8');
    const events = text.split('\n').filter((line) => line.includes('"redacted":'));
    expect(events.filter((line) => /user\d|ledger|rawHash":/u.test(line))).toEqual([]);
    const reasons = linesOf('redacted', 'privilege-log.ndjson').map((line) => JSON.parse(line) as object);
    expect(reasons.map((reason) => (reason as { basis: string }).basis)).toEqual(
      expect.arrayContaining(['GDPR Art. 9; trade secret', 'trade secret', 'GDPR Art. 9']),
    );
    expect(text).not.toMatch(/user3|clerk/u);
  });

  it('of the result of a query, with as few hashes for the rest as can be, and proofs', async () => {
    const query = 'user:user3 eventType:user_login';
    const { bundle, report } = await intact('query', { query, proofs: true, originals: true });
    expect(bundle.rows).toBeGreaterThan(50);
    expect(bundle.rows).toBeLessThan(200);
    const promise = `signed that these are all ${bundle.rows} matches of the query.`;
    expect(report.notes.filter(({ text }) => text.endsWith(promise))).toHaveLength(1);
    expect(readdirSync(at('query/data/proofs'))).toHaveLength(bundle.rows);
    // What the query did not find is not in it: no other event, no search, no tag.
    const lines = linesOf('query', 'records.ndjson');
    expect(lines.filter((line) => line.includes('"kind":"event"'))).toHaveLength(bundle.rows);
    expect(lines.filter((line) => /"kind":"(?:search|annotation)"/u.test(line))).toEqual([]);
    expect(lines.length).toBeLessThan(bundle.rows * 12);
  });

  it('of the events of a time, and of a query that finds nothing', async () => {
    const time = { query: '*', from: '2026-01-01T00:10:00Z', to: '2026-01-01T00:20:00Z' };
    expect((await intact('time', time)).bundle.rows).toBe(600);
    const none = await intact('none', { query: 'no-such-word' });
    expect([none.bundle.rows, none.bundle.rowDigest]).toEqual([0, createHash('sha256').digest('hex')]);
  });

  it('with events withheld by name, in a whole case and in the result of a query', async () => {
    const withhold = [
      { query: 'user:user5', basis: 'attorney-client', description: 'letters' },
      { query: 'user:user5 OR user:user6', basis: 'order of 3 May' },
    ];
    const whole = await intact('withheld', { withhold });
    expect(whole.bundle.records.withheld).toBe((ALL / 11) * 2);
    expect(whole.bundle.records.privileged).toBe((ALL / 11) * 2);
    expect(readFileSync(at('withheld/data/case/records.ndjson'), 'utf8')).not.toMatch(/"userId":"user[56]"/u);
    const redact = [{ pointer: '/body/source/ip', basis: 'GDPR' }];
    const query = await intact('withheld-query', { query: 'action.success:false', withhold, redact });
    expect(query.bundle.records).toMatchObject({ privileged: query.bundle.rows });
  });

  it('hands on where a query may mean something else than was meant', async () => {
    const withhold = [{ query: 'user:user6 entry OR or', basis: 'order' }];
    const { bundle } = await intact('noticed', { query: 'clerk OR and', withhold });
    expect(bundle.notices).toEqual([
      'The query: "and" is searched as a word. Write AND in capitals for the operator',
      'The query to withhold user:user6 entry OR or: "or" is searched as a word. Write OR in capitals for the operator',
    ]);
  });

  it('signed by two people', async () => {
    const { bundle } = await intact('two', { signers: [OLGA], query: 'user:user1' }, '--signers', '2');
    expect(bundle.signedBy).toEqual(['lead', 'olga']);
    expect((await verify(at('whole'), '--signers', '2')).failures.map(({ code }) => code)).toEqual([
      'list-signers-missing',
    ]);
  });

  it('with an original that came again by reference, which the case holds all the same', async () => {
    const { BundledCase: Plain } = await import('../helpers/exported-bundle.ts');
    await makeCase(at('again-case'));
    writeAuditLines(at('again.jsonl'), 5);
    await fillCase(at('again-case'), { paths: [at('again.jsonl')] });
    await fillCase(at('again-case'), { paths: [at('again.jsonl')], again: true, keepOriginals: false });
    const again = new Plain(at('again-case'));
    await again.open();
    const { originals, notices } = bundleOf(await again.bundle(at('again'), { originals: true }));
    await again.close();
    expect([originals, notices, readdirSync(at('again/data/files')).length]).toEqual([1, [], 1]);
    expect((await run([at('again'), '--json'], undefined)).exitCode).toBe(0);
  });

  it('of a case in which nothing was taken in', async () => {
    const { BundledCase: Plain } = await import('../helpers/exported-bundle.ts');
    await makeCase(at('empty-case'));
    const empty = new Plain(at('empty-case'));
    await empty.open();
    const { rows, head } = bundleOf(await empty.bundle(at('empty'), { originals: true }));
    const { fingerprint: own } = await empty.call<{ fingerprint: string }>('case.info');
    await empty.close();
    const { out, exitCode } = await run([at('empty'), '--fingerprint', own, '--json'], undefined);
    const report = JSON.parse(out) as Report;
    expect([exitCode, report.failures, report.facts.records, rows]).toEqual([0, [], head.size, 0]);
  });

  it('later the beginning of the same log, and follows the one before', async () => {
    const [first, second] = [at('whole'), at('later')];
    await made.reopen();
    const before = bundleOf(await made.bundle(at('before')));
    const previousBundle = { bundleId: before.bundleId, manifest: before.manifest };
    await intact('later', { previousBundle }, '--earlier', first);
    const list = JSON.parse(readFileSync(join(second, 'manifest.dsse.json'), 'utf8')) as { payload: string };
    const { predicate } = JSON.parse(Buffer.from(list.payload, 'base64').toString()) as { predicate: object };
    expect(predicate).toMatchObject({ previousBundle });
    expect(before.manifest).toBe(sha256(readFileSync(at('before/manifest.dsse.json'))));
  });
});

describe('the same selection', () => {
  it('gives the same lines again; only identities, the export records and what follows from them differ', async () => {
    const query = 'user:user3 eventType:user_login';
    bundleOf(await made.bundle(at('query-2'), { query, proofs: true, originals: true }));
    const [a, b] = [filesBelow(at('query')), filesBelow(at('query-2'))];
    expect(Object.keys(b)).toEqual(Object.keys(a));
    const eventsIn = (name: string) =>
      linesOf(name, 'records.ndjson').filter((line) => line.includes('"kind":"event"'));
    expect(eventsIn('query-2')).toEqual(eventsIn('query'));
    const headA = linesOf('query', 'heads.ndjson');
    expect(linesOf('query-2', 'heads.ndjson').slice(0, headA.length)).toEqual(headA);
    const originals = Object.keys(a).filter((path) => path.startsWith('data/files/') || path === 'data/software.json');
    expect(originals.map((path) => sha256(a[path] as Uint8Array))).toEqual(
      originals.map((path) => sha256(b[path] as Uint8Array)),
    );
  });

  it('and the same export record give the same bytes in every file, and the same zip as another writer', async () => {
    await made.call('case.close');
    const writer = await CaseWriter.open({ dir: made.dir, operatorId: 'lead', passphrase: PASSPHRASE });
    const parts = {
      dir: made.dir,
      origin: writer.origin,
      dataKey: writer.dataKey.slice(),
      headVkeys: writer.headVkeys,
    };
    const request: BundleRequest = {
      path: '',
      form: 'zip',
      query: 'user:user2',
      withhold: [{ query: 'severity:low user:user2 eventType:user_login', basis: 'b', description: '' }],
      redact: [{ pointer: '/body/metadata', basis: 'c', description: '' }],
      originals: false,
      proofs: true,
      marks: true,
      oldHashes: ['md5', 'sha1'],
      documents: ['custody-form', 'certificate', 'case-uco', 'policy'],
      reports: [],
      trusted: { witnesses: [], issuers: [] },
    };
    let record: { seq: number; headSize: number } | null = null;
    const makeOnce = async (name: string): Promise<Buffer> => {
      const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
      const maker = await BundleMaker.begin(parts, { ...request, path: at(name) }, hooks);
      try {
        const plan = await maker.plan();
        record ??= writer.recordBundle({ bundleId: 'b', format: 'bundle/1' }, plan.size);
        await maker.write({ bundleId: 'b', operatorId: 'lead', ...(record as { seq: number; headSize: number }) });
        await maker.settle(await maker.list('b', {}));
      } finally {
        await maker.end();
      }
      return readFileSync(at(name));
    };
    const first = await makeOnce('same-1.zip');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    // Somebody works on meanwhile.
    writer.seal('interval');
    const second = await makeOnce('same-2.zip');
    writer.close();
    await made.open();
    expect(sha256(second)).toBe(sha256(first));
    const { openZip } = await import('../../verifier/bag/zip-folder.ts');
    const { memoryFile } = await import('../../verifier/testing/memory-folder.ts');
    const { readWhole } = await import('../../verifier/bag/folder.ts');
    const zip = await openZip(memoryFile(new Uint8Array(first)));
    const entries = await Promise.all(
      (await zip.list()).map(async ({ path }) => ({ path, bytes: (await readWhole(zip, path, 1e9)) as Uint8Array })),
    );
    expect(entries.map(({ path }) => path)).toEqual(entries.map(({ path }) => path).toSorted());
    expect(sha256(writeZip(entries))).toBe(sha256(first));
  });
});

describe('no bundle', () => {
  const refusals: [name: string, code: string, path: string, options: object][] = [
    ['into a place that is taken', 'FILE_EXISTS', 'whole', {}],
    ['over a zip file that is there', 'FILE_EXISTS', 'whole.zip', { form: 'zip' }],
    ['into a folder that is not there', 'FILE_NOT_FOUND', 'nowhere/x', {}],
    ['into the case folder', 'CONTRACT_BAD_INPUT', 'case/x', {}],
    ['of a query that can not be understood', 'SEARCH_SYNTAX', 'x', { query: '(' }],
    ['of records that are no events', 'BUNDLE_REFUSED', 'x', { query: 'kind:seal' }],
    ['of a time without a query', 'CONTRACT_BAD_INPUT', 'x', { from: '2026-01-01' }],
    [
      'with originals of what is redacted',
      'BUNDLE_REFUSED',
      'x',
      { originals: true, redact: [{ pointer: '/body/a', basis: 'b' }] },
    ],
    [
      'with a pointer that leads out of the body',
      'CONTRACT_BAD_INPUT',
      'x',
      { redact: [{ pointer: '/kind', basis: 'b' }] },
    ],
    ['without a reason', 'CONTRACT_BAD_INPUT', 'x', { withhold: [{ query: 'a', basis: '' }] }],
    [
      'signed with a wrong passphrase',
      'VAULT_KEY_WRONG',
      'x',
      { signers: [{ ...OLGA, passphrase: 'not her passphrase' }] },
    ],
    [
      'signed twice by one person',
      'CONTRACT_BAD_INPUT',
      'x',
      { signers: [{ operatorId: 'lead', passphrase: PASSPHRASE }] },
    ],
  ];
  const basis = 'b';
  const user = { pointer: '/body/source/userId', basis };
  const message = { pointer: '/body/metadata/message', basis };
  const hidden: [name: string, says: string, options: object][] = [
    [
      'in which a query that is to withhold something finds nothing of it',
      'The query to withhold user:user_5 matches none of the 1,100 events of this bundle, so nothing would be withheld',
      {
        query: 'eventType:user_login',
        withhold: [
          { query: 'user:user5', basis },
          { query: 'user:user_5', basis },
        ],
      },
    ],
    [
      'with a pointer that takes nothing out of what is shown',
      '/body/source/sessionId leads to nothing in the 3,300 events that would be shown, so it would redact nothing',
      { redact: [message, { pointer: '/body/source/sessionId', basis }] },
    ],
    [
      'in which a copy of what is redacted still stands in the event',
      'What would be redacted still stands in the same event: of /body/action/type in /body/metadata/message (3,300 events); redact these too, or withhold the events',
      { redact: [{ pointer: '/body/action/type', basis }] },
    ],
    [
      'whose query names what is redacted',
      'The query stands in the bundle and tells what /body/source/userId takes out of an event; ask for these events in another way',
      { query: 'user:user3', redact: [user] },
    ],
    [
      'whose query rules out what is redacted',
      'The query stands in the bundle and tells what /body/source/userId takes out of an event; ask for these events in another way',
      { query: 'severity:low NOT user:user*7', redact: [user] },
    ],
    [
      'whose query finds its words in what is redacted',
      'The query stands in the bundle and tells what /body/metadata/message takes out of an event; ask for these events in another way',
      { query: 'ledg*', redact: [message] },
    ],
    [
      'of a window of time in which times are redacted',
      'The query stands in the bundle and tells what /body/timestamp takes out of an event; ask for these events in another way',
      {
        query: '*',
        from: '2026-01-01T00:10:00Z',
        to: '2026-01-01T00:10:05Z',
        redact: [
          { pointer: '/body/timestamp', basis },
          { pointer: '/body/metadata', basis },
        ],
      },
    ],
  ];
  it('whose redaction leaves copies behind names each place, for whoever takes them out, too', async () => {
    const ended = await made.bundle(at('x'), { redact: [{ pointer: '/body/action/type', basis }] });
    const { leaks, hidden: more } = 'error' in ended ? (ended.error.details ?? {}) : {};
    expect([JSON.parse(String(leaks)), more]).toEqual([
      [{ asked: '/body/action/type', at: '/body/metadata/message', events: 3300 }],
      0,
    ]);
  });

  it.each(hidden)('%s', async (_, says, options) => {
    const exports = async () => (await made.call<CustodyRecord[]>('custody.list', { kinds: ['export'] })).length;
    const before = await exports();
    const ended = await made.bundle(at('x'), options);
    expect('error' in ended ? [ended.error.code, ended.error.message] : 'made').toEqual(['BUNDLE_REFUSED', says]);
    expect([await exports(), existsSync(at('x')), leftovers()]).toEqual([before, false, []]);
  });

  it('of a withhold query that can not be understood, whose place is not one in the other query', async () => {
    const ended = await made.bundle(at('x'), { query: 'user:user1', withhold: [{ query: 'user:(', basis }] });
    expect(ended).toMatchObject({
      error: { code: 'SEARCH_SYNTAX', message: expect.stringMatching(/^In the query to withhold user:\(: /u) },
    });
    expect('error' in ended ? ended.error.details : 'made').toBeUndefined();
  });

  it.each(refusals)('%s', async (_, code, path, options) => {
    const exports = async () => (await made.call<CustodyRecord[]>('custody.list', { kinds: ['export'] })).length;
    const before = await exports();
    const ended = await made.bundle(at(path), options);
    expect('error' in ended ? ended.error.code : 'made').toBe(code);
    // A refusal leaves no record of an export, and nothing half.
    expect([await exports(), leftovers()]).toEqual([before, []]);
  });

  it('is left half where it was stopped, and the log says that it never left the case', async () => {
    const started = await made.call<{ jobId: string }>('bundle.create', { path: at('stopped'), proofs: true });
    const stopping = new Promise<void>((resolve) => {
      const stop = made.host.on((event) => {
        if (event.type !== 'job.progress' || event.phase !== 'export') return;
        stop();
        resolve();
      });
    });
    await stopping;
    await made.call('job.cancel', { jobId: started.jobId });
    const job = await made.call<{ error?: { code: string } }>('job.get', { jobId: started.jobId, wait: true });
    expect([job.error?.code, existsSync(at('stopped')), leftovers()]).toEqual(['CANCELLED', false, []]);
    const records = await made.call<CustodyRecord[]>('custody.list', { kinds: ['export'] });
    const [exported, abandoned] = records.slice(-2) as [CustodyRecord, CustodyRecord];
    expect(abandoned.body).toMatchObject({ act: 'abandoned', of: exported.seq, reason: 'CANCELLED' });
    await intact('after-stop', { query: 'user:user1' });
  });

  it('without a second person where the case asks for two', async () => {
    const { BundledCase: Plain } = await import('../helpers/exported-bundle.ts');
    const strict = new Plain(at('strict-case'));
    const asked = { dir: strict.dir, name: 'S', operatorId: 'lead', operatorName: 'L', passphrase: PASSPHRASE };
    const opened = await strict.host.call('case.create', { ...asked, twoPersonActs: ['export'] });
    strict.handle = (opened as { value: { handle: string } }).value.handle;
    await strict.call('operator.add', { ...OLGA, name: 'Olga', role: 'reviewer' });
    const alone = await strict.bundle(at('strict'));
    expect('error' in alone ? alone.error.code : 'made').toBe('SIGNATURE_MISSING');
    bundleOf(await strict.bundle(at('strict'), { signers: [OLGA] }));
    await strict.close();
    expect((await run([at('strict'), '--json'], undefined)).exitCode).toBe(0);
  });

  it('with an original that is no longer what was recorded', async () => {
    const [name] = readdirSync(join(made.dir, 'files')) as [string];
    const path = join(made.dir, 'files', name);
    const whole = readFileSync(path);
    truncateSync(path, whole.length - 40);
    const cut = await made.bundle(at('cut'), { originals: true });
    writeFileSync(path, whole);
    expect('error' in cut ? cut.error.code : 'made').toBe('VAULT_CORRUPT');
    const bit = Buffer.from(whole);
    bit[200] = (bit[200] as number) ^ 1;
    writeFileSync(path, bit);
    const turned = await made.bundle(at('cut'), { originals: true });
    writeFileSync(path, whole);
    expect(['error' in turned ? turned.error.code : 'made', existsSync(at('cut')), leftovers()]).toEqual([
      'VAULT_CORRUPT',
      false,
      [],
    ]);
  });

  it('while a folder stands in its way from beneath', async () => {
    mkdirSync(at('file-above'));
    rmSync(at('file-above'), { recursive: true });
    writeFileSync(at('file-above'), 'x');
    const ended = await made.bundle(at('file-above/x'));
    expect('error' in ended ? ended.error.code : 'made').toBe('FILE_NOT_FOUND');
  });
});

function mayMount(): boolean {
  try {
    mkdirSync(at('mount-try'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at('mount-try')], { stdio: 'ignore' });
    execFileSync('umount', [at('mount-try')]);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!mayMount())('a medium for bundles (needs the right to mount)', () => {
  const disk = at('disk');
  const exportsLeft = async () =>
    (await made.call<CustodyRecord[]>('custody.list', { kinds: ['export'] })).map(({ body }) => body['act'] ?? 'made');
  beforeAll(() => {
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  });
  afterAll(() => execFileSync('umount', [disk]));

  it('that runs full keeps nothing half, as a folder and as a zip file, and the log says so', async () => {
    for (const form of ['folder', 'zip']) {
      const ended = await made.bundle(join(disk, 'b'), { form, originals: true });
      expect('error' in ended ? [ended.error.code, ended.error.message] : 'made').toEqual([
        'DISK_FULL',
        expect.stringMatching(/^The disk is full/u),
      ]);
      expect([readdirSync(disk), (await exportsLeft()).at(-1)]).toEqual([[], 'abandoned']);
    }
  });

  it('that can only be read is said before anything is recorded', async () => {
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const before = await exportsLeft();
    const ended = await made.bundle(join(disk, 'b'));
    expect('error' in ended ? ended.error.code : 'made').toBe('FILE_UNWRITABLE');
    expect(await exportsLeft()).toEqual(before);
  });
});
