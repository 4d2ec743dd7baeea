/** A bag that lies in the only folder of what was opened, as zip files have it (RFC 8493 §4.2). Pure. */
import type { Folder } from './folder.ts';

export async function subfolderOf(folder: Folder): Promise<Folder> {
  const entries = await folder.list();
  const [first = ''] = entries.map(({ path }) => path.slice(0, path.indexOf('/') + 1));
  // A file beside the folder would be left out in silence: then it is no bag in a folder.
  const isInside = first !== '' && entries.every(({ path }) => path.startsWith(first));
  if (!isInside || entries.some(({ path }) => path === 'bagit.txt')) return folder;
  return {
    list: async () => entries.map((entry) => ({ ...entry, path: entry.path.slice(first.length) })),
    stream: (path) => folder.stream(first + path),
    readAt: (path, offset, length) => folder.readAt(first + path, offset, length),
  };
}
