/**
 * A file that is there whole or not at all: written beside its place, made durable, then moved in.
 *
 * Crash windows: before `settle` a `.partial-…` file may stay behind and the place is untouched; after it the file is
 * complete. Without `overwrite` the last step is a hard link, which fails where something came into the place
 * meanwhile, so another program's file is never replaced by accident.
 * Errors: FILE_EXISTS, FILE_NOT_FOUND (the folder), FILE_UNWRITABLE, DISK_FULL.
 */
import { createHash, randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

export interface WholeFile {
  write(part: string | Uint8Array): Promise<void>;
  /** Everything on disk under its temporary name: SHA-256 (64 hex digits) and size in bytes. */
  flush(): Promise<{ sha256: string; sizeBytes: number }>;
  /** Moves it into its place. Call after `flush`. */
  settle(): Promise<void>;
  /** Removes what was written; nothing where it was settled. */
  discard(): Promise<void>;
}

const BUFFER_CHARS = 1 << 20;

export async function openWholeFile(path: string, { overwrite }: { overwrite: boolean }): Promise<WholeFile> {
  if (!overwrite && (await exists(path))) throw existsError(path);
  const partial = join(dirname(path), `.${basename(path)}.partial-${randomBytes(6).toString('hex')}`);
  const file = await open(partial, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(error, path);
  });
  const hash = createHash('sha256');
  let waiting: string[] = [];
  let waitingChars = 0;
  let sizeBytes = 0;
  let isOpen = true;
  let isSettled = false;

  const drain = async (): Promise<void> => {
    if (waitingChars === 0) return;
    const bytes = Buffer.from(waiting.join(''), 'utf8');
    waiting = [];
    waitingChars = 0;
    hash.update(bytes);
    sizeBytes += bytes.length;
    // `write` may take less than it is given; `writeFile` on a handle goes on until all is written.
    await file.writeFile(bytes);
  };
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  };

  return {
    async write(part) {
      if (typeof part !== 'string') {
        await drain();
        hash.update(part);
        sizeBytes += part.length;
        return file.writeFile(part);
      }
      waiting.push(part);
      waitingChars += part.length;
      if (waitingChars >= BUFFER_CHARS) await drain();
    },
    async flush() {
      await drain();
      await file.sync();
      await close();
      return { sha256: hash.digest('hex'), sizeBytes };
    },
    async settle() {
      if (overwrite) await rename(partial, path);
      else await linkOrRename(partial, path);
      isSettled = true;
      await syncFolder(dirname(path));
    },
    async discard() {
      await close();
      if (!isSettled) await rm(partial, { force: true });
    },
  };
}

export const existsError = (path: string): AppError =>
  new AppError('FILE_EXISTS', `There already is a file at ${path}`, { details: { path } });

/** FILE_UNWRITABLE where the system forbids it; any other error as it is. */
export function unwritable(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const isForbidden = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  if (!isForbidden) return error;
  return new AppError('FILE_UNWRITABLE', `Nothing can be written at ${path}`, { details: { path }, cause: error });
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * File systems without hard links (FAT on a stick) get a second look and a rename. Once it is in its place nothing throws: the
 * other name that may then stay behind is no reason to say that the file is not there.
 */
export async function linkOrRename(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || (await exists(path))) throw existsError(path);
    await rename(partial, path);
    return;
  }
  await rm(partial, { force: true }).catch(() => undefined);
}

/** Makes the new name durable; where a folder can't be opened for that (Windows), the system does it in its own time. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  if (folder === undefined) return;
  try {
    await folder.sync();
  } catch {
    // Not offered by this file system.
  } finally {
    await folder.close().catch(() => undefined);
  }
}
