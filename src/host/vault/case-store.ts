/**
 * Reads and writes the tables of `case.db`: hot blocks, segments, tiles, heads and projections.
 *
 * `rowTo...` is the only bridge from what SQLite stores to types. Functions that write take a `WriteDb`.
 */
import type { Role } from '../../shared/roles.ts';
import type { OperatorInfo } from './session.ts';
import { leavesOfDigests } from '../../engines/chain/entry.ts';
import { HASH_BYTES } from '../../engines/chain/merkle.ts';
import { TILE_WIDTH, type TileStore } from '../../engines/chain/tiles.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { RecoveryFacts } from './recovery-key.ts';
import type { DigestTile, TailChanges } from './log-tail.ts';
import type { ReadDb, Statement, WriteDb } from './sqlite.ts';

export interface HotBlock {
  firstSeq: number;
  count: number;
  /** zstd of newline-joined canonical lines. */
  lines: Uint8Array;
}

export interface SegmentRow {
  id: number;
  sha256: string;
  sizeBytes: number;
  rowCount: number;
  eventCount: number;
  minTimeUs: number | null;
  maxTimeUs: number | null;
  /** Seq of the `segment` record that names this file's hash. */
  recordSeq: number;
}

export interface SegmentRun {
  firstSeq: number;
  count: number;
  segmentId: number;
  rowStart: number;
}

export interface HeadRow {
  size: number;
  note: string;
}

export interface SourceRow {
  seq: number;
  sha256: string;
  path: string;
  reportSeq: number | null;
}

type Row = Record<string, unknown>;

const statements = new WeakMap<ReadDb, Map<string, Statement>>();

/** A statement is compiled once per connection: tile look-ups run thousands of times a second. */
export function prepared(db: ReadDb, sql: string): Statement {
  let known = statements.get(db);
  if (known === undefined) {
    known = new Map();
    statements.set(db, known);
  }
  let statement = known.get(sql);
  if (statement === undefined) {
    statement = db.prepare(sql);
    known.set(sql, statement);
  }
  return statement;
}

/** One moment of the database for all that is read until it is given up. @returns how to do that */
export function holdMoment(db: ReadDb): () => void {
  prepared(db, 'BEGIN').run();
  return () => void prepared(db, 'COMMIT').run();
}

export function putMeta(db: WriteDb, key: string, value: string): void {
  prepared(
    db,
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, value);
}

export function findMeta(db: ReadDb, key: string): string | undefined {
  return prepared(db, 'SELECT value FROM meta WHERE key = ?').pluck().get(key) as string | undefined;
}

/** Events in the log: a running count, kept with each commit. */
export const eventCount = (db: ReadDb): number => Number(findMeta(db, 'eventCount') ?? '0');

export const addToEventCount = (db: WriteDb, count: number): void =>
  putMeta(db, 'eventCount', String(eventCount(db) + count));

export function addHotBlocks(db: WriteDb, blocks: Iterable<HotBlock>): void {
  const insert = prepared(db, 'INSERT INTO hot_block (first_seq, count, lines) VALUES (?, ?, ?)');
  for (const block of blocks) insert.run(block.firstSeq, block.count, block.lines);
}

const rowToHotBlock = (row: Row): HotBlock => ({
  firstSeq: row['first_seq'] as number,
  count: row['count'] as number,
  lines: row['lines'] as Uint8Array,
});

/** Index only: where the hot blocks lie, without their bytes. */
export function hotBlockPlaces(db: ReadDb): { firstSeq: number; count: number }[] {
  const rows = prepared(db, 'SELECT first_seq, count FROM hot_block ORDER BY first_seq').all() as Row[];
  return rows.map((row) => ({ firstSeq: row['first_seq'] as number, count: row['count'] as number }));
}

/** First seq of the hot block that holds `seq`, without its bytes. */
export function findHotPlace(db: ReadDb, seq: number): number | undefined {
  const row = prepared(
    db,
    'SELECT first_seq, count FROM hot_block WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1',
  ).get(seq) as { first_seq: number; count: number } | undefined;
  return row !== undefined && seq < row.first_seq + row.count ? row.first_seq : undefined;
}

export function findHotBlock(db: ReadDb, seq: number): HotBlock | undefined {
  const row = prepared(db, 'SELECT * FROM hot_block WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1').get(seq) as
    | Row
    | undefined;
  if (row === undefined) return undefined;
  const block = rowToHotBlock(row);
  return seq < block.firstSeq + block.count ? block : undefined;
}

/** Only into a segment that covers it: a trigger watches. */
export function dropHotBlock(db: WriteDb, firstSeq: number): void {
  prepared(db, 'DELETE FROM hot_block WHERE first_seq = ?').run(firstSeq);
}

export function addSegment(db: WriteDb, segment: SegmentRow, runs: readonly SegmentRun[]): void {
  prepared(
    db,
    `INSERT INTO segment (id, sha256, size_bytes, row_count, event_count, min_time_us, max_time_us, record_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    segment.id,
    segment.sha256,
    segment.sizeBytes,
    segment.rowCount,
    segment.eventCount,
    segment.minTimeUs,
    segment.maxTimeUs,
    segment.recordSeq,
  );
  const insert = prepared(db, 'INSERT INTO segment_run (first_seq, count, segment_id, row_start) VALUES (?, ?, ?, ?)');
  for (const run of runs) insert.run(run.firstSeq, run.count, run.segmentId, run.rowStart);
}

const rowToSegment = (row: Row): SegmentRow => ({
  id: row['id'] as number,
  sha256: row['sha256'] as string,
  sizeBytes: row['size_bytes'] as number,
  rowCount: row['row_count'] as number,
  eventCount: row['event_count'] as number,
  minTimeUs: row['min_time_us'] as number | null,
  maxTimeUs: row['max_time_us'] as number | null,
  recordSeq: row['record_seq'] as number,
});

export const segments = (db: ReadDb): SegmentRow[] =>
  (prepared(db, 'SELECT * FROM segment ORDER BY id').all() as Row[]).map(rowToSegment);

/** Ids are never used twice: a crashed file's name may still be on disk. */
export const nextSegmentId = (db: ReadDb): number =>
  (prepared(db, 'SELECT coalesce(max(id), 0) + 1 FROM segment').pluck().get() as number) ?? 1;

const rowToRun = (row: Row): SegmentRun => ({
  firstSeq: row['first_seq'] as number,
  count: row['count'] as number,
  segmentId: row['segment_id'] as number,
  rowStart: row['row_start'] as number,
});

export const segmentRuns = (db: ReadDb): SegmentRun[] =>
  (prepared(db, 'SELECT * FROM segment_run ORDER BY first_seq').all() as Row[]).map(rowToRun);

/** Ids of segments that hold records from `size` on. */
export const segmentIdsFrom = (db: ReadDb, size: number): Set<number> =>
  new Set(
    prepared(db, 'SELECT DISTINCT segment_id FROM segment_run WHERE first_seq >= ?').pluck().all(size) as number[],
  );

export function findSegmentRun(db: ReadDb, seq: number): SegmentRun | undefined {
  const row = prepared(db, 'SELECT * FROM segment_run WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1').get(seq) as
    | Row
    | undefined;
  if (row === undefined) return undefined;
  const run = rowToRun(row);
  return seq < run.firstSeq + run.count ? run : undefined;
}

export function saveTailChanges(db: WriteDb, changes: TailChanges): void {
  const digest = prepared(
    db,
    `INSERT INTO digest_tile (n, chain_before, digests) VALUES (?, ?, ?)
     ON CONFLICT (n) DO UPDATE SET digests = excluded.digests`,
  );
  for (const tile of changes.digestTiles) digest.run(tile.n, tile.chainBefore, tile.digests);
  const upper = prepared(
    db,
    'INSERT INTO tile (level, n, hashes) VALUES (?, ?, ?) ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes',
  );
  for (const tile of changes.tiles) upper.run(tile.level, tile.index, tile.hashes);
}

const rowToDigestTile = (row: Row): DigestTile => ({
  n: row['n'] as number,
  chainBefore: row['chain_before'] as Uint8Array,
  digests: row['digests'] as Uint8Array,
});

export function findDigestTile(db: ReadDb, n: number): DigestTile | undefined {
  const row = prepared(db, 'SELECT * FROM digest_tile WHERE n = ?').get(n) as Row | undefined;
  return row === undefined ? undefined : rowToDigestTile(row);
}

/** Up to `count` neighbouring tiles from tile `first` on; those that are there. */
export const findDigestTiles = (db: ReadDb, first: number, count: number): DigestTile[] =>
  (
    prepared(db, 'SELECT * FROM digest_tile WHERE n BETWEEN ? AND ? ORDER BY n').all(first, first + count - 1) as Row[]
  ).map(rowToDigestTile);

export function findUpperTile(db: ReadDb, level: number, n: number): Uint8Array | undefined {
  return prepared(db, 'SELECT hashes FROM tile WHERE level = ? AND n = ?').pluck().get(level, n) as
    | Uint8Array
    | undefined;
}

/** The Merkle tiles of the log as stored; level 0 is derived from the digests. Unverified. */
export const caseTiles = (db: ReadDb): TileStore => ({
  get(level, index) {
    if (level > 0) return findUpperTile(db, level, index);
    const tile = findDigestTile(db, index);
    return tile === undefined ? undefined : leavesOfDigests(nodeHasher, tile.digests);
  },
});

/** Records in the log: one more than the last digest's place. */
export function storedSize(db: ReadDb): number {
  const row = prepared(db, 'SELECT n, length(digests) AS bytes FROM digest_tile ORDER BY n DESC LIMIT 1').get() as
    | Row
    | undefined;
  return row === undefined ? 0 : (row['n'] as number) * TILE_WIDTH + (row['bytes'] as number) / HASH_BYTES;
}

export function addHead(db: WriteDb, head: HeadRow): void {
  prepared(db, 'INSERT INTO head (size, note) VALUES (?, ?)').run(head.size, Buffer.from(head.note, 'utf8'));
}

const rowToHead = (row: Row): HeadRow => ({
  size: row['size'] as number,
  note: Buffer.from(row['note'] as Uint8Array).toString('utf8'),
});

export function findNewestHead(db: ReadDb): HeadRow | undefined {
  const row = prepared(db, 'SELECT * FROM head ORDER BY size DESC LIMIT 1').get() as Row | undefined;
  return row === undefined ? undefined : rowToHead(row);
}

export function findHead(db: ReadDb, size: number): HeadRow | undefined {
  const row = prepared(db, 'SELECT * FROM head WHERE size = ?').get(size) as Row | undefined;
  return row === undefined ? undefined : rowToHead(row);
}

/** Up to `limit` heads that cover more than `size` records, smallest first. */
export const headsAfter = (db: ReadDb, size: number, limit: number): HeadRow[] =>
  (prepared(db, 'SELECT * FROM head WHERE size > ? ORDER BY size LIMIT ?').all(size, limit) as Row[]).map(rowToHead);
/** Size of the first head whose bytes `fits` takes, newest first: a mark says what it is over by a hash alone. */
export function findHeadSize(db: ReadDb, fits: (note: Uint8Array) => boolean): number | undefined {
  for (const row of prepared(db, 'SELECT * FROM head ORDER BY size DESC').iterate() as Iterable<Row>) {
    if (fits(row['note'] as Uint8Array)) return row['size'] as number;
  }
  return undefined;
}

/** Size of the first head that covers a record; undefined where none does. */
export const findFirstHeadOver = (db: ReadDb, seq: number): number | undefined =>
  prepared(db, 'SELECT size FROM head WHERE size > ? ORDER BY size LIMIT 1').pluck().get(seq) as number | undefined;

export const heads = (db: ReadDb): HeadRow[] =>
  (prepared(db, 'SELECT * FROM head ORDER BY size').all() as Row[]).map(rowToHead);

export function addOperator(db: WriteDb, operator: OperatorInfo): void {
  prepared(db, 'INSERT INTO operator (operator_id, name, role, vkey, seq) VALUES (?, ?, ?, ?, ?)').run(
    operator.operatorId,
    operator.name,
    operator.role,
    operator.vkey,
    operator.since,
  );
}

/** Every key that an operator has, or had, in the order in which they came. */
export const operators = (db: ReadDb): OperatorInfo[] =>
  (prepared(db, 'SELECT * FROM operator ORDER BY seq, operator_id').all() as Row[]).map((row) => ({
    operatorId: row['operator_id'] as string,
    name: row['name'] as string,
    role: row['role'] as Role,
    vkey: row['vkey'] as string,
    since: row['seq'] as number,
    // A case that an earlier program wrote, read from a medium that can't be written, has no such column.
    ...(typeof row['until'] === 'number' ? { until: row['until'] } : {}),
  }));

/** Those whose keys are in force now. */
export const operatorsInOffice = (db: ReadDb): OperatorInfo[] =>
  operators(db).filter(({ until }) => until === undefined);

/** From this record on the operator's key is none. */
export function endOperator(db: WriteDb, operatorId: string, seq: number): void {
  prepared(db, 'UPDATE operator SET until = ? WHERE operator_id = ? AND until IS NULL').run(seq, operatorId);
}

/** The recovery shares in force, as the record that made them says; undefined where none were made. */
export function findRecovery(db: ReadDb): RecoveryFacts | undefined {
  const stored = findMeta(db, 'recovery');
  return stored === undefined ? undefined : (JSON.parse(stored) as RecoveryFacts);
}

export const saveRecovery = (db: WriteDb, facts: JsonObject): void => putMeta(db, 'recovery', canonicalize(facts));

/** The file of a segment was encrypted anew, as record `recordSeq` says. */
export function replaceSegmentFile(
  db: WriteDb,
  { id, sha256, sizeBytes }: Pick<SegmentRow, 'id' | 'sha256' | 'sizeBytes'>,
  recordSeq: number,
): void {
  prepared(db, 'UPDATE segment SET sha256 = ?, size_bytes = ?, record_seq = ? WHERE id = ?').run(
    sha256,
    sizeBytes,
    recordSeq,
    id,
  );
}

const rowToSource = (row: Row): SourceRow => ({
  seq: row['seq'] as number,
  sha256: row['sha256'] as string,
  path: row['path'] as string,
  reportSeq: row['report_seq'] as number | null,
});

export function addSource(db: WriteDb, source: { seq: number; sha256: string; path: string }): void {
  prepared(db, 'INSERT INTO source (seq, sha256, path) VALUES (?, ?, ?)').run(source.seq, source.sha256, source.path);
}

export function setSourceReport(db: WriteDb, sourceSeq: number, reportSeq: number): void {
  prepared(db, 'UPDATE source SET report_seq = ? WHERE seq = ?').run(reportSeq, sourceSeq);
  prepared(db, 'DELETE FROM ingest_progress WHERE source_seq = ?').run(sourceSeq);
}

export const sources = (db: ReadDb): SourceRow[] =>
  (prepared(db, 'SELECT * FROM source ORDER BY seq').all() as Row[]).map(rowToSource);

/** The newest source record for these bytes. */
export function findSourceByHash(db: ReadDb, sha256: string): SourceRow | undefined {
  const row = prepared(db, 'SELECT * FROM source WHERE sha256 = ? ORDER BY seq DESC LIMIT 1').get(sha256) as
    | Row
    | undefined;
  return row === undefined ? undefined : rowToSource(row);
}

/** Source records for these bytes that stand before `seq`, the newest first. */
export const findSourcesBefore = (db: ReadDb, sha256: string, seq: number): SourceRow[] =>
  (prepared(db, 'SELECT * FROM source WHERE sha256 = ? AND seq < ? ORDER BY seq DESC').all(sha256, seq) as Row[]).map(
    rowToSource,
  );

export function saveProgress(db: WriteDb, progress: { sourceSeq: number; nextOffset: number; tally: string }): void {
  prepared(
    db,
    `INSERT INTO ingest_progress (source_seq, next_offset, tally) VALUES (?, ?, ?)
     ON CONFLICT (source_seq) DO UPDATE SET next_offset = excluded.next_offset, tally = excluded.tally`,
  ).run(progress.sourceSeq, progress.nextOffset, progress.tally);
}

export function findProgress(db: ReadDb, sourceSeq: number): { nextOffset: number; tally: string } | undefined {
  const row = prepared(db, 'SELECT next_offset, tally FROM ingest_progress WHERE source_seq = ?').get(sourceSeq) as
    | Row
    | undefined;
  return row === undefined ? undefined : { nextOffset: row['next_offset'] as number, tally: row['tally'] as string };
}
