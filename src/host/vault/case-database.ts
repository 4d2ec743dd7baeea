/**
 * The database of a case as its writer opens and leaves it, and the log that grows in it.
 */
import { hash } from 'node:crypto';
import { bootId } from '../adapters/boot-id.ts';
import { nodeClock, nodeRng } from '../adapters/node-ports.ts';
import type { CasePaths } from './case-folder.ts';
import { deriveKey } from './case-keys.ts';
import { CaseLog } from './case-log.ts';
import type { HeadRow } from './case-store.ts';
import type { EpochKey } from './epoch-key.ts';
import { headSigner } from './head-signer.ts';
import type { LogTail } from './log-tail.ts';
import { openDatabase, type WriteDb } from './sqlite.ts';

/** Name of the file, and of its key. */
export const DB_FILE = 'case.db';

/** Errors: those of `openDatabase`. */
export function openCaseDatabase(paths: CasePaths, dataKey: Uint8Array, create: boolean): WriteDb {
  const db = openDatabase(paths.database, deriveKey(dataKey, 'db', DB_FILE), { create });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('secure_delete = ON');
  return db;
}

/** Leaves one file without a side file, so that the folder can be copied, and opened from a medium that can't be written. */
export function leaveWal(db: WriteDb): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.pragma('journal_mode = DELETE');
}

/** @param head the newest stored head; undefined before the first */
export function newLog(
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
