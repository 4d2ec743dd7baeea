/**
 * The files of a bundle, from a folder or a zip file, each read once through as a stream.
 *
 * Source: bundle-format.md §1. Whether they are what a bundle must have is the verifier's to say; here they only must not lead
 * anywhere else or unfold without end.
 * Trust: hostile names, sizes and counts; links and devices are refused, a zip file may not hold a name twice.
 * Errors: FILE_NOT_FOUND, BUNDLE_UNREADABLE.
 */
import { constants } from 'node:fs';
import { lstat, open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { AppError } from '../../shared/errors.ts';

export interface BundleFiles {
  /** Names with `/` between parts, and sizes. */
  readonly sizes: ReadonlyMap<string, number>;
  stream(name: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** A million proofs, two hundred thousand originals, and the rest: bundle-format.md §11. */
const MAX_FILES = 1_300_000;
/** Deflate can't do more than 1,032 to 1. */
const MAX_RATIO = 1_100;
const READ_BYTES = 262_144;
const LINK = 0xa000;
const SHOWN_NAME = 200;

export const unreadable = (why: string): AppError =>
  new AppError('BUNDLE_UNREADABLE', `The bundle can not be opened: ${why}`);

/** A name out of the bundle, in a sentence. */
export const quoted = (name: string): string => JSON.stringify(name.slice(0, SHOWN_NAME));

export async function openBundleFiles(path: string): Promise<BundleFiles> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) throw new AppError('FILE_NOT_FOUND', `There is no file or folder ${path}`);
  const files = stats.isDirectory() ? await openFolder(path) : await openZip(path);
  return inOnlyFolder(files);
}

/** As zip files have it: the bag in the only folder of what was opened. */
function inOnlyFolder(files: BundleFiles): BundleFiles {
  const names = [...files.sizes.keys()];
  const [first = ''] = names.map((name) => name.slice(0, name.indexOf('/') + 1));
  if (first === '' || files.sizes.has('bagit.txt') || !names.every((name) => name.startsWith(first))) return files;
  return {
    sizes: new Map([...files.sizes].map(([name, size]) => [name.slice(first.length), size])),
    stream: (name) => files.stream(first + name),
    close: files.close,
  };
}

async function openFolder(root: string): Promise<BundleFiles> {
  const sizes = new Map<string, number>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path).split(sep).join('/');
    if (!entry.isFile()) throw unreadable(`${quoted(name)} is a link or a device`);
    if (sizes.size >= MAX_FILES) throw unreadable('it has more files than a bundle may have');
    sizes.set(name, (await lstat(path)).size);
  }
  return { sizes, stream: (name) => readFile(join(root, name)), close: async () => undefined };
}

async function* readFile(path: string): AsyncGenerator<Buffer> {
  // biome-ignore lint/suspicious/noBitwiseOperators: flags of the system call
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    if (!(await file.stat()).isFile()) throw unreadable(`${quoted(path)} is not a plain file`);
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(READ_BYTES), 0, READ_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function openZip(path: string): Promise<BundleFiles> {
  try {
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true, strictFileNames: true });
    const entries = await entriesOf(zip);
    return {
      sizes: new Map([...entries].map(([name, { uncompressedSize }]) => [name, uncompressedSize])),
      stream: (name) => unpack(zip, name, entries.get(name)),
      close: async () => zip.close(),
    };
  } catch (error) {
    throw asUnreadable(error);
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_FILES) throw unreadable('it has more files than a bundle may have');
  const entries = new Map<string, Entry>();
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      const refused = refusalOf(entry, entries);
      if (refused !== undefined) {
        reject(unreadable(`${quoted(entry.fileName)} ${refused}`));
        return;
      }
      // Folders of their own have no bytes and say nothing.
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  return entries;
}

function refusalOf(entry: Entry, known: ReadonlyMap<string, Entry>): string | undefined {
  const { fileName, uncompressedSize, compressedSize, externalFileAttributes } = entry;
  if (known.has(fileName)) return 'stands twice in the zip file';
  if (entry.isEncrypted()) return 'is encrypted';
  if (((externalFileAttributes >>> 16) & 0xf000) === LINK) return 'is a link';
  if (uncompressedSize > Math.max(4096, compressedSize * MAX_RATIO)) return 'promises more bytes than it can hold';
  return undefined;
}

async function* unpack(zip: ZipFile, name: string, entry: Entry | undefined): AsyncGenerator<Buffer> {
  if (entry === undefined) throw unreadable(`${quoted(name)} is not in it`);
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) yield piece as Buffer;
  } catch (error) {
    throw asUnreadable(error, name);
  }
}

function asUnreadable(error: unknown, name?: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return new AppError('FILE_UNREADABLE', error.message, { cause: error });
  const where = name === undefined ? '' : `${quoted(name)}: `;
  return unreadable(`${where}${quoted(error.message)}`);
}
