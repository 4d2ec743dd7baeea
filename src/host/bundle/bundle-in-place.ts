/**
 * Whether the bundle that was being made stands in its place, whatever went wrong afterwards.
 *
 * Reads the signed list of a folder; of a zip file all bytes, for the end of that list: its signatures are those of no other
 * bundle. A bundle comes into its place whole or not at all.
 * Trust: somebody else's file may have come into the place meanwhile.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleRequest } from './bundle-request.ts';

const MARK_BYTES = 128;

/** @param signedList as it was to be written; undefined: could not be looked at */
export async function isInPlace(
  { path, form }: Pick<BundleRequest, 'path' | 'form'>,
  signedList: string,
): Promise<boolean | undefined> {
  const list = Buffer.from(signedList, 'utf8');
  try {
    if (form === 'folder') return (await readFile(join(path, 'manifest.dsse.json'))).equals(list);
    return await holds(path, list.subarray(-MARK_BYTES));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' ? false : undefined;
  }
}

async function holds(path: string, mark: Buffer): Promise<boolean> {
  let before: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([before, piece]);
    if (bytes.includes(mark)) return true;
    before = bytes.subarray(-(mark.length - 1));
  }
  return false;
}
