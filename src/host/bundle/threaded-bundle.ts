/** A bundle in the making as the service holds it: each step is a call to the bundle's own thread. */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { RpcClient } from '../adapters/thread-rpc.ts';
import type { CaseReaderParts } from '../vault/searched-case.ts';
import type { BundleHooks, BundleProgress } from './bundle-maker.ts';
import type { BundleContent, BundleFiles, BundlePlan, BundleRecord, BundleRequest } from './bundle-request.ts';

export class ThreadedBundle {
  readonly #thread: RpcClient;
  readonly #hooks: BundleHooks;
  readonly #abort = (): void => void this.#thread.call('abort').catch(() => undefined);

  readonly #onEnd: () => void;

  private constructor(thread: RpcClient, hooks: BundleHooks, onEnd: () => void) {
    this.#thread = thread;
    this.#onEnd = onEnd;
    this.#hooks = hooks;
    hooks.signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** FILE_EXISTS, FILE_NOT_FOUND, FILE_UNWRITABLE, DISK_FULL. */
  static async begin(
    thread: RpcClient,
    parts: CaseReaderParts,
    request: BundleRequest,
    hooks: BundleHooks,
    onEnd: () => void,
  ): Promise<ThreadedBundle> {
    const bundle = new ThreadedBundle(thread, hooks, onEnd);
    try {
      await thread.call('begin', [parts, request]);
      return bundle;
    } catch (error) {
      await bundle.end();
      throw error;
    }
  }

  plan(): Promise<BundlePlan> {
    return this.#thread.call('plan', [], this.#onEvent);
  }
  write(record: BundleRecord): Promise<BundleContent> {
    return this.#thread.call('write', [record], this.#onEvent);
  }
  put(name: string, text: string): Promise<void> {
    return this.#thread.call('put', [name, text]);
  }
  /** @returns the statement that is to be signed */
  list(bundleId: string, predicate: JsonObject): Promise<string> {
    return this.#thread.call('list', [bundleId, predicate]);
  }
  settle(signedList: string): Promise<BundleFiles> {
    return this.#thread.call('settle', [signedList], this.#onEvent);
  }

  /** Removes what was not moved into its place, and ends the thread. */
  async end(): Promise<void> {
    this.#onEnd();
    this.#hooks.signal.removeEventListener('abort', this.#abort);
    try {
      await this.#thread.call('end');
    } finally {
      await this.#thread.stop();
    }
  }

  readonly #onEvent = (event: unknown): void => this.#hooks.onProgress(event as BundleProgress);
}
