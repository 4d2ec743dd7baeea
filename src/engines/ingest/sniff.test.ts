import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleOf, testPorts, textBytes } from '../../test/helpers/run-reader.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { FORMAT_IDS } from './format.ts';
import { FORMAT_READERS } from './registry.ts';
import { chooseReader } from './sniff.ts';

const formatOf = (bytes: Uint8Array): string => {
  const choice = chooseReader(sampleOf(bytes), testPorts);
  return 'refused' in choice ? choice.refused : choice.reader.id;
};

describe('choosing a reader', () => {
  it('knows every format once', () => {
    expect(FORMAT_READERS.map((reader) => reader.id).toSorted()).toEqual([...FORMAT_IDS].toSorted());
  });

  it.each([
    ['', 'empty-source'],
    ['{"a":1}\n{"a":2}\n', 'json'],
    ['a,b,c\n1,2,3\n4,5,6\n', 'csv'],
    ['<34>1 2003-10-11T22:14:15.003Z h su - - - x\n', 'syslog'],
    ['Oct 11 22:14:15 h su[1]: x\n', 'syslog'],
    ['2024-01-15 10:11:12 INFO x\n', 'text'],
    ['just words\nand more of them\n', 'text'],
  ])('takes %j for %s', (text, expected) => {
    expect(formatOf(textBytes(text))).toBe(expected);
  });

  it('refuses bytes that are no text and no known format', () => {
    let seed = 11;
    const noise = Uint8Array.from({ length: 8192 }, () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16);
    expect([formatOf(noise), formatOf(new Uint8Array(512))]).toEqual(['format-unknown', 'format-unknown']);
  });
});

/** What each file must be: a pattern over paths, the first that fits counts. */
const TABLE: readonly (readonly [RegExp, string])[] = [
  [/logfile_empty\.0$/, 'empty-source'],
  [/\.evtx$/, 'evtx'],
  [/\.(?:zip|gz|tgz|bz2|Evt|bsm|asl)$/, 'format-unknown'],
  [/(?:fsevents-|mac_cups_ipp|utmp|wtmp)/, 'format-unknown'],
  [/osqueryd\.results/, 'json'],
  [/\.jsonl?$/, 'json'],
  [/^zeek\/.*\.log$/, 'json'],
  [/(?:container-json|test-json|slowlog-json)\.log$/, 'json'],
  [/^beats\/osquery\/.*\.log$/, 'json'],
  [/logfile_(?:mongodb|nextcloud)\.0$/, 'json'],
  [/\.csv$/, 'csv'],
  [/^syslog_vendors\/(?:checkpoint|zscaler_tunnel)\.log$/, 'text'],
  [/^syslog_vendors\/zscaler_proxy\.log$/, 'json|syslog'],
  [/^syslog_vendors\//, 'syslog'],
  [/^plaso\/syslog\//, 'syslog'],
  [/^plaso\/(?:appfirewall|security)\.log$/, 'syslog'],
  [/^beats\/system\//, 'syslog'],
  [/^loghub\/(?:Linux|OpenSSH)\//, 'syslog'],
  [/^lnav\/logfile_(?:haproxy|syslog|dst|syslog_with_mixed_times)\.[01]$/, 'syslog'],
  // Columns parted by bars: tables to one eye, text to another.
  [/(?:bitbucket-audit\.log|docker_compose\.0)$/, 'text|csv'],
  [/./, 'text'],
];

const FOLDERS = [
  'beats',
  'cloud',
  'evtx',
  'lnav',
  'loghub',
  'mordor_json',
  'msticpy',
  'plaso',
  'syslog_vendors',
  'timesketch',
  'windows_other',
  'zeek',
];

describe.skipIf(!hasShared)('real logs', () => {
  it.each(FOLDERS)('are recognised by their content in %s', (folder) => {
    const wrong: string[] = [];
    for (const entry of readdirSync(sharedPath(`data/${folder}`), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const path = `${entry.parentPath}/${entry.name}`;
      const name = path.slice(sharedPath('data/').length);
      const expected = TABLE.find(([pattern]) => pattern.test(name))?.[1] ?? '';
      const actual = formatOf(new Uint8Array(readFileSync(path)));
      if (!expected.split('|').includes(actual)) wrong.push(`${name}: ${actual}, not ${expected}`);
    }
    expect(wrong).toEqual([]);
  });
});
