/** Outside marks of a real case, through the contract: asked for, carried, brought back, checked, compared, verified. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asciiBytes, concatBytes, encodeHex } from '../../engines/kernel/bytes.ts';
import { element, elements, TAG } from '../../engines/marks/der.ts';
import { createHost, type Host } from '../../host/create-host.ts';
import { openCase } from '../../host/vault/open-case.ts';
import type { JobOperationName, OperationName, OutputOf, RawInputOf, ResultOf } from '../../shared/contract/index.ts';
import type { Reply } from '../../shared/contract/define.ts';
import { type Identity, makeIdentity, makeToken } from '../../verifier/testing/time-authority.ts';
import { audittrail } from '../helpers/program.ts';
import { makeCase, PASSPHRASE, temporaryFolder } from '../helpers/temporary-case.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const dir = at('case');
const hosts: Host[] = [];

/** A workstation of its own. */
function workstation(name: string) {
  const host = createHost({
    checkOutput: true,
    workstation: { shell: 'cli', dataDir: at(name), witnessDir: at(name) },
  });
  hosts.push(host);
  const reply = async (operation: string, input: unknown): Promise<Reply> => host.call(operation, input);
  const call = async <N extends OperationName>(operation: N, input: RawInputOf<N>): Promise<OutputOf<N>> => {
    const answer = await reply(operation, input);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.value as OutputOf<N>;
  };
  const job = async <N extends JobOperationName>(operation: N, input: RawInputOf<N>): Promise<ResultOf<N>> => {
    const { jobId } = (await call(operation, input)) as { jobId: string };
    const done = await call('job.get', { jobId, wait: true });
    if (done.result === undefined) throw new Error(JSON.stringify(done.error));
    return done.result as ResultOf<N>;
  };
  return { call, job, reply };
}

const here = workstation('here');
const lab = workstation('lab');
let handle = '';
let tsa: Identity;
let tsaRoot: Identity;

beforeAll(async () => {
  await makeCase(dir);
  cpSync(dir, at('early'), { recursive: true });
  ({ handle } = await here.call('case.open', { dir, passphrase: PASSPHRASE }));
  tsaRoot = await makeIdentity({ name: 'Root', isAuthority: true });
  tsa = await makeIdentity({ name: 'Clock', issuer: tsaRoot });
});
afterAll(async () => {
  await Promise.all(hosts.map(async (host) => host.close()));
  folder.remove();
});

const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
const statusOf = async () => here.call('mark.status', { handle });

describe('a case without marks', () => {
  it('says that there are none, and its check does too', async () => {
    expect(await statusOf()).toMatchObject({
      confirmedSize: 0,
      confirmedBy: null,
      newest: null,
      marks: [],
      waiting: [],
    });
    const report = await here.job('verify.start', { handle, mode: 'fast' });
    expect(report).toMatchObject({ verdict: 'intact', confirmedOutside: 0 });
    expect(report.checks.find(({ id }) => id === 'timestamps')).toMatchObject({ state: 'not-checked', total: 0 });
  });
});

describe('a witness by files', () => {
  let key = '';
  let first = { path: '', size: 0, key: '' };

  it('answers nobody it does not watch', async () => {
    ({ key } = await lab.call('witness.create', { name: 'lab.example/witness' }));
    expect(await lab.reply('witness.create', { name: 'again' })).toMatchObject({ error: { code: 'WITNESS_EXISTS' } });
    first = await here.call('mark.request', { handle, form: 'witness', dir: folder.path });
    expect(first.path).toBe(at(`${first.size}.add-checkpoint`));
    expect(await lab.call('witness.sign', { path: first.path })).toMatchObject({ status: 404, path: null });
  });

  it('cosigns a case known by the key of its operator, and remembers it', async () => {
    await lab.call('witness.watch', { key: first.key });
    expect(await lab.call('witness.sign', { path: first.path })).toMatchObject({
      status: 200,
      size: first.size,
      path: at(`${first.size}.cosig`),
    });
    expect((await lab.call('witness.show', {})).logs).toMatchObject([{ size: first.size }]);
  });

  it('is believed by who trusts its key, and by nobody else', async () => {
    const path = at(`${first.size}.cosig`);
    expect(await here.call('mark.import', { handle, path })).toMatchObject({
      outcome: 'refused',
      findings: [{ kind: 'mark-signer-unknown' }],
    });
    const { added } = await here.call('mark.trust', { handle, kind: 'witness', value: key });
    expect(added).toEqual([{ id: key, name: 'lab.example/witness' }]);
    expect(await here.call('mark.import', { handle, path })).toMatchObject({
      outcome: 'recorded',
      form: 'cosignature',
      size: first.size,
      state: 'confirmed',
      who: 'lab.example/witness',
    });
    expect(await here.call('mark.import', { handle, path })).toMatchObject({ outcome: 'known' });
    // The same bytes, dropped on the window.
    const content = readFileSync(path).toString('base64');
    const name = `${first.size}.cosig`;
    expect(await here.call('mark.import', { handle, content, name })).toMatchObject({ outcome: 'known' });
    expect(await here.reply('mark.import', { handle })).toMatchObject({ error: { code: 'CONTRACT_BAD_INPUT' } });
    expect(await here.reply('mark.import', { handle, path, content })).toMatchObject({
      error: { code: 'CONTRACT_BAD_INPUT' },
    });
    const status = await statusOf();
    expect(status).toMatchObject({ confirmedSize: first.size, confirmedBy: { who: 'lab.example/witness' } });
    expect(status.recordsSince).toBe(status.recordCount - first.size);
  });

  it('goes on from what it cosigned, and from nothing else', async () => {
    const next = await here.call('mark.request', { handle, form: 'witness', dir: folder.path });
    const nowhere = await lab.reply('witness.sign', { path: next.path, outPath: at('nowhere/x.cosig') });
    expect(nowhere).toMatchObject({ error: { code: 'FILE_NOT_FOUND' } });
    expect((await lab.call('witness.show', {})).logs).toMatchObject([{ size: first.size }]);
    const body = readFileSync(next.path, 'utf8');
    expect(body).toMatch(new RegExp(`^old ${first.size}\n`, 'u'));
    writeFileSync(
      at('forged'),
      body.replace(/\n\n(.+)\n(\d+)\n/u, (_, origin: string, size: string) => `\n\n${origin}\n${Number(size) + 1}\n`),
    );
    writeFileSync(at('no-proof'), body.replace(/^old (\d+)\n[\s\S]*?\n\n/u, 'old $1\n\n'));
    writeFileSync(at('noise'), new Uint8Array([0xff, 0xfe, 0, 1]));
    const statuses = [];
    for (const path of [at('forged'), at('no-proof'), at('noise'), next.path, first.path, next.path]) {
      statuses.push((await lab.call('witness.sign', { path, overwrite: true })).status);
    }
    // The last is lost and asked for again.
    expect(statuses).toEqual([403, 422, 400, 200, 409, 200]);
    expect(await lab.call('witness.sign', { path: first.path })).toMatchObject({ status: 409, size: next.size });
    expect(await here.call('mark.import', { handle, path: at(`${next.size}.cosig`) })).toMatchObject({
      state: 'confirmed',
    });
  });

  it('is not fooled by another history of the same case', async () => {
    const elsewhere = workstation('elsewhere');
    const opened = await elsewhere.call('case.open', { dir: at('early'), passphrase: PASSPHRASE });
    for (let i = 0; i < 20; i++) await elsewhere.call('search.run', { handle: opened.handle, query: `x${i}` });
    const [{ size = 0 } = {}] = (await lab.call('witness.show', {})).logs;
    const asked = await elsewhere.call('mark.request', {
      handle: opened.handle,
      form: 'witness',
      dir: at('elsewhere'),
      oldSize: size,
    });
    expect((await lab.call('witness.sign', { path: asked.path })).status).toBe(422);
    // Brought to the case as a head: signed by the same operator, another history.
    const compared = await here.call('mark.compare', { handle, path: asked.path, proofPath: at('proof.txt') });
    expect(compared).toMatchObject({ isSigned: true, proofPath: at('proof.txt') });
    expect(['two-histories', 'ahead']).toContain(compared.outcome);
    const small = await elsewhere.call('mark.request', { handle: opened.handle, form: 'head', dir: at('elsewhere') });
    await elsewhere.call('case.close', { handle: opened.handle });
    while ((await here.call('case.info', { handle })).headSize < small.size)
      await here.call('search.run', { handle, query: 'grow' });
    const again = await here.call('mark.compare', { handle, path: small.path, proofPath: at('proof-2.txt') });
    expect(again).toMatchObject({ outcome: 'two-histories', size: small.size });
    const proof = readFileSync(at('proof-2.txt'), 'utf8');
    expect(proof).toContain(readFileSync(small.path, 'utf8').trim());
    expect(proof).toMatch(/at hand, the newest head[\s\S]+consistency proof/u);
  });
});

describe('a time stamp', () => {
  let asked = { path: '', size: 0, headSha256: '' };
  const stamp = async (name: string, more: { nonce?: Uint8Array; signer?: Identity } = {}): Promise<string> => {
    const note = bytesOf(at(`${asked.size}.note`));
    const token = await makeToken({ message: note, signer: tsa, ...more });
    writeFileSync(at(name), token);
    return at(name);
  };
  const nonceOf = (path: string): Uint8Array =>
    elements(element(bytesOf(path)).value).filter(({ tag }) => tag === TAG.integer)[1]?.value ?? new Uint8Array();

  it('is asked for over the head as it was first written, with a nonce', async () => {
    asked = await here.call('mark.request', { handle, form: 'time-stamp', dir: folder.path });
    const session = await openCase({ dir, passphrase: PASSPHRASE, readOnly: true });
    const head = await session.heads.find(asked.size);
    await session.close();
    writeFileSync(at(`${asked.size}.note`), head?.note ?? '');
    const [, imprint] = elements(element(bytesOf(asked.path)).value);
    const digest = createHash('sha256')
      .update(head?.note ?? '')
      .digest('hex');
    expect(encodeHex(elements(imprint?.value ?? new Uint8Array())[1]?.value ?? new Uint8Array())).toBe(digest);
    expect(asked.headSha256).toBe(digest);
    expect(nonceOf(asked.path).length).toBeGreaterThan(5);
  });

  it('that answers another request, or nobody asked for with that nonce, is refused', async () => {
    expect(await here.call('mark.import', { handle, path: await stamp('no-nonce.tsr') })).toMatchObject({
      outcome: 'refused',
      findings: [{ kind: 'mark-nonce-mismatch' }],
    });
    const other = await stamp('other-nonce.tsr', { nonce: Uint8Array.of(1, 2, 3) });
    expect(await here.call('mark.import', { handle, path: other })).toMatchObject({
      findings: [{ kind: 'mark-nonce-mismatch' }],
    });
    writeFileSync(at('alien.tsr'), await makeToken({ message: asciiBytes('something else'), signer: tsa }));
    expect(await here.call('mark.import', { handle, path: at('alien.tsr') })).toMatchObject({
      findings: [{ kind: 'mark-other-head' }],
    });
  });

  it('is kept before its issuer is trusted, and confirms after', async () => {
    const path = await stamp('good.tsr', { nonce: nonceOf(asked.path) });
    expect(await here.call('mark.import', { handle, path })).toMatchObject({
      outcome: 'recorded',
      state: 'untrusted',
      size: asked.size,
      who: 'CN=Clock',
    });
    writeFileSync(at('root.der'), tsaRoot.certificate);
    await here.call('mark.trust', { handle, kind: 'tsa-root', path: at('root.der') });
    expect(await statusOf()).toMatchObject({
      confirmedSize: asked.size,
      confirmedBy: { form: 'time-stamp', who: 'CN=Clock', time: '2026-01-05T12:00:00.000Z' },
    });
  });

  it('confirms no more when its issuer is trusted no more, and again when it is', async () => {
    const { trusted } = await here.call('mark.trusted', { handle });
    const { id = '' } = trusted.find(({ kind }) => kind === 'tsa-root') ?? {};
    await here.call('mark.distrust', { handle, kind: 'tsa-root', id });
    expect((await statusOf()).marks.find(({ form }) => form === 'time-stamp')).toMatchObject({ state: 'untrusted' });
    await here.call('mark.trust', { handle, kind: 'tsa-root', path: at('root.der') });
    expect((await statusOf()).marks.find(({ form }) => form === 'time-stamp')).toMatchObject({ state: 'confirmed' });
    const { length } = await here.call('custody.list', { handle, kinds: ['setting'] });
    expect(length).toBeGreaterThanOrEqual(4);
  });
});

describe('an OpenTimestamps proof', () => {
  const MAGIC = concatBytes(
    asciiBytes('\0OpenTimestamps\0\0Proof\0'),
    Uint8Array.of(0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94, 1, 8),
  );
  const pending = [0, 0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e, 10, 9, ...asciiBytes('a.example')];
  const inBlock = [8, 0, 0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01, 1, 77];

  it('proves nothing while it is pending, and something to who knows the block', async () => {
    const head = await here.call('mark.request', { handle, form: 'head', dir: folder.path });
    const digest = createHash('sha256').update(bytesOf(head.path)).digest();
    writeFileSync(at('pending.ots'), concatBytes(MAGIC, digest, Uint8Array.from(pending)));
    expect(await here.call('mark.import', { handle, path: at('pending.ots') })).toMatchObject({
      outcome: 'recorded',
      state: 'pending',
      detail: expect.stringMatching(/nothing yet/u),
    });
    const before = (await statusOf()).confirmedSize;
    expect(before).toBeLessThan(head.size);
    writeFileSync(at('block.ots'), concatBytes(MAGIC, digest, Uint8Array.from(inBlock)));
    expect(await here.call('mark.import', { handle, path: at('block.ots') })).toMatchObject({ state: 'untrusted' });
    const root = createHash('sha256').update(digest).digest();
    await here.call('mark.trust', {
      handle,
      kind: 'bitcoin-block',
      value: `77:${Buffer.from(root.toReversed()).toString('hex')}`,
    });
    expect(await statusOf()).toMatchObject({ confirmedSize: head.size, confirmedBy: { who: 'Bitcoin block 77' } });
  });

  it('whose block has another root than the one given here is kept, and confirms nothing', async () => {
    const head = await here.call('mark.request', { handle, form: 'head', dir: folder.path });
    const digest = createHash('sha256').update(bytesOf(head.path)).digest();
    writeFileSync(at('false.ots'), concatBytes(MAGIC, digest, Uint8Array.from(inBlock)));
    expect(await here.call('mark.import', { handle, path: at('false.ots') })).toMatchObject({
      outcome: 'recorded',
      state: 'untrusted',
      detail: expect.stringMatching(/one of both is wrong/u),
    });
    const { confirmedSize, newest, recordsSince, recordCount } = await statusOf();
    expect(newest?.size).toBe(head.size);
    expect(confirmedSize).toBeLessThan(head.size);
    expect(recordsSince).toBe(recordCount - confirmedSize);
  });
});

describe('a witness that lost its memory', () => {
  it('cosigns nothing more', async () => {
    const { dir: witnessDir } = await here.call('witness.create', { dir: at('forgetful'), name: 'forgetful' });
    rmSync(join(witnessDir, 'witness.db'));
    expect(await here.reply('witness.show', { dir: witnessDir })).toMatchObject({
      error: { code: 'WITNESS_STORE_BROKEN' },
    });
  });
});

describe('files that are no marks', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['text', asciiBytes('hello')],
    ['a sequence that ends too early', Uint8Array.of(0x30, 0x82, 0xff, 0xff, 1)],
    ['a dash without a signature', new Uint8Array(Buffer.from('— x y\n'))],
  ])('such as %s are refused with a reason', async (name, bytes) => {
    writeFileSync(at('bad'), bytes);
    expect(await here.call('mark.import', { handle, path: at('bad') }), name).toMatchObject({
      outcome: 'refused',
      findings: [{ kind: 'mark-malformed' }],
      recordSeq: null,
    });
  });

  it('that are too large, folders, or not there are errors', async () => {
    writeFileSync(at('large'), new Uint8Array(300_000));
    const codes = [];
    for (const path of [at('large'), folder.path, at('absent')]) {
      const reply = await here.reply('mark.import', { handle, path });
      codes.push(reply.ok ? '' : reply.error.code);
    }
    expect(codes).toEqual(['REQUEST_TOO_LARGE', 'FILE_UNREADABLE', 'FILE_NOT_FOUND']);
  });

  it('are not trusted: a log key is no witness, made-up headers show no work', async () => {
    const { key } = await here.call('mark.request', { handle, form: 'head', dir: folder.path, overwrite: true });
    for (const [kind, value] of [
      ['witness', key],
      ['tsa-root', 'hello'],
      ['bitcoin-block', '5'],
      ['bitcoin-block', `9 ${'00'.repeat(80)}`],
    ]) {
      expect(await here.reply('mark.trust', { handle, kind, value })).toMatchObject({
        error: { code: 'MARK_UNREADABLE' },
      });
    }
    // Block 0 as everybody knows it.
    const genesis = `0 0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c`;
    expect(await here.call('mark.trust', { handle, kind: 'bitcoin-block', value: genesis })).toMatchObject({
      added: [{ id: '0' }],
    });
  });
});

describe('paper', () => {
  it('is compared by what is typed back', async () => {
    const page = await here.call('mark.request', { handle, form: 'paper', dir: folder.path });
    const svg = readFileSync(page.path, 'utf8');
    for (const word of page.words.split(' ')) expect(svg).toContain(word);
    const grouped = page.size.toLocaleString('en');
    const compare = async (text: string) => (await here.call('mark.compare', { handle, text })).outcome;
    expect(await compare(`${grouped} ${page.words.toUpperCase().replaceAll(' ', '-')}`)).toBe('same');
    const root =
      /<text[^>]*>((?:[0-9a-f]{8} ){3}[0-9a-f]{8})<\/text>\n<text[^>]*>((?:[0-9a-f]{8} ){3}[0-9a-f]{8})</u.exec(svg);
    expect(await compare(`${page.size}\n${root?.[1]}\n${root?.[2]}`)).toBe('same');
    expect(await compare(`${page.size - 1} ${page.words}`)).toBe('two-histories');
    const { origin } = await here.call('case.info', { handle });
    expect(await compare(`${origin}\n${grouped}\n${page.words}`)).toBe('same');
    expect(await compare(`audittrailpro/case/another\n${grouped}\n${page.words}`)).toBe('other-case');
    expect(await compare(`${page.size + 500} ${page.words}`)).toBe('ahead');
    expect(await here.reply('mark.compare', { handle, text: 'hello' })).toMatchObject({
      error: { code: 'MARK_UNREADABLE' },
    });
    expect((await statusOf()).marks.find(({ form }) => form === 'paper')).toMatchObject({
      state: 'stated',
      size: page.size,
    });
  });

  it('is not written into the case', async () => {
    expect(await here.reply('mark.request', { handle, form: 'paper', dir })).toMatchObject({
      error: { code: 'CONTRACT_BAD_INPUT' },
    });
    expect(existsSync(join(dir, 'segments'))).toBe(true);
  });
});

describe('the check of the case', () => {
  it('says who vouches for how much', async () => {
    const report = await here.job('verify.start', { handle, mode: 'strict' });
    const { confirmedSize } = await statusOf();
    expect(report).toMatchObject({ verdict: 'intact', confirmedOutside: confirmedSize, findings: [] });
    expect(report.checks.find(({ id }) => id === 'timestamps')?.detail).toMatch(
      /^Bitcoin block 77 vouches for the first/u,
    );
  });

  it('finds a mark that was recorded for another head', async () => {
    await here.call('case.close', { handle });
    const session = await openCase({ dir, passphrase: PASSPHRASE, seenDir: at('here') });
    const [first] = (await session.log({ kinds: ['anchor'] })).filter(({ body }) => body['act'] === 'received');
    await session.record('anchor', { ...first?.body, head: `sha256:${'ab'.repeat(32)}` });
    await session.close();
    ({ handle } = await here.call('case.open', { dir, passphrase: PASSPHRASE }));
    const report = await here.job('verify.start', { handle, mode: 'fast' });
    expect(report).toMatchObject({ verdict: 'broken', findings: [{ kind: 'mark-wrong' }] });
    expect(report.checks.find(({ id }) => id === 'timestamps')).toMatchObject({ state: 'failed' });
    await here.call('case.close', { handle });
  });
});

describe('the command line', () => {
  it('does the round of a witness on two machines', async () => {
    const home = { dataDir: at('cli-home') };
    const other = { dataDir: at('cli-lab') };
    await makeCase(at('cli-case'));
    const json = async (args: string[], options = home) => {
      const ran = await audittrail([...args, '--json'], options);
      return { exitCode: ran.exitCode, ...(JSON.parse(ran.out) as Record<string, unknown>) } as unknown as Record<
        string,
        string
      >;
    };
    const { key: witness = '' } = await json(['witness', 'create', 'lab2'], other);
    const asked = await json(['mark', 'request', 'witness', '--case', at('cli-case'), '--out', folder.path]);
    expect(await json(['witness', 'sign', asked['path'] ?? ''], other)).toMatchObject({ exitCode: 1, status: 404 });
    await json(['witness', 'watch', asked['key'] ?? ''], other);
    const signed = await json(['witness', 'sign', asked['path'] ?? ''], other);
    await json(['mark', 'trust', 'witness', '--key', witness, '--case', at('cli-case')]);
    expect(await json(['mark', 'import', signed['path'] ?? '', '--case', at('cli-case')])).toMatchObject({
      exitCode: 0,
      state: 'confirmed',
    });
    const told = await audittrail(['mark', 'status', '--case', at('cli-case')], home);
    expect(told.out).toMatch(/Confirmed outside for the first \d+ records, by lab2/u);
    const checked = await audittrail(['verify', '--case', at('cli-case')], home);
    expect(checked).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/Confirmed outside this workstation up to record \d+/u),
    });
    const same = await audittrail(
      ['mark', 'compare', `${asked['size']} ${asked['words']}`, '--case', at('cli-case')],
      home,
    );
    expect(same).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^SAME HISTORY/u) });
  });
});
