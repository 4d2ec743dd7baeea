/**
 * A new data key for a case: everything that lies on the disk is encrypted anew, beside the old, and put in its place at once.
 *
 * The folder `rekey` is laid out like a case folder. It counts from the moment in which `case.keys` names its generation; before
 * that it is nothing, after that it is the case, and whoever opens the case next puts it in place (`settleDataKeyChange`).
 * So a crash at any step leaves a case that opens with the old key or with the new one.
 * Source: evidence-format.md §4, "Data key". Cost: all bytes of the case are read and written once; room for a second copy.
 * Trust: a file that is not what the log says is refused and not encrypted anew, which would make it look sound.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { TILE_WIDTH } from '../../engines/chain/tiles.ts';
import { AppError } from '../../shared/errors.ts';
import { invariant } from '../../shared/verdict.ts';
import { DB_FILE, leaveWal, newLog, openCaseDatabase } from './case-database.ts';
import { casePaths, flushFolder, segmentFileName, writeFileDurably, type CasePaths } from './case-folder.ts';
import { type CaseKeys, dataKeyId, deriveKey, generationOf, loadCaseKeys, saveCaseKeys } from './case-keys.ts';
import {
  caseTiles,
  findDigestTile,
  findNewestHead,
  putMeta,
  replaceSegmentFile,
  segments,
  storedSize,
  type SegmentRow,
} from './case-store.ts';
import { loadEpochKeys, replaceAndErase, saveEpochKeys } from './epoch-key.ts';
import { createFileStore } from './file-store.ts';
import { LogTail } from './log-tail.ts';
import { rekeyDatabase, type ReadDb, type WriteDb } from './sqlite.ts';

/** For tests that end the process between two steps. */
export type OnStep = (step: string) => void;
const noStep: OnStep = () => undefined;

const PLAN = 'plan.json';
/** Beside a tenth for what grows meanwhile. */
const SPARE_BYTES = 16 * 1_048_576;
/** One record holds at most this many; the rest follows in records that name it. */
const SEGMENTS_A_RECORD = 4000;

/** Folders of files that lie encrypted under their SHA-256, each with a key of its own name. */
const STORES = ['files', 'compliance'] as const;

export type NewSegment = Pick<SegmentRow, 'id' | 'sha256' | 'sizeBytes'>;

export interface EncryptAnew {
  paths: CasePaths;
  db: ReadDb;
  oldKey: Uint8Array;
  newKey: Uint8Array;
  /** Of the new key. */
  generation: number;
}

export interface ChangeHooks {
  signal: AbortSignal;
  onProgress: (doneBytes: number, totalBytes: number) => void;
  onStep?: OnStep;
}

/** Bytes that will be written: of the database, segments and originals as they lie. */
export function bytesToEncrypt({ paths, db }: Pick<EncryptAnew, 'paths' | 'db'>): number {
  const sizes = [paths.database, ...segments(db).map(({ id }) => join(paths.segments, segmentFileName(id)))].map(
    sizeOf,
  );
  const stored = STORES.flatMap((store) =>
    existsSync(paths[store]) ? readdirSync(paths[store]).map((name) => sizeOf(join(paths[store], name))) : [],
  );
  return [...sizes, ...stored].reduce((sum, size) => sum + size, 0);
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/**
 * Segments and originals under the new key, in the folder beside; the database follows in `commitDataKey`.
 * DISK_FULL (before anything is written), VAULT_CORRUPT, CANCELLED.
 */
export async function encryptAnew(work: EncryptAnew, hooks: ChangeHooks): Promise<NewSegment[]> {
  const { paths, db, oldKey, newKey, generation } = work;
  const { signal, onProgress, onStep = noStep } = hooks;
  const totalBytes = bytesToEncrypt(work);
  demandRoom(paths, totalBytes);
  rmSync(paths.rekey, { recursive: true, force: true });
  const target = casePaths(paths.rekey);
  mkdirSync(target.segments, { recursive: true });
  for (const store of STORES) mkdirSync(target[store], { recursive: true });
  writeFileDurably(join(paths.rekey, PLAN), `${JSON.stringify({ generation })}\n`);
  onStep('planned');
  let doneBytes = 0;
  const advance = (bytes: number): void => {
    doneBytes += bytes;
    onProgress(doneBytes, totalBytes);
    if (signal.aborted) throw new AppError('CANCELLED', 'The change of the data key was stopped; nothing was changed');
  };
  advance(0);
  const made: NewSegment[] = [];
  for (const segment of segments(db)) {
    made.push(await encryptSegment(paths, target, segment, { oldKey, newKey }));
    onStep(`segment ${segment.id}`);
    advance(segment.sizeBytes);
  }
  for (const store of STORES) {
    await encryptStore(store, { from: paths[store], into: target[store] }, work, { signal, advance });
    onStep(store);
  }
  return made;
}

async function encryptStore(
  store: (typeof STORES)[number],
  folders: { from: string; into: string },
  { oldKey, newKey }: Pick<EncryptAnew, 'oldKey' | 'newKey'>,
  { signal, advance }: { signal: AbortSignal; advance: (bytes: number) => void },
): Promise<void> {
  if (!existsSync(folders.from)) return;
  const from = createFileStore(folders.from, deriveKey(oldKey, 'files', store));
  const into = createFileStore(folders.into, deriveKey(newKey, 'files', store));
  for (const name of await from.list()) {
    const file = await from.open(name);
    try {
      const { sha256 } = await into.acquire(file.stream(), { signal, mayWait: true });
      if (sha256 !== name) throw damaged(`The file ${store}/${name}`);
      advance(file.storedBytes);
    } finally {
      await file.close();
    }
  }
  await into.flush();
}

function demandRoom(paths: CasePaths, bytes: number): void {
  const { bavail, bsize } = statfsSync(paths.dir);
  const wanted = Math.ceil(bytes * 1.1) + SPARE_BYTES;
  if (bavail * bsize >= wanted) return;
  throw new AppError(
    'DISK_FULL',
    `Everything in the case is written a second time before the first is given up: that needs ${Math.ceil(wanted / 1_048_576)} MiB, and ${Math.floor((bavail * bsize) / 1_048_576)} MiB are free. Nothing was changed`,
  );
}

const damaged = (what: string): AppError =>
  new AppError(
    'VAULT_CORRUPT',
    `${what} is not what was recorded, so it is not encrypted anew; verify the case. Nothing was changed`,
  );

async function encryptSegment(
  paths: CasePaths,
  target: CasePaths,
  { id, sha256 }: SegmentRow,
  { oldKey, newKey }: Pick<EncryptAnew, 'oldKey' | 'newKey'>,
): Promise<NewSegment> {
  const name = segmentFileName(id);
  const [source, copy] = [join(paths.segments, name), join(target.segments, name)];
  copyFileSync(source, copy);
  if ((await sha256OfFile(copy)) !== sha256) throw damaged(`The file segments/${name}`);
  rekeyDatabase(copy, deriveKey(oldKey, 'db', name), deriveKey(newKey, 'db', name));
  return { id, sha256: await sha256OfFile(copy), sizeBytes: sizeOf(copy) };
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

export interface CommitDataKey {
  paths: CasePaths;
  /** Open, with everything committed; closed here once the new key counts. */
  db: WriteDb;
  oldKey: Uint8Array;
  newKey: Uint8Array;
  /** As they are from now on. */
  keys: CaseKeys;
  /** Of the `rekey` record, signed. */
  body: JsonObject;
  segments: readonly NewSegment[];
}

/**
 * The database under the new key with the record of the change in it; then the switch. Not interrupted by anything in this process.
 * CASE_BUSY, DISK_FULL: nothing was changed.
 *
 * @returns seq of the `rekey` record
 */
export function commitDataKey(work: CommitDataKey, onStep: OnStep = noStep): number {
  const { paths, db, oldKey, newKey, keys } = work;
  const target = casePaths(paths.rekey);
  const [checkpoint] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (checkpoint?.busy !== 0) throw new AppError('CASE_BUSY', 'Something still reads the case; try again in a moment');
  copyFileSync(paths.database, target.database);
  rekeyDatabase(target.database, deriveKey(oldKey, 'db', DB_FILE), deriveKey(newKey, 'db', DB_FILE));
  onStep('database');
  const recordSeq = recordChange(work, target);
  onStep('recorded');
  for (const folder of [target.segments, ...STORES.map((store) => target[store]), target.dir]) flushFolder(folder);
  saveCaseKeys(paths.keys, keys);
  onStep('counts');
  db.close();
  settleDataKeyChange(paths, onStep);
  return recordSeq;
}

/** In the copy: what is recorded there is nothing until the copy is the case. */
function recordChange({ paths, oldKey, newKey, keys, body, segments: made }: CommitDataKey, target: CasePaths): number {
  const epochs = loadEpochKeys(paths.epochKey, oldKey);
  invariant(epochs !== undefined, 'an open case has the key that signs its heads');
  const db = openCaseDatabase(target, newKey, false);
  try {
    const size = storedSize(db);
    const tail = LogTail.open(caseTiles(db), size, findDigestTile(db, Math.floor((size - 1) / TILE_WIDTH)));
    invariant(tail.kind === 'valid', 'the hashes of an open log are whole');
    const log = newLog(db, target, keys.origin, tail.value, epochs.current, findNewestHead(db));
    const parts = Array.from({ length: Math.max(1, Math.ceil(made.length / SEGMENTS_A_RECORD)) }, (_, i) =>
      made.slice(i * SEGMENTS_A_RECORD, (i + 1) * SEGMENTS_A_RECORD),
    );
    let first = -1;
    for (const part of parts) {
      const listed = part.map((segment) => ({ ...segment }));
      const said = first < 0 ? { ...body, segments: listed } : { act: 'more', of: first, segments: listed };
      const seq = log.append('rekey', said, (tx, at) => {
        for (const segment of part) replaceSegmentFile(tx, segment, at);
        putMeta(tx, 'keyGeneration', String(generationOf(keys)));
        putMeta(tx, 'keyId', dataKeyId(newKey));
      });
      if (first < 0) first = seq;
    }
    log.flush('act');
    leaveWal(db);
    saveEpochKeys(target.epochKey, newKey, { current: epochs.current });
    return first;
  } finally {
    db.close();
    syncFile(target.database);
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whether a change counts that is not yet in place: then the files are under another key than `case.keys` says. */
export function isChangeUnsettled(paths: CasePaths): boolean {
  const generation = plannedGeneration(paths);
  return generation !== undefined && generationOf(loadCaseKeys(paths.keys)) >= generation;
}

/**
 * Puts a change in place that counts, or gives one up that does not. Any number of times, also after a crash in the middle; only
 * while nobody has the database open. DISK_FULL, CASE_READ_ONLY.
 */
export function settleDataKeyChange(paths: CasePaths, onStep: OnStep = noStep): void {
  if (!existsSync(paths.rekey)) return;
  if (isChangeUnsettled(paths)) putInPlace(paths, onStep);
  rmSync(paths.rekey, { recursive: true, force: true });
  flushFolder(paths.dir);
}

function putInPlace(paths: CasePaths, onStep: OnStep): void {
  const target = casePaths(paths.rekey);
  if (existsSync(target.database)) {
    // SQLite would write what is left in the old one's side files into the new one.
    for (const side of ['-wal', '-shm', '-journal']) rmSync(paths.database + side, { force: true });
    renameSync(target.database, paths.database);
    onStep('database in place');
  }
  for (const folder of ['segments', ...STORES] as const) {
    mkdirSync(paths[folder], { recursive: true });
    for (const name of existsSync(target[folder]) ? readdirSync(target[folder]) : []) {
      renameSync(join(target[folder], name), join(paths[folder], name));
      onStep(`${folder} in place`);
    }
    flushFolder(paths[folder]);
  }
  if (existsSync(target.epochKey)) replaceAndErase(paths.epochKey, readFileSync(target.epochKey));
  onStep('epoch in place');
  flushFolder(paths.dir);
}

/** Undefined where nothing was planned, or a change that was given up is half removed. VAULT_CORRUPT where nobody can tell. */
function plannedGeneration(paths: CasePaths): number | undefined {
  const path = join(paths.rekey, PLAN);
  if (!existsSync(path)) return undefined;
  try {
    return z.strictObject({ generation: z.int().min(2) }).parse(JSON.parse(readFileSync(path, 'utf8'))).generation;
  } catch (cause) {
    throw new AppError(
      'VAULT_CORRUPT',
      'The folder rekey holds a change of the data key whose plan cannot be read; nothing in it was touched',
      { cause },
    );
  }
}
