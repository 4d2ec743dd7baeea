/**
 * What an open case can do for compliance: keep papers beside the log, and assess its events.
 *
 * A paper (a table that was handed in, a framework file, the result of an assessment) lies encrypted under its SHA-256 in the
 * folder `compliance` of the case; a record of the log names it, and so it can not be exchanged.
 * Source: evidence-format-files.md for the form; the key is another one than that of the originals.
 */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { RpcClient } from '../adapters/thread-rpc.ts';
import { casePaths } from '../vault/case-folder.ts';
import { deriveKey } from '../vault/case-keys.ts';
import { createFileStore, type FileStore } from '../vault/file-store.ts';
import type { CaseReaderParts } from '../vault/searched-case.ts';
import type { AssessOutcome, AssessRequest } from './assess-request.ts';
import { type AssessHooks, assessOnThreads } from './threaded-assessment.ts';

export interface CaseCompliance {
  /** Keeps a paper; durable when it resolves. @returns its SHA-256. DISK_FULL, FILE_UNWRITABLE */
  keep(content: Uint8Array): Promise<string>;
  /** A paper whole, its bytes compared with the name. FILE_NOT_FOUND, VAULT_CORRUPT. */
  fetch(sha256: string): Promise<Uint8Array>;
  /** Removes what no record needs any more. */
  forget(sha256: string): Promise<void>;
  /** CANCELLED, VAULT_CORRUPT. */
  assess(request: AssessRequest, recordCount: number, hooks: AssessHooks): Promise<AssessOutcome>;
}

/** Threads beyond these would wait for each other's memory. */
const MAX_THREADS = 8;

/**
 * @param partsNow as the case is at this moment: its data key may be changed while it is open
 * @param within runs what a change of the data key must wait for
 */
export function complianceOver(
  partsNow: () => CaseReaderParts,
  within: <T>(work: () => Promise<T>) => Promise<T>,
  startThread: () => RpcClient,
): CaseCompliance {
  const folder = (): string => casePaths(partsNow().dir).compliance;
  const store = (): FileStore => createFileStore(folder(), deriveKey(partsNow().dataKey, 'files', 'compliance'));
  return {
    keep: (content) =>
      within(async () => {
        async function* pieces(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < content.length; at += 1 << 20) yield content.subarray(at, at + (1 << 20));
        }
        return (await store().acquire(pieces())).sha256;
      }),
    fetch: (sha256) => within(() => fetchFrom(store(), sha256)),
    forget: (sha256) =>
      within(async () => {
        if (/^[0-9a-f]{64}$/u.test(sha256)) await rm(join(folder(), sha256), { force: true });
      }),
    assess: (request, recordCount, hooks) =>
      within(() =>
        assessOnThreads(
          startThread,
          partsNow(),
          request,
          { records: recordCount, threads: Math.min(MAX_THREADS, availableParallelism()) },
          hooks,
        ),
      ),
  };
}

async function fetchFrom(store: FileStore, sha256: string): Promise<Uint8Array> {
  const stored = await store.open(sha256);
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of stored.stream()) pieces.push(piece);
    const content = Buffer.concat(pieces);
    if (createHash('sha256').update(content).digest('hex') !== sha256)
      throw new AppError('VAULT_CORRUPT', 'A paper of the case is not what its record names', { details: { sha256 } });
    return content;
  } finally {
    await stored.close();
  }
}
