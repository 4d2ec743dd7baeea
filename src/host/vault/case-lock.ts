/**
 * One process at a time works on a case: an operating-system lock held for the life of the session.
 *
 * The lock is a reserved lock on the tiny plain database `case.lock`. The system releases it when the process ends,
 * however it ends; meanwhile others can still read who holds it. Nothing secret is in the file.
 */
import { hostname, userInfo } from 'node:os';
import { rmSync } from 'node:fs';
import Database from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../shared/errors.ts';
import { sqliteToAppError } from './sqlite.ts';

export interface CaseLock {
  release(): void;
}

const hasCode = (error: unknown, ...prefixes: string[]): boolean =>
  prefixes.some((prefix) => (error as { code?: string }).code?.startsWith(prefix) === true);

function holderOf(db: InstanceType<typeof Database>): string {
  try {
    const row = db.prepare('SELECT who FROM holder').pluck().get();
    return typeof row === 'string' ? row : 'another process';
  } catch {
    return 'another process';
  }
}

/** CASE_BUSY names the holder; DISK_FULL, CASE_READ_ONLY, FILE_UNREADABLE. */
export function acquireCaseLock(path: string, operatorId: string): CaseLock {
  try {
    return acquire(path, operatorId);
  } catch (error) {
    if (!hasCode(error, 'SQLITE_NOTADB', 'SQLITE_CORRUPT')) throw sqliteToAppError(error, path);
  }
  // Nobody can hold a lock on what is no database, and there is nothing in it to lose.
  for (const side of ['', '-journal', '-wal', '-shm']) rmSync(path + side, { force: true });
  try {
    return acquire(path, operatorId);
  } catch (error) {
    throw sqliteToAppError(error, path);
  }
}

function acquire(path: string, operatorId: string): CaseLock {
  const db = new Database(path, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('CREATE TABLE IF NOT EXISTS holder (only INTEGER PRIMARY KEY CHECK (only = 1), who TEXT NOT NULL) STRICT');
    const who = `operator ${operatorId} (user ${userName()}, process ${process.pid} on ${hostname()}, since ${new Date().toISOString()})`;
    db.prepare('INSERT INTO holder VALUES (1, ?) ON CONFLICT DO UPDATE SET who = excluded.who').run(who);
    db.exec('BEGIN IMMEDIATE');
  } catch (cause) {
    if (!hasCode(cause, 'SQLITE_BUSY')) {
      db.close();
      throw cause;
    }
    const who = holderOf(db);
    db.close();
    throw new AppError('CASE_BUSY', `The case is in use by ${who}`, { details: { holder: who }, cause });
  }
  return {
    release() {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
