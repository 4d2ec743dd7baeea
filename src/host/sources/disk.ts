/**
 * Files and folders as the person gave them: found in a fixed order, read once through, never followed through links.
 *
 * A file is read up to the size it had when it was opened, so a log that still grows gives a clean front part; whether
 * it changed meanwhile is a finding.
 * Trust: names and kinds come from a disk somebody else may have prepared, or is still writing to: a file may become a
 * link or a pipe between two looks, so it is opened without following and looked at again.
 */
import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, open, readdir, readlink, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { addFinding, problem, warning } from './found.ts';
import type { Located, SourceFinding, SourceProblem } from './found.ts';
import { accessFile } from './random-access.ts';
import type { RandomAccess } from './random-access.ts';

const READ_BYTES = 262_144;
const PASSING_BYTES = 1_048_576;
/** One that is worked on, one that is read into, one to spare. */
const PASSING_BUFFERS = 3;
const SEPARATOR = Buffer.from(sep);

/** A regular file, not yet opened. */
export interface DiskFile {
  what: 'file';
  /** As the system has it: names need not be text. */
  rawPath: Buffer;
  /** Display path. */
  path: string;
  sizeBytes: number;
  mtimeMs: number;
  findings: SourceFinding[];
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? String(error);

/** Text of a name, with the bytes that are no UTF-8 written as `\xNN`. */
function nameText(raw: Buffer): { text: string; isOdd: boolean } {
  const text = raw.toString('utf8');
  if (Buffer.from(text).equals(raw)) return { text, isOdd: false };
  const visible = Array.from(raw, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return { text: visible.join(''), isOdd: true };
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'named pipe';
  if (stats.isSocket()) return 'socket';
  if (stats.isBlockDevice()) return 'block device';
  if (stats.isCharacterDevice()) return 'character device';
  return 'special file';
}

interface Place {
  rawPath: Buffer;
  path: string;
  isOddName: boolean;
}

export interface DiskOptions {
  signal?: AbortSignal | undefined;
  /** Real paths of folders that are left out, such as the case itself. */
  exclude?: readonly string[] | undefined;
}

/**
 * All files below the paths: each path in the order given, folders in byte order of their names.
 * @throws AppError FILE_NOT_FOUND before anything is read, where a path does not exist; CANCELLED
 */
export async function* listFiles(
  paths: readonly string[],
  options: DiskOptions,
): AsyncGenerator<(DiskFile | SourceProblem) & Located> {
  const starts: Place[] = [];
  for (const given of paths) {
    const resolved = await realpath(given).catch((error: unknown) => {
      const code = codeOf(error);
      const why = code === 'ENOENT' ? `There is no file or folder "${given}"` : `"${given}" can not be read (${code})`;
      throw new AppError('FILE_NOT_FOUND', why, {
        details: { path: given },
      });
    });
    // A link the person named is meant; what it leads to is read under the name that was given.
    const path = given.replace(/[\\/]+$/, '');
    starts.push({ rawPath: Buffer.from(resolved), path: path === '' ? given : path, isOddName: false });
  }
  const excluded = (options.exclude ?? []).map((path) => Buffer.from(path));
  for (const start of starts) {
    const stack: Place[] = [start];
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      if (options.signal?.aborted === true) throw new AppError('CANCELLED', 'Looking for sources was cancelled');
      const here = place.rawPath;
      const location = nameText(here).text;
      if (excluded.some((path) => path.equals(here))) {
        const message = 'Left out: it belongs to the case itself';
        yield { ...problem(place.path, { kind: 'excluded', level: 'info', message }), location };
        continue;
      }
      const result = await lookAt(place);
      if (result === undefined) continue;
      if (Array.isArray(result)) stack.push(...result.toReversed());
      else yield { ...result, location };
    }
  }
}

/** A file, a problem, or the places inside a folder in byte order of their names. */
async function lookAt(place: Place): Promise<DiskFile | SourceProblem | Place[] | undefined> {
  const { rawPath, path } = place;
  try {
    const stats = await lstat(rawPath);
    if (stats.isDirectory()) {
      const names = (await readdir(rawPath, { encoding: 'buffer' })).toSorted(Buffer.compare);
      return names.map((name) => {
        const { text, isOdd } = nameText(name);
        const rawChild = Buffer.concat([rawPath, SEPARATOR, name]);
        return { rawPath: rawChild, path: `${path === '/' ? '' : path}/${text}`, isOddName: isOdd };
      });
    }
    if (stats.isSymbolicLink()) {
      const target = (await readlink(rawPath, { encoding: 'buffer' })).toString('utf8');
      const message = `A symbolic link to ${JSON.stringify(target)}; links are not followed`;
      return problem(path, { kind: 'symbolic-link', level: 'info', message });
    }
    if (!stats.isFile()) {
      return problem(path, { kind: 'special-file', level: 'info', message: `A ${kindOf(stats)}; it is not opened` });
    }
    const findings: SourceFinding[] = [];
    if (place.isOddName) addFinding(findings, warning('odd-file-name', 'The file name is not valid UTF-8'));
    return { what: 'file', rawPath, path, sizeBytes: stats.size, mtimeMs: Math.floor(stats.mtimeMs), findings };
  } catch (error) {
    return problem(path, warning('unreadable', `Can not be read (${codeOf(error)})`));
  }
}

/** Opens without following links and without waiting for a pipe's other end. */
async function openFile(file: DiskFile): Promise<{ handle: FileHandle; stats: Stats }> {
  const handle = await open(
    file.rawPath,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  const stats = await handle.stat();
  if (stats.isFile()) {
    reportChange(file.findings, { size: file.sizeBytes, mtimeMs: file.mtimeMs }, stats);
    return { handle, stats };
  }
  await handle.close();
  throw new Error('no longer a regular file');
}

interface FileState {
  size: number;
  mtimeMs: number;
}

const changeText = (before: FileState, after: FileState): string | undefined => {
  if (after.size !== before.size) return `its size went from ${before.size} to ${after.size} bytes`;
  return Math.floor(after.mtimeMs) === Math.floor(before.mtimeMs) ? undefined : 'it was written to';
};

/** Says at `findings`, once, that a file changed between two looks. */
function reportChange(findings: SourceFinding[], before: FileState, after: FileState): void {
  const change = changeText(before, after);
  if (change === undefined || findings.some(({ kind }) => kind === 'changed-while-read')) return;
  const message = `The file changed while it was taken in: ${change}; what was appended later is left out`;
  addFinding(findings, warning('changed-while-read', message));
}

/** The bytes of a file, up to its size at this moment. Errors become findings; throws CANCELLED only. */
export const readFile = (file: DiskFile, signal?: AbortSignal): AsyncGenerator<Uint8Array> =>
  readInto(file, (wanted) => Buffer.allocUnsafeSlow(Math.min(READ_BYTES, wanted)), signal);

/**
 * The same in larger pieces whose memory is used again: a piece is good until the next but one is asked for. Reading a
 * gigabyte into new memory costs more than hashing it.
 */
export function readPassing(file: DiskFile, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffers: Buffer[] = [];
  let turn = 0;
  return readInto(
    file,
    (wanted) => {
      turn = (turn + 1) % PASSING_BUFFERS;
      buffers[turn] ??= Buffer.allocUnsafeSlow(Math.min(PASSING_BYTES, wanted));
      return buffers[turn] as Buffer;
    },
    signal,
  );
}

async function* readInto(
  file: DiskFile,
  bufferFor: (wanted: number) => Buffer,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let opened: { handle: FileHandle; stats: Stats };
  try {
    opened = await openFile(file);
  } catch (error) {
    addFinding(file.findings, warning('unreadable', `Can not be opened (${codeOf(error)})`));
    return;
  }
  const { handle, stats } = opened;
  let offset = 0;
  try {
    // Files that the system makes up while they are read state no size.
    const end = stats.size === 0 ? Number.POSITIVE_INFINITY : stats.size;
    while (offset < end) {
      if (signal?.aborted === true) throw new AppError('CANCELLED', 'Reading the file was cancelled');
      const bytes = bufferFor(Math.max(end - offset, 1));
      const { bytesRead } = await handle.read(bytes, 0, Math.min(bytes.length, end - offset), offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
      yield bytes.subarray(0, bytesRead);
    }
    reportChange(file.findings, stats, await handle.stat());
  } catch (error) {
    if (error instanceof AppError) throw error;
    const message = `Reading failed (${codeOf(error)}); the ${offset} bytes before are kept`;
    addFinding(file.findings, warning('read-error', message, offset));
  } finally {
    await handle.close();
  }
}

/** Random access to a file; a change between opening and closing becomes a finding. Throws what the disk throws. */
export async function accessDisk(file: DiskFile): Promise<RandomAccess> {
  const { handle, stats } = await openFile(file);
  const access = accessFile(handle, stats.size);
  return {
    ...access,
    async close() {
      reportChange(file.findings, stats, await handle.stat());
      await access.close();
    },
  };
}
