/** What a bundle carries beside its records: marks, papers, reports, old hashes; and what a redaction finds in all that. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../host/create-host.ts';
import { openCase } from '../../host/vault/open-case.ts';
import type { OutputOf, ResultOf } from '../../shared/contract/index.ts';
import type { Report } from '../../verifier/bundle/report.ts';
import { run } from '../../verifier/node/run.ts';
import { makeIdentity, makeToken } from '../../verifier/testing/time-authority.ts';
import { type Bundle, type BundledCase, bundledCase, type Ended } from '../helpers/exported-bundle.ts';
import { fillCase, makeCase, PASSPHRASE, temporaryFolder, writeAuditLines } from '../helpers/temporary-case.ts';

const EVENTS = 60;
const ALL = 66;
const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const hostOf = (name: string) =>
  createHost({ checkOutput: true, workstation: { shell: 'cli', dataDir: at(name), witnessDir: at(name) } });
const lab = hostOf('lab');
let made: BundledCase;
let cosignedSize = 0;
let stampedSize = 0;

async function labCall<T>(operation: string, input: object): Promise<T> {
  const reply = await lab.call(operation, input);
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value as T;
}

beforeAll(async () => {
  made = await bundledCase(folder.path, EVENTS, hostOf('here'));
  const { key } = await labCall<{ key: string }>('witness.create', { name: 'lab.example/witness' });
  const asked = await made.call<{ path: string; size: number; key: string }>('mark.request', {
    form: 'witness',
    dir: folder.path,
  });
  await labCall('witness.watch', { key: asked.key });
  const answer = await labCall<{ path: string }>('witness.sign', { path: asked.path });
  await made.call('mark.trust', { kind: 'witness', value: key });
  expect(await made.call('mark.import', { path: answer.path })).toMatchObject({ state: 'confirmed' });
  cosignedSize = asked.size;

  const root = await makeIdentity({ name: 'Root', isAuthority: true });
  const clock = await makeIdentity({ name: 'Clock', issuer: root });
  const head = await made.call<{ path: string; size: number }>('mark.request', { form: 'head', dir: folder.path });
  const message = new Uint8Array(readFileSync(head.path));
  writeFileSync(at('good.tsr'), await makeToken({ message, signer: clock }));
  writeFileSync(at('root.der'), root.certificate);
  await made.call('mark.trust', { kind: 'tsa-root', path: at('root.der') });
  expect(await made.call('mark.import', { path: at('good.tsr') })).toMatchObject({ state: 'confirmed' });
  stampedSize = head.size;
});
afterAll(async () => {
  await made.close();
  await lab.close();
  folder.remove();
});

function bundleOf(ended: Ended): Bundle {
  if ('error' in ended) throw new Error(`${ended.error.code}: ${ended.error.message}`);
  return ended.bundle;
}
const refusalOf = (ended: Ended): string => ('error' in ended ? `${ended.error.code}: ${ended.error.message}` : '');

async function verify(name: string, ...words: string[]): Promise<Report> {
  const { fingerprint } = await made.call<{ fingerprint: string }>('case.info');
  const { out } = await run([at(name), '--fingerprint', fingerprint, '--json', ...words], undefined);
  return JSON.parse(out) as Report;
}
const textOf = (name: string): string => readFileSync(at(name), 'utf8');
const filesIn = (name: string): string[] =>
  readdirSync(at(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at(name).length + 1))
    .toSorted();

describe('a bundle of a case that others vouch for', () => {
  it('carries their marks, and is confirmed outside for whoever trusts them, and for nobody else', async () => {
    const { marks, notices } = bundleOf(await made.bundle(at('marked'), { documents: ['policy'] }));
    expect([marks, notices]).toEqual([2, []]);
    expect(filesIn('marked').filter((name) => /anchors/u.test(name))).toEqual([
      ...[`data/anchors/${cosignedSize}.cosig`, `data/anchors/${stampedSize}.tsr`].toSorted(),
      expect.stringMatching(/^data\/anchors\/tsa-certificates\/[0-9a-f]{16}\.pem$/u),
      expect.stringMatching(/^data\/anchors\/tsa-certificates\/[0-9a-f]{16}\.pem$/u),
    ]);
    writeFileSync(at('own-policy'), textOf('marked/data/policy.txt'));
    const trusting = await verify('marked', '--policy', at('own-policy'), '--tsa-root', at('root.der'));
    expect([trusting.verdict, trusting.failures]).toEqual([
      expect.stringMatching(/^INTACT AND CONFIRMED OUTSIDE/u),
      [],
    ]);
    expect(trusting.marks.map(({ size, kind }) => [kind, size])).toEqual(
      expect.arrayContaining([
        ['witnesses', cosignedSize],
        ['time-stamp', stampedSize],
      ]),
    );
    const alone = await verify('marked');
    expect([alone.verdict, alone.failures]).toEqual(['INTACT, OWN SIGNATURE ONLY', []]);
  });

  it('leaves them out where that is asked for, and leaves out one that does not fit, which would read as damage', async () => {
    expect(bundleOf(await made.bundle(at('unmarked'), { marks: false })).marks).toBe(0);
    expect(filesIn('unmarked').filter((name) => name.includes('anchors'))).toEqual([]);
    await made.call('case.close');
    const session = await openCase({ dir: made.dir, operatorId: 'lead', passphrase: PASSPHRASE });
    const head = await session.heads.find();
    const forged = {
      act: 'received',
      form: 'time-stamp',
      size: head?.size ?? 0,
      head: `sha256:${createHash('sha256')
        .update(head?.note ?? '')
        .digest('hex')}`,
      content: Buffer.from('no time stamp at all').toString('base64'),
      sha256: '',
    };
    const recordSeq = await session.record('anchor', forged);
    await session.close();
    await made.open();
    const { marks, notices } = bundleOf(await made.bundle(at('misfit')));
    expect([marks, notices]).toEqual([
      2,
      [expect.stringMatching(`^The mark of record ${recordSeq} does not go along`)],
    ]);
    expect((await verify('misfit', '--tsa-root', at('root.der'))).failures).toEqual([]);
  });
});

describe('papers and reports in a bundle', () => {
  it('are listed in every manifest, made of what the bundle shows, and the bundle is intact', async () => {
    writeFileSync(at('opinion.txt'), 'The expert says nothing about persons.\n');
    const documents = ['custody-form', 'certificate', 'case-uco', 'policy'];
    const options = { documents, reports: [at('opinion.txt')], hashes: ['md5', 'sha1'] };
    bundleOf(await made.bundle(at('papers'), options));
    const report = await verify('papers');
    expect([report.verdict, report.failures]).toEqual(['INTACT, OWN SIGNATURE ONLY', []]);
    const payload = filesIn('papers').filter((name) => name.startsWith('data/'));
    expect(payload).toEqual(
      expect.arrayContaining([
        'data/case-uco.jsonld',
        'data/certificate-902.txt',
        'data/policy.txt',
        'data/reports/custody-form.pdf',
        'data/reports/opinion.txt',
      ]),
    );
    for (const name of ['md5', 'sha1'] as const) {
      const lines = payload.map((file) => {
        const sum = createHash(name)
          .update(readFileSync(at(`papers/${file}`)))
          .digest('hex');
        return `${sum}  ${file}\n`;
      });
      expect(textOf(`papers/manifest-${name}.txt`)).toBe(lines.join(''));
      expect(textOf('papers/tagmanifest-sha256.txt')).toContain(`manifest-${name}.txt`);
    }
    const draft = textOf('papers/data/certificate-902.txt');
    expect(draft).toMatch(/DRAFT - NOT SIGNED/u);
    for (const source of await made.call<OutputOf<'ingest.sources'>>('ingest.sources')) {
      expect(draft.replaceAll(/\s+/gu, '')).toContain(`SHA-256:${source.sha256}`);
    }
    // The record of this very bundle is in its own papers: they are made after it, under the head that covers it.
    const seq = (report.facts.records ?? 0) - 2;
    expect(textOf('papers/data/case-uco.jsonld')).toContain(`Export of record ${seq}`);
    const wrongHash = readFileSync(at('papers/manifest-md5.txt'), 'utf8').replace(/^./u, (digit) =>
      digit === '0' ? '1' : '0',
    );
    writeFileSync(at('papers/manifest-md5.txt'), wrongHash);
    expect((await verify('papers')).failures.length).toBeGreaterThan(0);
  });

  it('refuses reports whose names clash or that are no files, before anything is recorded', async () => {
    const before = (await made.call<OutputOf<'custody.list'>>('custody.list', { kinds: ['export'] })).length;
    writeFileSync(at('custody-form.pdf'), 'mine');
    const clash = await made.bundle(at('clash'), { reports: [at('custody-form.pdf')] });
    expect(refusalOf(clash)).toMatch(/^BUNDLE_REFUSED: Two reports would have the name/u);
    expect(refusalOf(await made.bundle(at('clash'), { reports: [folder.path] }))).toMatch(/^FILE_UNREADABLE/u);
    expect(refusalOf(await made.bundle(at('clash'), { reports: [at('gone.txt')] }))).toMatch(/^FILE_NOT_FOUND/u);
    const after = (await made.call<OutputOf<'custody.list'>>('custody.list', { kinds: ['export'] })).length;
    expect([after, existsSync(at('clash'))]).toEqual([before, false]);
  });
});

describe('a redaction', () => {
  const user = { pointer: '/body/source/userId', basis: 'GDPR Art. 9', description: 'name of a person' };

  it('withholds earlier searches, tags and comments that name what is taken out, and says why', async () => {
    await made.call('search.run', { query: 'user:user4 AND clerk' });
    await made.call('search.run', { query: 'severity:low' });
    await made.call('annotation.add', { act: 'comment', text: 'Look at USER7 again', seqs: [8] });
    const { records } = bundleOf(await made.bundle(at('redacted'), { redact: [user], documents: ['custody-form'] }));
    // The tag on all events of user3, the search for user4, the comment.
    expect(records).toMatchObject({ redacted: ALL, privileged: ALL + 3, withheld: 3 });
    const text = textOf('redacted/data/case/records.ndjson');
    expect(text).not.toMatch(/user\d/iu);
    expect(text).toContain('severity:low');
    const reasons = textOf('redacted/data/case/privilege-log.ndjson');
    expect(reasons).toContain('"basis":"GDPR Art. 9"');
    expect(reasons).toMatch(
      /a record of kind annotation that names, or asks for, what \/body\/source\/userId takes out/u,
    );
    const report = await verify('redacted');
    expect([report.verdict, report.failures]).toEqual(['INTACT, OWN SIGNATURE ONLY', []]);
  });

  it('refuses a report that names it, one that nobody can look into, and any where events are withheld', async () => {
    writeFileSync(at('names.txt'), 'It was user5 who did it.\n');
    const naming = await made.bundle(at('no'), { redact: [user], reports: [at('names.txt')] });
    expect(refusalOf(naming)).toMatch(
      /^BUNDLE_REFUSED: What \/body\/source\/userId takes out of events still stands in the report names\.txt/u,
    );
    writeFileSync(at('opaque.pdf'), Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 1, 2, 0xff]));
    const opaque = await made.bundle(at('no'), { redact: [user], reports: [at('opaque.pdf')] });
    expect(refusalOf(opaque)).toMatch(/^BUNDLE_REFUSED: opaque\.pdf is no plain text/u);
    const withhold = [{ query: 'user:user5', basis: 'order' }];
    const withheld = await made.bundle(at('no'), { withhold, reports: [at('opinion.txt')] });
    expect(refusalOf(withheld)).toMatch(/^BUNDLE_REFUSED: Whether a report tells/u);
    writeFileSync(at('fine.txt'), 'Nobody is named.\n');
    bundleOf(await made.bundle(at('fine'), { redact: [user], reports: [at('fine.txt')] }));
    expect(textOf('fine/data/reports/fine.txt')).toBe('Nobody is named.\n');
  });

  it('refuses to be given away by the place or the reason of the bundle', async () => {
    const place = await made.bundle(at('of-user5'), { redact: [user] });
    expect(refusalOf(place)).toMatch(/still stands in the place of the bundle. Say it in another way/u);
    const reason = await made.bundle(at('no'), { redact: [{ ...user, description: 'asked for by user5' }] });
    expect(refusalOf(reason)).toMatch(/still stands in the reason that is given/u);
  });

  it('refuses where a record that must stand whole names it, with its number and kind', async () => {
    const started = await made.call<{ jobId: string }>('export.start', {
      query: 'user:user6',
      format: 'jsonl',
      path: at('six.jsonl'),
    });
    const { result } = await made.call<{ result: ResultOf<'export.start'> }>('job.get', { ...started, wait: true });
    const refused = await made.bundle(at('no'), { redact: [user] });
    expect(refusalOf(refused)).toMatch(
      new RegExp(
        `^BUNDLE_REFUSED: What /body/source/userId .* record ${result.recordSeq} \\(export\\) in /body/query`,
        'u',
      ),
    );
    // Also in the result of a query, which leaves searches out, but no export.
    const query = { query: 'severity:low', redact: [user] };
    expect(refusalOf(await made.bundle(at('no'), query))).toMatch(/\(export\) in \/body\/query/u);
    expect(existsSync(at('no'))).toBe(false);
  });

  it('says where an export that must stand asks for it without naming it', async () => {
    const started = await made.call<{ jobId: string }>('export.start', {
      query: 'ledger',
      format: 'jsonl',
      path: at('words.jsonl'),
    });
    const { result } = await made.call<{ result: ResultOf<'export.start'> }>('job.get', { ...started, wait: true });
    const redact = [{ pointer: '/body/metadata/message', basis: 'trade secret' }];
    const { notices } = bundleOf(await made.bundle(at('asked'), { redact }));
    expect(notices.filter((notice) => notice.includes('asks for what is redacted'))).toEqual([
      expect.stringMatching(new RegExp(`record ${result.recordSeq} \\(export\\)`, 'u')),
    ]);
  });
});

describe('a paper as a file', () => {
  type Paper = ResultOf<'custody.paper'>;
  async function paper(name: string, input: object): Promise<Paper | { code: string; message: string }> {
    const started = await made.host.call('custody.paper', { handle: made.handle, path: at(name), ...input });
    if (!started.ok) return started.error;
    const job = await made.call<{ result: Paper; error?: { code: string; message: string } }>('job.get', {
      ...(started.value as { jobId: string }),
      wait: true,
    });
    return job.error ?? job.result;
  }

  it.each([
    ['form.pdf', { paper: 'custody-form', format: 'pdf' }, /^%PDF-1\.7/u],
    ['form.html', { paper: 'custody-form', format: 'html' }, /<h1>Chain of custody<\/h1>/u],
    ['form.txt', { paper: 'custody-form', format: 'txt' }, /Chain of custody\n=+/u],
    ['draft.pdf', { paper: 'certificate', format: 'pdf' }, /^%PDF-1\.7/u],
    ['case.jsonld', { paper: 'case-uco', format: 'jsonld' }, /"case-investigation:InvestigativeAction"/u],
  ])('is written as %s and recorded before it is there', async (name, input, begins) => {
    const result = (await paper(name, input)) as Paper;
    const bytes = readFileSync(at(name));
    expect(bytes.toString('latin1')).toMatch(begins);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(result.sha256);
    const [record] = await made.call<OutputOf<'custody.list'>>('custody.list', {
      afterSeq: (result.recordSeq ?? 0) - 1,
    });
    expect(record).toMatchObject({ kind: 'export', body: { ...input, path: at(name), sha256: result.sha256 } });
    expect(await paper(name, input)).toMatchObject({ code: 'FILE_EXISTS' });
  });

  it('has pages that other programs read: fonts embedded, tagged, every act and digest in it', () => {
    if (spawnSync('pdfinfo', ['-v']).error !== undefined) {
      console.warn('NOT CHECKED: poppler (pdfinfo, pdffonts, pdftotext) is not on this computer');
      return;
    }
    const info = execFileSync('pdfinfo', [at('form.pdf')], { encoding: 'utf8' });
    expect(info).toMatch(/Title:\s+Chain of custody/u);
    expect(info).toMatch(/Tagged:\s+yes/u);
    const fonts = execFileSync('pdffonts', [at('form.pdf')], { encoding: 'utf8' })
      .split('\n')
      .slice(2, -1);
    expect(fonts.length).toBeGreaterThanOrEqual(3);
    expect(fonts.filter((line) => !/\s+yes\s+yes\s+yes\s/u.test(line))).toEqual([]);
    const text = execFileSync('pdftotext', ['-layout', at('form.pdf'), '-'], { encoding: 'utf8' });
    expect(text).toMatch(/page 1 of \d/u);
    expect(text).toMatch(/transfer/u);
    expect(text).toMatch(/Olga \(olga\)/u);
    const structure = execFileSync('pdfinfo', ['-struct', at('form.pdf')], { encoding: 'utf8' });
    expect(structure).toMatch(/Document\n {2}H1[\s\S]*Table[\s\S]*TR[\s\S]*TH[\s\S]*TD/u);
  });

  it('is about the items that were named, and of no item that is not there', async () => {
    const [first, second] = await made.call<OutputOf<'ingest.sources'>>('ingest.sources');
    const items = [first?.sha256];
    expect(await paper('one.txt', { paper: 'custody-form', format: 'txt', items })).toMatchObject({ format: 'txt' });
    const squeezed = textOf('one.txt').replaceAll(/\s+/gu, '');
    expect([squeezed.includes(first?.sha256 ?? '?'), squeezed.includes(second?.sha256 ?? '?')]).toEqual([true, false]);
    const nobody = await paper('none.txt', { paper: 'custody-form', format: 'txt', items: ['0'.repeat(64)] });
    expect([nobody, existsSync(at('none.txt'))]).toEqual([expect.objectContaining({ code: 'ITEM_UNKNOWN' }), false]);
    expect(await paper('x.pdf', { paper: 'case-uco', format: 'pdf' })).toMatchObject({ code: 'CONTRACT_BAD_INPUT' });
  });

  it('is not given by one person alone where the case asks for two', async () => {
    const host = createHost({ checkOutput: true });
    const created = await host.call('case.create', {
      dir: at('two-case'),
      name: 'Two',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
      twoPersonActs: ['export'],
    });
    const { handle } = (created as { value: { handle: string } }).value;
    const asked = { handle, paper: 'custody-form', format: 'txt', path: at('two.txt') };
    expect(await host.call('custody.paper', asked)).toMatchObject({ error: { code: 'SIGNATURE_MISSING' } });
    await host.close();
  });

  it('shows a hostile file name as it is, on one line', async () => {
    await makeCase(at('hostile-case'));
    const name = 'invoice\u202efdp.exe\n<script>.jsonl';
    writeAuditLines(at(name), 3);
    await fillCase(at('hostile-case'), { paths: [at(name)] });
    const host = createHost({ checkOutput: true });
    const opened = await host.call('case.open', { dir: at('hostile-case'), passphrase: PASSPHRASE });
    const { handle } = (opened as { value: { handle: string } }).value;
    for (const format of ['html', 'txt'] as const) {
      const asked = { handle, paper: 'custody-form', format, path: at(`hostile.${format}`) };
      const { value } = (await host.call('custody.paper', asked)) as { value: { jobId: string } };
      await host.call('job.get', { ...value, wait: true });
    }
    await host.close();
    expect(textOf('hostile.html')).toContain('invoice\\u{202e}fdp.exe\\u{000a}&lt;script&gt;.jsonl');
    expect(textOf('hostile.txt').replaceAll(/\s+/gu, '')).toContain('invoice\\u{202e}fdp.exe\\u{000a}<script>.jsonl');
    expect(`${textOf('hostile.html')}${textOf('hostile.txt')}`).not.toMatch(/\u202e|<script>.jsonl<\/t/u);
  });
});
