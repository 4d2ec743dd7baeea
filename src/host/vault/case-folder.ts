/**
 * The layout of a case folder: which file lies where.
 *
 * A case is one folder that can be copied whole. `epoch.key` is never part of a backup (resources/docs/evidence-format.md).
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const casePaths = (dir: string) =>
  ({
    dir,
    keys: join(dir, 'case.keys'),
    database: join(dir, 'case.db'),
    epochKey: join(dir, 'epoch.key'),
    lock: join(dir, 'case.lock'),
    failedUnlocks: join(dir, 'case.failed-unlocks'),
    segments: join(dir, 'segments'),
    files: join(dir, 'files'),
    compliance: join(dir, 'compliance'),
    rekey: join(dir, 'rekey'),
  }) as const;

export type CasePaths = ReturnType<typeof casePaths>;

export const segmentFileName = (id: number): string => `${String(id).padStart(6, '0')}.seg`;

export const isCaseFolder = (dir: string): boolean =>
  existsSync(join(dir, 'case.keys')) || existsSync(join(dir, 'case.db'));

/** Whole or not at all: written beside, flushed, renamed, and the folder flushed so that the name survives a power cut. */
export function writeFileDurably(path: string, data: Uint8Array | string): void {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    const file = openSync(temporary, 'w', 0o600);
    try {
      // Not writeSync: on a disk that is nearly full it writes a part and says nothing.
      writeFileSync(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(path));
}

/** Makes renames and new names in a folder durable. */
export function flushFolder(dir: string): void {
  // Windows can't open a folder for flushing and does not need it: NTFS journals the rename.
  if (process.platform === 'win32') return;
  const folder = openSync(dir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
