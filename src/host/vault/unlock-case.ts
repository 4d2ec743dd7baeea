/**
 * From a passphrase to the keys of a case.
 *
 * A refused try can't be written into the log, which needs the key: it is noted beside the case, and the next unlock takes it in.
 * Trust: the folder and its plain files may have been changed by anybody.
 */
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import type { Role } from '../../shared/roles.ts';
import { nodeClock } from '../adapters/node-ports.ts';
import { casePaths, isCaseFolder, type CasePaths } from './case-folder.ts';
import { findSlot, loadCaseKeys, type CaseKeys, type UnlockedSlot } from './case-keys.ts';
import { openCurrentSlot } from './key-envelope.ts';

export interface OpenCaseRequest {
  dir: string;
  /** Default: the only operator, else `lead`. */
  operatorId?: string;
  passphrase: string;
  /** Nothing is recorded and no lock is taken. Default false. */
  readOnly?: boolean;
  /** Where this workstation keeps what it saw of cases; undefined: nowhere, and nothing is compared. */
  seenDir?: string;
  /** A lead takes the folder as it is, though it does not go on from what was seen here. */
  acceptRestore?: { reason: string };
}

/** What the passphrase opened. */
export interface Unlocked {
  paths: CasePaths;
  keys: CaseKeys;
  slot: UnlockedSlot;
  operatorId: string;
  /** As the slot's header says, which the passphrase vouches for. */
  role: Role;
}

/** A folder that looks like a whole case. CASE_NOT_FOUND, CASE_NOT_A_CASE, CASE_KEYS_*, VAULT_CORRUPT. */
export function findCase(dir: string): { paths: CasePaths; keys: CaseKeys } {
  const paths = casePaths(resolve(dir));
  if (!existsSync(paths.dir)) throw new AppError('CASE_NOT_FOUND', `There is no folder ${paths.dir}`);
  if (!isCaseFolder(paths.dir)) throw new AppError('CASE_NOT_A_CASE', `${paths.dir} is not a case folder`);
  const keys = loadCaseKeys(paths.keys);
  if (!existsSync(paths.database)) {
    throw new AppError('CASE_NOT_A_CASE', `${paths.dir} has a key file but no case.db: the case is not whole`);
  }
  // SQLite takes an empty file for a new database, whatever the key.
  if (statSync(paths.database).size === 0) throw new AppError('VAULT_CORRUPT', 'case.db is damaged: it is empty');
  return { paths, keys };
}

/** The passphrase's slot. CASE_NOT_FOUND, CASE_NOT_A_CASE, CASE_KEYS_*, OPERATOR_UNKNOWN, VAULT_KEY_WRONG, VAULT_CORRUPT. */
export async function unlock(request: OpenCaseRequest): Promise<Unlocked> {
  const { paths, keys } = findCase(request.dir);
  const only = keys.slots.length === 1 ? keys.slots[0]?.header.operatorId : undefined;
  const operatorId = request.operatorId ?? only ?? 'lead';
  try {
    const found = findSlot(keys, operatorId);
    const slot = await openCurrentSlot(keys, found, request.passphrase);
    return { paths, keys, operatorId, slot, role: found.header.role };
  } catch (error) {
    if (error instanceof AppError && error.code === 'VAULT_KEY_WRONG') noteFailedUnlock(paths, operatorId);
    throw error;
  }
}

/** The log itself can't be written without the key: the next unlock takes these lines in. */
export function noteFailedUnlock(paths: CasePaths, operatorId: string): void {
  try {
    const line = { at: new Date(nodeClock.nowMs()).toISOString(), operatorId };
    appendFileSync(paths.failedUnlocks, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch {
    // A medium that can't be written: the person sees the refusal all the same.
  }
}

const MAX_FAILED_UNLOCKS = 1000;

/** Bodies of `unlock-failed` records for the tries noted since the last unlock, at most 1,000, the newest. */
export function takeFailedUnlocks(paths: CasePaths): JsonObject[] {
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
