/**
 * The change of the key that signs heads, at every unlock: which key signs what, through every crash between the steps.
 *
 * Source: evidence-format.md §3 (heads), §4 (epochs).
 * Trust: the folder may have been changed by anybody, also by somebody who holds the key.
 */
import { rmSync } from 'node:fs';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { equalBytes } from '../../engines/kernel/bytes.ts';
import { TILE_WIDTH } from '../../engines/chain/tiles.ts';
import { bootId } from '../adapters/boot-id.ts';
import { nodeClock, nodeRng } from '../adapters/node-ports.ts';
import { SOFTWARE } from '../software.ts';
import { newLog } from './case-database.ts';
import type { CaseLog } from './case-log.ts';
import { caseTiles, findDigestTile, findMeta, findNewestHead, putMeta, storedSize } from './case-store.ts';
import { saveEpochKeys, type EpochKey, type EpochKeys } from './epoch-key.ts';
import { headSigner, verifyHead } from './head-signer.ts';
import { LogTail } from './log-tail.ts';
import { signStatement } from './operator-key.ts';
import type { ReadDb, WriteDb } from './sqlite.ts';
import { takeFailedUnlocks, type Unlocked } from './unlock-case.ts';

/** 32 fresh bytes for a key. */
export const newSeed = (): Uint8Array => nodeRng.bytes(32).slice();

/**
 * The newest named key signs from the head after the one that covers its record; that one may be signed by the key before;
 * and a batch that a crash left without a head may name one more.
 */
const RECENT_EPOCHS = 3;

/** vkeys of the last epochs, newest last. */
export const recentEpochVkeys = (db: ReadDb): string[] =>
  (findMeta(db, 'epochVkeys') ?? '').split('\n').filter(Boolean);

/** Notes the epoch that a record names, in that record's transaction. */
export function rememberEpoch(tx: WriteDb, n: number, vkey: string): void {
  putMeta(tx, 'epoch', String(n));
  putMeta(tx, 'epochVkeys', [...recentEpochVkeys(tx), vkey].slice(-RECENT_EPOCHS).join('\n'));
}

const newestEpoch = (db: ReadDb): number => Number(findMeta(db, 'epoch'));

/** Whether the key file knows a later epoch than the log names: it stayed where it was, and an older database was put back. */
export const isOlderThanKey = (db: ReadDb, stored: EpochKeys | undefined): boolean =>
  stored !== undefined && stored.current.n > newestEpoch(db);

/** Why the newest head does not fit the stored tiles, or the log the key file; undefined where all fit. */
export function checkHead(db: ReadDb, origin: string, stored: EpochKeys | undefined): string | undefined {
  const head = findNewestHead(db);
  const size = storedSize(db);
  if (head === undefined) return 'the log has no signed head';
  if (head.size > size) return `the signed head counts ${head.size} records, but only ${size} are there`;
  if (isOlderThanKey(db, stored)) return 'the log is an older copy: epoch.key knows a later key than the newest record';
  const tail = LogTail.open(caseTiles(db), head.size, findDigestTile(db, Math.floor((head.size - 1) / TILE_WIDTH)));
  if (tail.kind !== 'valid') return 'the log’s hashes are incomplete';
  const verdict = verifyHead(origin, head.note, recentEpochVkeys(db));
  if (verdict.kind !== 'valid') return 'the newest head is not signed by a key of this case';
  if (verdict.value.size !== head.size) return 'the newest head is not the one stored for its size';
  if (!equalBytes(verdict.value.root, tail.value.root())) {
    return 'the log does not match its signed head: verify it to see where';
  }
  return undefined;
}

/**
 * Signs what a crash left unsigned, records the unlock, and moves on to a fresh epoch key.
 *
 * @param before puts in what the log must say before somebody unlocks the case
 */
export function beginEpoch(
  unlocked: Unlocked,
  db: WriteDb,
  tail: LogTail,
  stored: EpochKeys | undefined,
  before: (log: CaseLog) => void = () => undefined,
): CaseLog {
  const { paths, slot, keys, operatorId } = unlocked;
  const { origin } = keys;
  const head = findNewestHead(db);
  const settled = settleEpoch(db, origin, stored);
  const next: EpochKey = { n: newestEpoch(db) + 1, seed: newSeed() };
  const nextSigner = headSigner(origin, next.seed);
  const remember = (tx: WriteDb): void => rememberEpoch(tx, next.n, nextSigner.vkey);
  const log = newLog(db, paths, origin, tail, settled?.tailKey ?? next, head);
  if (settled !== undefined && head !== undefined && head.size < tail.size) log.signCommitted();
  if (settled !== undefined) log.changeSigner(settled.inForce.n, headSigner(origin, settled.inForce.seed).sign);

  const size = tail.size;
  const failed = takeFailedUnlocks(paths);
  for (const body of failed) log.append('unlock-failed', body);
  before(log);
  log.append('unlock', { operatorId, software: { ...SOFTWARE }, bootId: bootId(nodeClock.nowMs()) });
  if (settled === undefined) {
    // The key that was in force is gone (restored backup, lost file): an operator vouches for the new one.
    const statement: JsonObject = { log: origin, size, n: next.n, vkey: nextSigner.vkey, operatorId };
    const signature = signStatement(slot.operatorSeed, 'epoch-restart', statement);
    const reason = 'epoch.key is missing, unreadable or not the one that goes with the log';
    log.append('epoch-restart', { ...statement, reason, signature }, remember);
    log.flush('unlock');
    // Not before: a key in the file that no record names would make the log look like an older copy. A crash here loses
    // the key, and the next unlock restarts once more.
    saveEpochKeys(paths.epochKey, slot.dataKey, { current: next });
  } else {
    saveEpochKeys(paths.epochKey, slot.dataKey, { current: settled.inForce, next });
    const statement: JsonObject = { log: origin, size, n: next.n, vkey: nextSigner.vkey, operatorId };
    log.append('epoch', { ...statement, signature: signStatement(slot.operatorSeed, 'epoch', statement) }, remember);
    log.flush('unlock');
    saveEpochKeys(paths.epochKey, slot.dataKey, { current: next });
    log.changeSigner(next.n, nextSigner.sign);
  }
  if (failed.length > 0) rmSync(paths.failedUnlocks, { force: true });
  return log;
}

/**
 * Which key signs what a crash left without a head, and which the heads after it. A crash during a change leaves two keys in
 * the file: the newer is in force from the first head after the one that covers the record naming it. Undefined where the
 * file does not hold the key that the log named last.
 */
function settleEpoch(
  db: ReadDb,
  origin: string,
  stored: EpochKeys | undefined,
): { tailKey: EpochKey; inForce: EpochKey } | undefined {
  const named = recentEpochVkeys(db).at(-1);
  const isNamed = (key: EpochKey | undefined): key is EpochKey =>
    key !== undefined && headSigner(origin, key.seed).vkey === named;
  if (stored === undefined) return undefined;
  const { current, next } = stored;
  if (isNamed(next)) return { tailKey: current, inForce: next };
  return isNamed(current) ? { tailKey: current, inForce: current } : undefined;
}
