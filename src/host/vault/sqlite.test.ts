import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { openDatabase, withSqliteErrors } from './sqlite.ts';

const key = new Uint8Array(32).fill(7);
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function make(path: string, rows = 2000): void {
  const db = openDatabase(path, key, { create: true });
  db.exec('CREATE TABLE t (a TEXT) STRICT');
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  db.transaction(() => {
    for (let i = 0; i < rows; i++) insert.run(`plainly visible text ${i}`);
  })();
  db.close();
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.code : `not an AppError: ${String(error)}`;
  }
  return 'no error';
}

describe('openDatabase', () => {
  it('reads back what was written, from a file of 8 KiB pages without a readable byte of it', () => {
    const path = join(folder, 'a.db');
    make(path);
    const bytes = readFileSync(path);
    expect(bytes.includes('plainly visible')).toBe(false);
    expect(bytes.includes('SQLite format 3')).toBe(false);
    const db = openDatabase(path, key, { readonly: true });
    expect(db.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 2000 });
    expect(db.pragma('page_size', { simple: true })).toBe(8192);
    expect(db.pragma('temp_store', { simple: true })).toBe(2);
    db.close();
  });

  it('tells a wrong key, a missing file, a missing folder, a foreign file and a damaged page apart by code', () => {
    const path = join(folder, 'a.db');
    make(path);
    expect(codeOf(() => openDatabase(path, new Uint8Array(32).fill(8), { readonly: true }))).toBe('VAULT_KEY_WRONG');
    expect(codeOf(() => openDatabase(join(folder, 'none.db'), key))).toBe('FILE_NOT_FOUND');
    expect(codeOf(() => openDatabase(join(folder, 'no', 'x.db'), key, { create: true }))).toBe('FILE_NOT_FOUND');
    writeFileSync(join(folder, 'foreign'), Buffer.alloc(20_000, 'x'));
    expect(codeOf(() => openDatabase(join(folder, 'foreign'), key))).toBe('VAULT_KEY_WRONG');
    const bytes = readFileSync(path);
    bytes[4 * 8192 + 100]! ^= 1;
    writeFileSync(path, bytes);
    const db = openDatabase(path, key, { readonly: true });
    const readAll = () => withSqliteErrors(path, () => db.prepare('SELECT sum(length(a)) FROM t').get());
    expect(codeOf(readAll)).toBe('VAULT_CORRUPT');
    db.close();
  });

  it('refuses a key that is not 32 bytes, which the driver would take as a passphrase', () => {
    expect(() => openDatabase(join(folder, 'a.db'), new Uint8Array(31), { create: true })).toThrow('32 bytes');
  });

  it('reports a lock of another connection as VAULT_BUSY and a write through a reader as CASE_READ_ONLY', () => {
    const path = join(folder, 'a.db');
    make(path, 1);
    const holder = openDatabase(path, key);
    holder.exec('BEGIN EXCLUSIVE');
    expect(codeOf(() => openDatabase(path, key, { busyTimeoutMs: 1 }))).toBe('VAULT_BUSY');
    holder.exec('ROLLBACK');
    holder.close();
    const reader = openDatabase(path, key, { readonly: true });
    expect(codeOf(() => withSqliteErrors(path, () => reader.prepare('DELETE FROM t').run()))).toBe('CASE_READ_ONLY');
    reader.close();
  });

  it('never takes a path as a URI whose parameters choose another cipher', () => {
    const path = `file:${join(folder, 'a.db')}?cipher=chacha20`;
    expect(codeOf(() => openDatabase(path, key, { readonly: true }))).toBe('FILE_NOT_FOUND');
  });
});
