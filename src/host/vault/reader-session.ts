/**
 * The reading half of a session: each question is a call to the reader thread (workers/case-reader.worker.ts).
 */
import type { AuditLog } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import type { RpcClient } from '../adapters/thread-rpc.ts';
import type { ProofHooks, ProofRequest, ProofRun } from '../source-proof/check-proofs.ts';
import type { ProofCheck, RawBytes, RawRequest, Rederivation, StoredRecord } from './inspection.ts';
import type { CaseSession, LogRecord, SourceReport } from './session.ts';

export class ReaderSession {
  protected readonly reader: RpcClient;
  #nextTaskId = 0;

  constructor(reader: RpcClient) {
    this.reader = reader;
  }

  sources = (): Promise<SourceReport[]> => this.reader.call('sources');
  search: CaseSession['search'] = (request) => this.reader.call('search', [request]);
  fold: CaseSession['fold'] = (request) => this.reader.call('fold', [request]);
  histogram: CaseSession['histogram'] = (request) => this.reader.call('histogram', [request]);
  top: CaseSession['top'] = (request) => this.reader.call('top', [request]);
  lanes: CaseSession['lanes'] = (request) => this.reader.call('lanes', [request]);
  around: CaseSession['around'] = (request) => this.reader.call('around', [request]);
  fields: CaseSession['fields'] = () => this.reader.call('fields');
  coverage: CaseSession['coverage'] = (request) => this.reader.call('coverage', [request]);
  event = (seq: number): Promise<AuditLog> => this.reader.call('event', [seq]);
  proof = (seq: number): Promise<string> => this.reader.call('proof', [seq]);
  log: CaseSession['log'] = (request): Promise<LogRecord[]> => this.reader.call('log', [request]);
  ledger: CaseSession['ledger'] = (kinds) => this.reader.call('ledger', [kinds]);

  searchHistory: CaseSession['searchHistory'] = (limit) => this.reader.call('searchHistory', [limit]);
  checkProof = (seq: number): Promise<ProofCheck> => this.reader.call('checkProof', [seq]);
  storedRecord = (seq: number): Promise<StoredRecord> => this.reader.call('storedRecord', [seq]);
  rawBytes = (request: RawRequest): Promise<RawBytes> => this.reader.call('rawBytes', [request]);

  async rederive(
    seq: number,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (doneBytes: number, totalBytes: number) => void },
  ): Promise<Rederivation> {
    return this.#readerTask<Rederivation>(
      'rederive',
      (taskId) => ({ seq, taskId }),
      signal,
      (event) => {
        const { done, total } = event as { done: number; total: number };
        onProgress?.(done, total);
      },
    );
  }

  async sourceProofs(request: ProofRequest, { signal, onProgress }: ProofHooks): Promise<ProofRun> {
    return this.#readerTask<ProofRun>(
      'sourceProofs',
      (taskId) => ({ request, taskId }),
      signal,
      (event) => {
        const { done, total, path } = event as { done: number; total: number; path: string };
        onProgress(done, total, path);
      },
    );
  }

  /** Long work on the reader thread that can be stopped. */
  async #readerTask<T>(
    method: string,
    input: (taskId: number) => object,
    signal: AbortSignal | undefined,
    onEvent: (event: unknown) => void,
  ): Promise<T> {
    const taskId = this.#nextTaskId++;
    const abort = (): void => void this.reader.call('abortTask', [taskId]).catch(() => undefined);
    const running = this.reader.call<T>(method, [input(taskId)], onEvent);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await running;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async *scan(
    request: { query: string; from?: string; to?: string },
    { signal }: { signal?: AbortSignal },
  ): AsyncGenerator<AuditLog[]> {
    const scanId = await this.reader.call<number>('beginScan', [request]);
    try {
      for (;;) {
        if (signal?.aborted === true) throw new AppError('CANCELLED', 'The work was stopped');
        const events = await this.reader.call<AuditLog[]>('nextOfScan', [scanId]);
        if (events.length === 0) return;
        yield events;
      }
    } finally {
      await this.reader.call('endScan', [scanId]);
    }
  }
}
