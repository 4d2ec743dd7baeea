/** Thread entry of a verification: chains and compares, while its own workers read the segments. */
import { parentPort } from 'node:worker_threads';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import { casePaths } from '../host/vault/case-folder.ts';
import { startSegmentThreads } from '../host/verify/segment-threads.ts';
import type { VerifyOptions, VerifyParts } from '../host/verify/verify-case.ts';
import { invariant } from '../shared/verdict.ts';

const PROGRESS_INTERVAL_MS = 200;

invariant(parentPort !== null, 'the verification runs in a thread');

const aborting = new AbortController();

serveRpc(parentPort, {
  async verify(emit: Emit, parts: VerifyParts, options: VerifyOptions) {
    let lastMs = 0;
    const threads = startSegmentThreads(casePaths(parts.dir).segments, parts.workerCount);
    const { verifyCase } = await import('../host/verify/verify-case.ts');
    return verifyCase({ ...parts, threads }, options, {
      signal: aborting.signal,
      onProgress(done, total) {
        const nowMs = performance.now();
        if (nowMs - lastMs < PROGRESS_INTERVAL_MS) return;
        lastMs = nowMs;
        emit({ done, total });
      },
    });
  },
  abort: () => aborting.abort(),
});
