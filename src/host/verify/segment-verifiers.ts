/**
 * The threads that read segments during a verification, and the rows they have checked so far.
 *
 * Segments are cut into pieces, which are given out in order of their first record: what comes back can be consumed and let go
 * early, and no thread is left alone with a large segment at the end. The hashes of the files come last.
 */
import type { Worker } from 'node:worker_threads';
import { valueToError } from '../../shared/errors.ts';
import type { SegmentRun } from '../vault/case-store.ts';
import type { CheckedLines } from './line-checks.ts';
import { startSegmentThread } from './segment-threads.ts';
import type { FromVerifyWorker, SegmentFileResult, SegmentJob } from './verify-protocol.ts';

interface JobState {
  job: SegmentJob;
  /** Runs that were checked and not taken yet. */
  parts: { rowStart: number; checked: CheckedLines }[];
  result: SegmentFileResult | undefined;
  changed: () => void;
}

/** Pieces given out ahead of the one being consumed, per worker: bounds what waits in memory. */
const MAX_AHEAD = 8;
/** Rows of a piece, about: 1 MiB of digests. */
const PIECE_ROWS = 32_768;

/** Runs cut so that each lies in one piece. */
export const cutRuns = (runs: readonly SegmentRun[]): SegmentRun[] =>
  runs.flatMap((run) =>
    Array.from({ length: Math.ceil(run.count / PIECE_ROWS) }, (_, i) => {
      const done = i * PIECE_ROWS;
      const count = Math.min(PIECE_ROWS, run.count - done);
      return { ...run, firstSeq: run.firstSeq + done, rowStart: run.rowStart + done, count };
    }),
  );

export class SegmentVerifiers {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #waiting: JobState[];
  readonly #states: JobState[] = [];
  /** By segment and first row of a run. */
  readonly #byRun = new Map<string, JobState>();
  #wanted: JobState | undefined;
  #failure: unknown;

  /**
   * @param segments one job a segment, with all its runs as `cutRuns` cuts them, in row order
   * @param started threads that run already; `stop` ends them too
   */
  constructor(segments: readonly Omit<SegmentJob, 'jobId'>[], workerCount: number, started: readonly Worker[]) {
    for (const segment of segments) for (const runs of piecesOf(segment.runs)) this.#add({ ...segment, runs });
    this.#states.sort((a, b) => (a.job.runs[0]?.firstSeq ?? 0) - (b.job.runs[0]?.firstSeq ?? 0));
    for (const segment of segments) this.#add({ ...segment, runs: [] });
    this.#waiting = [...this.#states];
    const missing = Math.max(0, Math.min(workerCount, this.#states.length) - started.length);
    this.#workers = [...started, ...Array.from({ length: missing }, startSegmentThread)];
    for (const worker of this.#workers) this.#listen(worker);
    this.#idle = [...this.#workers];
    this.#giveOut();
  }

  #add(piece: Omit<SegmentJob, 'jobId'>): void {
    const job = { ...piece, jobId: this.#states.length };
    const state: JobState = { job, parts: [], result: undefined, changed: () => undefined };
    this.#states.push(state);
    for (const { rowStart } of job.runs) this.#byRun.set(`${job.segmentId}/${rowStart}`, state);
  }

  /** The checked rows of a run, once they are all there; undefined where the segment ended before them. */
  async rows(run: SegmentRun): Promise<CheckedLines | undefined> {
    const state = this.#byRun.get(`${run.segmentId}/${run.rowStart}`);
    if (state === undefined) return undefined;
    for (;;) {
      const taken = take(state, run.rowStart);
      if (taken !== undefined || state.result !== undefined) {
        this.#giveOut();
        return taken;
      }
      await this.#change(state);
    }
  }

  /** What was found about the file of a segment, once every piece of it was looked at. */
  async finished(segmentId: number): Promise<SegmentFileResult> {
    const states = this.#states.filter(({ job }) => job.segmentId === segmentId);
    for (const state of states) while (state.result === undefined) await this.#change(state);
    const results = states.flatMap(({ result }) => result ?? []);
    return (
      results.find(({ unreadable }) => unreadable !== null) ??
      results.at(-1) ?? { sha256: null, unreadable: 'it is not in the manifest', isOutOfReach: false }
    );
  }

  /** Whether the piece with this run could not be reached. */
  isUnreached(run: SegmentRun): boolean {
    return this.#byRun.get(`${run.segmentId}/${run.rowStart}`)?.result?.isOutOfReach === true;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #change(state: JobState): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#wanted = state;
    this.#giveOut();
    return new Promise((resolve, reject) => {
      state.changed = () => (this.#failure === undefined ? resolve() : reject(this.#failure));
    });
  }

  #listen(worker: Worker): void {
    worker.on('message', (message: FromVerifyWorker) => this.#receive(worker, message));
    worker.on('error', (error) => this.#fail(error));
  }

  #giveOut(): void {
    const held = this.#states.filter((state) => state.parts.length > 0 && state.result !== undefined).length;
    const isAhead = held >= MAX_AHEAD * this.#workers.length;
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      // What somebody waits for comes first, however much is held: it is what lets the held ones go.
      const wanted = this.#wanted === undefined ? -1 : this.#waiting.indexOf(this.#wanted);
      if (isAhead && wanted < 0) return;
      const [next] = this.#waiting.splice(Math.max(wanted, 0), 1);
      this.#idle.pop()?.postMessage(next?.job);
    }
  }

  #receive(worker: Worker, message: FromVerifyWorker): void {
    if (message.type === 'failed') return this.#fail(valueToError(message.error));
    const state = this.#states.find(({ job }) => job.jobId === message.jobId);
    if (state === undefined) return;
    if (message.type === 'rows') {
      const { type: _type, jobId: _jobId, rowStart, ...checked } = message;
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
    for (const state of this.#states) state.changed();
  }
}

/** Neighbouring runs together, up to about the rows of a piece. */
function piecesOf(runs: SegmentJob['runs']): SegmentJob['runs'][] {
  const pieces: SegmentJob['runs'][] = [];
  let rows = PIECE_ROWS;
  for (const run of runs) {
    if (rows + run.count > PIECE_ROWS) {
      pieces.push([]);
      rows = 0;
    }
    pieces.at(-1)?.push(run);
    rows += run.count;
  }
  return pieces;
}

/** What was found about a run, which a worker sends whole. */
function take(state: JobState, rowStart: number): CheckedLines | undefined {
  const at = state.parts.findIndex((part) => part.rowStart === rowStart);
  return at < 0 ? undefined : state.parts.splice(at, 1)[0]?.checked;
}
