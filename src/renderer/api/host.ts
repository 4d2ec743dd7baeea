/**
 * The contract as views use it: typed, throwing AppError, with jobs as promises.
 *
 * One transport for the life of the page; the first module that asks chooses it.
 */
import type { JobOperationName, OperationName, OutputOf, RawInputOf, ResultOf } from '../../shared/contract/index.ts';
import { type ErrorValue, valueToError } from '../../shared/errors.ts';
import type { ShellMessage, Transport } from '../../shared/transport.ts';
import { createHttpTransport, type Dropped } from './http-transport.ts';
import { createIpcTransport, findBridge } from './ipc-transport.ts';

const bridge = findBridge();
export const transport: Transport<Dropped> = bridge === undefined ? createHttpTransport() : createIpcTransport(bridge);

/** Calls an operation. Throws AppError by code. */
export async function call<N extends OperationName>(name: N, input: RawInputOf<N>): Promise<OutputOf<N>> {
  const reply = await transport.call(name, input);
  if (!reply.ok) throw valueToError(reply.error);
  return reply.value;
}

export interface StartedJob<N extends JobOperationName> {
  jobId: string;
  /** Settles when the job is over; rejects with AppError, code CANCELLED where it was stopped. */
  outcome: Promise<ResultOf<N>>;
}

const ASK_AGAIN_MS = 2_000;

/** Starts long work; its progress comes as messages, its end as the promise. */
export async function startJob<N extends JobOperationName>(name: N, input: RawInputOf<N>): Promise<StartedJob<N>> {
  const { jobId } = (await call(name, input)) as { jobId: string };
  return { jobId, outcome: outcomeOf<N>(jobId) };
}

/** Who waits for the end of which job. */
const waiting = new Map<string, () => void>();

/** Told of `job.finished`. */
export const noteJobEnd = (jobId: string): void => waiting.get(jobId)?.();

/**
 * Asked again at the message that a job has ended, and every few seconds besides: a connection that breaks ends no job, and
 * its messages are lost. No call is kept waiting meanwhile: a browser opens only six connections to one host.
 */
async function outcomeOf<N extends JobOperationName>(jobId: string): Promise<ResultOf<N>> {
  for (;;) {
    const reply = await transport.call('job.get', { jobId });
    if (!reply.ok && reply.error.code !== 'SHELL_UNREACHABLE') throw valueToError(reply.error);
    if (reply.ok && reply.value.state !== 'running') {
      if (reply.value.error !== undefined) throw valueToError(reply.value.error as ErrorValue);
      return reply.value.result as ResultOf<N>;
    }
    await new Promise<void>((resolve) => {
      waiting.set(jobId, resolve);
      setTimeout(resolve, ASK_AGAIN_MS);
    });
    waiting.delete(jobId);
  }
}

export const onMessage = (listener: (message: ShellMessage) => void): (() => void) => transport.on(listener);
