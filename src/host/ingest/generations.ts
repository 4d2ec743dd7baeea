/**
 * What of an ingest is committed together: records placed in the log, built by the workers, sealed in one transaction.
 *
 * A generation ends when it is full; its commit follows once the workers have built everything and the one before is
 * committed, while the next one fills. On the writer thread.
 * Source: resources/docs/decisions 0026 (how large), evidence-format.md §3 (batches).
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { segmentFileName } from '../vault/case-folder.ts';
import { deriveKey } from '../vault/case-keys.ts';
import type { CaseLog, LogBatch, SealedSegment } from '../vault/case-log.ts';
import { addToEventCount, nextSegmentId, saveProgress, type HotBlock } from '../vault/case-store.ts';
import type { CaseWriter } from '../vault/case-writer.ts';
import type { FileStore } from '../vault/file-store.ts';
import { MAX_SEGMENT_ROWS, type SegmentSummary } from '../vault/segment/segment-file.ts';
import { HOT_ROWS } from './piece-scanner.ts';
import type { ClosedGeneration, SegmentTarget } from './protocol.ts';
import type { ScanPool, ScanWorker } from './scan-pool.ts';

/** The first commit comes soon, so that a person can search at once; later ones are larger, so that segments are few. */
const FIRST_GENERATION_ROWS = 16_384;
/** Each worker builds a segment of its share: a larger one takes more memory and makes nothing quicker (decision 0026). */
const MAX_GENERATION_ROWS = 524_288;
/** Bounds what the workers hold in memory for a segment. */
const MAX_GENERATION_BYTES = 1024 ** 3;
const FIRST_GENERATION_MS = 500;
const MAX_GENERATION_MS = 30_000;

interface Generation {
  number: number;
  startedMs: number;
  maxRows: number;
  maxMs: number;
  rows: number[];
  eventCount: number;
  bytes: number;
  builds: Promise<void>[];
  segmentIds: number[];
  isFull: boolean;
}

export interface SourceProgress {
  sourceSeq: number;
  nextOffset: number;
  /** As tallyToJson writes it. */
  tally: string;
}

export interface GenerationParts {
  writer: CaseWriter;
  files: FileStore;
  pool: ScanPool;
}

export interface GenerationHooks {
  /** How far the source is that is read just now: where an ingest goes on that is stopped after this generation. */
  progress: () => SourceProgress | undefined;
  /** A worker has room again. */
  onBuilt: () => void;
  onFailure: (error: unknown) => void;
}

/** A piece whose records were counted. */
export interface CountedPiece {
  worker: ScanWorker;
  pieceId: number;
  recordCount: number;
  eventCount: number;
  byteCount: number;
}

export class Generations {
  readonly #parts: GenerationParts;
  readonly #hooks: GenerationHooks;
  readonly #log: CaseLog;
  #nextSegmentId: number;
  #current: Generation;
  #lastCommit: Promise<void> = Promise.resolve();

  constructor(parts: GenerationParts, hooks: GenerationHooks) {
    this.#parts = parts;
    this.#hooks = hooks;
    this.#log = parts.writer.writableLog();
    this.#nextSegmentId = nextSegmentId(parts.writer.db);
    this.#current = this.#begin(0);
  }

  get isFull(): boolean {
    const { rows, bytes, maxRows, maxMs, startedMs, isFull } = this.#current;
    const count = rows.reduce((sum, n) => sum + n, 0);
    return (
      isFull ||
      count >= maxRows ||
      bytes >= MAX_GENERATION_BYTES ||
      (count > 0 && performance.now() - startedMs >= maxMs)
    );
  }

  /** Gives the records of a piece their places in the log and has its worker build them. */
  async add({ worker, pieceId, recordCount, eventCount, byteCount }: CountedPiece): Promise<void> {
    if ((this.#current.rows[worker.index] ?? 0) + recordCount > MAX_SEGMENT_ROWS) await this.close();
    const generation = this.#current;
    const { firstSeq, fill } = this.#log.reserveRun(recordCount);
    generation.rows[worker.index] = (generation.rows[worker.index] ?? 0) + recordCount;
    generation.eventCount += eventCount;
    generation.bytes += byteCount;
    const build = worker.build(pieceId, firstSeq, this.#log.now(), this.#target(generation, worker));
    const built = build.then(({ digests, isFull }) => {
      fill(digests);
      generation.isFull ||= isFull;
      this.#hooks.onBuilt();
    });
    // The commit sees the error; until then it must not count as one that nobody handles.
    built.catch(() => undefined);
    generation.builds.push(built);
  }

  /** Ends the batch; its commit follows. Rejects where the commit before it failed. */
  async close(): Promise<void> {
    const generation = this.#current;
    const progress = this.#hooks.progress();
    if (progress !== undefined) this.#log.project((tx) => saveProgress(tx, progress));
    if (generation.eventCount > 0) this.#log.project((tx) => addToEventCount(tx, generation.eventCount));
    const segmentCount = generation.rows.filter((count) => count > HOT_ROWS).length;
    const batch = this.#log.endBatch('ingest', segmentCount);
    const closing = this.#parts.pool.workers.map((worker) => worker.close(generation.number));
    this.#current = this.#begin(generation.number + 1);
    for (const closed of closing) closed.catch(() => undefined);
    try {
      await this.#lastCommit;
    } catch (error) {
      this.#log.abandon([batch], error);
      throw error;
    }
    this.#lastCommit = this.#commit(batch, generation, closing);
    this.#lastCommit.catch((error) => this.#hooks.onFailure(error));
  }

  /** Resolves when everything that was closed is committed; rejects where that failed. */
  committed(): Promise<void> {
    return this.#lastCommit;
  }

  #begin(number: number): Generation {
    const { workers } = this.#parts.pool;
    return {
      number,
      startedMs: performance.now(),
      maxRows: Math.min(MAX_GENERATION_ROWS, FIRST_GENERATION_ROWS * 2 ** number),
      maxMs: Math.min(MAX_GENERATION_MS, FIRST_GENERATION_MS * 2 ** number),
      rows: workers.map(() => 0),
      eventCount: 0,
      bytes: 0,
      builds: [],
      segmentIds: workers.map(() => this.#nextSegmentId++),
      isFull: false,
    };
  }

  #target(generation: Generation, worker: ScanWorker): SegmentTarget {
    const id = generation.segmentIds[worker.index] as number;
    const { paths, dataKey } = this.#parts.writer;
    const file = segmentFileName(id);
    return { id, path: join(paths.segments, file), key: deriveKey(dataKey, 'db', file) };
  }

  async #commit(batch: LogBatch, generation: Generation, closing: Promise<ClosedGeneration>[]): Promise<void> {
    const hot: HotBlock[] = [];
    const segments: SealedSegment[] = [];
    try {
      // The originals that the batch's records name are durable before the records are.
      await this.#parts.files.flush();
      await Promise.all(generation.builds);
      for (const outcome of await Promise.all(closing)) {
        if (outcome.kind === 'hot') hot.push(...outcome.blocks);
        if (outcome.kind === 'segment') segments.push(sealedSegment(outcome.id, outcome.summary));
      }
    } catch (error) {
      this.#log.abandon([batch], error);
      throw error;
    }
    this.#log.commit(batch, { hot, segments });
  }
}

const sealedSegment = (id: number, summary: SegmentSummary): SealedSegment => ({
  id,
  sha256: summary.sha256,
  sizeBytes: summary.fileSizeBytes,
  rowCount: summary.rowCount,
  eventCount: summary.eventCount,
  minTimeUs: finiteOrNull(summary.minTimeUs),
  maxTimeUs: finiteOrNull(summary.maxTimeUs),
  runs: summary.runs.map(({ firstSeq, rowStart, count }) => ({ firstSeq, rowStart, count })),
});

const finiteOrNull = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;
