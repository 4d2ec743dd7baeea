/** Thread entry of the reading of a bundle into an index: one bundle a thread. */
import { parentPort } from 'node:worker_threads';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import { indexBundle, type IndexRequest } from '../host/bundle-session/index-bundle.ts';
import { invariant } from '../shared/verdict.ts';

const PROGRESS_INTERVAL_MS = 200;

invariant(parentPort !== null, 'a bundle is read in a thread');

const aborting = new AbortController();
let lastMs = 0;

serveRpc(parentPort, {
  index: (emit: Emit, request: IndexRequest) =>
    indexBundle(request, {
      signal: aborting.signal,
      onProgress(done, total) {
        const nowMs = performance.now();
        if (done < total && nowMs - lastMs < PROGRESS_INTERVAL_MS) return;
        lastMs = nowMs;
        emit({ done, total });
      },
    }),
});
