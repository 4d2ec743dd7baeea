/** Lies in the bag itself: names that lead elsewhere, a file twice in the zip, links, files that are fetched, bombs. */
import type { Files } from '../../verifier/testing/memory-folder.ts';
import { resigned } from '../../verifier/testing/mutations.ts';
import { writeZip, type ZipPart } from '../../verifier/testing/zip-writer.ts';
import type { Chance } from '../attack.ts';
import { type BundleChange, RECORDS, textAt, utf8 } from '../bundle-change.ts';

const READ_TWICE = 'craft input read two ways';

/** Each would be written, or read, somewhere else on some system. */
export const PATHS: readonly string[] = [
  'data/reports/../../../evil.txt',
  '../evil.txt',
  '/etc/passwd',
  'C:/evil.txt',
  'data\\reports\\evil.txt',
  '~/evil.txt',
  'data/reports/%HOME%/evil.txt',
  'data/./evil.txt',
  'data//evil.txt',
  'data/reports/con.txt',
  'data/reports/evil.txt.',
  'data/reports/evil.txt ',
  'data/reports/e\u0000vil.txt',
  'data/reports/e\nvil.txt',
  'data/reports/a:b.txt',
];

const partsOf = (files: Files): ZipPart[] =>
  Object.entries(files).map(([path, bytes]) => ({ path, bytes: bytes as Uint8Array }));
const any = <T>(list: readonly T[], chance: Chance): T => list[chance(list.length)] as T;

/** The parts of the honest zip, and what is done to one of them. */
const zipOf = (files: Files, edit: (parts: ZipPart[]) => ZipPart[]): Uint8Array => writeZip(edit(partsOf(files)));

/** What lies outside of the payload no list can hold: it is laid beside what was signed. */
const signed = (files: Files, more: Files, key: Parameters<typeof resigned>[2]): Files => ({
  ...more,
  ...resigned({ ...files, ...more }, files, key),
});

export const BAG_CHANGES: readonly BundleChange[] = [
  {
    name: 'gives a file a name that leads elsewhere, and signs',
    apply: (files, { key, chance }) => signed(files, { [any(PATHS, chance)]: utf8('x') }, { key }),
  },
  {
    name: 'gives two files names that some systems take for one, and signs',
    codes: ['file-refused'],
    threat: READ_TWICE,
    apply: (files, { key, chance }) => {
      const [a, b] = any(
        [
          ['report.txt', 'REPORT.TXT'],
          ['caf\u00e9.txt', 'cafe\u0301.txt'],
          ['stra\u00dfe.txt', 'STRASSE.txt'],
          ['\ufb01le.txt', 'FILE.txt'],
        ] as const,
        chance,
      );
      return signed(files, { [`data/reports/${a}`]: utf8('a'), [`data/reports/${b}`]: utf8('b') }, { key });
    },
  },
  {
    name: 'lays one file into the zip twice',
    threat: READ_TWICE,
    apply: (files, { chance }) => {
      const path = any(Object.keys(files), chance);
      return zipOf(files, (parts) => [...parts, { path, bytes: utf8('another') }]);
    },
  },
  {
    name: 'lets the two headers of a file in the zip give different names',
    threat: READ_TWICE,
    apply: (files, { chance }) => {
      const at = chance(Object.keys(files).length);
      return zipOf(files, (parts) =>
        parts.map((part, i) => (i === at ? { ...part, localPath: part.path.replace(/.$/u, 'x') } : part)),
      );
    },
  },
  {
    name: 'lets the two headers of a file in the zip give different sizes',
    threat: READ_TWICE,
    apply: (files, { chance }) => {
      const at = chance(Object.keys(files).length);
      return zipOf(files, (parts) =>
        parts.map((part, i) => (i === at ? { ...part, localSize: part.bytes.length + 1 } : part)),
      );
    },
  },
  {
    name: 'hides bytes between the files of the zip',
    threat: READ_TWICE,
    apply: (files) => writeZip(partsOf(files), utf8('hidden')),
  },
  {
    name: 'hides bytes in front of the zip',
    threat: READ_TWICE,
    apply: (files) => new Uint8Array(Buffer.concat([Buffer.from('MZ'), writeZip(partsOf(files))])),
  },
  {
    name: 'hides a second zip in the comment of the first',
    threat: READ_TWICE,
    apply: (files) => writeZip(partsOf(files), new Uint8Array(), 'PK\u0005\u0006 another'),
  },
  {
    name: 'makes a file of the zip a symbolic link',
    apply: (files, { chance }) => {
      const at = chance(Object.keys(files).length);
      return zipOf(files, (parts) =>
        parts.map((part, i) => (i === at ? { ...part, bytes: utf8('/etc/passwd'), mode: 0o120777 } : part)),
      );
    },
  },
  {
    name: 'lets the verifier fetch a file from the network',
    codes: ['file-refused', 'file-added', 'folder-malformed'],
    apply: (files, { key }) =>
      signed(files, { 'fetch.txt': utf8('https://example.org/x 1 data/reports/x.txt\n') }, { key }),
  },
  {
    name: 'packs a bomb into the zip that says it is small',
    apply: (files) =>
      zipOf(files, (parts) => [
        ...parts,
        { path: 'data/reports/z.txt', bytes: new Uint8Array(256 * 1024 * 1024), isDeflated: true, size: 100 },
      ]),
  },
  {
    name: 'puts a key twice into a line of the log, and signs',
    threat: READ_TWICE,
    codes: ['line-malformed'],
    apply: (files, { key }) =>
      signed(
        files,
        {
          [RECORDS]: utf8(textAt(files, RECORDS).replace('"kind":"event"', '"kind":"event","kind":"event"')),
        },
        { key },
      ),
  },
  {
    name: 'writes a text of the log with another escape, and signs',
    threat: READ_TWICE,
    codes: ['line-malformed'],
    apply: (files, { key }) =>
      signed(
        files,
        { [RECORDS]: utf8(textAt(files, RECORDS).replace('"kind":"event"', '"kind":"\\u0065vent"')) },
        { key },
      ),
  },
];
