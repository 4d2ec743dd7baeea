/**
 * A folder of files, wherever it lies: on a disk, in a zip file, dropped on a page.
 *
 * Whoever implements it says what is there, symbolic links and devices included, and follows none of them.
 */
import { concat } from '../base/bytes.ts';

export interface FolderEntry {
  /** From the folder, `/` between names, as it is stored. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Anything but a plain file is refused where it is found. */
  readonly kind: 'file' | 'link' | 'other';
}

export interface Folder {
  /** Files only, no folders; in no particular order. */
  list(): Promise<readonly FolderEntry[]>;
  /** The bytes in order, in pieces; each may be written over once the next is asked for. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** A part of a file; shorter where the file ends. */
  readAt(path: string, offset: number, length: number): Promise<Uint8Array>;
}

/** A small file as a whole. */
export async function readWhole(folder: Folder, path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of folder.stream(path)) {
    length += part.length;
    if (length > maxBytes) return undefined;
    parts.push(part.slice());
  }
  return concat(...parts);
}

/** Bytes that can be read anywhere: a file on a disk, a Blob. */
export interface RandomAccess {
  readonly sizeBytes: number;
  /** Exactly `length` bytes; throws where they are not there. */
  read(offset: number, length: number): Promise<Uint8Array>;
}
