/** Thread entry of one part of an assessment; the first of them takes in what the others saw and concludes. */
import { parentPort } from 'node:worker_threads';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import type { AssessRequest } from '../host/compliance/assess-request.ts';
import { AssessShard } from '../host/compliance/assess-shard.ts';
import type { CaseReaderParts } from '../host/vault/searched-case.ts';
import { AppError } from '../shared/errors.ts';
import { invariant } from '../shared/verdict.ts';

invariant(parentPort !== null, 'the assessment runs in a thread');

const aborting = new AbortController();
let shard: AssessShard | undefined;

function begun(): AssessShard {
  if (shard === undefined) throw new AppError('INTERNAL', 'No assessment was begun in this thread');
  return shard;
}

serveRpc(parentPort, {
  begin(_emit: Emit, parts: CaseReaderParts, request: AssessRequest) {
    shard = new AssessShard(parts, request);
    return shard.size;
  },
  goOnFrom: (_emit: Emit, state: Uint8Array) => begun().goOnFrom(state),
  observe: (emit: Emit, part: { index: number; count: number; fromSeq: number; size: number }) =>
    begun().observe(part, { signal: aborting.signal, onProgress: emit }),
  state: () => begun().state(),
  merge: (_emit: Emit, other: Uint8Array) => begun().merge(other),
  conclude: () => begun().conclude(),
  abort: () => aborting.abort(),
  end() {
    shard?.end();
    shard = undefined;
  },
});
