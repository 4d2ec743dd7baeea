/**
 * The tables that the index of an opened bundle has beside those of a case: what is not shown, and the hashes in its place.
 *
 * Written once, by whoever reads the bundle (host/bundle-session), then only read. Nobody but this program writes them, under
 * a key that only its memory holds.
 */
import {
  addHotBlocks,
  addSegment,
  findMeta,
  prepared,
  putMeta,
  saveTailChanges,
  type SegmentRow,
} from './case-store.ts';
import { packHot } from './hot-lines.ts';
import { joinLines } from './line-batch.ts';
import type { DigestTile } from './log-tail.ts';
import type { HiddenReason } from './sealed-log.ts';
import type { SegmentRun } from './segment/segment-file.ts';
import type { ReadDb, WriteDb } from './sqlite.ts';

const TABLES = `
-- Stretches of the log without lines. hash is that of a subtree that was left out.
CREATE TABLE hidden (first_seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, hash BLOB, why TEXT NOT NULL) STRICT;
CREATE TABLE privilege (first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, reason TEXT NOT NULL) STRICT;
-- Perfect subtrees of 256 leaves and more; smaller ones are made again from the digests.
CREATE TABLE tree_node (level INTEGER NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID;
-- Whether the root in a signed head is that of the lines.
CREATE TABLE head_check (size INTEGER PRIMARY KEY, fits INTEGER NOT NULL) STRICT;
CREATE TABLE given_proof (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
`;

/** Why a stretch has no lines. */
export type HiddenWhy = 'withheld' | 'left-out' | 'missing' | 'unreadable';

/** Begins to fill an index that is worth nothing until it is full: no journal, nothing flushed. */
export function beginShown(db: WriteDb): void {
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.exec(TABLES);
  db.exec('BEGIN');
}

export function endShown(db: WriteDb, facts: { size: number; chainEnd: number }): void {
  putMeta(db, 'shownSize', String(facts.size));
  putMeta(db, 'chainEnd', String(facts.chainEnd));
  db.exec('COMMIT');
}

const countOf = (db: ReadDb, key: string): number => Number(findMeta(db, key) ?? '0');
/** Places of the log that the bundle fills. */
export const shownSize = (db: ReadDb): number => countOf(db, 'shownSize');
/** From here on the chain can't be followed. */
export const chainEnd = (db: ReadDb): number => countOf(db, 'chainEnd');

export function addHidden(
  db: WriteDb,
  stretch: { seq: number; count: number; hash: Uint8Array | null; why: HiddenWhy },
): void {
  const { seq, count, hash, why } = stretch;
  prepared(db, 'INSERT INTO hidden (first_seq, count, hash, why) VALUES (?, ?, ?, ?)').run(seq, count, hash, why);
}

export interface HiddenStretch {
  firstSeq: number;
  count: number;
  hash: Uint8Array | null;
  why: HiddenWhy;
}

export function findHidden(db: ReadDb, seq: number): HiddenStretch | undefined {
  const row = prepared(db, 'SELECT * FROM hidden WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1').get(seq) as
    | Record<string, unknown>
    | undefined;
  if (row === undefined) return undefined;
  const stretch: HiddenStretch = {
    firstSeq: row['first_seq'] as number,
    count: row['count'] as number,
    hash: row['hash'] as Uint8Array | null,
    why: row['why'] as HiddenWhy,
  };
  return seq < stretch.firstSeq + stretch.count ? stretch : undefined;
}

/** Whether digests are lacking between two places: of what is withheld one by one, and of lines that can't be read, they are there. */
export const lacksDigests = (db: ReadDb, from: number, to: number): boolean =>
  prepared(
    db,
    `SELECT 1 FROM hidden WHERE why IN ('left-out', 'missing') AND first_seq < ? AND first_seq + count > ?
     ORDER BY first_seq DESC LIMIT 1`,
  ).get(to, from) !== undefined;

export function addPrivilege(db: WriteDb, range: { from: number; to: number }, reason: HiddenReason): void {
  prepared(db, 'INSERT OR IGNORE INTO privilege (first_seq, last_seq, reason) VALUES (?, ?, ?)').run(
    range.from,
    range.to,
    JSON.stringify(reason),
  );
}

export function findPrivilege(db: ReadDb, seq: number): HiddenReason | undefined {
  const row = prepared(
    db,
    'SELECT last_seq, reason FROM privilege WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1',
  ).get(seq) as { last_seq: number; reason: string } | undefined;
  return row === undefined || row.last_seq < seq ? undefined : (JSON.parse(row.reason) as HiddenReason);
}

export const addTreeNode = (db: WriteDb, level: number, n: number, hash: Uint8Array): void =>
  void prepared(db, 'INSERT INTO tree_node (level, n, hash) VALUES (?, ?, ?)').run(level, n, hash);

export const findTreeNode = (db: ReadDb, level: number, n: number): Uint8Array | undefined =>
  prepared(db, 'SELECT hash FROM tree_node WHERE level = ? AND n = ?').pluck().get(level, n) as Uint8Array | undefined;

export const addHeadCheck = (db: WriteDb, size: number, fits: boolean): void =>
  void prepared(db, 'INSERT INTO head_check (size, fits) VALUES (?, ?)').run(size, fits ? 1 : 0);

/** The largest head that fits the lines and counts at least so many records. */
export const findFittingHead = (db: ReadDb, atLeast: number): number | undefined =>
  prepared(db, 'SELECT size FROM head_check WHERE fits = 1 AND size >= ? ORDER BY size DESC LIMIT 1')
    .pluck()
    .get(atLeast) as number | undefined;

export const addGivenProof = (db: WriteDb, seq: number, text: string): void =>
  void prepared(db, 'INSERT INTO given_proof (seq, text) VALUES (?, ?)').run(seq, text);

export const findGivenProof = (db: ReadDb, seq: number): string | undefined =>
  prepared(db, 'SELECT text FROM given_proof WHERE seq = ?').pluck().get(seq) as string | undefined;

/** Lines of neighbouring acts. */
export function addActs(db: WriteDb, firstSeq: number, lines: readonly string[]): void {
  addHotBlocks(db, packHot({ firstSeq, batch: joinLines(lines) }));
}

export const addDigestTile = (db: WriteDb, tile: DigestTile): void =>
  saveTailChanges(db, { digestTiles: [tile], tiles: [] });

export function addShownSegment(
  db: WriteDb,
  segment: Omit<SegmentRow, 'recordSeq'>,
  runs: readonly SegmentRun[],
): void {
  const { id } = segment;
  addSegment(
    db,
    { ...segment, recordSeq: -1 },
    runs.map((run) => ({ ...run, segmentId: id })),
  );
}
