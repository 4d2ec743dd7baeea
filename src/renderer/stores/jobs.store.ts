/**
 * Long work under way and just ended: progress, rate, time left.
 *
 * The rate is a moving average over the last seconds, so that a slow start does not spoil it for ever.
 */
import { create } from 'zustand';
import type { JobProgress } from '../../shared/contract/events.ts';
import type { JobOperationName, RawInputOf, ResultOf } from '../../shared/contract/index.ts';
import { AppError, type ErrorValue, errorToValue } from '../../shared/errors.ts';
import { call, startJob } from '../api/host.ts';

export interface Job {
  jobId: string;
  operation: JobOperationName;
  /** What the person asked for, in their words: the file, the query. */
  label: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  startedMs: number;
  progress: JobProgress | undefined;
  /** Units a second; undefined until there is one to tell. */
  rate: number | undefined;
  secondsLeft: number | undefined;
  error: ErrorValue | undefined;
}

interface JobsState {
  jobs: readonly Job[];
  /** Starts a job and follows it; rejects with AppError, code CANCELLED where it was stopped. */
  run: <N extends JobOperationName>(operation: N, label: string, input: RawInputOf<N>) => Promise<ResultOf<N>>;
  cancel: (jobId: string) => Promise<void>;
  dismiss: (jobId: string) => void;
  onProgress: (progress: JobProgress) => void;
}

const samples = new Map<string, { atMs: number; done: number }[]>();
const RATE_WINDOW_MS = 8_000;

export const useJobs = create<JobsState>()((set, get) => {
  const change = (jobId: string, part: Partial<Job>): void =>
    set({ jobs: get().jobs.map((job) => (job.jobId === jobId ? { ...job, ...part } : job)) });
  return {
    jobs: [],
    run: async (operation, label, input) => {
      const { jobId, outcome } = await startJob(operation, input);
      const job: Job = {
        jobId,
        operation,
        label,
        state: 'running',
        startedMs: performance.now(),
        progress: undefined,
        rate: undefined,
        secondsLeft: undefined,
        error: undefined,
      };
      set({ jobs: [...get().jobs, job] });
      try {
        const result = await outcome;
        change(jobId, { state: 'done' });
        return result;
      } catch (thrown) {
        const isCancelled = thrown instanceof AppError && thrown.code === 'CANCELLED';
        change(jobId, { state: isCancelled ? 'cancelled' : 'failed', error: errorToValue(thrown) });
        throw thrown;
      } finally {
        samples.delete(jobId);
      }
    },
    cancel: async (jobId) => void (await call('job.cancel', { jobId })),
    dismiss: (jobId) => set({ jobs: get().jobs.filter((job) => job.jobId !== jobId) }),
    onProgress: (progress) => change(progress.jobId, { progress, ...paceOf(progress) }),
  };
});

function paceOf({ jobId, done, total }: JobProgress): Pick<Job, 'rate' | 'secondsLeft'> {
  const atMs = performance.now();
  const known = (samples.get(jobId) ?? []).filter(
    (sample) => atMs - sample.atMs < RATE_WINDOW_MS && sample.done <= done,
  );
  known.push({ atMs, done });
  samples.set(jobId, known);
  const [first] = known;
  const seconds = first === undefined ? 0 : (atMs - first.atMs) / 1000;
  if (first === undefined || seconds < 0.4 || done <= first.done) return { rate: undefined, secondsLeft: undefined };
  const rate = (done - first.done) / seconds;
  return { rate, secondsLeft: total === null ? undefined : Math.max(0, total - done) / rate };
}
