/**
 * Calls across a thread: method and arguments there, value or error by value back, events on the way.
 *
 * Arguments and results are structured-cloneable. A thread that dies rejects everything under way.
 */
import type { MessagePort, Worker } from 'node:worker_threads';
import { AppError, valueToError, type ErrorValue } from '../../shared/errors.ts';
import { failureToValue } from './failure-value.ts';

type Call = { type: 'call'; id: number; method: string; args: unknown[] };
type Reply =
  | { type: 'value'; id: number; value: unknown }
  | { type: 'error'; id: number; error: ErrorValue }
  | { type: 'event'; id: number; event: unknown };

/** What a served method may do beside returning: tell the caller how far it is. */
export type Emit = (event: unknown) => void;
export type RpcMethods = Record<string, (emit: Emit, ...args: never[]) => unknown>;

/** Answers calls on `port` until it closes. Methods run concurrently where they are asynchronous. */
export function serveRpc(port: MessagePort, methods: RpcMethods): void {
  const post = (reply: Reply): void => port.postMessage(reply);
  port.on('message', async ({ id, method, args }: Call) => {
    try {
      const served = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (served === undefined) throw new AppError('INTERNAL', `The thread has no method ${method}`);
      const emit: Emit = (event) => post({ type: 'event', id, event });
      post({ type: 'value', id, value: await served(emit, ...(args as never[])) });
    } catch (error) {
      post({ type: 'error', id, error: failureToValue(error) });
    }
  });
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onEvent: ((event: unknown) => void) | undefined;
}

/** The calling end of a worker that serves RPC. */
export class RpcClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #failure: unknown;
  /** Pending while somebody has the thread to themselves. */
  #alone: Promise<void> | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: Reply) => this.#receive(reply));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new AppError('INTERNAL', 'The thread of the case has ended')));
  }

  async call<T>(method: string, args: unknown[] = [], onEvent?: (event: unknown) => void): Promise<T> {
    // Again: somebody else may have come first.
    while (this.#alone !== undefined) await this.#alone;
    return this.#send<T>(method, args, onEvent);
  }

  /** While `work` goes on, no calls get through but its own; others wait. */
  async alone<T>(work: (call: (method: string, args?: unknown[]) => Promise<unknown>) => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#alone = promise;
    try {
      return await work((method, args = []) => this.#send(method, args));
    } finally {
      this.#alone = undefined;
      resolve();
    }
  }

  async #send<T>(method: string, args: unknown[], onEvent?: (event: unknown) => void): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject, onEvent });
      this.#worker.postMessage({ type: 'call', id, method, args } satisfies Call);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.type === 'event') {
      pending.onEvent?.(reply.event);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.type === 'value') pending.resolve(reply.value);
    else pending.reject(valueToError(reply.error));
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#pending.clear();
  }
}
