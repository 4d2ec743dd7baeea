/**
 * A whole bag against RFC 8493: nothing missing, nothing added, every hash right, no path that leads elsewhere.
 *
 * Reads every file once. Source: RFC 8493 §3 (complete, valid). Differences: fetch.txt is refused: evidence is what is
 * here, not what an address gives; symbolic links and devices are refused; file names as in bag-path.ts.
 * Trust: everything in the bag. A problem names the file, and the check goes on: one person's slip must not hide another's.
 */
import { type HashName, type RunningHash, startHash } from '../base/hash.ts';
import { Refused } from '../base/refused.ts';
import { foldOf, problemOfPath } from './bag-path.ts';
import { type Folder, type FolderEntry, readWhole } from './folder.ts';
import { isAlgorithm, parseDeclaration, parseInfo, parseManifest } from './manifest.ts';

export interface BagProblem {
  readonly path: string;
  readonly kind: 'changed' | 'missing' | 'added' | 'malformed' | 'refused';
  /** In plain words. */
  readonly why: string;
}

export interface CheckedBag {
  readonly problems: readonly BagProblem[];
  /** SHA-256 and size of every file that could be read, by name. */
  readonly files: ReadonlyMap<string, { readonly sha256: string; readonly sizeBytes: number }>;
  readonly info: ReadonlyMap<string, readonly string[]>;
  readonly version: string | undefined;
}

const MAX_TAG_BYTES = 256 * 1024 * 1024;
const LIST = /^(tag)?manifest-([a-z0-9]+)\.txt$/u;
/** Hashes of these are given elsewhere: the lists of the tags, and what signs them. */
const UNLISTED = /^tagmanifest-[a-z0-9]+\.txt$/u;

interface List {
  readonly name: string;
  readonly algorithm: HashName;
  readonly isOfTags: boolean;
  readonly hashes: ReadonlyMap<string, string>;
}

/** @param isTagFree whether a file outside of `data/` may stand there without being listed */
export async function checkBag(folder: Folder, isTagFree: (path: string) => boolean = () => true): Promise<CheckedBag> {
  const problems: BagProblem[] = [];
  const complain = (path: string, kind: BagProblem['kind'], why: string): void =>
    void problems.push({ path, kind, why });
  const entries = acceptedEntries(await folder.list(), complain);
  const read = async <T>(path: string, parse: (bytes: Uint8Array) => T): Promise<T | undefined> => {
    if (!entries.has(path)) return void complain(path, 'missing', 'it is not there');
    const bytes = await readWhole(folder, path, MAX_TAG_BYTES);
    if (bytes === undefined) return void complain(path, 'malformed', 'it is too long');
    try {
      return parse(bytes);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return void complain(path, 'malformed', error.message);
    }
  };

  const version = await read('bagit.txt', parseDeclaration);
  const isOld = version !== undefined && version !== '1.0';
  if (entries.has('fetch.txt')) complain('fetch.txt', 'refused', 'parts of the bag are said to lie elsewhere');
  const lists: List[] = [];
  for (const name of [...entries.keys()].toSorted()) {
    const [, tag, algorithm = ''] = LIST.exec(name) ?? [];
    if (algorithm === '' || name.includes('/')) continue;
    if (!isAlgorithm(algorithm)) complain(name, 'refused', 'a kind of hash that is not known');
    else {
      const hashes = await read(name, (bytes) => parseManifest(bytes, algorithm, isOld));
      if (hashes !== undefined) lists.push({ name, algorithm, isOfTags: tag !== undefined, hashes });
    }
  }
  if (!lists.some(({ isOfTags }) => !isOfTags)) complain('manifest', 'missing', 'no list of the files could be read');
  const info = (entries.has('bag-info.txt') ? await read('bag-info.txt', parseInfo) : undefined) ?? new Map();
  const files = await hashAll(folder, entries, lists, complain);
  compare(entries, lists, files, isTagFree, complain);
  checkOxum(info, files, complain);
  return {
    problems,
    info,
    version,
    files: new Map(
      [...files].map(([path, { hashes, sizeBytes }]) => [path, { sha256: hashes.get('sha256') as string, sizeBytes }]),
    ),
  };
}

type Complain = (path: string, kind: BagProblem['kind'], why: string) => void;
type Hashed = ReadonlyMap<string, { hashes: ReadonlyMap<HashName, string>; sizeBytes: number }>;

function acceptedEntries(entries: readonly FolderEntry[], complain: Complain): Map<string, FolderEntry> {
  const accepted = new Map<string, FolderEntry>();
  const folds = new Map<string, string>();
  for (const entry of entries) {
    const { path, kind } = entry;
    const problem = problemOfPath(path);
    const twin = folds.get(foldOf(path));
    if (problem !== undefined) complain(path, 'refused', problem);
    else if (kind !== 'file') complain(path, 'refused', 'not a plain file, but a link or a device');
    else if (twin !== undefined) complain(path, 'refused', 'on some systems it is the same file as another one here');
    else accepted.set(path, entry);
    folds.set(foldOf(path), path);
  }
  return accepted;
}

async function hashAll(
  folder: Folder,
  entries: ReadonlyMap<string, FolderEntry>,
  lists: readonly List[],
  complain: Complain,
): Promise<Hashed> {
  const files = new Map<string, { hashes: Map<HashName, string>; sizeBytes: number }>();
  for (const path of [...entries.keys()].toSorted()) {
    const wanted = new Set<HashName>([
      'sha256',
      ...lists.flatMap(({ algorithm, hashes }) => (hashes.has(path) ? [algorithm] : [])),
    ]);
    const running = new Map<HashName, RunningHash>([...wanted].map((name) => [name, startHash(name)]));
    let sizeBytes = 0;
    try {
      for await (const part of folder.stream(path)) {
        sizeBytes += part.length;
        for (const hash of running.values()) hash.update(part);
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      complain(path, 'changed', error.message);
      continue;
    }
    files.set(path, { sizeBytes, hashes: new Map([...running].map(([name, hash]) => [name, hash.hex()])) });
  }
  return files;
}

function compare(
  entries: ReadonlyMap<string, FolderEntry>,
  lists: readonly List[],
  files: Hashed,
  isTagFree: (path: string) => boolean,
  complain: Complain,
): void {
  for (const { name, algorithm, isOfTags, hashes } of lists) {
    for (const [path, hash] of hashes) {
      if (path.startsWith('data/') === isOfTags) complain(path, 'refused', `it does not belong into ${name}`);
      else if (!entries.has(path)) complain(path, 'missing', `it is listed in ${name}`);
      else if (files.has(path) && files.get(path)?.hashes.get(algorithm) !== hash)
        complain(path, 'changed', `its hash is not the one in ${name}`);
    }
  }
  const isListed = (path: string, isOfTags: boolean): boolean =>
    lists.every((list) => list.isOfTags !== isOfTags || list.hashes.has(path));
  const hasTagList = lists.some(({ isOfTags }) => isOfTags);
  for (const path of entries.keys()) {
    // RFC 8493 §2.1.3: in version 1.0 every file of the payload in every list.
    if (path.startsWith('data/')) {
      if (!isListed(path, false)) complain(path, 'added', 'it is not listed');
    } else if (hasTagList && !UNLISTED.test(path) && !isListed(path, true) && !isTagFree(path)) {
      complain(path, 'added', 'it is not listed');
    }
  }
}

/** RFC 8493 §2.2.2: bytes and number of the payload. */
function checkOxum(info: ReadonlyMap<string, readonly string[]>, files: Hashed, complain: Complain): void {
  const payload = [...files].filter(([path]) => path.startsWith('data/'));
  const bytes = payload.reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0);
  for (const oxum of info.get('Payload-Oxum') ?? []) {
    if (oxum !== `${bytes}.${payload.length}`)
      complain('bag-info.txt', 'malformed', 'it counts other files than are here');
  }
}
