/** resources/docs/keys.md as a person would do it: every block, in order, in a real shell with the real program. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder, writeAuditLines } from '../helpers/temporary-case.ts';

const TEXT = readFileSync(new URL('../../../resources/docs/keys.md', import.meta.url), 'utf8');
const MAIN = fileURLToPath(new URL('../../cli/audittrail.js', import.meta.url));
/** What to type, by the heading it stands under. */
const BLOCKS = TEXT.split(/^## /mu).flatMap((section) =>
  [...section.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = '']) => ({
    heading: section.split('\n')[0] ?? '',
    block,
  })),
);
/** What the person must see of it; else the block says nothing to look for. */
const TOLD: Readonly<Record<string, RegExp>> = {
  'Somebody may have seen my passphrase': /the 2\. of this case/u,
  'Making recovery shares': /2 of 3, made/u,
  'Somebody lost their passphrase': /share 1 of 3[^]*has a new key/u,
  'Somebody leaves': /the 3\. of this case[^]*^INTACT/mu,
  'epoch.key is lost': /^INTACT[^]*restarted by lead/mu,
  'Restoring from a backup': /^INTACT/mu,
  'Only case.db was restored, beside a newer epoch.key': /goes on from here[^]*^INTACT/mu,
};

const folder = temporaryFolder();
const hasShell = spawnSync('bash', ['--version']).error === undefined;

beforeAll(() => {
  writeAuditLines(join(folder.path, 'audit.jsonl'), 50);
  for (const name of ['lead', 'hedy', 'grace', 'grace-2', 'grace-3']) {
    writeFileSync(join(folder.path, `${name}.txt`), `the long passphrase ${name}\n`);
  }
  mkdirSync(join(folder.path, 'workstation'));
}, 900_000);
afterAll(() => folder.remove());

/** What somebody types from two of the printed pages: the words of the rows, as they stand there. */
function typeShares(): void {
  const pages = readdirSync(join(folder.path, 'shares')).toSorted();
  expect(pages).toHaveLength(3);
  for (const page of pages) {
    const svg = readFileSync(join(folder.path, 'shares', page), 'utf8');
    const rows = [...svg.matchAll(/>\d {2}((?:[a-z]{5} ?){5})</gu)].map(([, row = '']) => row);
    expect(rows).toHaveLength(6);
    writeFileSync(join(folder.path, `share-${/share-(\d)/u.exec(page)?.[1]}.txt`), rows.join('\n'));
  }
}

it.skipIf(!hasShell)(
  'every walk-through ends as it says',
  () => {
    expect(BLOCKS.length).toBeGreaterThan(7);
    expect(Object.keys(TOLD).filter((heading) => !BLOCKS.some((block) => block.heading === heading))).toEqual([]);
    for (const { heading, block } of BLOCKS) {
      const script = `set -e\naudittrail() { "${process.execPath}" "${MAIN}" "$@"; }\n${block}`;
      const env = {
        PATH: process.env['PATH'] ?? '',
        TMPDIR: folder.path,
        XDG_DATA_HOME: join(folder.path, 'workstation'),
      };
      const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder.path, env, encoding: 'utf8' });
      expect({ heading, status, said: stdout + stderr }).toMatchObject({ heading, status: 0 });
      const told = TOLD[heading];
      expect(stdout, heading).toMatch(told ?? /^/u);
      if (heading === 'Making recovery shares') typeShares();
    }
  },
  900_000,
);
