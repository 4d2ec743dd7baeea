/**
 * What somebody with the data key can do to a case: change one sealed record where it is stored, and hide it as well as the
 * database lets them.
 */
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { loadCaseKeys, openSlot, deriveKey } from '../../host/vault/case-keys.ts';
import { casePaths } from '../../host/vault/case-folder.ts';
import { unpackHot } from '../../host/vault/hot-lines.ts';
import { openDatabase } from '../../host/vault/sqlite.ts';

interface HotRow {
  first_seq: number;
  lines: Uint8Array;
}

/** Changes a digit in the newest source report; the record stays canonical JSON. Returns its seq. */
export async function editSealedRecord(dir: string, passphrase: string): Promise<number> {
  const slot = loadCaseKeys(casePaths(dir).keys).slots[0];
  if (slot === undefined) throw new Error('the case has no operator');
  const { dataKey } = await openSlot(slot, passphrase);
  const db = openDatabase(join(dir, 'case.db'), deriveKey(dataKey, 'db', 'case.db'));
  try {
    for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
      db.exec(`DROP TRIGGER ${String(name)}`);
    }
    const blocks = db.prepare('SELECT first_seq, lines FROM hot_block ORDER BY first_seq DESC').all() as HotRow[];
    for (const { first_seq: firstSeq, lines: packed } of blocks) {
      const lines = unpackHot(packed) ?? [];
      const i = lines.findLastIndex((line) => line.includes('"kind":"source-report"'));
      const line = lines[i];
      if (line === undefined) continue;
      lines[i] = line.replace(/"eventCount":(\d)/u, (_, digit) => `"eventCount":${(Number(digit) % 9) + 1}`);
      const changed = zstdCompressSync(Buffer.from(lines.join('\n'), 'utf8'));
      db.prepare('UPDATE hot_block SET lines = ? WHERE first_seq = ?').run(changed, firstSeq);
      return firstSeq + i;
    }
    throw new Error('the case has no source report in its hot part');
  } finally {
    db.close();
  }
}
