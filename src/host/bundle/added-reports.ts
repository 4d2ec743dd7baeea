/**
 * Files that a person adds to a bundle as reports: looked at when the bundle is asked for, and the same when it is written.
 *
 * Source: bundle-format.md §1 (`data/reports/<name>`; names). Errors: BUNDLE_REFUSED, FILE_NOT_FOUND, FILE_UNREADABLE,
 * EXPORT_INCOMPLETE where a file changed meanwhile.
 * Trust: a file and its name are the person's; what is in it may come from evidence.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { refused } from './bundle-folder.ts';
import type { AddedReport } from './bundle-request.ts';

const MAX_BYTES = 1024 * 1024 * 1024;
/** Read whole to look for texts that may not be seen. */
const MAX_LOOKED_INTO = 64 * 1024 * 1024;
const MAX_NAME = 200;
/** bundle-format.md §1, "Names", without the slash. */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}\p{Cs}\ufffd]|^[~%]|[. ]$|^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;

export async function lookAtReports(paths: readonly string[], taken: readonly string[]): Promise<AddedReport[]> {
  const names = new Set(taken.map(foldName));
  const reports: AddedReport[] = [];
  for (const path of paths) {
    const name = basename(path);
    if (name === '' || name.length > MAX_NAME || FORBIDDEN.test(name)) {
      throw refused(`${JSON.stringify(name)} is no name for a file of a bundle; give the report another one`);
    }
    if (names.has(foldName(name))) throw refused(`Two reports would have the name ${JSON.stringify(name)}`);
    names.add(foldName(name));
    reports.push({ name, path, ...(await factsOf(path)) });
  }
  return reports;
}

/** On some systems names that differ in letter case or Unicode form are one file. */
const foldName = (name: string): string => name.normalize('NFD').toLowerCase().toUpperCase().normalize('NFC');

async function factsOf(path: string): Promise<{ sha256: string; sizeBytes: number }> {
  const { size } = await statFile(path);
  if (size > MAX_BYTES) throw refused(`A report of more than 1 GiB does not go into a bundle: ${path}`);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** Before it is opened: a pipe or a device would keep the reader for ever. */
async function statFile(path: string): Promise<{ size: number }> {
  const facts = await stat(path);
  if (facts.isFile()) return facts;
  throw new AppError('FILE_UNREADABLE', `This is no file: ${path}`, { details: { path } });
}

/** Its text; undefined where it is none, or too long to be looked into. */
export async function textOfReport({ path, sizeBytes }: AddedReport): Promise<string | undefined> {
  if (sizeBytes > MAX_LOOKED_INTO) return undefined;
  const bytes = await readFile(path);
  if (!nodeTextCodec.isUtf8(bytes) || bytes.includes(0)) return undefined;
  return bytes.toString('utf8');
}

export const changedReport = ({ path }: AddedReport): AppError =>
  new AppError('EXPORT_INCOMPLETE', `This report was changed while the bundle was made: ${path}`);
