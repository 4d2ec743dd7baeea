/**
 * Encrypted databases that others made, opened by the driver under the vault: it reads the published formats, so a case is
 * in no private one. The vault itself never derives a key from a passphrase this way (sqlite.ts).
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { sqliteToAppError } from './sqlite.ts';

const BOOKS = [
  { file: 'sqlcipher-4.0-testkey.db', settings: ["cipher='sqlcipher'", 'legacy=4'], table: 't1', rows: 78_536 },
  { file: 'persons-aegis-testkey.db3', settings: ["cipher='aegis'"], table: 'persons', rows: 200 },
];

/** Bytes of a page, in both files. */
const PAGE = 4096;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlcipher-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows, or the code of the program's error. */
function countRows(path: string, settings: readonly string[], passphrase: string, table: string): unknown {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    for (const setting of settings) db.pragma(setting);
    db.key(Buffer.from(passphrase));
    return (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  } catch (error) {
    const named = sqliteToAppError(error, path);
    return named instanceof AppError ? named.code : named;
  } finally {
    db.close();
  }
}

describe.skipIf(!hasShared)('databases of SQLCipher and SQLite3 Multiple Ciphers', () => {
  it.each(BOOKS)('$file opens with its key alone', ({ file, settings, table, rows }) => {
    const path = join(folder, file);
    copyFileSync(sharedPath(`vectors/sqlcipher/${file}`), path);
    expect(countRows(path, settings, 'testkey', table)).toBe(rows);
    expect(countRows(path, settings, 'testkez', table)).toBe('VAULT_KEY_WRONG');
  });

  it.each(BOOKS)(
    '$file with a bit changed in its pages is damaged, not another content',
    ({ file, settings, table }) => {
      const path = join(folder, `changed-${file}`);
      const bytes = readFileSync(sharedPath(`vectors/sqlcipher/${file}`));
      // In the middle of every page but the first, where damage looks like a wrong key.
      for (let at = PAGE + PAGE / 2; at < bytes.length; at += PAGE) bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      writeFileSync(path, bytes);
      expect(countRows(path, settings, 'testkey', table)).toBe('VAULT_CORRUPT');
    },
  );
});
