/**
 * A small plain SQLite database outside every case: what this workstation remembers, where two processes may ask at once.
 *
 * One transaction is one atomic, durable step (rollback journal, synchronous FULL). Nothing secret may be put into it.
 * Trust: whoever can write to the folder may have written anything; a file that is no database is never replaced unasked.
 */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../shared/errors.ts';
import { sqliteToAppError, type WriteDb } from './sqlite.ts';

/** How long one process waits for another's step, milliseconds. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens or makes the file and brings in its tables.
 *
 * @param schema statements that may run again: `CREATE TABLE IF NOT EXISTS ...`
 * @throws AppError WITNESS_STORE_BROKEN, FILE_UNREADABLE, FILE_UNWRITABLE, VAULT_BUSY, DISK_FULL
 */
export function openPlainDatabase(path: string, schema: string): WriteDb {
  const file = resolve(path);
  let db: InstanceType<typeof Database> | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    db.pragma('temp_store=MEMORY');
    db.pragma('journal_mode = DELETE');
    db.pragma('synchronous = FULL');
    db.pragma('trusted_schema=OFF');
    db.exec(schema);
    return db as unknown as WriteDb;
  } catch (error) {
    db?.close();
    throw plainError(error, file);
  }
}

/** Runs one atomic step; SQLite's errors leave it as AppErrors. */
export function inOneStep<T>(db: WriteDb, path: string, work: () => T): T {
  try {
    // IMMEDIATE: the lock is taken before anything is read, so that nobody writes between a look and what follows from it.
    return (db.transaction(work) as unknown as { immediate: () => T }).immediate();
  } catch (error) {
    throw plainError(error, path);
  }
}

function plainError(error: unknown, path: string): unknown {
  const known = sqliteToAppError(error, path);
  const details = { path };
  if (known instanceof AppError && (known.code === 'VAULT_KEY_WRONG' || known.code === 'VAULT_CORRUPT')) {
    return new AppError('WITNESS_STORE_BROKEN', `${path} is damaged and was left as it is`, { details, cause: error });
  }
  if (known instanceof AppError && known.code === 'CASE_READ_ONLY') {
    return new AppError('FILE_UNWRITABLE', `${path} can not be written`, { details, cause: error });
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new AppError('FILE_UNWRITABLE', `${path} can not be made (${code})`, { details, cause: error });
  }
  return known;
}
