/**
 * Makes a case: folder, keys, database, and the first records of its log.
 *
 * Source: evidence-format.md §3 (genesis), §4 (keys).
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeClock } from '../adapters/node-ports.ts';
import { SOFTWARE } from '../software.ts';
import { leaveWal, newLog, openCaseDatabase } from './case-database.ts';
import { casePaths, flushFolder, isCaseFolder, type CasePaths } from './case-folder.ts';
import { CASE_FORMAT_VERSION, makeSlot, type PassphraseCost, saveCaseKeys, type UnlockedSlot } from './case-keys.ts';
import { addOperator, putMeta } from './case-store.ts';
import { newSeed, rememberEpoch } from './epoch-change.ts';
import { saveEpochKeys, type EpochKey } from './epoch-key.ts';
import { headSigner } from './head-signer.ts';
import { makeReceiver } from './key-envelope.ts';
import { LogTail } from './log-tail.ts';
import { migrate } from './migrate.ts';
import { operatorVkey } from './operator-key.ts';

export interface CreateCaseRequest {
  dir: string;
  name: string;
  operatorId: string;
  operatorName: string;
  passphrase: string;
  /** Acts that need the signatures of two people in this case. Default: none. */
  twoPersonActs?: readonly string[];
}

/**
 * CASE_EXISTS, PASSPHRASE_TOO_SHORT, FILE_UNREADABLE, CASE_READ_ONLY.
 *
 * @param cost of the first slot; another than the default for tests that unlock hundreds of times
 */
export async function createCaseFolder(request: CreateCaseRequest, cost?: PassphraseCost): Promise<void> {
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
  const keySlot = await makeSlot(operator, request.passphrase, slot, cost);
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
      policy: { twoPersonActs: [...(request.twoPersonActs ?? [])], originals: 'keep' },
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
    slots: [{ ...keySlot, receiver: makeReceiver(origin, request.operatorId, slot.operatorSeed) }],
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
