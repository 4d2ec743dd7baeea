/**
 * The one place that opens an encrypted SQLite database, and the one that turns SQLite's codes into AppErrors.
 *
 * Cipher: AEGIS-256 of SQLite3 Multiple Ciphers 2.4, raw 256-bit key per file, so no passphrase derivation runs here.
 * Source: SQLite3 Multiple Ciphers, "PRAGMA cipher / key / raw keys"; sqlite.org/rescode.html.
 * Differences: none. `db.key(32 bytes)` would be taken as a passphrase; only the `raw:<hex>` form is a raw key.
 * Trust: the file's bytes are an attacker's. Page tags stop changed pages (SQLITE_CORRUPT), but not whole old pages put
 * back: only the signed log shows those. A damaged first page and a wrong key look the same.
 */
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { invariant } from '../../shared/verdict.ts';

declare const access: unique symbol;

/** A prepared statement. Rows come as `unknown`: a `rowToX` function is the only bridge to types. */
export interface Statement {
  run(...parameters: unknown[]): { changes: number; lastInsertRowid: number | bigint };
  get(...parameters: unknown[]): unknown;
  all(...parameters: unknown[]): unknown[];
  iterate(...parameters: unknown[]): IterableIterator<unknown>;
  /** Rows become their first column. */
  pluck(on?: boolean): this;
  /** Rows become arrays. */
  raw(on?: boolean): this;
  /** Integers become BigInt: needed above 2^53. */
  safeIntegers(on?: boolean): this;
}

/** A connection that may only read. The parameter's type says what a function may do. */
export interface ReadDb {
  readonly [access]: 'read' | 'write';
  readonly open: boolean;
  readonly inTransaction: boolean;
  prepare(sql: string): Statement;
  pragma(source: string, options?: { simple?: boolean }): unknown;
  transaction<F extends (...parameters: never[]) => unknown>(work: F): F;
  close(): unknown;
}

/** A connection that may write; also fits wherever a ReadDb is asked for. */
export interface WriteDb extends ReadDb {
  readonly [access]: 'write';
  exec(sql: string): unknown;
}

export interface OpenOptions {
  readonly?: boolean;
  /** Whether a missing file is made. Default false: then FILE_NOT_FOUND. */
  create?: boolean;
  /** How long SQLite waits for a lock before VAULT_BUSY, milliseconds. Default 5,000. */
  busyTimeoutMs?: number;
}

/** The form that is taken as a key and not as a passphrase. */
function rawKeyText(rawKey: Uint8Array): Buffer {
  invariant(rawKey.length === RAW_KEY_BYTES, 'a raw database key has 32 bytes');
  return Buffer.from(`raw:${Buffer.from(rawKey.buffer, rawKey.byteOffset, rawKey.length).toString('hex')}`);
}

/** Bytes per page of every file made here; a page costs one 32-byte tag. */
const PAGE_BYTES = 8192;
const RAW_KEY_BYTES = 32;

/**
 * Opens `path` and proves the key with one query.
 *
 * @param rawKey 32 bytes, used for this file only
 * @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, CASE_READ_ONLY, VAULT_KEY_WRONG, VAULT_CORRUPT, VAULT_BUSY, DISK_FULL
 */
export function openDatabase(path: string, rawKey: Uint8Array, options: OpenOptions & { readonly: true }): ReadDb;
export function openDatabase(path: string, rawKey: Uint8Array, options?: OpenOptions & { readonly?: false }): WriteDb;
export function openDatabase(path: string, rawKey: Uint8Array, options: OpenOptions = {}): ReadDb | WriteDb {
  invariant(rawKey.length === RAW_KEY_BYTES, 'a raw database key has 32 bytes');
  // An absolute path can't be read as a `file:` URI, whose parameters could choose another cipher.
  const file = resolve(path);
  const mayCreate = options.create === true && options.readonly !== true;
  if (!mayCreate && !existsSync(file)) throw new AppError('FILE_NOT_FOUND', `There is no file ${file}`);
  let db: Database | undefined;
  try {
    db = new Database(file, {
      readonly: options.readonly === true,
      fileMustExist: !mayCreate,
      timeout: options.busyTimeoutMs ?? 5000,
    });
    // First of all: with temp_store=FILE, sorts and temporary tables reach the disk in plain text.
    db.pragma('temp_store=MEMORY');
    for (const setting of CIPHER_SETTINGS) db.pragma(setting);
    const key = rawKeyText(rawKey);
    db.key(key);
    key.fill(0);
    if (mayCreate) db.pragma(`page_size=${PAGE_BYTES}`);
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    // A file an attacker made may carry a schema with functions or views of its own.
    db.pragma('trusted_schema=OFF');
    db.pragma('foreign_keys=ON');
    db.pragma('recursive_triggers=ON');
    return db as unknown as WriteDb;
  } catch (error) {
    db?.close();
    throw sqliteToAppError(error, file);
  }
}

/** What a database says of its tables, indexes and triggers: one text each. */
export const schemaOf = (db: ReadDb): string[] =>
  (db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').raw().all() as unknown[]).map((row) =>
    JSON.stringify(row),
  );

/** The same of a database that these statements make, in memory. */
export function schemaMadeBy(scripts: readonly string[]): string[] {
  const db = new Database(':memory:');
  try {
    for (const script of scripts) db.exec(script);
    return schemaOf(db as unknown as ReadDb);
  } finally {
    db.close();
  }
}

/**
 * Encrypts a database that nobody else has open with another key, page by page, in place. What a crash leaves is neither: only
 * for a copy. Durable when it returns.
 *
 * @throws AppError as `openDatabase`
 */
export function rekeyDatabase(path: string, oldKey: Uint8Array, newKey: Uint8Array): void {
  const db = openDatabase(path, oldKey) as WriteDb & { rekey(key: Buffer): number };
  try {
    db.pragma('journal_mode = DELETE');
    db.pragma('journal_mode = OFF');
    const key = rawKeyText(newKey);
    db.rekey(key);
    key.fill(0);
  } catch (error) {
    throw sqliteToAppError(error, path);
  } finally {
    db.close();
  }
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Pinned, so that neither a default of a later driver nor the file decides how it is read. */
const CIPHER_SETTINGS = [
  "cipher='aegis'",
  "algorithm='aegis-256'",
  'legacy=0',
  'plaintext_header_size=0',
  `legacy_page_size=${PAGE_BYTES}`,
];

const CODES: readonly [prefix: string, code: ErrorCode, message: string][] = [
  ['SQLITE_NOTADB', 'VAULT_KEY_WRONG', 'The key does not open this file, or its first page is damaged'],
  ['SQLITE_CORRUPT', 'VAULT_CORRUPT', 'The file is damaged: a page was changed after it was written'],
  ['SQLITE_IOERR_SHORT_READ', 'VAULT_CORRUPT', 'The file is cut short'],
  ['SQLITE_BUSY', 'VAULT_BUSY', 'Another program holds the database'],
  ['SQLITE_LOCKED', 'VAULT_BUSY', 'Another program holds the database'],
  ['SQLITE_FULL', 'DISK_FULL', 'There is no space left on the disk'],
  ['SQLITE_READONLY', 'CASE_READ_ONLY', 'The file or its folder cannot be written'],
  ['SQLITE_PERM', 'FILE_UNREADABLE', 'The file cannot be opened'],
  ['SQLITE_AUTH', 'FILE_UNREADABLE', 'The file cannot be opened'],
  ['SQLITE_CANTOPEN', 'FILE_UNREADABLE', 'The file cannot be opened'],
  ['SQLITE_IOERR', 'FILE_UNREADABLE', 'The disk reports an error while the file is read or written'],
];

/**
 * SQLite's code as an AppError; an AppError and any other error come back as they are.
 *
 * @param path named in the message and the details, where known
 */
export function sqliteToAppError(error: unknown, path?: string): unknown {
  const sqliteCode = error instanceof Database.SqliteError ? error.code : undefined;
  const where = path === undefined ? '' : `: ${path}`;
  if (sqliteCode === undefined) {
    // The driver checks the folder itself and throws a TypeError without a code.
    if (error instanceof TypeError && error.message.includes('directory does not exist')) {
      return new AppError('FILE_NOT_FOUND', `The folder does not exist${where}`, { cause: error });
    }
    return error;
  }
  for (const [prefix, code, message] of CODES) {
    if (!sqliteCode.startsWith(prefix)) continue;
    const details = path === undefined ? { sqliteCode } : { sqliteCode, path };
    return new AppError(code, `${message}${where}`, { details, cause: error });
  }
  return error;
}

/** Runs `work`; SQLite's errors leave it as AppErrors. */
export function withSqliteErrors<T>(path: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteToAppError(error, path);
  }
}
