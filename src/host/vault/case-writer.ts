/**
 * The writing end of an open case, on the writer thread: unlock, epochs, operators' acts, lock.
 *
 * At open the root of the stored tiles is compared with the newest signed head. What was committed without a head (a crash
 * between the two) is signed by the key that was in force; a log that does not match its head is never written to again: the
 * case opens for reading only, and says so. Which keys may have signed the newest head is read from the log's own tables,
 * because the key that did is often already erased.
 * Source: evidence-format.md §3 (heads), §4 (keys, epochs).
 * Trust: the folder may have been changed by anybody, also by somebody who holds the key.
 */
import { hash, randomUUID } from 'node:crypto';
import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { equalBytes } from '../../engines/kernel/bytes.ts';
import type { RecordKind } from '../../engines/chain/record.ts';
import { AppError } from '../../shared/errors.ts';
import { bootId } from '../adapters/boot-id.ts';
import { nodeClock, nodeRng } from '../adapters/node-ports.ts';
import { SOFTWARE } from '../software.ts';
import { casePaths, flushFolder, isCaseFolder, segmentFileName, type CasePaths } from './case-folder.ts';
import {
  CASE_FORMAT_VERSION,
  deriveKey,
  findSlot,
  loadCaseKeys,
  makeSlot,
  openSlot,
  saveCaseKeys,
  type CaseKeys,
  type UnlockedSlot,
} from './case-keys.ts';
import { acquireCaseLock, type CaseLock } from './case-lock.ts';
import { CaseLog, type SealReason } from './case-log.ts';
import {
  addOperator,
  caseTiles,
  eventCount,
  findDigestTile,
  findHotBlock,
  findMeta,
  findNewestHead,
  operators,
  segments,
  sources,
  putMeta,
  storedSize,
  type HeadRow,
} from './case-store.ts';
import { loadEpochKeys, saveEpochKeys, type EpochKey, type EpochKeys } from './epoch-key.ts';
import { fingerprintOf } from './fingerprint.ts';
import { unpackHot } from './hot-lines.ts';
import { headSigner, verifyHead } from './head-signer.ts';
import { LogTail } from './log-tail.ts';
import { checkSchemaVersion, migrate } from './migrate.ts';
import { operatorVkey, signStatement } from './operator-key.ts';
import type { CaseInfo, OperatorInfo, Role } from './session.ts';
import { openDatabase, withSqliteErrors, type ReadDb, type WriteDb } from './sqlite.ts';

export interface CreateCaseRequest {
  dir: string;
  name: string;
  operatorId: string;
  operatorName: string;
  passphrase: string;
}

export interface OpenCaseRequest {
  dir: string;
  /** Default: the only operator, else `lead`. */
  operatorId?: string;
  passphrase: string;
  /** Nothing is recorded and no lock is taken. Default false. */
  readOnly?: boolean;
}

/** An unlocked case, open for writing or, with the reason, only for reading. */
interface Unlocked {
  paths: CasePaths;
  keys: CaseKeys;
  slot: UnlockedSlot;
  operatorId: string;
}

const newSeed = (): Uint8Array => nodeRng.bytes(32).slice();
const DB_FILE = 'case.db';

/** CASE_EXISTS, PASSPHRASE_TOO_SHORT, FILE_UNREADABLE, CASE_READ_ONLY. */
export async function createCaseFolder(request: CreateCaseRequest): Promise<void> {
  const paths = casePaths(resolve(request.dir));
  if (isCaseFolder(paths.dir)) throw new AppError('CASE_EXISTS', `${paths.dir} already holds a case`);
  if (existsSync(paths.dir) && readdirSync(paths.dir).length > 0) {
    throw new AppError('CASE_EXISTS', `${paths.dir} is not empty; a new case wants a folder of its own`);
  }
  const caseId = randomUUID();
  const origin = `audittrailpro/case/${caseId}`;
  const slot: UnlockedSlot = { dataKey: newSeed(), operatorSeed: newSeed() };
  const operator = {
    operatorId: request.operatorId,
    name: request.operatorName,
    role: 'lead' as const,
    vkey: operatorVkey(origin, request.operatorId, slot.operatorSeed),
  };
  const keySlot = await makeSlot(operator, request.passphrase, slot);
  makeFolders(paths);
  const createdAt = new Date(nodeClock.nowMs()).toISOString();
  const epoch: EpochKey = { n: 0, seed: newSeed() };
  const signer = headSigner(origin, epoch.seed);
  saveEpochKeys(paths.epochKey, slot.dataKey, { current: epoch });
  const db = openCaseDatabase(paths, slot.dataKey, true);
  try {
    migrate(db);
    const log = newLog(db, paths, origin, LogTail.empty(), epoch, undefined);
    const genesis: JsonObject = {
      format: 'ATP-C1',
      caseId,
      name: request.name,
      createdAt,
      operators: [{ ...operator }],
      epoch: { n: 0, vkey: signer.vkey },
      policy: { twoPersonActs: [], originals: 'keep' },
      software: { ...SOFTWARE },
    };
    log.append('genesis', genesis, (tx, seq) => {
      putMeta(tx, 'caseId', caseId);
      putMeta(tx, 'origin', origin);
      putMeta(tx, 'name', request.name);
      putMeta(tx, 'createdAt', createdAt);
      rememberEpoch(tx, 0, signer.vkey);
      addOperator(tx, { ...operator, since: seq });
    });
    log.flush('create');
    leaveWal(db);
  } finally {
    db.close();
  }
  // Last: a folder without its key file is a case whose making was interrupted, never one that looks whole.
  saveCaseKeys(paths.keys, {
    format: 'audittrailpro/case-keys',
    version: CASE_FORMAT_VERSION,
    caseId,
    origin,
    name: request.name,
    createdAt,
    cipher: 'aegis',
    slots: [keySlot],
  });
}

function makeFolders(paths: CasePaths): void {
  try {
    mkdirSync(paths.segments, { recursive: true });
    mkdirSync(paths.files, { recursive: true });
    flushFolder(paths.dir);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === 'EROFS' || code === 'EACCES' || code === 'EPERM' ? 'CASE_READ_ONLY' : 'FILE_UNREADABLE';
    throw new AppError(code === 'ENOSPC' ? 'DISK_FULL' : why, `The folder ${paths.dir} cannot be made (${code})`, {
      cause,
    });
  }
}

function openCaseDatabase(paths: CasePaths, dataKey: Uint8Array, create: boolean): WriteDb {
  const db = openDatabase(paths.database, deriveKey(dataKey, 'db', DB_FILE), { create });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('secure_delete = ON');
  return db;
}

/** Leaves one file without a side file, so that the folder can be copied, and opened from a medium that can't be written. */
function leaveWal(db: WriteDb): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.pragma('journal_mode = DELETE');
}

function newLog(
  db: WriteDb,
  paths: CasePaths,
  origin: string,
  tail: LogTail,
  epoch: EpochKey,
  head: HeadRow | undefined,
): CaseLog {
  return new CaseLog(
    {
      db,
      dbPath: paths.database,
      origin,
      tail,
      clock: nodeClock,
      rng: nodeRng,
      bootId: bootId(nodeClock.nowMs()),
      signHead: headSigner(origin, epoch.seed).sign,
      prevHead: head === undefined ? null : hash('sha256', head.note, 'hex'),
      epoch: epoch.n,
    },
    head?.size ?? 0,
  );
}

/** The passphrase's slot. CASE_NOT_FOUND, CASE_NOT_A_CASE, CASE_KEYS_*, OPERATOR_UNKNOWN, VAULT_KEY_WRONG. */
async function unlock(request: OpenCaseRequest): Promise<Unlocked> {
  const paths = casePaths(resolve(request.dir));
  if (!existsSync(paths.dir)) throw new AppError('CASE_NOT_FOUND', `There is no folder ${paths.dir}`);
  if (!isCaseFolder(paths.dir)) throw new AppError('CASE_NOT_A_CASE', `${paths.dir} is not a case folder`);
  const keys = loadCaseKeys(paths.keys);
  if (!existsSync(paths.database)) {
    throw new AppError('CASE_NOT_A_CASE', `${paths.dir} has a key file but no case.db: the case is not whole`);
  }
  const only = keys.slots.length === 1 ? keys.slots[0]?.header.operatorId : undefined;
  const operatorId = request.operatorId ?? only ?? 'lead';
  try {
    return { paths, keys, operatorId, slot: await openSlot(findSlot(keys, operatorId), request.passphrase) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'VAULT_KEY_WRONG') noteFailedUnlock(paths, operatorId);
    throw error;
  }
}

/** The log itself can't be written without the key: the next unlock takes these lines in. */
function noteFailedUnlock(paths: CasePaths, operatorId: string): void {
  try {
    const line = { at: new Date(nodeClock.nowMs()).toISOString(), operatorId };
    appendFileSync(paths.failedUnlocks, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch {
    // A medium that can't be written: the person sees the refusal all the same.
  }
}

const MAX_FAILED_UNLOCKS = 1000;

function takeFailedUnlocks(paths: CasePaths): JsonObject[] {
  if (!existsSync(paths.failedUnlocks)) return [];
  const lines = readFileSync(paths.failedUnlocks, 'utf8').split('\n').filter(Boolean);
  return lines.slice(-MAX_FAILED_UNLOCKS).map((line) => {
    try {
      const { at, operatorId } = JSON.parse(line) as { at: unknown; operatorId: unknown };
      return {
        triedAt: String(at).toWellFormed().slice(0, 40),
        operatorId: String(operatorId).toWellFormed().slice(0, 64),
      };
    } catch {
      return { triedAt: null, operatorId: null, unreadable: true };
    }
  });
}

export class CaseWriter {
  readonly paths: CasePaths;
  readonly db: WriteDb;
  readonly origin: string;
  readonly dataKey: Uint8Array;
  /** Undefined where the case is open for reading only. */
  readonly log: CaseLog | undefined;
  readonly readOnlyReason: string | undefined;
  #keys: CaseKeys;
  #operatorSeed: Uint8Array;
  readonly #operatorId: string;
  readonly #lock: CaseLock | undefined;
  /** vkeys of the epochs that may have signed the newest head. */
  readonly headVkeys: readonly string[];

  private constructor(
    unlocked: Unlocked,
    db: WriteDb,
    writable: { log: CaseLog; lock: CaseLock } | { reason: string; lock?: CaseLock },
  ) {
    this.paths = unlocked.paths;
    this.db = db;
    this.origin = unlocked.keys.origin;
    this.dataKey = unlocked.slot.dataKey;
    this.log = 'log' in writable ? writable.log : undefined;
    this.readOnlyReason = 'reason' in writable ? writable.reason : undefined;
    this.#keys = unlocked.keys;
    this.#operatorSeed = unlocked.slot.operatorSeed;
    this.#operatorId = unlocked.operatorId;
    this.#lock = writable.lock;
    this.headVkeys = recentEpochVkeys(db);
  }

  /** CASE_BUSY, CASE_KEYS_FOREIGN, CASE_NEWER_VERSION, VAULT_CORRUPT and those of `unlock`. */
  static async open(request: OpenCaseRequest): Promise<CaseWriter> {
    const unlocked = await unlock(request);
    const why = request.readOnly === true ? 'it was opened for reading' : whyNotWritable(unlocked.paths);
    if (why !== undefined) return CaseWriter.#openForReading(unlocked, why);
    const lock = acquireCaseLock(unlocked.paths.lock, unlocked.operatorId);
    try {
      return CaseWriter.#openForWriting(unlocked, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  static #openForReading(unlocked: Unlocked, reason: string): CaseWriter {
    const key = deriveKey(unlocked.slot.dataKey, 'db', DB_FILE);
    const db = foreignKeyed(() => openDatabase(unlocked.paths.database, key, { readonly: true })) as WriteDb;
    try {
      checkSchemaVersion(db);
      checkIdentity(db, unlocked.keys);
      const broken = checkHead(db, unlocked.keys.origin, loadEpochKeys(unlocked.paths.epochKey, unlocked.slot.dataKey));
      return new CaseWriter(unlocked, db, { reason: broken === undefined ? reason : `${reason}; ${broken}` });
    } catch (error) {
      db.close();
      throw error;
    }
  }

  static #openForWriting(unlocked: Unlocked, lock: CaseLock): CaseWriter {
    const { paths, slot, keys } = unlocked;
    const db = foreignKeyed(() => openCaseDatabase(paths, slot.dataKey, false));
    try {
      checkIdentity(db, keys);
      migrate(db);
      const stored = loadEpochKeys(paths.epochKey, slot.dataKey);
      const broken = checkHead(db, keys.origin, stored);
      const size = storedSize(db);
      const tail = LogTail.open(caseTiles(db), size, findDigestTile(db, Math.floor((size - 1) / 256)));
      if (broken !== undefined || tail.kind !== 'valid') {
        const reason = broken ?? 'the log’s hashes are incomplete';
        return new CaseWriter(unlocked, db, { reason, lock });
      }
      // Only now: to a database that is an older copy, the newer one's segments would look like leftovers.
      removeLeftovers(db, paths);
      return new CaseWriter(unlocked, db, { log: beginEpoch(unlocked, db, tail.value, stored), lock });
    } catch (error) {
      db.close();
      throw error;
    }
  }

  get operatorId(): string {
    return this.#operatorId;
  }

  get operator(): OperatorInfo {
    const found = operators(this.db).find((operator) => operator.operatorId === this.#operatorId);
    if (found === undefined) {
      throw new AppError(
        'OPERATOR_UNKNOWN',
        `The log knows no operator ${this.#operatorId}: the key slot is not from this case`,
      );
    }
    return found;
  }

  info(): CaseInfo {
    const meta = (key: string): string => findMeta(this.db, key) ?? '';
    const info: CaseInfo = {
      caseId: meta('caseId'),
      name: meta('name'),
      origin: this.origin,
      dir: this.paths.dir,
      createdAt: meta('createdAt'),
      fingerprint: fingerprintOf(genesisLine(this.db)),
      operator: this.operator,
      recordCount: storedSize(this.db),
      headSize: findNewestHead(this.db)?.size ?? 0,
      eventCount: eventCount(this.db),
      sourceCount: sources(this.db).length,
    };
    return this.readOnlyReason === undefined ? info : { ...info, readOnlyReason: this.readOnlyReason };
  }

  /** The log, or CASE_READ_ONLY with the reason. */
  writableLog(): CaseLog {
    if (this.log === undefined) {
      throw new AppError('CASE_READ_ONLY', `Nothing can be recorded in this case: ${this.readOnlyReason}`);
    }
    return this.log;
  }

  /** Records an act; durable and sealed when it resolves. While an ingest runs it goes in with the next commit. */
  async record(kind: RecordKind, body: JsonObject, isIngesting: boolean): Promise<number> {
    const log = this.writableLog();
    const batch = log.openBatch;
    const seq = log.append(kind, { operatorId: this.#operatorId, ...body });
    if (isIngesting) await batch.committed;
    else log.flush('act');
    return seq;
  }

  /** OPERATOR_EXISTS, PASSPHRASE_TOO_SHORT. The key slot is written first: a crash leaves a slot that the log does not know. */
  async addOperator(request: {
    operatorId: string;
    name: string;
    role: Role;
    passphrase: string;
  }): Promise<OperatorInfo> {
    const log = this.writableLog();
    const { operatorId, name, role, passphrase } = request;
    if (operators(this.db).some((operator) => operator.operatorId === operatorId)) {
      throw new AppError('OPERATOR_EXISTS', `The case already has an operator ${operatorId}`);
    }
    const operatorSeed = newSeed();
    const operator = { operatorId, name, role, vkey: operatorVkey(this.origin, operatorId, operatorSeed) };
    const slot = await makeSlot(operator, passphrase, { dataKey: this.dataKey, operatorSeed });
    const others = this.#keys.slots.filter((candidate) => candidate.header.operatorId !== operatorId);
    this.#keys = { ...this.#keys, slots: [...others, slot] };
    saveCaseKeys(this.paths.keys, this.#keys);
    const seq = log.append('operator', { act: 'added', by: this.#operatorId, operator }, (tx, since) =>
      addOperator(tx, { ...operator, since }),
    );
    log.flush('act');
    return { ...operator, since: seq };
  }

  /** Rewraps one slot. VAULT_KEY_WRONG, PASSPHRASE_TOO_SHORT. */
  async changePassphrase(request: { oldPassphrase: string; newPassphrase: string }): Promise<void> {
    const log = this.writableLog();
    const old = findSlot(this.#keys, this.#operatorId);
    const opened = await openSlot(old, request.oldPassphrase);
    const slot = await makeSlot(old.header, request.newPassphrase, opened);
    this.#keys = {
      ...this.#keys,
      slots: this.#keys.slots.map((candidate) => (candidate === old ? slot : candidate)),
    };
    saveCaseKeys(this.paths.keys, this.#keys);
    log.append('operator', { act: 'passphrase-changed', operatorId: this.#operatorId });
    log.flush('act');
  }

  /** A head every so often even when nothing happens, so that an unsealed stretch can't hide. */
  seal(reason: SealReason): void {
    this.log?.flush(reason);
  }

  close(): void {
    try {
      // After a failed commit the next open finds the log as it was last committed.
      if (this.log !== undefined && this.log.failure === undefined) {
        this.log.append('lock', { operatorId: this.#operatorId });
        this.log.flush('lock');
        leaveWal(this.db);
      }
    } finally {
      this.db.close();
      this.#lock?.release();
      this.dataKey.fill(0);
      this.#operatorSeed.fill(0);
    }
  }
}

/** A wrong database key after the right passphrase means: the key file belongs to another case. */
function foreignKeyed<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof AppError && error.code === 'VAULT_KEY_WRONG') {
      throw new AppError(
        'CASE_KEYS_FOREIGN',
        'The passphrase fits case.keys, but that key does not open case.db: the key file belongs to another case, or the database is damaged at its start',
        { cause: error },
      );
    }
    throw error;
  }
}

const genesisLine = (db: ReadDb): string => unpackHot(findHotBlock(db, 0)?.lines ?? new Uint8Array())?.[0] ?? '';

function checkIdentity(db: ReadDb, keys: CaseKeys): void {
  checkSchemaVersion(db);
  for (const field of ['caseId', 'origin', 'name', 'createdAt'] as const) {
    if (withSqliteErrors(undefined, () => findMeta(db, field)) === keys[field]) continue;
    throw new AppError(
      'CASE_KEYS_FOREIGN',
      `The key file names another case than the database (${field}): one of them was exchanged or changed`,
    );
  }
}

function whyNotWritable(paths: CasePaths): string | undefined {
  try {
    accessSync(paths.dir, constants.W_OK);
    accessSync(paths.database, constants.W_OK);
    return undefined;
  } catch {
    return 'the folder or its database cannot be written';
  }
}

/** Segment files that no transaction ever named: what a crash left. */
function removeLeftovers(db: ReadDb, paths: CasePaths): void {
  const known = new Set(segments(db).map((segment) => segmentFileName(segment.id)));
  mkdirSync(paths.segments, { recursive: true });
  for (const name of readdirSync(paths.segments)) {
    if (!known.has(name)) rmSync(join(paths.segments, name), { force: true });
  }
}

/**
 * The newest named key signs from the head after the one that covers its record; that one may be signed by the key before;
 * and a batch that a crash left without a head may name one more.
 */
const RECENT_EPOCHS = 3;

/** vkeys of the last epochs, newest last. */
const recentEpochVkeys = (db: ReadDb): string[] => (findMeta(db, 'epochVkeys') ?? '').split('\n').filter(Boolean);

function rememberEpoch(tx: WriteDb, n: number, vkey: string): void {
  putMeta(tx, 'epoch', String(n));
  putMeta(tx, 'epochVkeys', [...recentEpochVkeys(tx), vkey].slice(-RECENT_EPOCHS).join('\n'));
}

const newestEpoch = (db: ReadDb): number => Number(findMeta(db, 'epoch'));

/** Why the newest head does not fit the stored tiles, or the log the key file; undefined where all fit. */
function checkHead(db: ReadDb, origin: string, stored: EpochKeys | undefined): string | undefined {
  const head = findNewestHead(db);
  const size = storedSize(db);
  if (head === undefined) return 'the log has no signed head';
  if (head.size > size) return `the signed head counts ${head.size} records, but only ${size} are there`;
  if (stored !== undefined && stored.current.n > newestEpoch(db)) {
    return 'the log is an older copy: epoch.key knows a later key than the newest record';
  }
  const tail = LogTail.open(caseTiles(db), head.size, findDigestTile(db, Math.floor((head.size - 1) / 256)));
  if (tail.kind !== 'valid') return 'the log’s hashes are incomplete';
  const verdict = verifyHead(origin, head.note, recentEpochVkeys(db));
  if (verdict.kind !== 'valid') return 'the newest head is not signed by a key of this case';
  if (verdict.value.size !== head.size) return 'the newest head is not the one stored for its size';
  if (!equalBytes(verdict.value.root, tail.value.root())) {
    return 'the log does not match its signed head: verify it to see where';
  }
  return undefined;
}

/** Signs what a crash left unsigned, records the unlock, and moves on to a fresh epoch key. */
function beginEpoch(unlocked: Unlocked, db: WriteDb, tail: LogTail, stored: EpochKeys | undefined): CaseLog {
  const { paths, slot, keys, operatorId } = unlocked;
  const { origin } = keys;
  const head = findNewestHead(db);
  const settled = settleEpoch(db, origin, stored);
  const next: EpochKey = { n: newestEpoch(db) + 1, seed: newSeed() };
  const nextSigner = headSigner(origin, next.seed);
  const remember = (tx: WriteDb): void => rememberEpoch(tx, next.n, nextSigner.vkey);
  const log = newLog(db, paths, origin, tail, settled?.tailKey ?? next, head);
  if (settled !== undefined && head !== undefined && head.size < tail.size) log.signCommitted();
  if (settled !== undefined) log.changeSigner(settled.inForce.n, headSigner(origin, settled.inForce.seed).sign);

  const size = tail.size;
  const failed = takeFailedUnlocks(paths);
  for (const body of failed) log.append('unlock-failed', body);
  log.append('unlock', { operatorId, software: { ...SOFTWARE }, bootId: bootId(nodeClock.nowMs()) });
  if (settled === undefined) {
    // The key that was in force is gone (restored backup, lost file): an operator vouches for the new one.
    const statement: JsonObject = { log: origin, size, n: next.n, vkey: nextSigner.vkey, operatorId };
    const signature = signStatement(slot.operatorSeed, 'epoch-restart', statement);
    const reason = 'epoch.key is missing, unreadable or not the one that goes with the log';
    log.append('epoch-restart', { ...statement, reason, signature }, remember);
    log.flush('unlock');
    // Not before: a key in the file that no record names would make the log look like an older copy. A crash here loses
    // the key, and the next unlock restarts once more.
    saveEpochKeys(paths.epochKey, slot.dataKey, { current: next });
  } else {
    saveEpochKeys(paths.epochKey, slot.dataKey, { current: settled.inForce, next });
    log.append('epoch', { n: next.n, vkey: nextSigner.vkey }, remember);
    log.flush('unlock');
    saveEpochKeys(paths.epochKey, slot.dataKey, { current: next });
    log.changeSigner(next.n, nextSigner.sign);
  }
  if (failed.length > 0) rmSync(paths.failedUnlocks, { force: true });
  return log;
}

/**
 * Which key signs what a crash left without a head, and which the heads after it. A crash during a change leaves two keys in
 * the file: the newer is in force from the first head after the one that covers the record naming it. Undefined where the
 * file does not hold the key that the log named last.
 */
function settleEpoch(
  db: ReadDb,
  origin: string,
  stored: EpochKeys | undefined,
): { tailKey: EpochKey; inForce: EpochKey } | undefined {
  const named = recentEpochVkeys(db).at(-1);
  const isNamed = (key: EpochKey | undefined): key is EpochKey =>
    key !== undefined && headSigner(origin, key.seed).vkey === named;
  if (stored === undefined) return undefined;
  const { current, next } = stored;
  if (isNamed(next)) return { tailKey: current, inForce: next };
  return isNamed(current) ? { tailKey: current, inForce: current } : undefined;
}
