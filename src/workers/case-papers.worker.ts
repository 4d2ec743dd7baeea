/** Thread entry of papers: forms and certificates out of records (host/paper/case-papers.ts); one paper a thread. */
import { parentPort } from 'node:worker_threads';
import type { LedgerRecord } from '../engines/custody/custody-facts.ts';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import { makePaper, type PaperRequest } from '../host/paper/case-papers.ts';
import { invariant } from '../shared/verdict.ts';

invariant(parentPort !== null, 'papers are made in a thread');

serveRpc(parentPort, {
  make: (_emit: Emit, records: readonly LedgerRecord[], size: number, request: PaperRequest) =>
    makePaper(records, size, request),
});
