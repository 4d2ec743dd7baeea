/**
 * The threads that read segments during a verification, and the rows they have checked so far.
 *
 * Segments are given out in order of their first record, so that what comes back can be consumed and let go early.
 */
import { Worker } from 'node:worker_threads';
import { HASH_BYTES } from '../../engines/chain/merkle.ts';
import { valueToError } from '../../shared/errors.ts';
import type { SegmentRun } from '../vault/case-store.ts';
import type { CheckedLines } from './line-checks.ts';
import type { FromVerifyWorker, SegmentFileResult, SegmentJob } from './verify-protocol.ts';

interface SegmentState {
  /** Digests of the rows from `firstRow` on, as far as they came. */
  parts: { rowStart: number; checked: CheckedLines }[];
  result: SegmentFileResult | undefined;
  changed: () => void;
}

/** Segments given out ahead of the one being consumed, per worker: bounds what waits in memory. */
const MAX_AHEAD = 2;

export class SegmentVerifiers {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #waiting: SegmentJob[];
  readonly #states = new Map<number, SegmentState>();
  #wanted: number | undefined;
  #failure: unknown;

  constructor(jobs: readonly SegmentJob[], workerCount: number) {
    this.#waiting = jobs.toSorted((a, b) => (a.runs[0]?.firstSeq ?? 0) - (b.runs[0]?.firstSeq ?? 0));
    for (const job of jobs) {
      this.#states.set(job.segmentId, { parts: [], result: undefined, changed: () => undefined });
    }
    this.#workers = Array.from({ length: Math.min(workerCount, jobs.length) }, () => this.#start());
    this.#idle = [...this.#workers];
    this.#giveOut();
  }

  /** The checked rows of a run, once they are all there; undefined where the segment ended before them. */
  async rows(run: SegmentRun): Promise<CheckedLines | undefined> {
    const state = this.#states.get(run.segmentId);
    if (state === undefined) return undefined;
    const end = run.rowStart + run.count;
    while (!covers(state, end) && state.result === undefined) await this.#change(run.segmentId, state);
    const taken = take(state, run.rowStart, end);
    this.#giveOut();
    return taken;
  }

  async finished(segmentId: number): Promise<SegmentFileResult> {
    const state = this.#states.get(segmentId);
    if (state === undefined) return { sha256: null, unreadable: 'it is not in the manifest', isOutOfReach: false };
    while (state.result === undefined) await this.#change(segmentId, state);
    return state.result;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #change(segmentId: number, state: SegmentState): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#wanted = segmentId;
    this.#giveOut();
    return new Promise((resolve, reject) => {
      state.changed = () => (this.#failure === undefined ? resolve() : reject(this.#failure));
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('../../workers/verify-segment.worker.ts', import.meta.url));
    worker.on('message', (message: FromVerifyWorker) => this.#receive(worker, message));
    worker.on('error', (error) => this.#fail(error));
    return worker;
  }

  #giveOut(): void {
    const held = [...this.#states.values()].filter(
      (state) => state.parts.length > 0 && state.result !== undefined,
    ).length;
    const isAhead = held >= MAX_AHEAD * this.#workers.length;
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      // What somebody waits for comes first, however much is held: it is what lets the held ones go.
      if (isAhead && !this.#waiting.some((job) => job.segmentId === this.#wanted)) return;
      this.#idle.pop()?.postMessage(this.#waiting.shift());
    }
  }

  #receive(worker: Worker, message: FromVerifyWorker): void {
    if (message.type === 'failed') return this.#fail(valueToError(message.error));
    const state = this.#states.get(message.segmentId);
    if (state === undefined) return;
    if (message.type === 'rows') {
      const { type: _type, segmentId: _segmentId, rowStart, ...checked } = message;
      state.parts.push({ rowStart, checked });
    } else {
      const { sha256, unreadable, isOutOfReach } = message;
      state.result = { sha256, unreadable, isOutOfReach };
      this.#idle.push(worker);
      this.#giveOut();
    }
    state.changed();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const state of this.#states.values()) state.changed();
  }
}

const rowCount = (checked: CheckedLines): number => checked.digests.length / HASH_BYTES;

function covers(state: SegmentState, endRow: number): boolean {
  const last = state.parts.at(-1);
  return last !== undefined && last.rowStart + rowCount(last.checked) >= endRow;
}

/** Workers send one part per run piece, cut at run ends, so a run is a whole number of parts. */
function take(state: SegmentState, startRow: number, endRow: number): CheckedLines | undefined {
  const wanted = state.parts.filter((part) => part.rowStart >= startRow && part.rowStart < endRow);
  state.parts = state.parts.filter((part) => part.rowStart >= endRow);
  if (wanted.length === 0) return undefined;
  const digests = new Uint8Array(wanted.reduce((sum, part) => sum + part.checked.digests.length, 0));
  let at = 0;
  for (const { checked } of wanted) {
    digests.set(checked.digests, at);
    at += checked.digests.length;
  }
  return {
    digests,
    controls: wanted.flatMap((part) => part.checked.controls),
    findings: wanted.flatMap((part) => part.checked.findings),
    eventCount: wanted.reduce((sum, part) => sum + part.checked.eventCount, 0),
    notChecked: wanted.flatMap((part) => part.checked.notChecked),
    unread: wanted.flatMap((part) => part.checked.unread),
  };
}
