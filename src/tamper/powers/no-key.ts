/** Somebody with the disk and no key: bytes changed, pages put back, files removed, exchanged and added. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createCaseFolder } from '../../host/vault/create-case.ts';
import { PASSPHRASE } from '../../test/helpers/temporary-case.ts';
import type { Attack, Chance } from '../attack.ts';
import { attackOf, type CaseChange, type Target } from '../case-change.ts';
import { changedContent } from '../database-content.ts';

const BYTES = 'change bytes without key';
const SPLICE = 'splice old pages / rows back without key';
const PAGE = 8192;

function flipBit(path: string, chance: Chance): string {
  const bytes = readFileSync(path);
  const at = chance(bytes.length);
  const bit = chance(8);
  bytes[at] = (bytes[at] as number) ^ (1 << bit);
  writeFileSync(path, bytes);
  return `bit ${bit} of byte ${at} of ${bytes.length}`;
}

function anyFile(target: Target, folder: 'files' | 'segments', other?: string): string {
  const names = readdirSync(join(target.dir, folder)).filter((name) => name !== other);
  return names[target.chance(names.length)] as string;
}

function swap(folder: string, a: string, b: string): void {
  const [from, to, between] = [a, b, 'between'].map((name) => join(folder, name)) as [string, string, string];
  renameSync(from, between);
  renameSync(to, from);
  renameSync(between, to);
}

/** Draws again until something that the database says is another than before: pages that say the same are no change. */
function onPages(change: (bytes: Buffer, target: Target) => string): CaseChange['apply'] {
  return (target) => {
    const path = join(target.dir, 'case.db');
    const intact = readFileSync(path);
    for (;;) {
      const bytes = Buffer.from(intact);
      const what = change(bytes, target);
      if (bytes.equals(intact)) continue;
      writeFileSync(path, bytes);
      if (changedContent(target)) return what;
    }
  };
}

const CHANGES: CaseChange[] = [
  {
    name: 'turns a bit of case.db',
    apply: onPages((bytes, { chance }) => {
      const at = chance(bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << chance(8));
      return `byte ${at}`;
    }),
  },
  {
    name: 'turns a bit of a segment file',
    ground: 'segments',
    apply: (target) => flipBit(join(target.dir, 'segments', anyFile(target, 'segments')), target.chance),
  },
  {
    name: 'turns a bit of a kept original',
    apply: (target) => flipBit(join(target.dir, 'files', anyFile(target, 'files')), target.chance),
    kinds: ['original-changed'],
  },
  {
    name: 'turns a bit of case.keys',
    apply: ({ dir, chance }) => flipBit(join(dir, 'case.keys'), chance),
  },
  {
    name: 'turns a bit of epoch.key',
    apply: ({ dir, chance }) => flipBit(join(dir, 'epoch.key'), chance),
  },
  {
    name: 'swaps two pages of case.db',
    apply: onPages((bytes, { chance }) => {
      const [a, b] = [1 + chance(bytes.length / PAGE - 1), 1 + chance(bytes.length / PAGE - 1)];
      const page = (n: number): Buffer => bytes.subarray(n * PAGE, (n + 1) * PAGE);
      const kept = Buffer.from(page(a));
      page(b).copy(bytes, a * PAGE);
      kept.copy(bytes, b * PAGE);
      return `pages ${a} and ${b}`;
    }),
  },
  {
    name: 'cuts case.db short',
    apply: (target) => {
      const path = join(target.dir, 'case.db');
      const pages = readFileSync(path).length / PAGE;
      const kept = 1 + target.chance(pages - 1);
      truncateSync(path, kept * PAGE);
      return `${kept} of ${pages} pages`;
    },
  },
  {
    name: 'removes a segment file',
    ground: 'segments',
    kinds: ['segment-unreadable'],
    apply: (target) => {
      const file = anyFile(target, 'segments');
      rmSync(join(target.dir, 'segments', file));
      return file;
    },
  },
  {
    name: 'cuts a segment file short',
    ground: 'segments',
    kinds: ['segment-changed', 'segment-unreadable'],
    apply: (target) => {
      const file = anyFile(target, 'segments');
      const path = join(target.dir, 'segments', file);
      const pages = Math.floor(readFileSync(path).length / PAGE);
      truncateSync(path, PAGE * (1 + target.chance(pages - 1)));
      return file;
    },
  },
  {
    name: 'swaps two segment files',
    ground: 'segments',
    kinds: ['segment-unreadable', 'segment-changed'],
    apply: (target) => {
      const a = anyFile(target, 'segments');
      const b = anyFile(target, 'segments', a);
      swap(join(target.dir, 'segments'), a, b);
      return `${a} and ${b}`;
    },
  },
  {
    name: 'lays a foreign file beside the segments',
    ground: 'segments',
    kinds: ['segment-unknown'],
    apply: (target) => {
      const folder = join(target.dir, 'segments');
      copyFileSync(join(folder, anyFile(target, 'segments')), join(folder, '000999.seg'));
      return '000999.seg';
    },
  },
  {
    name: 'removes a kept original',
    kinds: ['original-missing'],
    apply: (target) => {
      const file = anyFile(target, 'files');
      rmSync(join(target.dir, 'files', file));
      return file;
    },
  },
  {
    name: 'swaps two kept originals',
    kinds: ['original-changed'],
    apply: (target) => {
      const a = anyFile(target, 'files');
      const b = anyFile(target, 'files', a);
      swap(join(target.dir, 'files'), a, b);
      return `${a} and ${b}`;
    },
  },
  {
    name: 'puts a plain file in the place of a kept original',
    kinds: ['original-changed'],
    apply: (target) => {
      const file = anyFile(target, 'files');
      writeFileSync(join(target.dir, 'files', file), '{"eventId":"e-1","severity":"low"}\n');
      return file;
    },
  },
  {
    name: 'puts old pages back into case.db',
    threat: SPLICE,
    apply: onPages((bytes, target) => {
      const older = readFileSync(join(target.original, '..', 'older', 'case.db'));
      const pages = older.length / PAGE;
      const from = target.chance(pages);
      const to = Math.min(pages, from + 1 + target.chance(4));
      older.copy(bytes, from * PAGE, from * PAGE, to * PAGE);
      return `pages ${from} to ${to - 1}`;
    }),
  },
  {
    name: 'puts an old case.db back beside the newer key file',
    threat: SPLICE,
    kinds: ['log-rolled-back'],
    apply: (target) => {
      copyFileSync(join(target.original, '..', 'older', 'case.db'), join(target.dir, 'case.db'));
      return undefined;
    },
  },
  {
    name: 'lays an old write-ahead log beside case.db',
    threat: SPLICE,
    apply: (target) => {
      copyFileSync(join(target.original, '..', 'older.wal'), join(target.dir, 'case.db-wal'));
      return changedContent(target) ? 'read by the database' : 'passed over by the database';
    },
  },
  {
    name: 'puts the key file of another case there',
    apply: async (target) => {
      const dir = `${target.dir}-other`;
      await createCaseFolder(
        { dir, name: 'Test', operatorId: 'lead', operatorName: 'Lead', passphrase: PASSPHRASE },
        { memoryKiB: 19_456, passes: 1 },
      );
      copyFileSync(join(dir, 'case.keys'), join(target.dir, 'case.keys'));
      return undefined;
    },
  },
  {
    name: 'removes the note of refused passphrases',
    byDesign:
      'It lies beside the case until the next unlock, because without a key nothing can be written into the log; whoever has the disk can also remove it',
    apply: (target) => {
      const path = join(target.dir, 'case.failed-unlocks');
      writeFileSync(path, '{"at":"2026-01-01T00:00:00.000Z","operatorId":"lead"}\n');
      rmSync(path);
      return existsSync(path) ? 'still there' : 'gone';
    },
  },
];

export const NO_KEY: readonly Attack[] = CHANGES.map((change) => attackOf(change, 'no key', BYTES));
