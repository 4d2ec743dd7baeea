/**
 * The scan workers of an ingest: hands pieces to whichever is least busy, and answers by promise.
 *
 * A worker gets its messages in order; at most MAX_AHEAD pieces wait in each, so that memory stays flat however fast the disk is.
 */
import { Worker } from 'node:worker_threads';
import type { FormatContext, FormatId } from '../../engines/ingest/format.ts';
import { valueToError } from '../../shared/errors.ts';
import { AppError } from '../../shared/errors.ts';
import { assertNever } from '../../shared/verdict.ts';
import { PieceBuffers } from './piece-cutter.ts';
import type { ClosedGeneration, FromScanWorker, SegmentTarget, ToScanWorker } from './protocol.ts';
import type { PackedTally } from './tally.ts';

export interface ParsedPiece {
  recordCount: number;
  tally: PackedTally;
}

export interface BuiltPiece {
  /** 32 bytes a record. */
  digests: Uint8Array;
  /** Whether the worker's generation should be closed soon. */
  isFull: boolean;
}

interface Waiter<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** Pieces parsed or being parsed, but not yet given their place, per worker. */
const MAX_AHEAD = 2;

export class ScanWorker {
  readonly index: number;
  readonly #worker: Worker;
  readonly #buffers: PieceBuffers;
  readonly #parsed = new Map<number, Waiter<ParsedPiece>>();
  readonly #built = new Map<number, Waiter<BuiltPiece>>();
  readonly #closed = new Map<number, Waiter<ClosedGeneration>>();
  #failure: unknown;
  /** Pieces handed over and not yet built. */
  pending = 0;

  constructor(index: number, origin: string, buffers: PieceBuffers) {
    this.index = index;
    this.#buffers = buffers;
    this.#worker = new Worker(new URL('../../workers/segment-scan.worker.ts', import.meta.url), {
      workerData: { origin },
      // What is made of a record dies with it. Fresh pages are dear, so more room costs small ingests; less room is collected
      // so often that large ones pay.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
    });
    this.#worker.on('message', (message: FromScanWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => {
      if (code !== 0) this.#fail(new AppError('INTERNAL', `A scan worker ended with code ${code}`));
    });
  }

  get failure(): unknown {
    return this.#failure;
  }

  addSource(sourceKey: number, format: FormatId, sha256: string, context: FormatContext): void {
    this.#post({ type: 'source', sourceKey, format, sha256, context });
  }

  forgetSource(sourceKey: number): void {
    this.#post({ type: 'forget', sourceKey });
  }

  parse(pieceId: number, sourceKey: number, piece: { bytes: Uint8Array; offset: number; isLast: boolean }) {
    this.pending++;
    const reply = this.#expect(this.#parsed, pieceId);
    this.#post({ type: 'parse', pieceId, sourceKey, ...piece }, [piece.bytes.buffer as ArrayBuffer]);
    return reply;
  }

  parseTooLong(pieceId: number, sourceKey: number, record: { offset: number; length: number; rawHash: string }) {
    this.pending++;
    const reply = this.#expect(this.#parsed, pieceId);
    this.#post({ type: 'tooLong', pieceId, sourceKey, ...record });
    return reply;
  }

  build(pieceId: number, firstSeq: number, at: string, target: SegmentTarget): Promise<BuiltPiece> {
    const reply = this.#expect(this.#built, pieceId);
    this.#post({ type: 'build', pieceId, firstSeq, at, target });
    return reply;
  }

  close(generation: number): Promise<ClosedGeneration> {
    const reply = this.#expect(this.#closed, generation);
    this.#post({ type: 'close', generation });
    return reply;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #expect<T>(waiters: Map<number, Waiter<T>>, key: number): Promise<T> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const reply = new Promise<T>((resolve, reject) => waiters.set(key, { resolve, reject }));
    // The one who waits sees the error; an early failure must not count as unhandled before that.
    reply.catch(() => undefined);
    return reply;
  }

  #post(message: ToScanWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #receive(message: FromScanWorker): void {
    switch (message.type) {
      case 'parsed':
        if (message.bytes !== undefined) this.#buffers.giveBack(message.bytes);
        return settle(this.#parsed, message.pieceId, { recordCount: message.recordCount, tally: message.tally });
      case 'built':
        this.pending--;
        return settle(this.#built, message.pieceId, { digests: message.digests, isFull: message.isFull });
      case 'closed':
        return settle(this.#closed, message.generation, message.outcome);
      case 'failed':
        return this.#fail(valueToError(message.error));
      default:
        return assertNever(message);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const waiters of [this.#parsed, this.#built, this.#closed]) {
      for (const waiter of waiters.values()) waiter.reject(error);
      waiters.clear();
    }
  }
}

function settle<T>(waiters: Map<number, Waiter<T>>, key: number, value: T): void {
  const waiter = waiters.get(key);
  waiters.delete(key);
  waiter?.resolve(value);
}

export class ScanPool {
  readonly workers: readonly ScanWorker[];
  /** Memory of the pieces that go to the workers and come back. */
  readonly buffers = new PieceBuffers();

  constructor(count: number, origin: string) {
    this.workers = Array.from({ length: count }, (_, index) => new ScanWorker(index, origin, this.buffers));
  }

  /** The least busy worker, or undefined while all have enough to do. */
  findFree(): ScanWorker | undefined {
    let best: ScanWorker | undefined;
    for (const worker of this.workers) {
      if (worker.failure !== undefined) throw worker.failure;
      if (worker.pending < MAX_AHEAD && (best === undefined || worker.pending < best.pending)) best = worker;
    }
    return best;
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}
