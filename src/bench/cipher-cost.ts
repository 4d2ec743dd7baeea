/** What the cipher costs: the pages of a finished segment, written again with the vault's cipher and without any. */
import { rmSync } from 'node:fs';
import Database from 'better-sqlite3-multiple-ciphers';
import { median } from './bars.ts';
import type { Blob } from './segment-blobs.ts';

/**
 * @param rows blobs as they lie in a segment
 * @returns seconds with the cipher and without, medians of interleaved rounds
 */
export function cipherSeconds(
  rows: readonly Blob[],
  folder: string,
  rounds = 5,
): { withCipher: number; without: number } {
  const write = (isEncrypted: boolean): number => {
    const path = `${folder}/cipher.db`;
    rmSync(path, { force: true });
    const db = new Database(path);
    if (isEncrypted) {
      db.pragma("cipher='aegis'");
      db.key(Buffer.from(`raw:${'5a'.repeat(32)}`));
    }
    db.pragma('page_size=8192');
    db.pragma('journal_mode=OFF');
    db.pragma('synchronous=OFF');
    db.exec('CREATE TABLE block (id INTEGER PRIMARY KEY, byteLength INTEGER, data BLOB)');
    const insert = db.prepare('INSERT INTO block VALUES (?, ?, ?)');
    const started = performance.now();
    db.exec('BEGIN');
    rows.forEach((row, id) => insert.run(id, row.byteLength, row.data));
    db.exec('COMMIT');
    const seconds = (performance.now() - started) / 1000;
    db.close();
    rmSync(path, { force: true });
    return seconds;
  };
  const encrypted: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < rounds; round++) {
    encrypted.push(write(true));
    plain.push(write(false));
  }
  return { withCipher: median(encrypted), without: median(plain) };
}
