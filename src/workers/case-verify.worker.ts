/** Thread entry of a verification: chains and compares, while its own workers read the segments. */
import { parentPort } from 'node:worker_threads';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import { verifyCase, type VerifyOptions, type VerifyParts } from '../host/verify/verify-case.ts';
import { invariant } from '../shared/verdict.ts';

const PROGRESS_INTERVAL_MS = 200;

invariant(parentPort !== null, 'the verification runs in a thread');

const aborting = new AbortController();

serveRpc(parentPort, {
  verify(emit: Emit, parts: VerifyParts, options: VerifyOptions) {
    let lastMs = 0;
    return verifyCase(parts, options, {
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
