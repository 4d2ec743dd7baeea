/**
 * Moves events from the hot part into a segment when they have become many.
 *
 * The lines stay as they are, so hashes, tiles and heads do not change; one transaction adds the segment and lets the blocks go.
 * Records of acts stay hot: they are few, and every unlock reads them.
 * Runs on the writer thread while no ingest runs; about 15 µs an event.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseRecord } from '../../engines/chain/record.ts';
import { toUnixUs } from '../../engines/event/time.ts';
import { segmentFileName } from './case-folder.ts';
import { deriveKey } from './case-keys.ts';
import type { SealedSegment } from './case-log.ts';
import { dropHotBlock, eventCount, findHotBlock, hotBlockPlaces, nextSegmentId, segments } from './case-store.ts';
import type { CaseWriter } from './case-writer.ts';
import { unpackHot } from './hot-lines.ts';
import { batchOfLines } from './line-batch.ts';
import { SegmentBuilder } from './segment/segment-builder.ts';
import type { ReadDb } from './sqlite.ts';

/** With more than this a search of the hot part would be felt. */
const MAX_HOT_EVENTS = 8_192;

export function rollUpWhenLarge(writer: CaseWriter, maxHotEvents = MAX_HOT_EVENTS): void {
  const { db, log } = writer;
  if (log === undefined || log.failure !== undefined) return;
  const inSegments = segments(db).reduce((sum, segment) => sum + segment.eventCount, 0);
  if (eventCount(db) - inSegments <= maxHotEvents) return;
  const id = nextSegmentId(db);
  const file = segmentFileName(id);
  const path = join(writer.paths.segments, file);
  // What a failed try left: no manifest names it.
  rmSync(path, { force: true });
  const builder = new SegmentBuilder(path, deriveKey(writer.dataKey, 'db', file), { origin: writer.origin });
  let moved: number[];
  let segment: SealedSegment;
  try {
    moved = fill(builder, db);
    if (moved.length === 0) return builder.abort();
    const { fileSizeBytes, ...summary } = builder.finish();
    segment = { id, sizeBytes: fileSizeBytes, ...summary };
  } catch (error) {
    builder.abort();
    throw error;
  }
  log.project((tx) => {
    for (const firstSeq of moved) dropHotBlock(tx, firstSeq);
  });
  log.commit(log.endBatch('act', 1), { segments: [segment] });
}

/** Adds the blocks that hold nothing but events and rejections. @returns seq of the first record of each */
function fill(builder: SegmentBuilder, db: ReadDb): number[] {
  const moved: number[] = [];
  for (const { firstSeq } of hotBlockPlaces(db)) {
    if (builder.isFull) break;
    const lines = unpackHot(findHotBlock(db, firstSeq)?.lines ?? new Uint8Array());
    if (lines === undefined) continue;
    const records = lines.map((line) => JSON.parse(line) as CaseRecord);
    if (!records.every(({ kind }) => kind === 'event' || kind === 'rejection')) continue;
    const rows = records.map(({ kind, body }, i) => ({
      line: lines[i] as string,
      kind,
      timeUs: timeOf(body['timestamp']),
    }));
    builder.addRun(firstSeq, batchOfLines(rows));
    moved.push(firstSeq);
  }
  return moved;
}

const timeOf = (timestamp: unknown): number => (typeof timestamp === 'string' ? toUnixUs(timestamp) : Number.NaN);
