/** Bundles by hand, as a person makes, checks and breaks them: the program from its command line to its exit code. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audittrail } from '../helpers/program.ts';
import { fillCase, makeCase, temporaryFolder, writeAuditLines } from '../helpers/temporary-case.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const OLGA = 'a passphrase of her own';

async function run(words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { exitCode, out, err } = await audittrail(words);
  return { code: exitCode, out, err };
}

beforeAll(async () => {
  await makeCase(at('case'));
  writeAuditLines(at('a.jsonl'), 60);
  await fillCase(at('case'), { paths: [at('a.jsonl')] });
  writeFileSync(at('olga'), `${OLGA}\n`);
  await run([
    'case',
    'add-operator',
    'olga',
    '--case',
    at('case'),
    '--role',
    'reviewer',
    '--new-passphrase-file',
    at('olga'),
  ]);
});
afterAll(() => folder.remove());

describe('the command line', () => {
  it('records custody, makes a bundle, and checks it', async () => {
    const second = ['--second-signer', 'olga', '--second-passphrase-file', at('olga')];
    const acquired = await run([
      'custody',
      'add',
      'acquire',
      '--case',
      at('case'),
      '--item',
      'a.jsonl',
      '--place',
      'Court',
    ]);
    const given = await run([
      'custody',
      'add',
      'transfer',
      '--case',
      at('case'),
      '--item',
      'all',
      '--to',
      'olga',
      ...second,
    ]);
    const twice = await run(['custody', 'add', 'acquire', '--case', at('case'), '--item', 'all', '--json']);
    expect([acquired.code, given.code, twice.code]).toEqual([0, 0, 2]);
    expect(given.out).toMatch(/Signed by\s+lead, olga\nHeld by\s+operator olga/u);
    expect(JSON.parse(twice.out)).toMatchObject({ error: { code: 'CUSTODY_GAP' } });

    const why = ['--redact', '/body/source/userId', '--withhold', 'user:user3', '--basis', 'GDPR', '--basis', 'order'];
    const made = await run([
      'bundle',
      'create',
      '--case',
      at('case'),
      '--out',
      at('b.zip'),
      '--zip',
      ...why,
      ...second,
    ]);
    expect([made.code, made.err]).toEqual([0, '']);
    expect(made.out).toMatch(/Signed by\s+lead, olga/u);
    const [fingerprint = ''] = /(?:[0-9a-f]{5}-){7}[0-9a-f]{5}/u.exec(made.out) ?? [];

    const text = await run([
      'verify',
      '--bundle',
      at('b.zip'),
      '--fingerprint',
      fingerprint,
      '--signers',
      '2',
      '--threads',
      '2',
    ]);
    expect([text.code, text.out.split('\n')[0]]).toEqual([0, 'INTACT, OWN SIGNATURE ONLY']);
    const json = await run(['verify', '--bundle', at('b.zip'), '--json']);
    expect([json.code, JSON.parse(json.out)]).toMatchObject([
      0,
      { verdict: 'INTACT, SIGNER UNKNOWN', facts: { redacted: 54 } },
    ]);
    const other = await run(['verify', '--bundle', at('b.zip'), '--fingerprint', 'a'.repeat(40)]);
    expect([other.code, other.out.split('\n')[0]]).toEqual([1, 'BROKEN']);
  });

  it('says that it could not look, and never that all is fine', async () => {
    const nothing = await run(['verify', '--bundle', at('nothing'), '--json']);
    expect([nothing.code, JSON.parse(nothing.out)]).toMatchObject([2, { error: { code: 'BUNDLE_UNCHECKED' } }]);
    await run(['bundle', 'create', '--case', at('case'), '--out', at('folder')]);
    appendFileSync(at('folder/data/case/records.ndjson'), 'x');
    const broken = await run(['verify', '--bundle', at('folder')]);
    expect([broken.code, broken.out.split('\n')[0]]).toEqual([1, 'BROKEN']);
    expect(readFileSync(at('folder/data/case/head.note'), 'utf8')).toContain('audittrailpro/case/');
  });

  it.each([
    ['neither a case nor a bundle', ['verify']],
    ['both', ['verify', '--bundle', 'x', '--case', 'y']],
    ['an option of bundles for a case', ['verify', '--case', 'x', '--earlier', 'y']],
    ['a number of signers that is none', ['verify', '--bundle', 'x', '--signers', 'two']],
    ['a fingerprint that is none', ['verify', '--bundle', 'x', '--fingerprint', 'zz']],
    ['a block without its root', ['verify', '--bundle', 'x', '--bitcoin', '900000']],
    ['an act that is none', ['custody', 'add', 'steal', '--case', 'x', '--item', 'all']],
    ['a redaction without a reason', ['bundle', 'create', '--case', 'x', '--out', 'y', '--redact', '/body/a']],
    ['a reason for nothing', ['bundle', 'create', '--case', 'x', '--out', 'y', '--basis', 'z']],
  ])('refuses %s before it asks for a passphrase', async (_, words) => {
    const { code, err } = await run(words);
    expect([code, err]).toEqual([2, expect.stringContaining('[CLI_USAGE]')]);
  });
});
