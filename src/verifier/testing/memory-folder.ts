/** For tests: a folder in memory, and bytes as a file. Pure. */
import type { Folder, RandomAccess } from '../bag/folder.ts';
import { utf8 } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function memoryFolder(files: Files): Folder {
  const bytesOf = (path: string): Uint8Array => {
    const content = Object.hasOwn(files, path) ? files[path] : undefined;
    demand(content !== undefined, 'it is not there');
    return typeof content === 'string' ? utf8(content) : content;
  };
  return {
    list: async () =>
      Object.keys(files).map((path) => ({ path, sizeBytes: bytesOf(path).length, kind: 'file' as const })),
    async *stream(path) {
      const bytes = bytesOf(path);
      // Small pieces, so that whoever reads lines is asked to put them together.
      for (let at = 0; at < bytes.length; at += 4099) yield bytes.subarray(at, at + 4099);
    },
    readAt: async (path, offset, length) => bytesOf(path).subarray(offset, offset + length),
  };
}

export const memoryFile = (bytes: Uint8Array): RandomAccess => ({
  sizeBytes: bytes.length,
  async read(offset, length) {
    demand(offset >= 0 && offset + length <= bytes.length, 'it ends too early');
    return bytes.subarray(offset, offset + length);
  },
});
