/**
 * The one writer of the case log: gives every record its place, chains it, seals it, signs the head.
 *
 * Records are collected in an open batch. `endBatch` closes it with a seal; `commit` writes records, tiles, manifest and
 * projections in ONE transaction, and only then signs and stores the head. Batches are committed in the order they ended.
 * Crash windows: before the transaction nothing of the batch exists; between transaction and head the next open signs it
 * with the same epoch key (case-writer.ts).
 * Source: evidence-format.md §1-3.
 */
import { hash } from 'node:crypto';
import { decodeHexInto, encodeHex } from '../../engines/kernel/bytes.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { Clock, Rng } from '../../engines/kernel/ports.ts';
import { canonicalBody, recordLine, type RecordKind } from '../../engines/chain/record.ts';
import { CanonicalError } from '../../engines/kernel/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';
import { invariant } from '../../shared/verdict.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { packHot } from './hot-lines.ts';
import { joinLines } from './line-batch.ts';
import {
  addHead,
  addHotBlocks,
  addSegment,
  saveTailChanges,
  type HotBlock,
  type SegmentRow,
  type SegmentRun,
} from './case-store.ts';
import { HASH_BYTES } from '../../engines/chain/merkle.ts';
import type { LogTail } from './log-tail.ts';
import { withSqliteErrors, type WriteDb } from './sqlite.ts';

export type SealReason = 'create' | 'unlock' | 'ingest' | 'act' | 'interval' | 'lock';

/** Signs a head of `size` records with this `root`; returns the signed note. */
export type HeadSigner = (size: number, root: Uint8Array) => string;

/** Work inside the batch's transaction: projections of its records. */
type Projection = (db: WriteDb) => void;

interface LineItem {
  firstSeq: number;
  line: string;
}

interface RunItem {
  firstSeq: number;
  count: number;
  digests: Uint8Array | undefined;
}

/** A finished segment file, as the scan worker reports it. */
export interface SealedSegment {
  id: number;
  sha256: string;
  sizeBytes: number;
  rowCount: number;
  eventCount: number;
  minTimeUs: number | null;
  maxTimeUs: number | null;
  runs: { firstSeq: number; rowStart: number; count: number }[];
}

export class LogBatch {
  readonly items: (LineItem | RunItem)[] = [];
  /** How many of the items the tail holds already. */
  hashedCount = 0;
  readonly projections: Projection[] = [];
  /** Places kept for the `segment` records, whose hashes are known only when the files are finished. */
  segmentSeqs: number[] = [];
  sealSeq = -1;
  reason: SealReason = 'act';
  readonly committed: Promise<void>;
  settle!: { resolve: () => void; reject: (error: unknown) => void };

  constructor() {
    this.committed = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Whoever waits gets the error; a batch nobody waits for must not bring the process down.
    this.committed.catch(() => undefined);
  }
}

export interface CaseLogParts {
  db: WriteDb;
  dbPath: string;
  origin: string;
  tail: LogTail;
  clock: Clock;
  rng: Rng;
  bootId: string;
  signHead: HeadSigner;
  /** SHA-256 hex of the newest stored head, or null before the first. */
  prevHead: string | null;
  epoch: number;
}

export class CaseLog {
  readonly #parts: CaseLogParts;
  #open = new LogBatch();
  /** Ended, not yet committed, oldest first. */
  readonly #ended: LogBatch[] = [];
  #size: number;
  #nextSeq: number;
  #prevHead: string | null;
  #headSize: number;
  #signHead: HeadSigner;
  #epoch: number;
  #failure: unknown;
  #onHead: (() => void) | undefined;

  constructor(parts: CaseLogParts, headSize: number) {
    this.#parts = parts;
    this.#size = parts.tail.size;
    this.#nextSeq = parts.tail.size;
    this.#prevHead = parts.prevHead;
    this.#headSize = headSize;
    this.#signHead = parts.signHead;
    this.#epoch = parts.epoch;
  }

  /** Size of the committed log. */
  get size(): number {
    return this.#size;
  }

  get headSize(): number {
    return this.#headSize;
  }

  /** Whether the open batch holds anything. */
  get hasOpenRecords(): boolean {
    return this.#open.items.length > 0;
  }

  get openBatch(): LogBatch {
    return this.#open;
  }

  now(): string {
    return new Date(this.#parts.clock.nowMs()).toISOString();
  }

  /** From the next head on, heads are signed by this key. */
  changeSigner(epoch: number, signHead: HeadSigner): void {
    this.#epoch = epoch;
    this.#signHead = signHead;
  }

  /** Told after each head that is stored. What it throws stops the log as a failed commit does. */
  watchHeads(onHead: () => void): void {
    this.#onHead = onHead;
  }

  /** Puts a record into the open batch; `project` runs in the batch's transaction. Returns its seq. RECORD_REFUSED. */
  append(kind: RecordKind, body: JsonObject, project?: (db: WriteDb, seq: number) => void): number {
    if (this.#failure !== undefined) throw this.#failure;
    const seq = this.#nextSeq;
    // A body that is refused takes no place: a hole could never be filled.
    this.#open.items.push({ firstSeq: seq, line: this.#line(kind, body, seq) });
    this.#nextSeq++;
    if (project !== undefined) this.#open.projections.push((db) => project(db, seq));
    return seq;
  }

  /** Keeps places for `count` records that a scan worker makes; it hands their digests to `fill`. */
  reserveRun(count: number): { firstSeq: number; fill: (digests: Uint8Array) => void } {
    const run: RunItem = { firstSeq: this.#nextSeq, count, digests: undefined };
    this.#nextSeq += count;
    this.#open.items.push(run);
    return {
      firstSeq: run.firstSeq,
      fill: (digests) => {
        invariant(digests.length === count * HASH_BYTES, 'one digest a record');
        run.digests = digests;
        this.#hashAhead();
      },
    };
  }

  project(projection: Projection): void {
    this.#open.projections.push(projection);
  }

  /** Closes the open batch with places for its segment records and its seal. */
  endBatch(reason: SealReason, segmentCount = 0): LogBatch {
    const batch = this.#open;
    batch.reason = reason;
    for (let i = 0; i < segmentCount; i++) batch.segmentSeqs.push(this.#nextSeq++);
    batch.sealSeq = this.#nextSeq++;
    this.#ended.push(batch);
    this.#open = new LogBatch();
    return batch;
  }

  /** Why no more can be written: a commit failed, and what is in memory no longer stands for what is on disk. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Commits an ended batch: DISK_FULL, VAULT_BUSY, CASE_READ_ONLY. After an error the case must be opened again. */
  commit(batch: LogBatch, stored: { hot?: HotBlock[]; segments?: SealedSegment[] } = {}): void {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      this.#commit(batch, stored.hot ?? [], stored.segments ?? []);
      batch.settle.resolve();
    } catch (error) {
      this.abandon([batch], error);
      throw error;
    }
  }

  /**
   * A batch that was ended can't be committed: its places in the log stay empty, so nothing can follow them. Whoever waits
   * for it, or for the open batch, gets the error; the case must be opened again.
   */
  abandon(batches: readonly LogBatch[], error: unknown): void {
    this.#failure ??= error;
    this.#ended.length = 0;
    for (const batch of [...batches, this.#open]) batch.settle.reject(error);
  }

  /** Ends and commits what is open. */
  flush(reason: SealReason): void {
    this.commit(this.endBatch(reason));
  }

  #line(kind: RecordKind, body: JsonObject, seq: number): string {
    const salt = Buffer.from(this.#parts.rng.bytes(16)).toString('base64url');
    let bodyJson: string;
    try {
      bodyJson = canonicalBody(body);
    } catch (error) {
      if (!(error instanceof CanonicalError)) throw error;
      throw new AppError('RECORD_REFUSED', `The ${kind} record has no canonical form: ${error.message}`, {
        cause: error,
      });
    }
    const line = recordLine({
      at: this.now(),
      bodyJson,
      kind,
      log: this.#parts.origin,
      salt,
      seq,
    });
    if (line === undefined) throw new AppError('RECORD_REFUSED', `The ${kind} record would be longer than 1 MiB`);
    return line;
  }

  #commit(batch: LogBatch, hot: HotBlock[], segments: SealedSegment[]): void {
    const { db, tail } = this.#parts;
    invariant(this.#ended[0] === batch, 'batches are committed in the order in which they ended');
    this.#hashAhead();
    invariant(batch.hashedCount === batch.items.length, 'every run is built before its batch is committed');
    const lines = batch.items.filter((item): item is LineItem => 'line' in item);
    invariant(segments.length === batch.segmentSeqs.length, 'one record a segment');
    const rows: SegmentRow[] = segments.map((segment, i) => {
      const recordSeq = batch.segmentSeqs[i] as number;
      const { runs, ...facts } = segment;
      const line = this.#line('segment', { ...facts, runs: runs as unknown as JsonObject[] }, recordSeq);
      tail.append(digestOf(line));
      lines.push({ firstSeq: recordSeq, line });
      return { ...facts, recordSeq };
    });
    const seal = this.#line('seal', this.#sealBody(batch), batch.sealSeq);
    tail.append(digestOf(seal));
    lines.push({ firstSeq: batch.sealSeq, line: seal });
    invariant(tail.size === batch.sealSeq + 1, 'a batch fills all its places');

    withSqliteErrors(this.#parts.dbPath, () =>
      db.transaction(() => {
        addHotBlocks(db, hot);
        addHotBlocks(db, lineBlocks(lines));
        segments.forEach((segment, i) => {
          const runs: SegmentRun[] = segment.runs.map((run) => ({ ...run, segmentId: segment.id }));
          addSegment(db, rows[i] as SegmentRow, runs);
        });
        saveTailChanges(db, tail.takeChanges());
        for (const projection of batch.projections) projection(db);
      })(),
    );
    this.#ended.shift();
    this.#size = tail.size;
    this.signCommitted();
  }

  /**
   * Hashes what is next in the log as soon as it is there, so that a commit of a million records is not a second's work in
   * one piece. Only of the oldest batch: the tail's changes go into its transaction. A log whose commit fails takes no more.
   */
  #hashAhead(): void {
    const batch = this.#ended[0] ?? this.#open;
    const { tail } = this.#parts;
    for (; batch.hashedCount < batch.items.length; batch.hashedCount++) {
      const item = batch.items[batch.hashedCount] as LineItem | RunItem;
      if ('line' in item) tail.append(digestOf(item.line));
      else if (item.digests === undefined) return;
      else {
        tail.append(item.digests);
        item.digests = HASHED;
      }
    }
  }

  /** Signs and stores the head over everything committed. */
  signCommitted(): void {
    const { db, tail } = this.#parts;
    const note = this.#signHead(tail.size, tail.root());
    withSqliteErrors(this.#parts.dbPath, () => addHead(db, { size: tail.size, note }));
    this.#prevHead = hash('sha256', note, 'hex');
    this.#headSize = tail.size;
    this.#onHead?.();
  }

  #sealBody(batch: LogBatch): JsonObject {
    const { clock, tail, bootId } = this.#parts;
    return {
      reason: batch.reason,
      size: tail.size,
      chain: `sha256:${encodeHex(tail.chain)}`,
      prevHead: this.#prevHead === null ? null : `sha256:${this.#prevHead}`,
      wallClock: this.now(),
      monotonicMs: Math.round(clock.monotonicMs()),
      bootId,
      epoch: this.#epoch,
      count: tail.size - this.#headSize,
    };
  }
}

/** In the place of digests that the tail holds: they need no more memory here. */
const HASHED = new Uint8Array(0);

function digestOf(line: string): Uint8Array {
  const digest = new Uint8Array(HASH_BYTES);
  decodeHexInto(nodeHasher.sha256TextHex(line), digest, 0);
  return digest;
}

/** Neighbouring control records share a block. */
function* lineBlocks(lines: readonly LineItem[]): Generator<HotBlock> {
  for (let start = 0; start < lines.length; ) {
    let end = start + 1;
    while (end < lines.length && lines[end]?.firstSeq === (lines[end - 1] as LineItem).firstSeq + 1) end++;
    const run = lines.slice(start, end);
    yield* packHot({ firstSeq: (run[0] as LineItem).firstSeq, batch: joinLines(run.map((item) => item.line)) });
    start = end;
  }
}
