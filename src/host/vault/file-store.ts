/**
 * Evidence originals inside the case: content-addressed, encrypted, written once, never changed.
 *
 * `files/<sha256>`; while being written `files/tmp-<random>`, synced before it gets its name, so a name means a whole
 * file. A crash before the rename leaves a tmp file that `cleanTemporary` removes; a crash after it leaves a whole one.
 * Many small files may be synced together (`mayWait`, `flush`): until then they are tmp files, and whoever records them must
 * flush before that record is committed, so that no committed record ever names an original that is not there.
 * Source: resources/docs/evidence-format-files.md; INTEGRITY: SHA-256 decides, MD5 and SHA-1 only match old paperwork.
 * Trust: content is evidence; names in the folder may be anything, only 64 hex digits and our own tmp names are touched.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { invariant } from '../../shared/verdict.ts';
import { EncryptedFileReader } from './file-store-reader.ts';
import type { StoredFile } from './file-store-reader.ts';
import { CompressorPool } from './chunk-compressor.ts';
import { EncryptedFileWriter, writeFailure } from './file-store-writer.ts';

/** What `SourceSample.head` may hold. */
export const HEAD_BYTES = 262_144;

export interface AcquireOptions {
  extraHashes?: readonly ('md5' | 'sha1')[];
  signal?: AbortSignal;
  /** Whether a small file may wait, without its name and not yet durable, for `flush`. Default false. */
  mayWait?: boolean;
  /** Called with the count of bytes taken in so far, after each piece of the source. */
  onBytes?: (doneBytes: number) => void;
}

export interface HashedSource {
  /** 64 hex digits. */
  sha256: string;
  /** 32 hex digits. */
  md5?: string;
  /** 40 hex digits. */
  sha1?: string;
  sizeBytes: number;
  /** The first 256 KiB. */
  head: Uint8Array;
}

export interface AcquiredFile extends HashedSource {
  /** Size on disk; of the older copy where there is one. */
  storedBytes: number;
  /** Whether the same content was there before. */
  wasPresent: boolean;
}

export interface FileStore {
  /** Of an opened bundle: what is not here is nowhere. A path its records name is another machine's, or a trap. */
  readonly isAlone?: boolean;
  /**
   * Reads a source once: hashes it and keeps it, encrypted. Durable when it resolves, unless it may wait.
   * What the source throws passes through and nothing is kept.
   * @throws AppError CANCELLED, DISK_FULL
   */
  acquire(source: AsyncIterable<Uint8Array>, options?: AcquireOptions): Promise<AcquiredFile>;
  /** Makes durable, and gives their names to, all files that waited. @throws AppError DISK_FULL */
  flush(): Promise<void>;
  /** @param sha256 64 lower-case hex digits @throws AppError FILE_NOT_FOUND, VAULT_CORRUPT */
  open(sha256: string): Promise<StoredFile>;
  /** SHA-256 names of all kept files, sorted. */
  list(): Promise<string[]>;
  /** Removes what crashed acquisitions left behind; only while nobody acquires. @returns how many files */
  cleanTemporary(): Promise<number>;
}

/** Bounds what a crash loses of work that is not yet committed, and how long a flush takes. */
const MAX_WAITING = 128;

const NAME = /^[0-9a-f]{64}$/;
const TEMPORARY_NAME = /^tmp-[0-9a-f]{32}$/;

/** Flushes a file that was written through another handle; an error of its writing shows here too. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Hashes a source once without keeping it: evidence by reference. @throws AppError CANCELLED */
export async function hashOnly(source: AsyncIterable<Uint8Array>, options: AcquireOptions = {}): Promise<HashedSource> {
  return hashWhile(source, options, undefined);
}

async function hashWhile(
  source: AsyncIterable<Uint8Array>,
  { extraHashes = [], signal, onBytes }: AcquireOptions,
  sink: ((piece: Uint8Array) => Promise<void>) | undefined,
): Promise<HashedSource> {
  const sha256 = createHash('sha256');
  const md5 = extraHashes.includes('md5') ? createHash('md5') : undefined;
  const sha1 = extraHashes.includes('sha1') ? createHash('sha1') : undefined;
  const heads: Uint8Array[] = [];
  let headBytes = 0;
  let sizeBytes = 0;
  for await (const piece of source) {
    if (signal?.aborted) throw new AppError('CANCELLED', 'Taking in the file was cancelled');
    if (piece.length === 0) continue;
    const kept = sink?.(piece);
    sha256.update(piece);
    md5?.update(piece);
    sha1?.update(piece);
    if (headBytes < HEAD_BYTES) {
      // Copied: the memory of a piece may be used again, and `slice` of a Buffer is no copy.
      const part = new Uint8Array(piece.subarray(0, HEAD_BYTES - headBytes));
      heads.push(part);
      headBytes += part.length;
    }
    sizeBytes += piece.length;
    await kept;
    onBytes?.(sizeBytes);
  }
  // An aborted source may end early without an error; its hash would be that of a part.
  if (signal?.aborted) throw new AppError('CANCELLED', 'Taking in the file was cancelled');
  const result: HashedSource = { sha256: sha256.digest('hex'), sizeBytes, head: new Uint8Array(Buffer.concat(heads)) };
  if (md5 !== undefined) result.md5 = md5.digest('hex');
  if (sha1 !== undefined) result.sha1 = sha1.digest('hex');
  return result;
}

/**
 * @param dir the case's `files` folder; made on the first acquisition
 * @param filesKey 32 bytes: HKDF of the case's data key with label "files"
 */
export function createFileStore(dir: string, filesKey: Uint8Array): FileStore {
  invariant(filesKey.length === 32, 'the files key has 32 bytes');
  const key = filesKey.slice();
  const compressors = new CompressorPool();
  /** SHA-256 -> path of the tmp file. */
  const waiting = new Map<string, string>();

  async function openStored(sha256: string): Promise<StoredFile> {
    // The name becomes a path.
    if (!NAME.test(sha256)) throw new AppError('FILE_NOT_FOUND', 'No such file in the case');
    const path = waiting.get(sha256) ?? join(dir, sha256);
    const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new AppError('FILE_NOT_FOUND', 'The case does not hold this file', { details: { file: sha256 } });
    });
    return EncryptedFileReader.open(handle, key, sha256);
  }

  /** Size on disk of a kept file that opens under our key; undefined where there is none or it is damaged. */
  async function presentBytes(sha256: string): Promise<number | undefined> {
    try {
      const stored = await openStored(sha256);
      await stored.close();
      return stored.storedBytes;
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }

  async function syncDir(): Promise<void> {
    // Windows can't open a folder; its rename is durable with the file's own flush.
    if (process.platform === 'win32') return;
    const handle = await open(dir, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** One at a time: a second call waits for the first, then finds what came since. */
  let flushing: Promise<void> = Promise.resolve();
  function flush(): Promise<void> {
    flushing = flushing.catch(() => undefined).then(flushWaiting);
    return flushing;
  }

  async function flushWaiting(): Promise<void> {
    if (waiting.size === 0) return;
    const files = [...waiting];
    try {
      // Together, so that the disk's journal is written for many at once.
      await Promise.all(files.map(([, temporary]) => syncFile(temporary)));
      for (const [sha256, temporary] of files) {
        await rename(temporary, join(dir, sha256));
        waiting.delete(sha256);
      }
      await syncDir();
    } catch (error) {
      throw writeFailure(error);
    }
  }

  let isMade = false;
  async function acquire(source: AsyncIterable<Uint8Array>, options: AcquireOptions = {}): Promise<AcquiredFile> {
    if (!isMade) await mkdir(dir, { recursive: true });
    isMade = true;
    const temporary = join(dir, `tmp-${randomBytes(16).toString('hex')}`);
    const handle = await open(temporary, 'wx', 0o600);
    let isKept = false;
    let isWaiting = false;
    try {
      let stored: { storedBytes: number };
      let hashed: HashedSource;
      let present: number | undefined;
      const compressor = compressors.take();
      const writer = new EncryptedFileWriter(handle, key, compressor);
      try {
        hashed = await hashWhile(source, options, (piece) => writer.write(piece));
        stored = await writer.finish(hashed.sha256);
        compressors.giveBack(compressor);
        present = await presentBytes(hashed.sha256);
        isWaiting = present === undefined && options.mayWait === true && hashed.sizeBytes <= HEAD_BYTES;
        if (present === undefined && !isWaiting) await handle.sync();
      } finally {
        compressors.drop(compressor);
        await handle.close();
      }
      if (isWaiting) {
        isKept = true;
        waiting.set(hashed.sha256, temporary);
        if (waiting.size >= MAX_WAITING) await flush();
        return { ...hashed, storedBytes: stored.storedBytes, wasPresent: false };
      }
      if (present !== undefined) {
        // It may be one that still waits.
        if (options.mayWait !== true) await flush();
        return { ...hashed, storedBytes: present, wasPresent: true };
      }
      await rename(temporary, join(dir, hashed.sha256));
      isKept = true;
      await syncDir();
      return { ...hashed, storedBytes: stored.storedBytes, wasPresent: false };
    } catch (error) {
      throw writeFailure(error);
    } finally {
      if (!isKept) await rm(temporary, { force: true });
    }
  }

  async function namesLike(pattern: RegExp): Promise<string[]> {
    const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => pattern.test(name)).toSorted();
  }

  return {
    acquire,
    flush,
    open: openStored,
    list: () => namesLike(NAME),
    async cleanTemporary() {
      const names = await namesLike(TEMPORARY_NAME);
      for (const name of names) await rm(join(dir, name), { force: true });
      return names.length;
    },
  };
}
