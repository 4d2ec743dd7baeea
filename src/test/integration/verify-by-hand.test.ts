/**
 * resources/docs/verify-by-hand.md, as a stranger would do it: each of its blocks in a real shell, over a bundle.
 *
 * The blocks are taken out of the document, so that a word changed there is tried here.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBundle, type BundlePlan } from '../../verifier/testing/bundle-maker.ts';
import { LEAD, testKey } from '../../verifier/testing/log-maker.ts';
import { makeIdentity, makeToken, type Identity } from '../../verifier/testing/time-authority.ts';
import { bundledCase } from '../helpers/exported-bundle.ts';
import { temporaryFolder } from '../helpers/temporary-case.ts';

const TEXT = readFileSync(new URL('../../../resources/docs/verify-by-hand.md', import.meta.url), 'utf8');
/** What to type, by the section it stands in; 0 before the first. */
const BLOCKS = TEXT.split(/^## /mu).flatMap((section) => {
  const step = Number(/^\d/u.exec(section)?.[0] ?? 0);
  return [...section.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = '']) => ({ step, block }));
});
const LAST_STEP = 7;
const STEPS = ['1', '3', '3', '4', '5', '5', '6', '7'];
const TOOLS = ['bash', 'openssl', 'sha256sum', 'basenc'];
const hasTools = TOOLS.every((tool) => spawnSync(tool, ['--version']).error === undefined);

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
/** Of a key that is not the lead's. */
const OTHER_SEED = 9;
let seq: string;
let authority: Identity;

const plan: BundlePlan = { events: 120, hasProofs: true };
const noteOf = (head: string): { note: string; size: number } => JSON.parse(head) as { note: string; size: number };

beforeAll(async () => {
  authority = await makeIdentity({ name: 'Root', isAuthority: true });
  const signer = await makeIdentity({ name: 'Stamps', issuer: authority });
  const first = makeBundle(plan);
  const heads = new TextDecoder()
    .decode(first['data/case/heads.ndjson'] as Uint8Array)
    .trim()
    .split('\n');
  const marked = noteOf(heads.at(-2) as string);
  const token = await makeToken({ message: new TextEncoder().encode(marked.note), signer });
  const files = makeBundle({ ...plan, extra: { [`data/anchors/${marked.size}.tsr`]: token } });
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(at(`good/${path}`)), { recursive: true });
    writeFileSync(at(`good/${path}`), bytes);
  }
  seq =
    /data\/proofs\/(\d+)/u.exec(Object.keys(files).find((path) => path.startsWith('data/proofs/')) ?? '')?.[1] ?? '';
  const pem = Buffer.from(authority.certificate).toString('base64').replaceAll(/.{64}/gu, '$&\n');
  writeFileSync(at('tsa-root.pem'), `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`);
});
afterAll(() => folder.remove());

/** The steps up to `last` that say that they hold, of a copy of the bundle that `change` was let loose on. */
function steps(last = LAST_STEP, change: (dir: string) => void = () => undefined): Told {
  const dir = at('bundle');
  rmSync(dir, { recursive: true, force: true });
  cpSync(at('good'), dir, { recursive: true });
  change(dir);
  return stepsIn(dir, seq, last);
}

interface Told {
  holds: string[];
  printed: string;
}

/** @param event that has a proof */
function stepsIn(dir: string, event: string, last = LAST_STEP): Told {
  const script = BLOCKS.filter(({ step }) => step <= last)
    .map(({ block }) => block)
    .join('\n')
    .replace('SEQ=57', `SEQ=${event}`)
    .replace('ROOT=tsa-root.pem', `ROOT=${at('tsa-root.pem')}`);
  const env = { PATH: process.env['PATH'] ?? '', TMPDIR: folder.path };
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: dir, env, encoding: 'utf8' });
  const holds = [...stdout.matchAll(/^Step (\d) holds/gmu)].map(([, step = '']) => step);
  return { holds, printed: stdout + stderr };
}

const edit = (path: string, from: string | RegExp, to: string) => (dir: string) => {
  const file = join(dir, path);
  const before = readFileSync(file, 'latin1');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(file, after, 'latin1');
};
/** What anybody can do who has changed a file: write the lists anew. */
const listAnew = (dir: string): void => {
  const list = 'find data -type f | LC_ALL=C sort | xargs sha256sum > manifest-sha256.txt';
  execFileSync(
    'bash',
    ['-c', `${list}; sha256sum bag-info.txt bagit.txt manifest-sha256.txt > tagmanifest-sha256.txt`],
    {
      cwd: dir,
    },
  );
};

describe.skipIf(!hasTools)('verify-by-hand.md', () => {
  it('leads a stranger through every step of a bundle that is as it was made', () => {
    const { holds, printed } = steps();
    expect(printed).not.toMatch(/error|FAILED|command not found/iu);
    expect(holds).toEqual(STEPS);
    expect(printed).toContain('Verification: OK');
    // The fingerprint, in eight groups of five as the program shows it.
    expect(printed).toMatch(/^(?:[0-9a-f]{5} ){8}$/mu);
  });

  it('leads through a bundle that the program made', async () => {
    mkdirSync(at('made'));
    const made = await bundledCase(at('made'), 200);
    const { bundle } = (await made.bundle(at('exported'), { originals: true, proofs: true })) as { bundle: object };
    await made.close();
    expect(bundle).toBeDefined();
    const proof = readdirSync(at('exported/data/proofs')).at(-1) as string;
    const { holds } = stepsIn(at('exported'), proof.replace('.tlog-proof', ''));
    // No mark from outside: step 7 has nothing to say.
    expect(holds).toEqual(STEPS.slice(0, -1));
  });

  it('stops at the files where one was changed, lost or added', () => {
    const changes = [
      edit('data/software.json', 'test', 'tesd'),
      (dir: string) => rmSync(join(dir, 'data/software.json')),
      (dir: string) => writeFileSync(join(dir, 'data/added.txt'), 'more'),
      edit('bag-info.txt', 'Bagging-Date: 2026', 'Bagging-Date: 2025'),
    ];
    for (const change of changes) expect(steps(1, change).holds).toEqual([]);
  });

  it('stops at the signed list where somebody changed a line and wrote the lists anew', () => {
    const { holds } = steps(3, (dir) => {
      edit('data/case/records.ndjson', `na\u00c3\u00afve`, 'N\u00c3\u00afve')(dir);
      listAnew(dir);
    });
    expect(holds).toEqual(['1', '3']);
  });

  it('stops at the signature where the list was signed by somebody else, and at the head where that was', () => {
    const forged = makeBundle({
      ...plan,
      signers: [{ ...LEAD, key: testKey(LEAD.key.name, OTHER_SEED) }],
    });
    const put = (path: string) => (dir: string) => writeFileSync(join(dir, path), forged[path] as Uint8Array);
    expect(steps(3, put('manifest.dsse.json')).holds).toEqual(['1']);
    const flipped = (dir: string): void => {
      const file = join(dir, 'data/case/head.note');
      const note = readFileSync(file, 'utf8');
      const [head = '', text = ''] = note.split(/(?<= )(?=[^ ]+\n$)/u);
      const bytes = Buffer.from(text, 'base64');
      bytes[40] = (bytes[40] as number) ^ 1;
      writeFileSync(file, `${head}${bytes.toString('base64')}\n`);
    };
    expect(steps(4, flipped).holds).not.toContain('4');
  });

  it('stops at the event that is not what was recorded, and at the original it was not read from', () => {
    const line = new RegExp(`("message":"[^"]*)("[^\\n]*"seq":${seq},"v":1\\})`, 'u');
    // That the proof leads to the head holds still; that the event is there does not.
    const { holds } = steps(5, edit('data/case/records.ndjson', line, '$1 changed$2'));
    expect(holds.filter((step) => step === '5')).toHaveLength(1);
    const original = (dir: string): void => {
      const write = 'printf X | dd of="$(ls data/files/* | head -n 1)" bs=1 seek=2 conv=notrunc';
      execFileSync('bash', ['-c', write], { cwd: dir, stdio: 'ignore' });
    };
    expect(steps(6, original).holds).not.toContain('6');
  });

  it('stops at a time stamp of something else', () => {
    expect(steps(LAST_STEP, edit('data/case/heads.ndjson', /\\n(?=\d)/gu, '\\n9')).holds).not.toContain('7');
  });
});
