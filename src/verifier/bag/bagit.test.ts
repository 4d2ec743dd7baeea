import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { utf8 } from '../base/bytes.ts';
import { sha256Hex } from '../base/hash.ts';
import { diskFolder } from '../node/disk-folder.ts';
import { memoryFolder } from '../testing/memory-folder.ts';
import { printTotal } from '../testing/vectors.ts';
import { decodePath, foldOf, problemOfPath } from './bag-path.ts';
import { checkBag } from './check-bag.ts';

describe('a name', () => {
  it.each([
    '/etc/passwd',
    '../a',
    'data/../../a',
    'data/./a',
    'data//a',
    '',
    '~/a',
    '~root/a',
    'C:\\a',
    'C:a',
    '\\\\server\\share',
    '\\\\?\\UNC\\a',
    'data\\a',
    '%HomeDrive%/a',
    'data/a\nb',
    'data/a\0',
    'data/con',
    'data/NUL.txt',
    'data/com1.log',
    'data/a.',
    'data/a ',
    'data/a:b',
    'data/\ud800',
    `data/${'a'.repeat(2000)}`,
  ])('%j is refused', (path) => {
    expect(problemOfPath(path)).toBeTypeOf('string');
  });

  it.each(['data/a', 'data/a b.txt', 'data/ü/é', 'data/.hidden', 'data/100%', 'data/a~b', 'data/console'])(
    '%j is taken',
    (path) => {
      expect(problemOfPath(path)).toBe(undefined);
    },
  );

  it('is decoded once, for the three signs that are encoded', () => {
    expect([decodePath('data/a%25b'), decodePath('data/%2525'), decodePath('data/%7Ea')]).toEqual([
      'data/a%b',
      'data/%25',
      'data/%7Ea',
    ]);
    expect(() => decodePath('data/a%0Ab')).toThrow('sign');
    expect(() => decodePath('data/a%0db')).toThrow('sign');
  });

  it('folds with those that some systems take for it', () => {
    const same = [
      ['a', 'A'],
      ['\u00e9', 'e\u0301'],
      ['ß', 'SS'],
      ['\u212a', 'k'],
      ['straße', 'STRASSE'],
    ] as const;
    expect(same.map(([a, b]) => foldOf(a) === foldOf(b))).toEqual(same.map(() => true));
    expect(foldOf('a') === foldOf('b')).toBe(false);
  });
});

const bag = (
  files: Record<string, string>,
  change: Record<string, string | undefined> = {},
): Record<string, string> => {
  const manifest = Object.entries(files).map(([path, text]) => `${sha256Hex(utf8(text))}  ${path}\n`);
  const all: Record<string, string | undefined> = {
    'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    'manifest-sha256.txt': manifest.join(''),
    ...files,
    ...change,
  };
  return Object.fromEntries(Object.entries(all).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
};
const problemsOf = async (files: Record<string, string>): Promise<string[]> =>
  (await checkBag(memoryFolder(files))).problems.map(({ path, kind }) => `${kind} ${path}`);

describe('a bag', () => {
  const files = { 'data/a': 'a', 'data/b/c': 'c' };

  it('is whole, or says which file is not', async () => {
    expect(await problemsOf(bag(files))).toEqual([]);
    expect(await problemsOf(bag(files, { 'data/a': 'x' }))).toEqual(['changed data/a']);
    expect(await problemsOf(bag(files, { 'data/a': undefined }))).toEqual(['missing data/a']);
    expect(await problemsOf(bag(files, { 'data/x': 'x' }))).toEqual(['added data/x']);
    expect(await problemsOf(bag(files, { 'fetch.txt': 'http://a - data/x' }))).toEqual(['refused fetch.txt']);
    expect(await problemsOf(bag(files, { 'bag-info.txt': 'Payload-Oxum: 3.2\n' }))).toEqual(['malformed bag-info.txt']);
    expect(await problemsOf(bag(files, { 'manifest-sha512.txt': '' }))).toEqual(['added data/a', 'added data/b/c']);
    expect(await problemsOf(bag(files, { 'manifest-crc32.txt': '' }))).toEqual(['refused manifest-crc32.txt']);
    expect(
      await problemsOf(bag(files, { 'bagit.txt': '\ufeffBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' })),
    ).toEqual(['malformed bagit.txt']);
  });

  it('may not hold two names that some systems take for one', async () => {
    expect(await problemsOf(bag({ 'data/a': 'a', 'data/A': 'a' }))).toEqual(['refused data/A', 'missing data/A']);
    expect(await problemsOf(bag({ 'data/\u00e9': 'a', 'data/e\u0301': 'a' }))).toEqual([
      'refused data/e\u0301',
      'missing data/e\u0301',
    ]);
  });

  it('on a disk may not hold a link, even one that leads inside', async () => {
    const root = mkdtempSync(join(tmpdir(), 'bag-'));
    mkdirSync(join(root, 'data'));
    for (const [path, text] of Object.entries(bag({ 'data/a': 'a', 'data/b': 'a' })))
      writeFileSync(join(root, path), text);
    rmSync(join(root, 'data/b'));
    symlinkSync('a', join(root, 'data/b'));
    const { problems } = await checkBag(diskFolder(root));
    rmSync(root, { recursive: true });
    expect(problems.map(({ path, kind }) => `${kind} ${path}`)).toEqual(['refused data/b', 'missing data/b']);
  });
});

describe.skipIf(!hasShared)('the conformance suite of the Library of Congress', () => {
  /** Refused here though published as valid or as a warning, with the reason in vectors.md. */
  const STRICTER = [
    'v0.97/valid/ISO-8859-1-encoded-tag-files',
    'v0.97/valid/UTF-16-encoded-tag-files',
    'v0.97/valid/holey-bag',
    'v0.97/warning/duplicate-file-with-different-case',
    'v0.97/warning/special-system-files',
  ];

  it('comes out as published, but where this is stricter', async () => {
    const root = sharedPath('vectors/bagit');
    const bags = readdirSync(root).flatMap((version) =>
      readdirSync(join(root, version)).flatMap((kind) =>
        readdirSync(join(root, version, kind)).map((name) => `${version}/${kind}/${name}`),
      ),
    );
    const wrong: Record<string, string[]> = {};
    for (const name of bags) {
      const { problems } = await checkBag(diskFolder(join(root, name)));
      const isGood = /\/(?:valid|warning)\//u.test(name);
      if ((problems.length === 0) !== isGood)
        wrong[name] = problems.map(({ path, kind, why }) => `${kind} ${path}: ${why}`);
    }
    expect(Object.keys(wrong).toSorted()).toEqual(STRICTER.toSorted());
    expect([bags.length, existsSync(root)]).toEqual([33, true]);
    printTotal({ standard: 'BagIt conformance suite', cases: bags.length, differ: STRICTER });
  });
});
