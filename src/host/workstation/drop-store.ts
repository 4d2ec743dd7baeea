/**
 * Files that a person dropped on a browser window: a private copy each, until their ingest has ended.
 *
 * A browser gives bytes and a relative name, never a place. The copy lies in a folder that only this user may enter, made
 * at the first drop and removed with the host.
 * Trust: names and bytes are hostile. A name becomes a path only part by part, each part a name of a file or it is refused.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import type { DroppedCopy } from '../vault/session.ts';

const MAX_FILES = 200_000;
const MAX_PARTS = 64;
const MAX_PATH_CHARS = 4096;
/** Limit of the common file systems, in bytes. */
const MAX_NAME_BYTES = 255;

export interface DropStore {
  /**
   * Keeps one file. @returns the path below the drop under which it is kept
   * @throws CONTRACT_BAD_INPUT where the path could lead elsewhere; FILE_EXISTS; DISK_FULL
   */
  receive(
    dropId: string,
    relativePath: string,
    bytes: AsyncIterable<Uint8Array>,
    mtimeMs: number | undefined,
  ): Promise<string>;
  /** Absolute paths of names in the drop, and what to call them. @throws DROP_UNKNOWN, CONTRACT_BAD_INPUT */
  find(dropId: string, names: readonly string[]): { paths: string[]; drop: DroppedCopy };
  remove(dropId: string): Promise<void>;
  removeAll(): Promise<void>;
}

interface Drop {
  root: string;
  fileCount: number;
  given: Record<string, string>;
  /** Given up: what still arrives for it is refused. */
  isGone: boolean;
}

export function createDropStore(platform: NodeJS.Platform = process.platform): DropStore {
  const drops = new Map<string, Drop>();
  let base: Promise<string> | undefined;

  const take = (dropId: string): Drop => {
    const known = drops.get(dropId);
    if (known !== undefined) {
      if (known.isGone) throw new AppError('DROP_UNKNOWN', 'This drop was given up or already taken in');
      return known;
    }
    const drop: Drop = { root: '', fileCount: 0, given: Object.create(null) as Record<string, string>, isGone: false };
    drops.set(dropId, drop);
    return drop;
  };

  return {
    async receive(dropId, relativePath, bytes, mtimeMs) {
      const parts = relativePath.split('/');
      checkParts(relativePath, parts);
      const drop = take(dropId);
      base ??= mkdtemp(join(tmpdir(), 'audittrail-drop-'));
      drop.root = join(await base, dropId);
      drop.fileCount += 1;
      if (drop.fileCount > MAX_FILES)
        throw new AppError('REQUEST_TOO_LARGE', `A drop holds at most ${MAX_FILES} files`);
      const keptParts = parts.map((part) => nameOnDisk(part, platform));
      const kept = keptParts.join('/');
      const path = join(drop.root, ...keptParts);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      } catch (error) {
        // Half a file must never be taken for a whole one; one that was there before is not ours to remove.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true });
        throw error;
      }
      if (mtimeMs !== undefined) await utimes(path, mtimeMs / 1000, mtimeMs / 1000);
      if (kept !== relativePath) drop.given[kept] = relativePath;
      return kept;
    },
    find(dropId, names) {
      const drop = drops.get(dropId);
      if (drop === undefined || drop.isGone) {
        throw new AppError('DROP_UNKNOWN', 'These dropped files are not here any more; drop them again');
      }
      const paths = names.map((name) => {
        const parts = name.split('/');
        checkParts(name, parts);
        return join(drop.root, ...parts.map((part) => nameOnDisk(part, platform)));
      });
      return { paths, drop: { root: drop.root, given: { ...drop.given } } };
    },
    async remove(dropId) {
      const drop = drops.get(dropId);
      if (drop === undefined) return;
      drop.isGone = true;
      await rm(drop.root, { recursive: true, force: true });
    },
    async removeAll() {
      for (const drop of drops.values()) drop.isGone = true;
      if (base !== undefined) await rm(await base, { recursive: true, force: true });
      base = undefined;
    },
  };
}

function checkParts(path: string, parts: readonly string[]): void {
  const bad = parts.find((part) => part === '' || part === '.' || part === '..' || part.includes('\0'));
  if (bad === undefined && parts.length <= MAX_PARTS && path.length <= MAX_PATH_CHARS && path.isWellFormed()) return;
  throw new AppError('CONTRACT_BAD_INPUT', `${JSON.stringify(path.slice(0, 200))} is not a path below a drop`);
}

const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;
const FORBIDDEN = /[\p{Cc}<>:"|?*\\]/gu;

/**
 * The name as this system can hold it: mostly the same. Two names that become one are told apart by a digest of the given.
 */
export function nameOnDisk(name: string, platform: NodeJS.Platform): string {
  let safe = name;
  if (platform === 'win32') {
    safe = safe.replace(FORBIDDEN, '_').replace(/[. ]+$/u, '_');
    if (RESERVED.test(safe)) safe = `_${safe}`;
  }
  if (Buffer.byteLength(safe) <= MAX_NAME_BYTES && safe === name) return name;
  const tag = `~${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  let stem = safe;
  while (Buffer.byteLength(stem) + tag.length > MAX_NAME_BYTES) stem = Array.from(stem).slice(0, -1).join('');
  return stem + tag;
}
