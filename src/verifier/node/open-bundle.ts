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

export async function openBundle(path: string): Promise<Folder> {
  const { isDirectory } = await stat(path).then((found) => ({ isDirectory: found.isDirectory() }));
  return subfolderOf(isDirectory ? diskFolder(path) : await openZip(await diskFile(path)));
}
