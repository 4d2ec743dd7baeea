/**
 * The hands of somebody who also has the key in force: records of any kind, written and signed by the program's own log; and the
 * log since the newest unlock, written again.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseRecord } from '../engines/chain/record.ts';
import type { JsonObject } from '../engines/event/audit-event.ts';
import { newLog } from '../host/vault/case-database.ts';
import { casePaths } from '../host/vault/case-folder.ts';
import type { CaseLog, SealReason } from '../host/vault/case-log.ts';
import { CaseWriter } from '../host/vault/case-writer.ts';
import { findHead } from '../host/vault/case-store.ts';
import { loadEpochKeys } from '../host/vault/epoch-key.ts';
import { PASSPHRASE, type TestCase } from '../test/helpers/temporary-case.ts';
import { CaseHands } from './case-hands.ts';

/** Opens the case as its lead and writes what no command writes. */
export async function forge(dir: string, write: (log: CaseLog, writer: CaseWriter) => void): Promise<void> {
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE, operatorId: 'lead' });
  const { log } = writer;
  if (log === undefined) throw new Error(writer.readOnlyReason);
  write(log, writer);
  log.flush('act');
  writer.close();
}

export type Edit = (record: { kind: CaseRecord['kind']; body: JsonObject; seq: number }) => JsonObject | undefined;

/**
 * Writes the log again from the newest unlock on, each record as `edit` gives it, or without it: every hash, seal and head of it
 * is made and signed by the key in force. What no record says beside it stays as it is.
 *
 * @param edit must leave out or change something
 */
export function rewriteEpoch(target: TestCase, edit: Edit): void {
  const key = loadEpochKeys(casePaths(target.dir).epochKey, target.dataKey)?.current;
  if (key === undefined) throw new Error('the case has no key in force');
  const hands = new CaseHands(target, () => 0);
  try {
    const { db } = hands;
    const records = hands
      .blocks()
      .flatMap((block) => hands.linesOf(block))
      .map((line) => JSON.parse(line) as CaseRecord);
    const named = records.findLast(({ kind }) => kind === 'epoch' || kind === 'epoch-restart')?.seq ?? 0;
    const size = db.prepare('SELECT min(size) FROM head WHERE size > ?').pluck().get(named) as number;
    db.prepare('DELETE FROM hot_block WHERE first_seq >= ?').run(size);
    db.prepare('DELETE FROM head WHERE size > ?').run(size);
    const log = newLog(db, casePaths(target.dir), target.origin, hands.rehash(), key, findHead(db, size));
    for (const { kind, body, seq } of records.slice(size)) {
      if (kind === 'seal') log.flush(String(body['reason']) as SealReason);
      else {
        const edited = edit({ kind, body, seq });
        if (edited !== undefined) log.append(kind, edited);
      }
    }
  } finally {
    hands.close();
    for (const end of ['-wal', '-shm']) rmSync(join(target.dir, `case.db${end}`), { force: true });
  }
}
