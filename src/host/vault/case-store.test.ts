/** Tables of `case.db`: what goes in comes back, and what is append-only stays. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import {
  addHead,
  addHotBlocks,
  addOperator,
  addSegment,
  addSource,
  addToEventCount,
  caseTiles,
  eventCount,
  findDigestTile,
  findHotBlock,
  findMeta,
  findNewestHead,
  findProgress,
  findSegmentRun,
  findSourceByHash,
  findUpperTile,
  heads,
  hotBlockPlaces,
  nextSegmentId,
  operators,
  putMeta,
  saveProgress,
  saveTailChanges,
  segmentRuns,
  segments,
  setSourceReport,
  sources,
  storedSize,
} from './case-store.ts';
import { LogTail } from './log-tail.ts';
import { migrate } from './migrate.ts';
import { openDatabase, type WriteDb } from './sqlite.ts';

const folder = temporaryFolder();
let db: WriteDb;

beforeAll(() => {
  db = openDatabase(join(folder.path, 'case.db'), new Uint8Array(32), { create: true });
  migrate(db);
});
afterAll(() => {
  db.close();
  folder.remove();
});

const lines = new Uint8Array([1, 2, 3]);

describe('hot blocks', () => {
  it('are found by any seq they hold, and by none beside', () => {
    addHotBlocks(db, [
      { firstSeq: 0, count: 3, lines },
      { firstSeq: 10, count: 2, lines },
    ]);
    const found = [0, 2, 3, 9, 10, 11, 12].map((seq) => findHotBlock(db, seq)?.firstSeq);
    expect(found).toEqual([0, 0, undefined, undefined, 10, 10, undefined]);
    expect(Uint8Array.from(findHotBlock(db, 1)?.lines ?? [])).toEqual(lines);
    expect(hotBlockPlaces(db)).toEqual([
      { firstSeq: 0, count: 3 },
      { firstSeq: 10, count: 2 },
    ]);
  });

  it('leave only into a segment that covers all of their records', () => {
    addHotBlocks(db, [{ firstSeq: 100, count: 10, lines }]);
    const remove = () => db.prepare('DELETE FROM hot_block WHERE first_seq = 100').run();
    expect(remove).toThrow(/leaves only into a segment/);
    const segment = { id: 1, sha256: 'a', sizeBytes: 1, rowCount: 9, eventCount: 9, minTimeUs: null, maxTimeUs: null };
    addSegment(db, { ...segment, recordSeq: 200 }, [
      { firstSeq: 100, count: 5, segmentId: 1, rowStart: 0 },
      { firstSeq: 106, count: 4, segmentId: 1, rowStart: 5 },
    ]);
    expect(remove).toThrow(/leaves only into a segment/);
    addSegment(db, { ...segment, id: 2, recordSeq: 201 }, [{ firstSeq: 105, count: 1, segmentId: 2, rowStart: 0 }]);
    expect(remove().changes).toBe(1);
  });
});

describe('segments', () => {
  it('come back with their runs, and never give an id twice', () => {
    expect(segments(db).map(({ id, recordSeq }) => [id, recordSeq])).toEqual([
      [1, 200],
      [2, 201],
    ]);
    expect(segmentRuns(db).map(({ firstSeq, segmentId }) => [firstSeq, segmentId])).toEqual([
      [100, 1],
      [105, 2],
      [106, 1],
    ]);
    expect([99, 104, 105, 109, 110].map((seq) => findSegmentRun(db, seq)?.segmentId)).toEqual([
      undefined,
      1,
      2,
      1,
      undefined,
    ]);
    expect(nextSegmentId(db)).toBe(3);
  });
});

describe('hashes', () => {
  it('come back as they were, and say how long the log is', () => {
    expect(storedSize(db)).toBe(0);
    const tail = LogTail.empty();
    tail.append(Uint8Array.from({ length: 600 * 32 }, (_, i) => i % 251));
    const changes = tail.takeChanges();
    saveTailChanges(db, changes);
    expect(storedSize(db)).toBe(600);
    for (const tile of changes.digestTiles) {
      const stored = findDigestTile(db, tile.n);
      expect(Uint8Array.from(stored?.digests ?? [])).toEqual(tile.digests);
      expect(Uint8Array.from(stored?.chainBefore ?? [])).toEqual(tile.chainBefore);
    }
    for (const tile of changes.tiles)
      expect(Uint8Array.from(findUpperTile(db, tile.level, tile.index) ?? [])).toEqual(tile.hashes);
    expect(caseTiles(db).get(0, 0)).toHaveLength(8192);
    expect(caseTiles(db).get(0, 3)).toBeUndefined();
  });

  it('grow only', () => {
    expect(() => db.prepare('UPDATE digest_tile SET digests = zeroblob(8192) WHERE n = 0').run()).toThrow(/only grows/);
    expect(() => db.prepare('UPDATE digest_tile SET chain_before = zeroblob(32) WHERE n = 1').run()).toThrow(
      /only grows/,
    );
    expect(() => db.prepare('UPDATE tile SET hashes = zeroblob(32)').run()).toThrow(/only grows/);
    expect(() => db.prepare('DELETE FROM digest_tile').run()).toThrow(/only grows/);
    expect(() => db.prepare('INSERT OR REPLACE INTO tile VALUES (1, 0, zeroblob(32))').run()).toThrow(/only grows/);
  });
});

describe('heads', () => {
  it('come back byte for byte, the newest by size', () => {
    const note = 'origin\n5\nroot\n\n— origin c2ln\n';
    addHead(db, { size: 5, note });
    addHead(db, { size: 4, note: 'older' });
    expect(findNewestHead(db)).toEqual({ size: 5, note });
    expect(heads(db).map(({ size }) => size)).toEqual([4, 5]);
  });

  it.each([
    'UPDATE head SET note = zeroblob(1)',
    'DELETE FROM head',
    "INSERT OR REPLACE INTO head VALUES (5, x'00')",
    'UPDATE hot_block SET count = 1',
    'UPDATE segment SET row_count = 1',
    'DELETE FROM segment_run',
    'UPDATE segment_run SET count = 2',
    'DELETE FROM segment',
  ])('and other sealed things stay: %s', (sql) => {
    expect(() => db.prepare(sql).run()).toThrow(/append-only|only the file|FOREIGN KEY|UNIQUE/);
  });
});

describe('projections', () => {
  it('keep operators in the order they were enrolled', () => {
    const ada = { operatorId: 'ada', name: 'Ada', role: 'lead' as const, vkey: 'k', since: 9 };
    const grace = { operatorId: 'grace', name: 'Grace', role: 'auditor' as const, vkey: 'l', since: 4 };
    addOperator(db, ada);
    addOperator(db, grace);
    expect(operators(db)).toEqual([grace, ada]);
  });

  it('keep sources, and how far each came, until its report', () => {
    addSource(db, { seq: 20, sha256: 'aa', path: 'x.log' });
    addSource(db, { seq: 30, sha256: 'aa', path: 'y.log' });
    saveProgress(db, { sourceSeq: 30, nextOffset: 7, tally: '{}' });
    saveProgress(db, { sourceSeq: 30, nextOffset: 9, tally: '{"a":1}' });
    expect(findProgress(db, 30)).toEqual({ nextOffset: 9, tally: '{"a":1}' });
    setSourceReport(db, 30, 44);
    expect(findProgress(db, 30)).toBeUndefined();
    expect(findSourceByHash(db, 'aa')).toEqual({ seq: 30, sha256: 'aa', path: 'y.log', reportSeq: 44 });
    expect(findSourceByHash(db, 'bb')).toBeUndefined();
    expect(sources(db).map(({ seq }) => seq)).toEqual([20, 30]);
  });

  it('count events', () => {
    expect(eventCount(db)).toBe(0);
    addToEventCount(db, 5);
    addToEventCount(db, 7);
    expect(eventCount(db)).toBe(12);
  });

  it('keep single facts, the last one given', () => {
    expect(findMeta(db, 'name')).toBeUndefined();
    putMeta(db, 'name', 'a');
    putMeta(db, 'name', 'b');
    expect(findMeta(db, 'name')).toBe('b');
  });
});
