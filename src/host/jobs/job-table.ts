/**
 * Long work: started at once, watched by events, stopped by a signal, its result kept until somebody fetched it.
 *
 * A job belongs to an open case and is stopped when the case is closed. Progress is passed on at most ten times a
 * second, however often the work reports it.
 */
import type { HostEvent, JobProgress } from '../../shared/contract/events.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { AppError, errorToValue } from '../../shared/errors.ts';
import { asAppError } from '../services/node-error.ts';

export type JobState = OutputOf<'job.get'>;
export type Progress = Omit<JobProgress, 'jobId' | 'operation'>;

export interface JobControl {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export interface JobTable {
  start(operation: string, handle: string, work: (control: JobControl) => Promise<unknown>): { jobId: string };
  get(jobId: string, wait: boolean): Promise<JobState>;
  cancel(jobId: string): void;
  /** Stops all jobs of a case and waits until they let go of it. */
  stopAllOf(handle: string): Promise<void>;
}

export interface JobTableOptions {
  emit: (event: HostEvent) => void;
  newJobId: () => string;
  /** Milliseconds, never running backwards. */
  monotonicMs: () => number;
  onBug?: (jobId: string, error: unknown) => void;
}

interface Job {
  readonly handle: string;
  readonly abort: AbortController;
  state: JobState;
  ended: Promise<void>;
}

const PROGRESS_EVERY_MS = 100;
/** Finished jobs that are remembered; results hold source reports, not events. */
const KEPT_FINISHED = 100;

export function createJobTable({ emit, newJobId, monotonicMs, onBug }: JobTableOptions): JobTable {
  const jobs = new Map<string, Job>();

  const find = (jobId: string): Job => {
    const job = jobs.get(jobId);
    if (job === undefined) throw new AppError('CONTRACT_BAD_INPUT', 'There is no such job');
    return job;
  };

  const forgetOldest = (): void => {
    const finished = [...jobs].filter(([, job]) => job.state.state !== 'running');
    for (const [jobId] of finished.slice(0, Math.max(0, finished.length - KEPT_FINISHED))) jobs.delete(jobId);
  };

  return {
    start(operation, handle, work) {
      const jobId = newJobId();
      const abort = new AbortController();
      const state: JobState = { jobId, operation, state: 'running', progress: null, result: null };
      const job: Job = { handle, abort, state, ended: Promise.resolve() };
      let emittedAtMs = -Infinity;

      const onProgress = (progress: Progress): void => {
        if (job.state.state !== 'running') return;
        const whole = { jobId, operation, ...progress };
        job.state = { ...job.state, progress: whole };
        const nowMs = monotonicMs();
        if (nowMs - emittedAtMs < PROGRESS_EVERY_MS) return;
        emittedAtMs = nowMs;
        emit({ type: 'job.progress', ...whole });
      };

      const run = async (): Promise<void> => {
        try {
          const result = await work({ signal: abort.signal, onProgress });
          job.state = { ...job.state, state: 'done', result };
        } catch (thrown) {
          const error = errorToValue(asAppError(thrown));
          if (error.blame === 'bug') onBug?.(jobId, thrown);
          job.state = { ...job.state, state: 'failed', error: { ...error } };
        }
        emit({ type: 'job.finished', jobId, operation, ok: job.state.state === 'done' });
        forgetOldest();
      };

      jobs.set(jobId, job);
      job.ended = run();
      return { jobId };
    },
    async get(jobId, wait) {
      const job = find(jobId);
      if (wait) await job.ended;
      return job.state;
    },
    cancel: (jobId) => find(jobId).abort.abort(),
    async stopAllOf(handle) {
      const own = [...jobs.values()].filter((job) => job.handle === handle);
      for (const job of own) job.abort.abort();
      await Promise.all(own.map(async (job) => job.ended));
    },
  };
}
