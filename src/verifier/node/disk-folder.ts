/**
 * A folder and a file on this machine's disk.
 *
 * Node. Follows no symbolic link. Trust: names and contents are hostile, the disk is not.
 */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folder, FolderEntry, RandomAccess } from '../bag/folder.ts';

const PIECE = 1024 * 1024;
// Between listing and reading a file could become a link: then opening it fails.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

export function diskFolder(root: string): Folder & { close(): Promise<void> } {
  const handles = new Map<string, FileHandle>();
  const at = (path: string): string => join(root, ...path.split('/'));
  const close = async (): Promise<void> => {
    for (const handle of handles.values()) await handle.close();
    handles.clear();
  };
  const handleOf = async (path: string): Promise<FileHandle> => {
    const known = handles.get(path);
    if (known !== undefined) return known;
    if (handles.size >= 50) await close();
    const handle = await open(at(path), FLAGS);
    handles.set(path, handle);
    return handle;
  };
  return {
    list: () => walk(root, ''),
    async *stream(path) {
      const handle = await open(at(path), FLAGS);
      const piece = new Uint8Array(PIECE);
      try {
        for (;;) {
          const { bytesRead } = await handle.read(piece, 0, PIECE);
          if (bytesRead === 0) return;
          yield piece.subarray(0, bytesRead);
        }
      } finally {
        await handle.close();
      }
    },
    async readAt(path, offset, length) {
      const handle = await handleOf(path);
      const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    close,
  };
}

async function walk(root: string, folder: string): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for (const entry of await readdir(join(root, ...folder.split('/')), { withFileTypes: true })) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) {
      for (const inner of await walk(root, `${path}/`)) entries.push(inner);
      continue;
    }
    const { size } = await lstat(join(root, ...path.split('/')));
    entries.push({ path, sizeBytes: size, kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other' });
  }
  return entries;
}

/** @returns the bytes, and how to let go of them */
export async function diskFile(path: string): Promise<RandomAccess & { close(): Promise<void> }> {
  const handle = await open(path, constants.O_RDONLY);
  const { size } = await handle.stat();
  return {
    sizeBytes: size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw new Error('the file ends too early');
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}
