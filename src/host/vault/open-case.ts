/**
 * From a folder to a session: starts the threads of a case and speaks to them.
 *
 * One writer thread, one reader thread, a verification thread while one runs. Every method is a call across a thread.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { RecordKind } from '../../engines/chain/record.ts';
import { AppError } from '../../shared/errors.ts';
import { type CaseCompliance, complianceOver } from '../compliance/compliance-session.ts';
import { ThreadedBundle } from '../bundle/threaded-bundle.ts';
import { RpcClient } from '../adapters/thread-rpc.ts';
import { annotationsOver, type CaseAnnotations } from './annotation-session.ts';
import { casePaths, isCaseFolder } from './case-folder.ts';
import { loadCaseKeys } from './case-keys.ts';
import type { CreateCaseRequest } from './create-case.ts';
import { type CaseHeads, headsOver } from './head-session.ts';
import type { RecoverRequest } from './recover-case.ts';
import { checkedShare } from './recovery-key.ts';
import { findCase, type OpenCaseRequest } from './unlock-case.ts';
import { WholeCase } from './whole-case.ts';
import { ReaderSession } from './reader-session.ts';
import type { CaseReaderParts } from './searched-case.ts';
import type { Role } from '../../shared/roles.ts';
import type {
  CaseInfo,
  CaseSession,
  IngestProgress,
  IngestRequest,
  IngestResult,
  OperatorInfo,
  Signing,
  VerifyReport,
} from './session.ts';

interface OpenedCase {
  info: CaseInfo;
  dataKey: Uint8Array;
  headVkeys: string[];
  dir: string;
}

interface ChangedDataKey {
  recordSeq: number;
  generation: number;
  opened: OpenedCase;
}

const startThread = (name: 'case-writer' | 'case-reader' | 'case-verify' | 'case-bundle' | 'case-assess'): RpcClient =>
  new RpcClient(new Worker(new URL(`../../workers/${name}.worker.ts`, import.meta.url)));

/** Makes the folder, its keys and its first records, and opens it. CASE_EXISTS, PASSPHRASE_TOO_SHORT, CASE_READ_ONLY, DISK_FULL. */
export async function createCase(request: CreateCaseRequest & Pick<OpenCaseRequest, 'seenDir'>): Promise<CaseSession> {
  const writer = startThread('case-writer');
  try {
    await writer.call('create', [request]);
    const { dir, operatorId, passphrase, seenDir } = request;
    return await openWith(writer, { dir, operatorId, passphrase, ...(seenDir === undefined ? {} : { seenDir }) });
  } catch (error) {
    await writer.stop();
    throw error;
  }
}

/**
 * CASE_NOT_FOUND, CASE_NOT_A_CASE, CASE_KEYS_*, OPERATOR_UNKNOWN, VAULT_KEY_WRONG, CASE_BUSY, CASE_NEWER_VERSION, VAULT_CORRUPT,
 * CASE_ROLLED_BACK, CASE_TWO_HISTORIES, WITNESS_STORE_BROKEN.
 */
export async function openCase(request: OpenCaseRequest): Promise<CaseSession> {
  const writer = startThread('case-writer');
  try {
    return await openWith(writer, request);
  } catch (error) {
    await writer.stop();
    throw error;
  }
}

export interface CaseDescription {
  caseId: string;
  name: string;
  operators: { operatorId: string; name: string; role: Role }[];
  recovery: { recoveryId: string; threshold: number; count: number } | null;
}

/** What the public header says, without a passphrase. */
export async function describeCase(dir: string): Promise<CaseDescription> {
  const paths = casePaths(resolve(dir));
  if (!existsSync(paths.dir)) throw new AppError('CASE_NOT_FOUND', `There is no folder ${paths.dir}`);
  if (!isCaseFolder(paths.dir)) throw new AppError('CASE_NOT_A_CASE', `${paths.dir} is not a case folder`);
  const { caseId, name, slots, recovery } = loadCaseKeys(paths.keys);
  return {
    caseId,
    name,
    operators: slots.map(({ header: { operatorId, name: person, role } }) => ({ operatorId, name: person, role })),
    recovery:
      recovery === undefined
        ? null
        : { recoveryId: recovery.id, threshold: recovery.threshold, count: recovery.shares.length },
  };
}

/** Whether a share was typed right and is one of this case. RECOVERY_NOT_MADE, RECOVERY_SHARE_WRONG, CASE_*. */
export async function checkShare(
  dir: string,
  text: string,
): Promise<{ index: number; threshold: number; count: number; name: string }> {
  const { keys } = findCase(dir);
  if (keys.recovery === undefined) {
    throw new AppError('RECOVERY_NOT_MADE', 'No recovery shares were made for this case: only a passphrase opens it');
  }
  const { shares, threshold } = keys.recovery;
  const { index, name } = checkedShare(text, 1, keys.recovery);
  return { index, name, threshold, count: shares.length };
}

/** Lets somebody in by recovery shares, and opens the case for them. CASE_BUSY, RECOVERY_*, PASSPHRASE_TOO_SHORT, OPERATOR_REMOVED. */
export async function recoverCase(request: RecoverRequest): Promise<CaseSession> {
  const writer = startThread('case-writer');
  try {
    return await openWith(writer, request, 'recover');
  } catch (error) {
    await writer.stop();
    throw error;
  }
}

async function openWith(
  writer: RpcClient,
  request: OpenCaseRequest | RecoverRequest,
  how: 'open' | 'recover' = 'open',
): Promise<CaseSession> {
  const opened = await writer.call<OpenedCase>(how, [request]);
  const reader = startThread('case-reader');
  try {
    await reader.call('open', [{ ...opened, origin: opened.info.origin }]);
  } catch (error) {
    await writer.call('close');
    await Promise.all([writer.stop(), reader.stop()]);
    throw error;
  }
  return new ThreadedCase(writer, reader, opened);
}

class ThreadedCase extends ReaderSession implements CaseSession {
  readonly #writer: RpcClient;
  #opened: OpenedCase;
  readonly annotations: CaseAnnotations;
  readonly heads: CaseHeads;
  readonly compliance: CaseCompliance;
  /** Work that reads the whole case, or replaces it. */
  readonly #whole = new WholeCase();
  #isClosed = false;

  constructor(writer: RpcClient, reader: RpcClient, opened: OpenedCase) {
    super(reader);
    this.#writer = writer;
    this.#opened = opened;
    this.annotations = annotationsOver(reader, writer);
    this.heads = headsOver(reader, writer);
    this.compliance = complianceOver(
      () => this.#parts(),
      (work) => this.#whole.within(work),
      () => startThread('case-assess'),
    );
  }

  #parts(): CaseReaderParts {
    const { dir, dataKey, headVkeys, info } = this.#opened;
    return { dir, dataKey, headVkeys, origin: info.origin };
  }

  info = (): Promise<CaseInfo> => this.#writer.call('info');
  operators = (): Promise<OperatorInfo[]> => this.#writer.call('operators');
  addOperator: CaseSession['addOperator'] = (request) => this.#writer.call('addOperator', [request]);
  changePassphrase: CaseSession['changePassphrase'] = (request) => this.#writer.call('changePassphrase', [request]);
  removeOperator: CaseSession['removeOperator'] = (request) => this.#writer.call('removeOperator', [request]);
  createRecovery: CaseSession['createRecovery'] = (request) => this.#writer.call('createRecovery', [request]);
  unreachable: CaseSession['unreachable'] = () => this.#writer.call('unreachable');

  changeDataKey: CaseSession['changeDataKey'] = (request, { signal, onProgress }) =>
    this.#whole.alone(async () => {
      const abort = (): void => void this.#writer.call('abortDataKey').catch(() => undefined);
      signal?.addEventListener('abort', abort, { once: true });
      try {
        const running = this.#writer.call('encryptAnew', [request], (event) => {
          const { done, total } = event as { done: number; total: number };
          onProgress?.(done, total);
        });
        if (signal?.aborted === true) abort();
        await running;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
      return this.reader.alone(async (read) => {
        await read('close');
        try {
          const { opened, ...changed } = await this.#writer.call<ChangedDataKey>('commitDataKey');
          this.#opened.dataKey.fill(0);
          this.#opened = opened;
          return changed;
        } finally {
          await read('open', [{ ...this.#opened, origin: this.#opened.info.origin }]);
        }
      });
    });

  record = (kind: RecordKind, body: JsonObject): Promise<number> => this.#writer.call('record', [kind, body]);

  async ingest(
    request: IngestRequest,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: IngestProgress) => void },
  ): Promise<IngestResult> {
    const abort = (): void => void this.#writer.call('abortIngest').catch(() => undefined);
    const running = this.#writer.call<IngestResult>('ingest', [request], onProgress as (event: unknown) => void);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await running;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  override rederive(...given: Parameters<ReaderSession['rederive']>): ReturnType<ReaderSession['rederive']> {
    return this.#whole.within(() => super.rederive(...given));
  }

  override sourceProofs(
    ...given: Parameters<ReaderSession['sourceProofs']>
  ): ReturnType<ReaderSession['sourceProofs']> {
    return this.#whole.within(() => super.sourceProofs(...given));
  }

  override async *scan(...given: Parameters<ReaderSession['scan']>): ReturnType<ReaderSession['scan']> {
    const leave = this.#whole.enter();
    try {
      yield* super.scan(...given);
    } finally {
      leave();
    }
  }

  async signing(others: readonly { operatorId: string; passphrase: string }[]): Promise<Signing> {
    const id = await this.#writer.call<number>('beginSigning', [others]);
    return {
      operatorIds: [this.#opened.info.operator.operatorId, ...others.map(({ operatorId }) => operatorId)],
      sign: (payloadType, payload) => this.#writer.call('sign', [id, payloadType, payload]),
      end: () => this.#writer.call('endSigning', [id]),
    };
  }

  bundle: CaseSession['bundle'] = (request, hooks) => {
    return ThreadedBundle.begin(startThread('case-bundle'), this.#parts(), request, hooks, this.#whole.enter());
  };

  recordBundle: CaseSession['recordBundle'] = (body, plannedSize) =>
    this.#writer.call('recordBundle', [body, plannedSize]);

  async verify(
    request: { mode: 'fast' | 'strict'; fingerprint?: string },
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
  ): Promise<VerifyReport> {
    const leave = this.#whole.enter();
    const verifier = startThread('case-verify');
    const abort = (): void => void verifier.call('abort').catch(() => undefined);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const { dir, dataKey, info } = this.#opened;
      const parts = { dir, dataKey, origin: info.origin, workerCount: availableParallelism() };
      return await verifier.call<VerifyReport>('verify', [parts, request], (event) => {
        const { done, total } = event as { done: number; total: number };
        onProgress?.(done, total);
      });
    } finally {
      leave();
      signal?.removeEventListener('abort', abort);
      await verifier.stop();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      // The reader first: with its connection open the writer could not fold the write-ahead log away.
      await this.reader.call('close');
      await this.#writer.call('close');
    } finally {
      this.#opened.dataKey.fill(0);
      await Promise.all([this.reader.stop(), this.#writer.stop()]);
    }
  }
}
