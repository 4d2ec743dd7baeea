/**
 * A folder of this machine as a list to choose from, a page at a time.
 *
 * Only the entries of one page are looked at, so a folder of a million files answers at once.
 * Trust: names are hostile text. Links are followed only to tell a folder from a file: a person may choose one.
 */
import { constants, existsSync } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { InputOf, OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { isCaseFolder } from '../vault/case-folder.ts';

type Listing = OutputOf<'workstation.browse'>;
type Entry = Listing['entries'][number];

const PAGE_ENTRIES = 200;

/** @throws FILE_NOT_FOUND, FILE_UNREADABLE by the error of the system; CONTRACT_BAD_INPUT where the path is relative */
export async function browseFolder(input: InputOf<'workstation.browse'>): Promise<Listing> {
  const { dir = homedir(), wants, after, showHidden = false } = input;
  if (!isAbsolute(dir)) throw new AppError('CONTRACT_BAD_INPUT', `${JSON.stringify(dir)} is not an absolute path`);
  const found = await readdir(dir, { withFileTypes: true });
  const onlyFolders = wants === 'case' || wants === 'folder';
  const shown = found.filter(
    (each) =>
      (showHidden || !each.name.startsWith('.')) && (!onlyFolders || each.isDirectory() || each.isSymbolicLink()),
  );
  const keyed = shown.map((each) => ({ key: `${each.isFile() ? 1 : 0}${each.name}`, name: each.name }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const start = after === undefined ? 0 : keyed.findIndex(({ key }) => key > after);
  const page = start < 0 ? [] : keyed.slice(start, start + PAGE_ENTRIES);
  const looked = await Promise.all(page.map(async ({ name }) => lookAt(dir, name)));
  const last = page.at(-1);
  return {
    dir,
    parent: dirname(dir) === dir ? null : dirname(dir),
    isCase: isCaseFolder(dir),
    isBundle: isBundleFolder(dir),
    canWrite: await canWrite(dir),
    entries: looked.filter(({ kind }) => !onlyFolders || kind === 'folder'),
    entryCount: keyed.length,
    next: last !== undefined && start + page.length < keyed.length ? last.key : null,
    places: await places(),
  };
}

async function lookAt(dir: string, name: string): Promise<Entry> {
  const path = join(dir, name);
  const entry = { name, path, kind: 'other', sizeBytes: null, mtime: null, isCase: false } as const;
  // A name of other bytes can't be given back to the system as text.
  if (name.includes('\ufffd')) return { ...entry, problem: 'its name is not valid UTF-8; choose the folder around it' };
  try {
    const stats = await stat(path);
    const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
    return {
      ...entry,
      kind,
      sizeBytes: kind === 'file' ? stats.size : null,
      mtime: Number.isFinite(stats.mtimeMs) ? new Date(stats.mtimeMs).toISOString() : null,
      isCase: kind === 'folder' && isCaseFolder(path),
      isBundle: kind === 'folder' ? isBundleFolder(path) : kind === 'file' && name.toLowerCase().endsWith('.zip'),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { ...entry, problem: `can not be looked at (${code ?? String(error)})` };
  }
}

/** By the file that signs it: what it is worth, the verifier says. */
const isBundleFolder = (dir: string): boolean => existsSync(join(dir, 'manifest.dsse.json'));

async function canWrite(dir: string): Promise<boolean> {
  return access(dir, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Where a person usually begins: home, what lies in it, the root or the drives, media. */
async function places(): Promise<Listing['places']> {
  const home = homedir();
  const drives = 'CDEFGHIJKLMNOPQRSTUVWXYZ'.split('').map((letter) => `${letter}:\\`);
  const wanted = [
    home,
    ...['Desktop', 'Documents', 'Downloads'].map((name) => join(home, name)),
    ...(process.platform === 'win32' ? drives : ['/', '/media', '/mnt', '/Volumes']),
  ];
  const there = await Promise.all(
    wanted.map(async (dir) => {
      const real = await realpath(dir).catch(() => undefined);
      if (real === undefined) return [];
      return [{ name: dir === home ? 'Home' : dir.startsWith(home) ? dir.slice(home.length + 1) : dir, dir }];
    }),
  );
  return there.flat();
}
