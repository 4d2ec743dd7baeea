/**
 * A bundle on this machine's disk: a folder, or a zip file with the bundle in it or in its only folder.
 *
 * Node. Trust: hostile, but for the path that the person named.
 */
import { stat } from 'node:fs/promises';
import type { Folder } from '../bag/folder.ts';
import { subfolderOf } from '../bag/subfolder.ts';
import { openZip } from '../bag/zip-folder.ts';
import { diskFile, diskFolder } from './disk-folder.ts';

export interface OpenBundle {
  readonly folder: Folder;
  /** Lets go of the files that were read in parts. */
  close(): Promise<void>;
}

export async function openBundle(path: string): Promise<OpenBundle> {
  if ((await stat(path)).isDirectory()) {
    const folder = diskFolder(path);
    return { folder: await subfolderOf(folder), close: folder.close };
  }
  const file = await diskFile(path);
  try {
    return { folder: await subfolderOf(await openZip(file)), close: file.close };
  } catch (error) {
    await file.close();
    throw error;
  }
}
