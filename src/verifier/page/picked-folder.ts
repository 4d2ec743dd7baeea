/**
 * Files that a person chose or dropped on the page, as a folder.
 *
 * Browser. Source: File API, File and Directory Entries API. Trust: hostile; the browser gives no links and no devices.
 */
import { openZip } from '../bag/zip-folder.ts';
import { subfolderOf } from '../bag/subfolder.ts';
import type { Folder, RandomAccess } from '../bag/folder.ts';
import { demand } from '../base/refused.ts';

export interface Picked {
  readonly path: string;
  readonly file: File;
}

const PIECE = 1024 * 1024;

/** One zip file, or all files of one folder. */
export async function folderOf(picked: readonly Picked[]): Promise<Folder> {
  const [first] = picked;
  const isZip = picked.length === 1 && first !== undefined && !first.path.includes('/');
  return subfolderOf(isZip ? await openZip(access(first.file)) : filesAsFolder(picked));
}

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

const access = (file: File): RandomAccess => ({
  sizeBytes: file.size,
  async read(offset, length) {
    demand(offset >= 0 && offset + length <= file.size, 'the file ends too early');
    return bytesOf(file.slice(offset, offset + length));
  },
});

function filesAsFolder(picked: readonly Picked[]): Folder {
  const files = new Map(picked.map(({ path, file }) => [path, file]));
  const fileOf = (path: string): File => {
    const file = files.get(path);
    demand(file !== undefined, 'it is not there');
    return file;
  };
  return {
    list: async () => picked.map(({ path, file }) => ({ path, sizeBytes: file.size, kind: 'file' as const })),
    async *stream(path) {
      const file = fileOf(path);
      for (let at = 0; at < file.size; at += PIECE) yield await bytesOf(file.slice(at, at + PIECE));
    },
    readAt: (path, offset, length) => bytesOf(fileOf(path).slice(offset, offset + length)),
  };
}

export const pickedFrom = (list: FileList): Picked[] =>
  [...list].map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }));

/** What was dropped: files, and folders with all that is in them. */
export async function droppedFrom(transfer: DataTransfer): Promise<Picked[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.every((entry) => entry.isFile)) return pickedFrom(transfer.files);
  return (await Promise.all(entries.map((entry) => walk(entry, '')))).flat();
}

async function walk(entry: FileSystemEntry, folder: string): Promise<Picked[]> {
  const path = `${folder}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    // A browser gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    children.push(...some);
  }
  return (await Promise.all(children.map((child) => walk(child, `${path}/`)))).flat();
}
