/** An auditor at the command line: looks into a bundle without its case, and leaves nothing behind. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeZip, type ZipPart } from '../../verifier/testing/zip-writer.ts';
import { filesBelow } from '../helpers/exported-bundle.ts';
import { audittrail, type RunOptions } from '../helpers/program.ts';
import { fillCase, makeCase, temporaryFolder, writeAuditLines } from '../helpers/temporary-case.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const NO_PASSPHRASE = '';

async function look(
  words: string[],
  options: RunOptions = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const { exitCode, out, err } = await audittrail(words, { passphrase: NO_PASSPHRASE, ...options });
  return { code: exitCode, out, err };
}

beforeAll(async () => {
  await makeCase(at('case'));
  writeAuditLines(at('a.jsonl'), 3000);
  await fillCase(at('case'), { paths: [at('a.jsonl')] });
  const make = async (...words: string[]): Promise<void> => {
    const { exitCode, err } = await audittrail(['bundle', 'create', '--case', at('case'), ...words]);
    expect([exitCode, err]).toEqual([0, '']);
  };
  await make('--out', at('whole'), '--originals');
  await make('--out', at('part.zip'), '--zip', '--query', 'user:user3');
}, 300_000);
afterAll(() => folder.remove());

describe('a bundle in place of a case', () => {
  it('is searched without a passphrase, the verdict before everything, what is withheld behind', async () => {
    const { code, out, err } = await look(['search', 'clerk', '--bundle', at('part.zip'), '--limit', '3']);
    expect([code, err.split('\n')[0]]).toEqual([
      0,
      'INTACT, SIGNER UNKNOWN: Consistent in itself, but not tied to any workstation you know.',
    ]);
    expect(err).toMatch(/^Of its [\d,]+ records: [\d,]+ withheld or left out\.$/mu);
    expect(out).toMatch(/^3 of 273 events$/mu);
    expect(out).toMatch(/records of this bundle are not shown; any of them might match\.$/mu);
  }, 300_000);

  it('gives the answers of the case as JSON, with the verdict', async () => {
    const fingerprint =
      /[0-9a-f]{5}(?:-[0-9a-f]{5}){7}/u.exec((await audittrail(['case', 'show', '--case', at('case')])).out)?.[0] ?? '';
    const bundle = ['--bundle', at('whole'), '--fingerprint', fingerprint, '--json'];
    const json = async (...words: string[]): Promise<Record<string, unknown>> => {
      const { verdict, ...rest } = JSON.parse((await look([...words, ...bundle])).out) as Record<string, unknown>;
      expect(verdict).toMatchObject({ verdict: 'INTACT, OWN SIGNATURE ONLY', exitCode: 0, records: { withheld: 0 } });
      return rest;
    };
    const ofCase = async (...words: string[]): Promise<unknown> =>
      JSON.parse((await audittrail([...words, '--case', at('case'), '--read-only', '--json'])).out);
    for (const words of [['search', 'user:user3', '--limit', '20'], ['fields'], ['coverage'], ['event', '700']]) {
      expect(await json(...words)).toEqual(await ofCase(...words));
    }
    expect(await json('event', '700', '--check-proof')).toMatchObject({ valid: true });
    expect(await json('event', '700', '--raw')).toMatchObject({ availability: 'kept', rawHash: { matches: true } });
    expect(await json('custody', '--kind', 'source')).toMatchObject({ records: [{ kind: 'source' }] });
  }, 300_000);

  it('is exported from, row for row as from the case, and not into itself', async () => {
    const words = (out: string): string[] => ['export', '--query', 'user:user3', '--format', 'csv', '--out', out];
    const there = await audittrail([...words(at('there.csv')), '--case', at('case'), '--read-only', '--json']);
    const here = await look([...words(at('here.csv')), '--bundle', at('whole'), '--json']);
    expect([here.code, JSON.parse(here.out)]).toMatchObject([0, { recordSeq: null, verdict: { exitCode: 0 } }]);
    const { rowDigest } = JSON.parse(there.out) as { rowDigest: string };
    expect(JSON.parse(here.out)).toMatchObject({ rows: 273, rowDigest });
    expect(readFileSync(at('here.csv'))).toEqual(readFileSync(at('there.csv')));
    const inside = await look([...words(join(at('whole'), 'x.csv')), '--bundle', at('whole')]);
    expect([inside.code, existsSync(join(at('whole'), 'x.csv'))]).toEqual([2, false]);
  }, 300_000);

  it('takes no word that only a case knows, and a case none that only a bundle knows', async () => {
    const both = await look(['search', 'x', '--bundle', at('whole'), '--case', at('case')]);
    const trust = await look(['search', 'x', '--case', at('case'), '--fingerprint', '0'.repeat(40)]);
    expect([both.code, both.err, trust.code, trust.err]).toEqual([
      2,
      'audittrail: --case does not go with --bundle [CLI_USAGE]\n',
      2,
      'audittrail: --fingerprint goes with --bundle [CLI_USAGE]\n',
    ]);
  }, 300_000);

  it('is refused by name where a zip file is made to harm', async () => {
    const whole = Object.entries(filesBelow(at('whole'))).map(
      ([path, bytes]): ZipPart => ({ path, bytes: Buffer.from(bytes) }),
    );
    const records = 'data/case/records.ndjson';
    const nothing = new Uint8Array(100_000);
    const others = whole.filter(({ path }) => path !== records);
    const evil: [string, ZipPart[], RegExp][] = [
      ['names', [...whole, { path: '../../outside', bytes: nothing }], /outside|refused|lead/u],
      ['twice', [...whole, { path: 'bagit.txt', bytes: nothing }], /twice/u],
      [
        'bomb',
        [...others, { path: records, bytes: nothing, isDeflated: true, size: 4_000_000_000 }],
        /too much|more bytes/u,
      ],
      ['link', [...others, { path: records, bytes: Buffer.from('/etc/passwd'), mode: 0o120_777 }], /link/u],
    ];
    for (const [name, parts, why] of evil) {
      writeFileSync(at(`${name}.zip`), writeZip(parts));
      const { code, err } = await look(['search', '*', '--bundle', at(`${name}.zip`)]);
      expect([name, code, err]).toEqual([name, 2, expect.stringMatching(/\[BUNDLE_UNREADABLE\]/u)]);
      expect([name, err]).toEqual([name, expect.stringMatching(why)]);
    }
    expect(existsSync(join(folder.path, '..', 'outside'))).toBe(false);
  }, 300_000);

  it('leaves an index behind only where it is killed, and the next start takes that away', async () => {
    const dataDir = at('workstation');
    const indexes = (): string[] => {
      const dir = join(dataDir, 'audittrailpro', 'opened-bundles');
      return existsSync(dir) ? readdirSync(dir) : [];
    };
    const words = ['search', 'clerk', '--bundle', at('whole'), '--limit', '1'];
    const killed = await look(words, {
      dataDir,
      onStart: (child) => {
        void (async () => {
          while (indexes().length === 0 && child.exitCode === null) await wait(2);
          child.kill('SIGKILL');
        })();
      },
    });
    expect([killed.code, indexes().length]).toEqual([null, 1]);
    const [left = ''] = indexes();
    const folder = join(dataDir, 'audittrailpro', 'opened-bundles', left);
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.includes('.'));
    expect(files.filter((name) => readFileSync(join(folder, name)).includes('clerk'))).toEqual([]);
    expect((await look(words, { dataDir })).code).toBe(0);
    expect(indexes()).toEqual([]);
  }, 300_000);
});
