/**
 * Files that marks come in and go out by: small, read whole or refused, recognised by their first bytes.
 *
 * Trust: a file from anybody; a name proves nothing and is only used to guess.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asciiBytes } from '../../engines/kernel/bytes.ts';
import { MAX_OTS_BYTES } from '../../engines/marks/open-timestamps.ts';
import { AppError } from '../../shared/errors.ts';
import type { MarkForm } from '../../shared/mark-words.ts';
import { existsError, openWholeFile, unwritable } from '../services/export-file.ts';

/** Record lines end at 1 MiB, and base64 takes a third more. */
export const MAX_MARK_BYTES = MAX_OTS_BYTES;

/** FILE_NOT_FOUND, FILE_UNREADABLE, REQUEST_TOO_LARGE. */
export async function readSmallFile(path: string, maxBytes = MAX_MARK_BYTES): Promise<Uint8Array> {
  // Before it is opened: a pipe or a device would keep the reader for ever.
  if (!(await stat(path)).isFile())
    throw new AppError('FILE_UNREADABLE', `This is no file: ${path}`, { details: { path } });
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length > maxBytes) break;
    }
    if (length > maxBytes) {
      throw new AppError('REQUEST_TOO_LARGE', `${path} is larger than ${maxBytes} bytes`, { details: { path } });
    }
    return buffer.slice(0, length);
  } finally {
    await file.close();
  }
}

/** The file there is to read for a path that may be the folder of a bundle. */
export async function headFileIn(path: string): Promise<string> {
  return (await stat(path)).isDirectory() ? join(path, 'data', 'case', 'head.note') : path;
}

/** Whole or not at all. FILE_EXISTS, FILE_NOT_FOUND (the folder), FILE_UNWRITABLE, DISK_FULL. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { overwrite, settleAfter }: { overwrite: boolean; settleAfter?: (sha256: string) => Promise<void> },
): Promise<string> {
  const file = await openWholeFile(path, { overwrite });
  try {
    await file.write(content);
    const { sha256 } = await file.flush();
    await settleAfter?.(sha256);
    await file.settle();
    return sha256;
  } finally {
    await file.discard();
  }
}

/** A look ahead, for what must not happen where its outcome can't be written. FILE_EXISTS, FILE_NOT_FOUND (the folder), FILE_UNWRITABLE. */
export function mustBeWritable(path: string, overwrite: boolean): void {
  if (!overwrite && existsSync(path)) {
    throw existsError(path);
  }
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritable(error, path);
  }
}

const OTS_START = asciiBytes('\0OpenTimestamps\0\0Proof\0');
const DASH = [0xe2, 0x80, 0x94, 0x20];

/** What the bytes look like; undefined: none of these. */
export function formOf(bytes: Uint8Array): Exclude<MarkForm, 'paper'> | undefined {
  const startsWith = (start: ArrayLike<number>): boolean => Array.from(start).every((byte, i) => bytes[i] === byte);
  if (startsWith(OTS_START)) return 'open-timestamp';
  if (startsWith(DASH)) return 'cosignature';
  return bytes[0] === 0x30 ? 'time-stamp' : undefined;
}

/** The number that a file's name begins with, as requests are named; undefined where it does not. */
export function sizeInName(path: string): number | undefined {
  const digits = /^(\d{1,15})\./u.exec(basename(path))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
