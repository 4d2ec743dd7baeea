/** Thread entry of a reader of a case: search, counts, single events, proofs, and what lies behind an event. */
import { parentPort } from 'node:worker_threads';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import type { TargetRequest } from '../host/vault/annotation-session.ts';
import { CaseReader, type LogRequest } from '../host/vault/case-reader.ts';
import type { DigestName } from '../host/vault/head-session.ts';
import type { QueryScope } from '../host/vault/query-scope.ts';
import type {
  AroundRequest,
  CoverageRequest,
  FoldRequest,
  HistogramRequest,
  LanesRequest,
  SearchRequest,
} from '../host/vault/search-answers.ts';
import type { CaseReaderParts } from '../host/vault/searched-case.ts';
import type { ProofRequest } from '../host/source-proof/check-proofs.ts';
import type { RawRequest } from '../host/vault/inspection.ts';
import type { RecordKind } from '../shared/record-kinds.ts';
import { AppError } from '../shared/errors.ts';
import { invariant } from '../shared/verdict.ts';

invariant(parentPort !== null, 'the case reader runs in a thread');

let reader: CaseReader | undefined;
const PROGRESS_EVERY_MS = 200;
/** Sources being read again. */
const tasks = new Map<number, AbortController>();

function open(): CaseReader {
  if (reader === undefined) throw new AppError('CASE_NOT_OPEN', 'No case is open in this thread');
  return reader;
}

async function rederive(emit: Emit, { seq, taskId }: { seq: number; taskId: number }) {
  const aborting = new AbortController();
  tasks.set(taskId, aborting);
  try {
    const { files } = open();
    const trace = open().trace(seq);
    // The format readers and their compiled helpers: most threads never need them.
    const again = await import('../host/ingest/rederive.ts');
    return await again.rederive(files, trace, {
      signal: aborting.signal,
      onProgress: (done, total) => emit({ done, total }),
    });
  } finally {
    tasks.delete(taskId);
  }
}

async function sourceProofs(emit: Emit, { request, taskId }: { request: ProofRequest; taskId: number }) {
  const aborting = new AbortController();
  tasks.set(taskId, aborting);
  let lastMs = 0;
  try {
    const { files } = open();
    const records = open().log({ kinds: ['source'], limit: Number.MAX_SAFE_INTEGER });
    const proofs = await import('../host/source-proof/check-proofs.ts');
    return await proofs.checkProofs(files, records, request, {
      signal: aborting.signal,
      onProgress(done, total, path) {
        if (performance.now() - lastMs < PROGRESS_EVERY_MS) return;
        lastMs = performance.now();
        emit({ done, total, path });
      },
    });
  } finally {
    tasks.delete(taskId);
  }
}

serveRpc(parentPort, {
  open(_emit: Emit, parts: CaseReaderParts) {
    reader = new CaseReader(parts);
  },
  sources: () => open().sources(),
  search: (_emit: Emit, request: SearchRequest) => open().search(request),
  fold: (_emit: Emit, request: FoldRequest) => open().fold(request),
  around: (_emit: Emit, request: AroundRequest) => open().around(request),
  histogram: (_emit: Emit, request: HistogramRequest) => open().histogram(request),
  lanes: (_emit: Emit, request: LanesRequest) => open().lanes(request),
  fields: () => open().fields(),
  coverage: (_emit: Emit, request: CoverageRequest) => open().coverage(request),
  top: (_emit: Emit, request: QueryScope & { field: string; limit?: number }) => open().top(request),
  event: (_emit: Emit, seq: number) => open().event(seq),
  proof: (_emit: Emit, seq: number) => open().proof(seq),
  findHead: (_emit: Emit, size?: number) => open().findHead(size),
  findHeadByDigest: (_emit: Emit, name: DigestName, digest: string) => open().findHeadByDigest(name, digest),
  rootAt: (_emit: Emit, size: number) => open().rootAt(size),
  consistency: (_emit: Emit, oldSize: number, size: number) => open().consistency(oldSize, size),
  checkProof: (_emit: Emit, seq: number) => open().checkProof(seq),
  storedRecord: (_emit: Emit, seq: number) => open().storedRecord(seq),
  rawBytes: (_emit: Emit, request: RawRequest) => open().rawBytes(request),
  rederive,
  sourceProofs,
  abortTask: (_emit: Emit, taskId: number) => tasks.get(taskId)?.abort(),
  log: (_emit: Emit, request: LogRequest) => open().log(request),
  ledger: (_emit: Emit, kinds: readonly RecordKind[]) => open().ledger(kinds),
  searchHistory: (_emit: Emit, limit: number) => open().searchHistory(limit),
  annotationTargets: (_emit: Emit, request: TargetRequest) => open().annotationTargets(request),
  annotationList: (_emit: Emit, request: { seqs?: number[]; afterSeq?: number; limit?: number }) =>
    open().notes((notes) => notes.list(request)),
  annotationTotals: () => open().notes((notes) => notes.totals()),
  annotationHistory: (_emit: Emit, seq: number) => open().notes((notes) => notes.history(seq)),
  annotationUndoable: (_emit: Emit, recordSeq: number) => open().notes((notes) => notes.undoable(recordSeq)),
  beginScan: (_emit: Emit, request: QueryScope) => open().beginScan(request),
  nextOfScan: (_emit: Emit, scanId: number) => open().nextOfScan(scanId),
  endScan: (_emit: Emit, scanId: number) => open().endScan(scanId),
  close() {
    reader?.close();
    reader = undefined;
  },
});
