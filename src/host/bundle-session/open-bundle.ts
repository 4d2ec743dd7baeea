/**
 * From a bundle somebody gave away to a session that can be looked at as a case can.
 *
 * The stand-alone verifier judges it first; then it is read once into an encrypted index, and both must have read the same
 * bytes. A broken bundle is opened all the same, under its verdict: whoever audits it must see what is wrong.
 * Errors: FILE_NOT_FOUND, BUNDLE_UNCHECKED, BUNDLE_UNREADABLE, BUNDLE_CHANGED, CANCELLED, DISK_FULL.
 */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { RpcClient } from '../adapters/thread-rpc.ts';
import type { JobControl } from '../jobs/job-table.ts';
import type { BundleFacts, CaseInfo, CaseSession } from '../vault/session.ts';
import { unreadable } from './bundle-files.ts';
import { BundleSession } from './bundle-session.ts';
import type { BundleCheck } from './check-bundle.ts';
import type { IndexedBundle, IndexRequest } from './index-bundle.ts';
import { makeIndexFolder, removeIndexFolder, removeLeftIndexes } from './index-folder.ts';
import { type BundleTrust, verifierWords } from './verifier-words.ts';

type Report = OutputOf<'bundle.report'>;

const startThread = (name: 'bundle-check' | 'bundle-index' | 'case-reader'): RpcClient =>
  new RpcClient(new Worker(new URL(`../../workers/${name}.worker.ts`, import.meta.url)));

/** Who looks at a bundle: nobody of the case, and with no right but to look and to take copies. */
export const BUNDLE_READER = { operatorId: 'auditor', name: 'Auditor', role: 'auditor', vkey: '', since: 0 } as const;

/** @param dataDir where the index is made */
export async function openBundle(given: BundleTrust, dataDir: string, control: JobControl): Promise<CaseSession> {
  const trust = { ...given, path: resolve(given.path) };
  const stats = await stat(trust.path).catch(() => undefined);
  if (stats === undefined) throw new AppError('FILE_NOT_FOUND', `There is no file or folder ${trust.path}`);
  const report = await check(trust, control);
  const contentHash = report.facts['contentHash'];
  if (typeof contentHash !== 'string' || report.facts['origin'] === undefined) throw unreadable(mainProblem(report));
  removeLeftIndexes(dataDir);
  const dir = makeIndexFolder(dataDir);
  const dataKey = new Uint8Array(randomBytes(32));
  const reader = startThread('case-reader');
  try {
    const indexed = await index({ path: trust.path, dir, dataKey, contentHash }, report, control);
    const { origin, headVkeys } = indexed;
    await reader.call('open', [{ dir, origin, headVkeys, dataKey: dataKey.slice(), isBundle: true }]);
    const facts = factsOf(trust.path, stats.isDirectory(), report, indexed);
    return new BundleSession(reader, infoOf(indexed, facts), report as unknown as JsonObject, indexed.operators, () =>
      removeIndexFolder(dir),
    );
  } catch (error) {
    await reader.stop();
    removeIndexFolder(dir);
    throw error;
  } finally {
    dataKey.fill(0);
  }
}

/** A thread that is stopped when the work is, or when nobody waits for it any more. */
async function inThread<T>(
  name: 'bundle-check' | 'bundle-index',
  { signal }: JobControl,
  work: (thread: RpcClient) => Promise<T>,
): Promise<T> {
  const thread = startThread(name);
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(new AppError('CANCELLED', 'Opening the bundle was stopped'));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([work(thread), stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
    await thread.stop();
  }
}

async function check(trust: BundleTrust, control: JobControl): Promise<Report> {
  control.onProgress({ phase: 'check', unit: 'bytes', done: 0, total: null });
  try {
    const { out } = await inThread('bundle-check', control, (thread) =>
      thread.call<BundleCheck>('check', [verifierWords(trust)]),
    );
    return JSON.parse(out) as Report;
  } catch (error) {
    // Not even looked at: no folder and no zip file that could hold a bundle.
    if (error instanceof AppError && error.code === 'BUNDLE_UNCHECKED') throw unreadable(error.message);
    throw error;
  }
}

async function index(request: IndexRequest, report: Report, control: JobControl): Promise<IndexedBundle> {
  try {
    return await inThread('bundle-index', control, (thread) =>
      thread.call<IndexedBundle>('index', [request], (event) => {
        const { done, total } = event as { done: number; total: number };
        control.onProgress({ phase: 'index', unit: 'bytes', done, total });
      }),
    );
  } catch (error) {
    // What the verifier could not read to its end has no hash in its report either.
    const isUnread = error instanceof AppError && error.code === 'BUNDLE_CHANGED';
    if (isUnread && report.failures.some(({ check: number }) => number === 1)) throw unreadable(mainProblem(report));
    throw error;
  }
}

const mainProblem = ({ failures, notChecked, sentence }: Report): string =>
  (failures[0] ?? notChecked[0])?.text ?? sentence;

function factsOf(
  path: string,
  isFolder: boolean,
  report: Report,
  { counts, exportedAt, headSize, originals }: IndexedBundle,
): BundleFacts {
  const { verdict, exitCode, sentence, confirmedRecords, facts } = report;
  const { bundleId, rootOfTrust, signers, head } = facts;
  const { disclosed, redacted, withheld, unreadable: unread } = counts;
  return {
    path,
    form: isFolder ? 'folder' : 'zip',
    bundleId: typeof bundleId === 'string' ? bundleId : null,
    verdict,
    exitCode,
    sentence,
    confirmedRecords,
    rootOfTrust: rootOfTrust === 'given' || rootOfTrust === 'other' ? rootOfTrust : 'missing',
    checkedAt: new Date().toISOString(),
    exporters: Array.isArray(signers) ? signers.map(String) : [],
    exportedAt,
    head: { size: headSize, root: typeof head === 'string' ? head : null },
    records: { disclosed, redacted, withheld, unreadable: unread },
    originals,
  };
}

const infoOf = (indexed: IndexedBundle, bundle: BundleFacts): CaseInfo => ({
  caseId: indexed.caseId,
  name: indexed.name,
  origin: indexed.origin,
  dir: bundle.path,
  createdAt: indexed.createdAt,
  fingerprint: indexed.fingerprint,
  operator: BUNDLE_READER,
  readOnlyReason: 'it is an evidence bundle that somebody gave away, and nothing is written into one',
  recordCount: indexed.recordCount,
  headSize: indexed.headSize,
  eventCount: indexed.counts.events,
  sourceCount: indexed.sourceCount,
  bundle,
});
