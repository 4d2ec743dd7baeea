/**
 * The bytes of a source as the case can still give them: from its own copy, or from where the source lay.
 *
 * Opening reads an index, or asks for size and time; nothing is hashed whole.
 * Trust: the folder `files` may have been changed, and a file outside the case by anybody: its path is only followed where a
 * sealed source record names it, and never through a link.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import { accessFile } from '../sources/random-access.ts';
import type { FileStore } from './file-store.ts';
import type { Availability } from './inspection.ts';

/** A `source` record that was checked against its leaf. */
export interface RecordedSource {
  seq: number;
  body: JsonObject;
}

export interface OpenSource {
  availability: Extract<Availability, 'kept' | 'by-reference' | 'changed'>;
  /** Why `changed`. */
  reason?: string;
  sizeBytes: number;
  /** Cut at the end of the source. VAULT_CORRUPT where the kept copy is damaged there; what the disk throws. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
  checked: string[];
  notChecked: string[];
}

export interface NoSource {
  availability: Extract<Availability, 'missing' | 'damaged' | 'unreadable'>;
  reason: string;
}

const NOT_IN_BUNDLE: NoSource = { availability: 'missing', reason: 'The original is not in this bundle' };
const WHOLE_HASH = 'The hash of the whole source was not made again';

/** @param source undefined where no sealed record names the source: then only a kept copy is looked for */
export async function openSource(
  files: FileStore,
  sha256: string,
  source: RecordedSource | undefined,
): Promise<OpenSource | NoSource> {
  const kept = await openKept(files, sha256);
  // A damaged copy is told, not quietly passed over for a file outside the case.
  if (kept.availability === 'missing' && files.isAlone === true) return NOT_IN_BUNDLE;
  if (kept.availability !== 'missing' || source?.body['original'] !== 'by-reference') return kept;
  return openReferenced(source);
}

async function openKept(files: FileStore, sha256: string): Promise<OpenSource | NoSource> {
  try {
    const file = await files.open(sha256);
    return {
      availability: 'kept',
      sizeBytes: file.sizeBytes,
      read: (offset, length) => file.read(offset, length),
      close: () => file.close(),
      checked: ['Each block of the kept original that was read carries its seal'],
      notChecked: [`${WHOLE_HASH} (a strict verification does that)`],
    };
  } catch (error) {
    return withoutSource(error, 'The kept original');
  }
}

async function openReferenced({ body }: RecordedSource): Promise<OpenSource | NoSource> {
  const location = body['location'];
  if (typeof location !== 'string') {
    return { availability: 'missing', reason: 'The source was taken by reference, and where it lay is not recorded' };
  }
  try {
    const handle = await open(location, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (!stats.isFile()) {
      await handle.close();
      return { availability: 'missing', reason: 'What lies where the source was taken from is no file' };
    }
    const change = changeOf(body, stats.size, stats.mtimeMs);
    const access = accessFile(handle, stats.size);
    return {
      availability: change === undefined ? 'by-reference' : 'changed',
      ...(change === undefined ? {} : { reason: change }),
      ...access,
      checked: change === undefined ? ['Size and time of change of the file are those that were recorded'] : [],
      notChecked: [WHOLE_HASH],
    };
  } catch (error) {
    return withoutSource(error, 'The file the source was taken from');
  }
}

function changeOf(body: JsonObject, sizeBytes: number, mtimeMs: number): string | undefined {
  if (body['sizeBytes'] !== sizeBytes) {
    return `The file the source was taken from has ${sizeBytes} bytes now; it had ${String(body['sizeBytes'])}`;
  }
  const mtime = new Date(mtimeMs).toISOString();
  if (body['mtime'] === mtime) return undefined;
  return `The file the source was taken from was written to: its time of change is ${mtime}, and was ${String(body['mtime'])}`;
}

/** What stands in the way, as an answer; a bug passes through. */
export function withoutSource(error: unknown, what: string): NoSource {
  if (error instanceof AppError) {
    if (error.code === 'FILE_NOT_FOUND') return { availability: 'missing', reason: `${what} is not there` };
    if (error.code === 'VAULT_CORRUPT')
      return { availability: 'damaged', reason: `${what} is damaged: ${error.message}` };
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return { availability: 'missing', reason: `${what} is not there` };
  if (code === 'ELOOP') return { availability: 'missing', reason: `${what} is a link now` };
  if (code === undefined) throw error;
  return { availability: 'unreadable', reason: `${what} can not be read: ${message}` };
}
