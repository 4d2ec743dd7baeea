/**
 * The folder of a bundle while it is made: beside its place, under a name that says so, each file durable and hashed.
 *
 * Crash windows: until it is moved in, only `.<name>.partial-…` is there, which may be deleted. One file is written at a time.
 * Errors: FILE_EXISTS, FILE_NOT_FOUND (the folder above), FILE_UNWRITABLE, DISK_FULL.
 */
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ListedFile, sortedByName } from '../../engines/bundle/bundle-lists.ts';
import { AppError } from '../../shared/errors.ts';
import type { OldHash } from '../../shared/bundle-words.ts';
import { exists, existsError, syncFolder, unwritable } from '../services/export-file.ts';

const PIECE_BYTES = 1 << 20;

export class BundleFolder {
  readonly path: string;
  /** Where it is while it is made. */
  readonly partial: string;
  readonly #files = new Map<string, ListedFile>();
  readonly #folders = new Set<string>();
  readonly #oldHashes: readonly OldHash[];
  #isSettled = false;

  private constructor(path: string, oldHashes: readonly OldHash[]) {
    this.path = path;
    this.#oldHashes = oldHashes;
    this.partial = join(dirname(path), `.${basename(path)}.partial-${randomBytes(6).toString('hex')}`);
  }

  /** @param oldHashes also taken of every file */
  static async begin(path: string, oldHashes: readonly OldHash[] = []): Promise<BundleFolder> {
    if (await exists(path)) throw existsError(path);
    const folder = new BundleFolder(path, oldHashes);
    await mkdir(folder.partial, { mode: 0o700 }).catch((error: unknown) => {
      throw unwritable(error, path);
    });
    folder.#folders.add('.');
    return folder;
  }

  /** Sorted by name. */
  get files(): ListedFile[] {
    return sortedByName([...this.#files.values()]);
  }

  /** A file to be written piece by piece; it counts once it has ended. */
  async create(name: string): Promise<FileSink> {
    await this.#makeFolder(dirname(name));
    const handle = await open(join(this.partial, name), 'wx', 0o600);
    return new FileSink(handle, this.#oldHashes, (facts) => this.#files.set(name, { name, ...facts }));
  }

  async put(name: string, content: string | Uint8Array): Promise<void> {
    const sink = await this.create(name);
    try {
      sink.add(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
      await sink.end();
    } finally {
      await sink.close();
    }
  }

  /** Moves it into its place. */
  async settle(): Promise<void> {
    for (const folder of this.#folders) await syncFolder(join(this.partial, folder));
    // Renaming would replace an empty folder that came meanwhile.
    if (await exists(this.path)) throw existsError(this.path);
    await rename(this.partial, this.path).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOTEMPTY' || error.code === 'EEXIST' ? existsError(this.path) : error;
    });
    this.#isSettled = true;
    await syncFolder(dirname(this.path));
  }

  /** Removes what was written; nothing where it was moved in. */
  async discard(): Promise<void> {
    if (!this.#isSettled) await rm(this.partial, { recursive: true, force: true });
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return;
    await mkdir(join(this.partial, folder), { recursive: true });
    for (let each = folder; !this.#folders.has(each); each = dirname(each)) this.#folders.add(each);
  }
}

/** Collects small pieces, so that a line costs no call to the system. */
export class FileSink {
  readonly #handle: FileHandle;
  readonly #onEnd: (facts: Omit<ListedFile, 'name'>) => void;
  readonly #hash: Hash = createHash('sha256');
  readonly #oldHashes: readonly { name: OldHash; hash: Hash }[];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isOpen = true;
  /** Of all that was added. */
  sizeBytes = 0;

  constructor(handle: FileHandle, oldHashes: readonly OldHash[], onEnd: (facts: Omit<ListedFile, 'name'>) => void) {
    this.#handle = handle;
    this.#oldHashes = oldHashes.map((name) => ({ name, hash: createHash(name) }));
    this.#onEnd = onEnd;
  }

  /** Not to be changed until it is drained. */
  add(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.sizeBytes += bytes.length;
  }

  /** Writes what waits, where that is worth it. */
  async drain(least = PIECE_BYTES): Promise<void> {
    if (this.#waitingBytes < least || this.#waitingBytes === 0) return;
    const bytes = Buffer.concat(this.#waiting, this.#waitingBytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#hash.update(bytes);
    for (const { hash } of this.#oldHashes) hash.update(bytes);
    // `write` may take less than it is given; `writeFile` on a handle goes on until all is written.
    await this.#handle.writeFile(bytes);
  }

  /** @returns SHA-256, 64 hex digits; the file is on the disk */
  async end(): Promise<string> {
    await this.drain(0);
    await this.#handle.sync();
    await this.close();
    const sha256 = this.#hash.digest('hex');
    const others = this.#oldHashes.map(({ name, hash }) => [name, hash.digest('hex')] as const);
    this.#onEnd({ sha256, sizeBytes: this.sizeBytes, ...Object.fromEntries(others) });
    return sha256;
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#handle.close();
  }
}

/** For limits of the format: a bundle that a verifier could not read is not made. */
export const refused = (why: string): AppError => new AppError('BUNDLE_REFUSED', why);
