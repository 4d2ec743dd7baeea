/**
 * A small plain SQLite database outside every case: what this workstation remembers, where two processes may ask at once.
 *
 * One transaction is one atomic, durable step (rollback journal, synchronous FULL). Nothing secret may be put into it.
 * Trust: whoever can write to the folder may have written anything; a file that is no database is never replaced unasked.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
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
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (!existsSync(file)) makeWhole(file, schema);
    // SQLite takes an empty file for a new database; here it is one that was emptied, because none is made empty.
    if (statSync(file).size === 0) {
      throw new AppError('WITNESS_STORE_BROKEN', `${file} is damaged: it is empty`, { details: { path: file } });
    }
    return opened(file, schema) as unknown as WriteDb;
  } catch (error) {
    throw plainError(error, file);
  }
}

function opened(file: string, schema: string): InstanceType<typeof Database> {
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.pragma('temp_store=MEMORY');
    db.pragma('journal_mode = DELETE');
    db.pragma('synchronous = FULL');
    db.pragma('trusted_schema=OFF');
    db.exec(schema);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** With its tables under another name first: neither a crash nor another process ever sees it empty. */
function makeWhole(file: string, schema: string): void {
  const made = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    opened(made, schema).close();
    linkSync(made, file);
  } catch (error) {
    // Another process was first; or the file system has no links.
    if (existsSync(file)) return;
    if (!existsSync(made) || statSync(made).size === 0) throw error;
    renameSync(made, file);
  } finally {
    rmSync(made, { force: true });
  }
}

/** Runs one atomic step; SQLite's errors leave it as AppErrors. */
export function inOneStep<T>(db: WriteDb, path: string, work: () => T): T {
  // IMMEDIATE: the lock is taken before anything is read, so that nobody writes between a look and what follows from it.
  return withPlainErrors(path, () => (db.transaction(work) as unknown as { immediate: () => T }).immediate());
}

/** Runs what needs no step of its own, such as one look; SQLite's errors leave it as AppErrors. */
export function withPlainErrors<T>(path: string, work: () => T): T {
  try {
    return work();
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
