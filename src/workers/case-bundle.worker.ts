/** Thread entry of a bundle: one bundle a thread, made step by step (host/bundle/bundle-maker.ts). */
import { parentPort } from 'node:worker_threads';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import { BundleMaker, type BundleProgress } from '../host/bundle/bundle-maker.ts';
import type { BundleRecord, BundleRequest } from '../host/bundle/bundle-request.ts';
import type { CaseReaderParts } from '../host/vault/searched-case.ts';
import type { JsonObject } from '../engines/event/audit-event.ts';
import { AppError } from '../shared/errors.ts';
import { invariant } from '../shared/verdict.ts';

const PROGRESS_INTERVAL_MS = 200;

invariant(parentPort !== null, 'the bundle is made in a thread');

const aborting = new AbortController();
let maker: BundleMaker | undefined;
let emit: Emit = () => undefined;
let last = { phase: '', atMs: 0 };

function onProgress(progress: BundleProgress): void {
  const atMs = performance.now();
  if (progress.phase === last.phase && atMs - last.atMs < PROGRESS_INTERVAL_MS) return;
  last = { phase: progress.phase, atMs };
  emit(progress);
}

function begun(): BundleMaker {
  if (maker === undefined) throw new AppError('INTERNAL', 'No bundle was begun in this thread');
  return maker;
}

serveRpc(parentPort, {
  async begin(_emit: Emit, parts: CaseReaderParts, request: BundleRequest) {
    maker = await BundleMaker.begin(parts, request, { signal: aborting.signal, onProgress });
  },
  plan(progress: Emit) {
    emit = progress;
    return begun().plan();
  },
  write(progress: Emit, record: BundleRecord) {
    emit = progress;
    return begun().write(record);
  },
  put: (_emit: Emit, name: string, text: string) => begun().put(name, text),
  list: (_emit: Emit, bundleId: string, predicate: JsonObject) => begun().list(bundleId, predicate),
  settle(progress: Emit, signedList: string) {
    emit = progress;
    return begun().settle(signedList);
  },
  abort: () => aborting.abort(),
  async end() {
    const ending = maker;
    maker = undefined;
    await ending?.end();
  },
});
