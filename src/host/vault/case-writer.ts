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
import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { encodeHex } from '../../engines/kernel/bytes.ts';
import { parseNote, signNote } from '../../engines/chain/note.ts';
import type { RecordKind } from '../../engines/chain/record.ts';
import { TILE_WIDTH } from '../../engines/chain/tiles.ts';
import { AppError } from '../../shared/errors.ts';
import { invariant } from '../../shared/verdict.ts';
import { DB_FILE, leaveWal, openCaseDatabase } from './case-database.ts';
import { segmentFileName, type CasePaths } from './case-folder.ts';
import { type CaseKeys, dataKeyId, deriveKey, findSlot, generationOf, saveCaseKeys } from './case-keys.ts';
import { ActSigners } from './act-signers.ts';
import { acquireCaseLock, type CaseLock } from './case-lock.ts';
import type { CaseLog, SealReason } from './case-log.ts';
import {
  caseTiles,
  eventCount,
  findDigestTile,
  findHead,
  findHotBlock,
  findMeta,
  findNewestHead,
  operators,
  operatorsInOffice,
  segments,
  sources,
  storedSize,
} from './case-store.ts';
import { isChangeUnsettled, settleDataKeyChange } from './data-key-change.ts';
import { beginEpoch, checkHead, isOlderThanKey, recentEpochVkeys } from './epoch-change.ts';
import { loadEpochKeys } from './epoch-key.ts';
import { fingerprintOf } from './fingerprint.ts';
import { HeadMemory } from './head-memory.ts';
import { notePorts } from './head-signer.ts';
import { unpackHot } from './hot-lines.ts';
import { LogTail } from './log-tail.ts';
import { checkSchemaVersion, foreignSchema, migrate } from './migrate.ts';
import { makeReceiver } from './key-envelope.ts';
import { tidyRecovery, tidySlots } from './operator-acts.ts';
import { operatorSigner, operatorVkey } from './operator-key.ts';
import { recover, type RecoverRequest, removedOperator } from './recover-case.ts';
import { type AcceptedRestore, contradiction, type SeenState } from './seen-heads.ts';
import type { CaseInfo, OperatorInfo } from './session.ts';
import { openDatabase, sqliteToAppError, withSqliteErrors, type ReadDb, type WriteDb } from './sqlite.ts';
import { findCase, type OpenCaseRequest, unlock, type Unlocked } from './unlock-case.ts';

export class CaseWriter {
  readonly paths: CasePaths;
  readonly db: WriteDb;
  readonly origin: string;
  readonly dataKey: Uint8Array;
  /** Undefined where the case is open for reading only. */
  readonly log: CaseLog | undefined;
  readonly readOnlyReason: string | undefined;
  /** Whether the key file knows a later epoch than the log: an older database was put back. */
  readonly #isOlder: boolean;
  #keys: CaseKeys;
  #operatorSeed: Uint8Array;
  readonly #operatorId: string;
  readonly #lock: CaseLock | undefined;
  readonly signers: ActSigners;
  readonly #memory: HeadMemory;
  /** vkeys of the epochs that may have signed the newest head. */
  readonly headVkeys: readonly string[];

  private constructor(
    unlocked: Unlocked,
    db: WriteDb,
    memory: HeadMemory,
    writable: { log: CaseLog; lock: CaseLock } | { reason: string; lock?: CaseLock; isOlder?: boolean },
  ) {
    this.paths = unlocked.paths;
    this.db = db;
    this.origin = unlocked.keys.origin;
    this.dataKey = unlocked.slot.dataKey;
    this.log = 'log' in writable ? writable.log : undefined;
    this.readOnlyReason = 'reason' in writable ? writable.reason : undefined;
    this.#isOlder = 'isOlder' in writable && writable.isOlder === true;
    this.#keys = unlocked.keys;
    this.#operatorSeed = unlocked.slot.operatorSeed;
    this.#operatorId = unlocked.operatorId;
    this.#lock = writable.lock;
    this.signers = new ActSigners({
      origin: this.origin,
      dataKey: this.dataKey,
      self: { operatorId: this.#operatorId, seed: this.#operatorSeed },
      keys: () => this.#keys,
      operators: () => operatorsInOffice(db),
      refused: (operatorId) => this.log?.append('unlock-failed', { triedAt: this.log.now(), operatorId }),
    });
    this.#memory = memory;
    this.headVkeys = recentEpochVkeys(db);
  }

  /**
   * CASE_BUSY, CASE_KEYS_FOREIGN, CASE_NEWER_VERSION, VAULT_CORRUPT, CASE_ROLLED_BACK, CASE_TWO_HISTORIES,
   * WITNESS_STORE_BROKEN and those of `unlock`. Of a restore that is accepted: ROLE_FORBIDDEN (only a lead may), CASE_READ_ONLY
   * (nothing could be recorded), CONTRACT_BAD_INPUT (there is none).
   */
  static async open(request: OpenCaseRequest): Promise<CaseWriter> {
    const unlocked = await unlock(request);
    const isLooking = request.readOnly === true;
    const why = isLooking ? 'it was opened for reading' : whyNotWritable(unlocked.paths);
    if (why !== undefined && request.acceptRestore !== undefined) throw notAccepted(why);
    const memory = HeadMemory.open(request.seenDir, unlocked.keys.origin, isLooking);
    try {
      if (why !== undefined && isChangeUnsettled(unlocked.paths)) throw unsettled(why);
      if (why !== undefined) return CaseWriter.#openForReading(unlocked, memory, why, isLooking);
      const lock = acquireCaseLock(unlocked.paths.lock, unlocked.operatorId);
      try {
        settleDataKeyChange(unlocked.paths);
        const { acceptRestore: restore } = request;
        return CaseWriter.#openForWriting(unlocked, memory, lock, restore === undefined ? {} : { restore });
      } catch (error) {
        lock.release();
        throw error;
      }
    } catch (error) {
      memory.close();
      throw error;
    }
  }

  static #openForReading(unlocked: Unlocked, memory: HeadMemory, why: string, isLooking: boolean): CaseWriter {
    const key = deriveKey(unlocked.slot.dataKey, 'db', DB_FILE);
    const db = foreignKeyed(() => openDatabase(unlocked.paths.database, key, { readonly: true })) as WriteDb;
    try {
      checkSchemaVersion(db);
      checkIdentity(db, unlocked);
      refuseRemoved(db, unlocked);
      const broken = checkHead(db, unlocked.keys.origin, loadEpochKeys(unlocked.paths.epochKey, unlocked.slot.dataKey));
      const foreign = whyForeignSchema(db) ?? whyForeignSlot(db, unlocked);
      const state = memory.compare(db);
      // A log that does not fit its own head is read by everybody (decision 0016); one that is whole, but not the one that
      // was seen here, would pass for the evidence: only a lead looks into it, knowingly.
      const mayLook = isLooking && unlocked.role === 'lead' && foreign === undefined;
      if (broken === undefined && !mayLook) refuseContradiction(state, db);
      if (broken === undefined) memory.keepForReading(db);
      const reasons = [why, broken, foreign, memory.contradiction(db)].filter(
        (reason) => reason !== undefined && reason !== '',
      );
      return new CaseWriter(unlocked, db, memory, { reason: reasons.join('; ') });
    } catch (error) {
      db.close();
      // A page that was not read before may be the damaged one.
      throw sqliteToAppError(error, unlocked.paths.database);
    }
  }

  static #openForWriting(
    unlocked: Unlocked,
    memory: HeadMemory,
    lock: CaseLock,
    { restore, admit }: { restore?: OpenCaseRequest['acceptRestore']; admit?: (log: CaseLog) => void },
  ): CaseWriter {
    const { paths, slot, keys } = unlocked;
    const db = foreignKeyed(() => openCaseDatabase(paths, slot.dataKey, false));
    try {
      checkIdentity(db, unlocked);
      migrate(db);
      if (admit === undefined) refuseRemoved(db, unlocked);
      const stored = loadEpochKeys(paths.epochKey, slot.dataKey);
      // Whoever takes the older database as the case gives up the key that goes with the newer one: its chain is restarted.
      const isOlder = isOlderThanKey(db, stored);
      const taken = restore === undefined || !isOlder ? stored : undefined;
      // Whoever is let in by recovery shares comes with a key that the log does not name yet.
      const foreign = admit === undefined ? whyForeignSlot(db, unlocked) : undefined;
      const broken = whyForeignSchema(db) ?? checkHead(db, keys.origin, taken) ?? foreign;
      const size = storedSize(db);
      const tail = LogTail.open(caseTiles(db), size, findDigestTile(db, Math.floor((size - 1) / TILE_WIDTH)));
      const state = memory.compare(db);
      if (broken !== undefined || tail.kind !== 'valid' || state?.kind === 'unproven') {
        const isIncomplete = broken === undefined && tail.kind !== 'valid';
        const incomplete = isIncomplete ? 'the log’s hashes are incomplete' : undefined;
        const reason = [broken, incomplete, memory.contradiction(db)].filter(Boolean).join('; ');
        if (restore !== undefined) throw notAccepted(reason);
        return new CaseWriter(unlocked, db, memory, { reason, lock, isOlder });
      }
      if (restore === undefined) refuseContradiction(state, db);
      else checkRestore({ state, isOlder, problem: memory.problem }, unlocked);
      // Only now: to a database that is an older copy, the newer one's segments would look like leftovers.
      if (restore === undefined) removeLeftovers(db, paths);
      else setLeftoversAside(db, paths);
      const log = beginEpoch(unlocked, db, tail.value, taken, admit);
      if (restore !== undefined)
        acceptRestore(log, memory, db, { operatorId: unlocked.operatorId, ...restore }, { state, isOlder });
      memory.keep(db);
      log.watchHeads(() => memory.keep(db));
      const writer = new CaseWriter(unlocked, db, memory, { log, lock });
      writer.#tidyKeys();
      return writer;
    } catch (error) {
      db.close();
      // A page that was not read before may be the damaged one.
      throw sqliteToAppError(error, paths.database);
    }
  }

  /**
   * Opens a case by its recovery shares and lets somebody in. CASE_BUSY, CASE_READ_ONLY, those of `recover` and of `open`.
   */
  static async recover(request: RecoverRequest): Promise<CaseWriter> {
    const found = findCase(request.dir);
    const why = whyNotWritable(found.paths);
    if (why !== undefined)
      throw new AppError('CASE_READ_ONLY', `Nobody can be let in, because nothing is recorded: ${why}`);
    const lock = acquireCaseLock(found.paths.lock, request.operatorId);
    try {
      settleDataKeyChange(found.paths);
      const { unlocked, slot, record } = await recover(found.paths, found.keys, request);
      const memory = HeadMemory.open(request.seenDir, found.keys.origin, false);
      try {
        const writer = CaseWriter.#openForWriting(unlocked, memory, lock, { admit: record });
        // A case that could only be opened for reading recorded nobody: then nobody gets a slot either.
        writer.writableLog();
        const others = writer.keys.slots.filter(({ header }) => header.operatorId !== request.operatorId);
        writer.replaceKeys({ ...writer.keys, slots: [...others, slot] });
        return writer;
      } catch (error) {
        memory.close();
        throw error;
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get keys(): CaseKeys {
    return this.#keys;
  }

  /** Durable when it returns. */
  replaceKeys(keys: CaseKeys): void {
    saveCaseKeys(this.paths.keys, keys);
    this.#keys = keys;
  }

  /** Acts that need two people, as the first record says. */
  twoPersonActs(): ReadonlySet<string> {
    const { body } = JSON.parse(genesisLine(this.db)) as { body: { policy?: { twoPersonActs?: unknown } } };
    const acts = body.policy?.twoPersonActs;
    return new Set(Array.isArray(acts) ? acts.map(String) : []);
  }

  /**
   * The same case, by the same person, under the data key that has just taken the place of this one. This writer's database is
   * closed already, and this writer is done.
   */
  reopened(keys: CaseKeys, dataKey: Uint8Array): CaseWriter {
    const slot = { dataKey, operatorSeed: this.#operatorSeed.slice() };
    const { role } = findSlot(keys, this.#operatorId).header;
    this.signers.endAll();
    this.dataKey.fill(0);
    this.#operatorSeed.fill(0);
    invariant(this.#lock !== undefined, 'a case that is written to is locked');
    try {
      const unlocked = { paths: this.paths, keys, slot, operatorId: this.#operatorId, role };
      return CaseWriter.#openForWriting(unlocked, this.#memory, this.#lock, {});
    } catch (error) {
      this.#memory.close();
      this.#lock.release();
      throw error;
    }
  }

  get operatorId(): string {
    return this.#operatorId;
  }

  get operator(): OperatorInfo {
    const found = operatorsInOffice(this.db).find((operator) => operator.operatorId === this.#operatorId);
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
    const seenHere = this.#memory.facts();
    return {
      ...info,
      ...(this.readOnlyReason === undefined ? {} : { readOnlyReason: this.readOnlyReason }),
      ...(this.#isOlder ? { isOlderThanKey: true } : {}),
      ...(seenHere === undefined ? {} : { seenHere }),
    };
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

  /**
   * The record of a bundle, where the log holds exactly the records that it was planned over.
   *
   * @returns its seq and the size of the head over it; null where something was recorded meanwhile
   */
  recordBundle(body: JsonObject, plannedSize: number): { seq: number; headSize: number } | null {
    const log = this.writableLog();
    if (log.size !== plannedSize || log.hasOpenRecords) return null;
    const seq = log.append('export', { operatorId: this.#operatorId, ...body });
    log.flush('act');
    return { seq, headSize: log.headSize };
  }

  /** As `record`; what did not fit in the first record follows in the same batch and names it. */
  async recordAnnotation([body = {}, ...more]: readonly JsonObject[], isIngesting: boolean): Promise<number> {
    const log = this.writableLog();
    const batch = log.openBatch;
    const seq = log.append('annotation', { operatorId: this.#operatorId, ...body });
    for (const rest of more) log.append('annotation', { operatorId: this.#operatorId, ...rest, of: seq });
    if (isIngesting) await batch.committed;
    else log.flush('act');
    return seq;
  }

  /**
   * A stored head with one more signature line, of this operator: the keys of epochs change, and a witness knows the case by a
   * key that stays. RECORD_NOT_FOUND.
   */
  countersign(size: number): string {
    const head = findHead(this.db, size);
    const note = head === undefined ? undefined : parseNote(head.note);
    if (note?.kind !== 'valid') throw new AppError('RECORD_NOT_FOUND', `There is no head over ${size} records`);
    const { text, signatures } = note.value;
    const lines = signatures.map(({ line }) => line);
    return signNote(notePorts, text, [operatorSigner(this.origin, this.#operatorId, this.#operatorSeed)], lines);
  }

  /** What a crash left of acts on keys; and a receiver for whoever has opened the case with an earlier program alone. */
  #tidyKeys(): void {
    tidySlots(this);
    tidyRecovery(this);
    const own = this.#keys.slots.find(({ header }) => header.operatorId === this.#operatorId);
    const isOwn = own?.header.vkey === operatorVkey(this.origin, this.#operatorId, this.#operatorSeed);
    if (own === undefined || own.receiver !== undefined || !isOwn) return;
    const receiver = makeReceiver(this.origin, this.#operatorId, this.#operatorSeed);
    this.replaceKeys({
      ...this.#keys,
      slots: this.#keys.slots.map((slot) => (slot === own ? { ...slot, receiver } : slot)),
    });
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
      this.signers.endAll();
      this.db.close();
      this.#memory.close();
      this.#lock?.release();
      this.dataKey.fill(0);
      this.#operatorSeed.fill(0);
    }
  }
}

type Contradiction = Extract<SeenState, { kind: 'rolled-back' | 'two-histories' }>;

const contradicts = (state: SeenState | undefined): state is Contradiction =>
  state?.kind === 'rolled-back' || state?.kind === 'two-histories';

function refuseContradiction(state: SeenState | undefined, db: ReadDb): void {
  if (contradicts(state)) throw contradiction(state, { size: findNewestHead(db)?.size ?? 0 });
}

const unsettled = (why: string): AppError =>
  new AppError(
    'DATA_KEY_UNSETTLED',
    `A change of the data key was interrupted after it counted, and ${why}. Open the case once so that it can be written: that puts the rest in place`,
  );

const notAccepted = (reason: string): AppError =>
  new AppError('CASE_READ_ONLY', `The restore was not accepted, and nothing was recorded: ${reason}`);

/** What makes a folder one that was put back. */
interface FoundRestore {
  /** How it stands to what this workstation saw. */
  state: SeenState | undefined;
  /** Whether its key file is of a later log. */
  isOlder: boolean;
}

function checkRestore(
  { state, isOlder, problem }: FoundRestore & { problem: AppError | undefined },
  { role }: Unlocked,
): void {
  if (!contradicts(state) && !isOlder) {
    // Nobody knows whether there is one to accept.
    if (problem !== undefined) throw problem;
    throw new AppError(
      'CONTRACT_BAD_INPUT',
      'There is no restore to accept: nothing that this workstation saw contradicts the folder',
    );
  }
  if (role === 'lead') return;
  throw new AppError('ROLE_FORBIDDEN', 'Only a lead may accept that the case goes on from an older copy');
}

/** The record first: a crash before the memory follows only asks the person again. */
function acceptRestore(
  log: CaseLog,
  memory: HeadMemory,
  db: WriteDb,
  restore: AcceptedRestore,
  { state, isOlder }: FoundRestore,
): void {
  if (contradicts(state)) {
    const { size, root, at, note } = state.seen;
    const seen = { size, root: encodeHex(root), at, note };
    log.append('anchor', { act: 'restore-accepted', ...restore, found: state.kind, seen });
  } else if (isOlder) {
    log.append('anchor', { act: 'restore-accepted', ...restore, found: 'log-rolled-back' });
  }
  log.flush('act');
  if (contradicts(state)) memory.accept(db, restore);
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

/** The slot of somebody who was removed, or of a key that another took the place of, lies in an old copy of `case.keys`. */
function refuseRemoved(db: ReadDb, { keys, slot, operatorId }: Unlocked): void {
  const vkey = operatorVkey(keys.origin, operatorId, slot.operatorSeed);
  const known = withSqliteErrors(undefined, () => operators(db)).filter(
    (operator) => operator.operatorId === operatorId,
  );
  if (known.length === 0) return;
  const isEnded = known.every(({ until }) => until !== undefined);
  if (isEnded || known.some((operator) => operator.vkey === vkey && operator.until !== undefined)) {
    throw removedOperator(operatorId);
  }
}

function checkIdentity(db: ReadDb, { keys, slot }: Unlocked): void {
  if (checkSchemaVersion(db) === 0) throw new AppError('VAULT_CORRUPT', 'case.db is damaged: it has no tables');
  for (const field of ['caseId', 'origin', 'name', 'createdAt'] as const) {
    if (withSqliteErrors(undefined, () => findMeta(db, field)) === keys[field]) continue;
    throw new AppError(
      'CASE_KEYS_FOREIGN',
      `The key file names another case than the database (${field}): one of them was exchanged or changed`,
    );
  }
  const meta = (key: string): string | undefined => withSqliteErrors(undefined, () => findMeta(db, key));
  const isOfLog = Number(meta('keyGeneration') ?? '1') === generationOf(keys);
  if (isOfLog && (meta('keyId') ?? dataKeyId(slot.dataKey)) === dataKeyId(slot.dataKey)) return;
  throw new AppError(
    'CASE_KEYS_FOREIGN',
    'The data key in the key file is not the one that the log names last: one of them was exchanged or changed',
  );
}

/** Nothing is written where somebody planted a trigger: it would change what is written. */
function whyForeignSchema(db: ReadDb): string | undefined {
  const names = withSqliteErrors(undefined, () => foreignSchema(db));
  return names.length === 0 ? undefined : `case.db holds what this program does not make: ${names.join(', ')}`;
}

/**
 * The slot says who somebody is before the log is read: another role, or another key, than the log's is the work of somebody
 * who changed one of them. What the tables say is put to the records by `verify`.
 */
function whyForeignSlot(db: ReadDb, { keys, operatorId, role, slot }: Unlocked): string | undefined {
  const known = withSqliteErrors(undefined, () => operators(db)).find(
    (each) => each.operatorId === operatorId && each.until === undefined,
  );
  if (known === undefined) {
    return `the log knows no operator ${operatorId}: the key slot is not from this case`;
  }
  if (known.vkey !== operatorVkey(keys.origin, operatorId, slot.operatorSeed)) {
    return `the key slot of ${operatorId} does not hold the key that the log names for ${operatorId}`;
  }
  return known.role === role
    ? undefined
    : `the key slot of ${operatorId} says ${role}, and the log says ${known.role}: one of them was changed`;
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
  for (const name of leftovers(db, paths)) rmSync(join(paths.segments, name), { force: true });
}

/** After a restore they may be what is left of the records that were given up: nobody knows, so nothing is removed. */
function setLeftoversAside(db: ReadDb, paths: CasePaths): void {
  const names = leftovers(db, paths);
  if (names.length === 0) return;
  const folder = join(paths.dir, `set-aside-${new Date().toISOString().replaceAll(':', '')}`);
  mkdirSync(folder);
  for (const name of names) renameSync(join(paths.segments, name), join(folder, name));
}

function leftovers(db: ReadDb, paths: CasePaths): string[] {
  const known = new Set(segments(db).map((segment) => segmentFileName(segment.id)));
  mkdirSync(paths.segments, { recursive: true });
  return readdirSync(paths.segments).filter((name) => !known.has(name));
}
