/** The blobs of a bench case's segments, as they lie there: what the cipher has to work on. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { casePaths } from '../host/vault/case-folder.ts';
import { deriveKey, loadCaseKeys, openSlot } from '../host/vault/case-keys.ts';
import { openDatabase } from '../host/vault/sqlite.ts';

export const BENCH_PASSPHRASE = 'a passphrase for a bench';

export interface Blob {
  byteLength: number;
  data: Uint8Array;
}

export async function readSegmentBlobs(dir: string): Promise<Blob[]> {
  const paths = casePaths(dir);
  const slot = loadCaseKeys(paths.keys).slots[0];
  if (slot === undefined) throw new Error('the case has no operator');
  const { dataKey } = await openSlot(slot, BENCH_PASSPHRASE);
  return readdirSync(paths.segments).flatMap((name) => {
    const db = openDatabase(join(paths.segments, name), deriveKey(dataKey, 'db', name), { readonly: true });
    try {
      return db.prepare('SELECT length(data) AS byteLength, data FROM bytes').all() as Blob[];
    } finally {
      db.close();
    }
  });
}
