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

/** A connection that breaks ends no job: its outcome is asked for until the host answers. */
async function outcomeOf<N extends JobOperationName>(jobId: string): Promise<ResultOf<N>> {
  const reply = await transport.call('job.get', { jobId, wait: true });
  if (!reply.ok && reply.error.code === 'SHELL_UNREACHABLE') {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    return outcomeOf(jobId);
  }
  if (!reply.ok) throw valueToError(reply.error);
  const job = reply.value;
  if (job.error !== undefined) throw valueToError(job.error as ErrorValue);
  return job.result as ResultOf<N>;
}

export const onMessage = (listener: (message: ShellMessage) => void): (() => void) => transport.on(listener);
