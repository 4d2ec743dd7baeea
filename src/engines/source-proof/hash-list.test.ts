import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseAcquisitionLog } from './acquisition-log.ts';
import { FileLookup, type KnownFile } from './file-lookup.ts';
import { parseHashList } from './hash-list.ts';
import { checkList } from './list-check.ts';
import { pathBeside } from './listed-path.ts';
import type { SourceProof } from './proof.ts';

const hash = (name: string, text: string): string => createHash(name).update(text).digest('hex');
const A = { sha256: hash('sha256', 'a'), md5: hash('md5', 'a'), sha1: hash('sha1', 'a') };
const B = { sha256: hash('sha256', 'b'), md5: hash('md5', 'b'), sha1: hash('sha1', 'b') };

describe('lists of hashes', () => {
  it.each([
    [
      'sums of coreutils, text and binary',
      `${A.sha256}  a.log\n${B.sha256} *sub/b.log\n`,
      'SHA256SUMS',
      ['a.log', 'sub/b.log'],
    ],
    ['sums with an escaped name', `\\${A.md5}  a\\nb\\\\c.log\n`, 'x.md5', ['a\nb\\c.log']],
    ['BSD style', `SHA256 (a b.log) = ${A.sha256}\nMD5 (b) = ${B.md5}\n`, 'CHECKSUM', ['a b.log', 'b']],
    ['comments, a mark and CRLF', `\uFEFF# made by hand\r\n${A.sha1}  a.log\r\n`, 'x', ['a.log']],
    [
      'a clear-signed list',
      `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${A.sha256}  a.log\n-----BEGIN PGP SIGNATURE-----\nxx\n-----END PGP SIGNATURE-----\n`,
      's.asc',
      ['a.log'],
    ],
    ['a BagIt manifest', `${A.sha256} data/50%25%0A.log\n`, 'manifest-sha256.txt', ['data/50%\n.log']],
    [
      'hashdeep',
      `%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /x\n1,${A.md5},${A.sha256},/x/a,b.log\n`,
      'h.txt',
      ['/x/a,b.log'],
    ],
  ])('are read: %s', (_, text, name, paths) => {
    expect(parseHashList(text, name)?.files.map(({ path }) => path)).toEqual(paths);
  });

  it('know their hashes by the digits, by the name where two have as many, and in BagIt by the name of the list', () => {
    const only = (text: string, name: string) => parseHashList(text, name)?.files[0]?.hashes[0]?.hash;
    expect(only(`${'a'.repeat(128)}  f`, 'SHA512SUMS')).toBe('sha512');
    expect(only(`${'a'.repeat(128)}  f`, 'b2sums.txt')).toBe('blake2b512');
    expect(only(`${'a'.repeat(40)} data/f`, 'manifest-sha1.txt')).toBe('sha1');
    expect(parseHashList(`${'a'.repeat(40)} data/f`, 'manifest-sha256.txt')).toBeUndefined();
  });

  it('are not seen in logs that hold a hash here and there, nor in empty text', () => {
    const log = Array.from({ length: 50 }, (_, i) => `2024-05-06 line ${i}`).join('\n');
    for (const text of ['', 'hello', `${log}\n${A.sha256}  a.log\n`, '%%%% HASHDEEP-1.0\nno columns\n']) {
      expect(parseHashList(text, 'x')).toBeUndefined();
    }
  });
});

describe('a listed path', () => {
  it('lies beside its list, in a folder and in an archive', () => {
    expect(pathBeside('/e/SHA256SUMS', './sub/a.log')).toBe('/e/sub/a.log');
    expect(pathBeside('/e/x.zip!/SUMS', 'a.log')).toBe('/e/x.zip!/a.log');
    expect(pathBeside('SUMS', 'sub\\a.log')).toBe('sub/a.log');
  });

  it.each([
    '../a',
    'a/../../b',
    '/etc/passwd',
    'C:\\x',
    'c:x',
    '~/x',
    '\\\\host\\share',
    'a//b',
    '',
    'a\0b',
    '.',
    'a/./b',
  ])('is none: %j', (path) => {
    expect(pathBeside('/e/SUMS', path)).toBeUndefined();
  });
});

const file = (sourceSeq: number, path: string, text: string): KnownFile => ({
  sourceSeq,
  path,
  sizeBytes: text.length,
  sha256: hash('sha256', text),
  isContainer: false,
});
const contents = new Map([
  [1, 'a'],
  [2, 'b'],
  [3, 'c'],
]);
const hashOfFile = async ({ sourceSeq }: KnownFile, name: string): Promise<string | undefined> => {
  const text = contents.get(sourceSeq);
  return text === undefined ? undefined : hash(name, text);
};
const FILES = new FileLookup([
  file(1, '/e/a.log', 'a'),
  file(2, '/e/sub/b.log', 'b'),
  file(3, '/e/c.log', 'c'),
  file(9, '/e/SUMS', 'list'),
]);

async function check(
  text: string,
  { path = '/e/SUMS', isInCase = true, files = FILES } = {},
): Promise<{ proof: SourceProof; verdicts: [number, string][] }> {
  const list = parseHashList(text, path.split('/').at(-1) ?? '');
  if (list === undefined) throw new Error('no list');
  const { proof, byFile } = await checkList({ path, isInCase, list }, files, hashOfFile);
  return { proof, verdicts: [...byFile].map(([seq, { verdict }]) => [seq, verdict]) };
}
const words = ({ details }: SourceProof): string[] => details.map(({ what, path }) => `${what} ${path ?? ''}`.trim());

describe('a list against the files of a case', () => {
  it('tells the same, the different, the missing and the unlisted', async () => {
    const { proof, verdicts } = await check(
      `${A.sha256}  a.log\n${A.sha256}  sub/b.log\n${'0'.repeat(64)}  gone.log\n`,
    );
    expect(proof.verdict).toBe('fails');
    expect(verdicts).toEqual([
      [1, 'holds'],
      [2, 'fails'],
    ]);
    expect(words(proof)).toEqual(['hash-differs /e/sub/b.log', 'file-missing gone.log', 'file-unlisted /e/c.log']);
  });

  it('holds where all are there and the same, and says what a weak hash is worth', async () => {
    const { proof, verdicts } = await check(`${A.md5}  a.log\n${B.md5}  sub/b.log\n${hash('md5', 'c')}  c.log\n`);
    expect([proof.verdict, ...words(proof)]).toEqual(['holds', 'weak-hash']);
    expect(verdicts).toHaveLength(3);
  });

  it('follows no path that climbs out, but knows the file by its hash', async () => {
    const { proof, verdicts } = await check(`${A.sha256}  ../../e/a.log\n${'0'.repeat(64)}  /e/c.log\n`);
    expect(proof.verdict).toBe('could-not-check');
    expect(words(proof).filter((word) => word.startsWith('odd-path'))).toHaveLength(2);
    expect(verdicts).toEqual([[1, 'holds']]);
  });

  it('is matched by the ends of paths where it is not in the case, unless two files fit', async () => {
    const given = { path: '/elsewhere/SUMS', isInCase: false };
    expect((await check(`${B.sha256}  sub/b.log\n`, given)).verdicts).toEqual([[2, 'holds']]);
    const twice = new FileLookup([file(1, '/e/x/a.log', 'a'), file(2, '/e/y/a.log', 'b')]);
    expect((await check(`${'0'.repeat(64)}  a.log\n`, { ...given, files: twice })).verdicts).toEqual([]);
  });

  it('could not be checked where the bytes can not be had', async () => {
    const files = new FileLookup([file(77, '/e/a.log', 'a')]);
    const { proof, verdicts } = await check(`${A.md5}  a.log\n`, { files });
    expect([proof.verdict, verdicts]).toEqual(['could-not-check', [[77, 'could-not-check']]]);
  });

  it('believes a size that hashdeep names, and BagIt only for its payload', async () => {
    const deep = `%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n2,${A.sha256},a.log\n`;
    expect((await check(deep)).verdicts).toEqual([[1, 'fails']]);
    const bag = new FileLookup([
      file(1, '/b/data/a.log', 'a'),
      file(2, '/b/data/b.log', 'b'),
      file(3, '/b/bagit.txt', 'x'),
    ]);
    const { proof } = await check(`${A.sha256} data/a.log\n`, { path: '/b/manifest-sha256.txt', files: bag });
    expect(words(proof)).toEqual(['file-unlisted /b/data/b.log']);
  });
});

describe('logs of acquisition', () => {
  it.each([
    [
      'FTK Imager',
      `Created By AccessData® FTK® Imager 4.5.0.3\n\n[Computed Hashes]\n MD5 checksum:    ${A.md5}\n SHA1 checksum:   ${A.sha1}\n\nImage Verification Results:\n MD5 checksum:    ${A.md5} : verified\n`,
      'match',
    ],
    [
      'libewf',
      `ewfverify 20140608\n\nMD5 hash stored in file:\t\t${A.md5}\nMD5 hash calculated over data:\t\t${A.md5}\n\newfverify: SUCCESS\n`,
      'match',
    ],
    [
      'libewf',
      `ewfverify 20140608\n\nMD5 hash stored in file:\t\t${A.md5}\nMD5 hash calculated over data:\t\t${B.md5}\n\newfverify: FAILURE\n`,
      'differ',
    ],
    [
      'Guymager',
      `GUYMAGER ACQUISITION INFO FILE\n==============================\nMD5 hash                   : ${A.md5}\nSHA-256 hash               : ${A.sha256}\n`,
      undefined,
    ],
  ])('are read: %s', (tool, text, says) => {
    const log = parseAcquisitionLog(text);
    expect([log?.tool, log?.toolSays, log?.hashes[0]?.hex]).toEqual([tool, says, A.md5]);
  });

  it('are not seen in other text', () => {
    expect(parseAcquisitionLog(`MD5 checksum: ${A.md5}`)).toBeUndefined();
    expect(parseAcquisitionLog('GUYMAGER ACQUISITION INFO FILE')).toBeUndefined();
  });
});
