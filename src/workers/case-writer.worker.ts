/** Thread entry of the one writer of a case: holds the write connection, the log and the running ingest. */
import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { JsonObject } from '../engines/event/audit-event.ts';
import type { RecordKind } from '../engines/chain/record.ts';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import { ingest } from '../host/ingest/ingest-coordinator.ts';
import { deriveKey, generationOf } from '../host/vault/case-keys.ts';
import { operators } from '../host/vault/case-store.ts';
import { CaseWriter } from '../host/vault/case-writer.ts';
import { commitDataKey, encryptAnew, type NewSegment, settleDataKeyChange } from '../host/vault/data-key-change.ts';
import {
  addOperatorTo,
  changePassphraseIn,
  createRecoveryFor,
  planDataKey,
  type PlannedDataKey,
  removeOperatorFrom,
  type RemoveRequest,
  type ShareRequest,
  unreachable,
} from '../host/vault/operator-acts.ts';
import type { RecoverRequest } from '../host/vault/recover-case.ts';
import { createCaseFolder, type CreateCaseRequest } from '../host/vault/create-case.ts';
import type { SignerGiven } from '../host/vault/act-signers.ts';
import type { OpenCaseRequest } from '../host/vault/unlock-case.ts';
import { createFileStore, type FileStore } from '../host/vault/file-store.ts';
import { rollUpWhenLarge } from '../host/vault/roll-up.ts';
import type { Role } from '../shared/roles.ts';
import type { IngestRequest } from '../host/vault/session.ts';
import { AppError } from '../shared/errors.ts';
import { invariant } from '../shared/verdict.ts';

/** More would only wait for each other's memory: parsing and indexing are what costs. */
const MAX_SCAN_WORKERS = 8;
const SEAL_INTERVAL_MS = 15 * 60_000;

invariant(parentPort !== null, 'the case writer runs in a thread');

let writer: CaseWriter | undefined;
let files: FileStore | undefined;
let running: AbortController | undefined;
/** A change of the data key; acts are recorded meanwhile. */
let changing: AbortController | undefined;
let sealTimer: NodeJS.Timeout | undefined;
/** A data key under which everything lies beside the case, until it counts. */
let planned: (PlannedDataKey & { segments: NewSegment[] }) | undefined;

function open(): CaseWriter {
  if (writer === undefined) throw new AppError('CASE_NOT_OPEN', 'No case is open in this thread');
  return writer;
}

/** The case where nothing is under way that would be cut through by an act on keys. CASE_BUSY. */
function quiet(what: string): CaseWriter {
  if (running === undefined && changing === undefined) return open();
  throw new AppError(
    'CASE_BUSY',
    `The case is taking in evidence or changing its data key; that can be ${what} afterwards`,
  );
}

/** A refused passphrase is a record, as at an unlock. */
async function keyAct<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const log = writer?.log;
    if (log?.failure === undefined && log?.hasOpenRecords === true) log.flush('act');
    throw error;
  }
}

/** What was written for a data key that does not come to count. */
function dropPlanned(): void {
  planned?.newKey.fill(0);
  planned = undefined;
  if (writer !== undefined) settleDataKeyChange(writer.paths);
}

async function begin(current: CaseWriter): Promise<void> {
  files = createFileStore(current.paths.files, deriveKey(current.dataKey, 'files', 'files'));
  if (current.log === undefined) return;
  await files.cleanTemporary();
  sealTimer = setInterval(() => running === undefined && writer?.seal('interval'), SEAL_INTERVAL_MS);
  sealTimer.unref();
}

const openedParts = (current: CaseWriter) => ({
  info: current.info(),
  dataKey: current.dataKey.slice(),
  headVkeys: current.headVkeys,
  dir: current.paths.dir,
});

serveRpc(parentPort, {
  create: (_emit: Emit, request: CreateCaseRequest) => createCaseFolder(request),
  async open(_emit: Emit, request: OpenCaseRequest) {
    writer = await CaseWriter.open(request);
    await begin(writer);
    return openedParts(writer);
  },
  async recover(_emit: Emit, request: RecoverRequest) {
    writer = await CaseWriter.recover(request);
    await begin(writer);
    return openedParts(writer);
  },
  info: () => open().info(),
  operators: () => operators(open().db),
  addOperator: (_emit: Emit, request: { operatorId: string; name: string; role: Role; passphrase: string }) =>
    addOperatorTo(open(), request),
  changePassphrase: (_emit: Emit, request: { oldPassphrase: string; newPassphrase: string }) =>
    changePassphraseIn(open(), request),
  removeOperator: (_emit: Emit, request: RemoveRequest) => keyAct(() => removeOperatorFrom(quiet('removed'), request)),
  createRecovery: (_emit: Emit, request: ShareRequest) => keyAct(() => createRecoveryFor(quiet('made'), request)),
  unreachable: () => unreachable(open()),
  async encryptAnew(emit: Emit, request: { reason: string; signers?: SignerGiven[] }) {
    const current = quiet('made');
    changing = new AbortController();
    const { signal } = changing;
    try {
      const { newKey, keys, body } = await keyAct(() => planDataKey(current, request));
      const onProgress = (done: number, total: number): void => emit({ done, total });
      const { paths, db, dataKey: oldKey } = current;
      const work = { paths, db, oldKey, newKey, generation: generationOf(keys) };
      planned = { newKey, keys, body, segments: await encryptAnew(work, { signal, onProgress }) };
    } catch (error) {
      dropPlanned();
      throw error;
    } finally {
      changing = undefined;
    }
  },
  commitDataKey() {
    const current = quiet('made');
    invariant(planned !== undefined, 'a data key that counts was planned');
    const { newKey, keys } = planned;
    try {
      if (current.log?.hasOpenRecords === true) current.log.flush('act');
      const { paths, db, dataKey: oldKey } = current;
      const recordSeq = commitDataKey({ paths, db, oldKey, ...planned });
      planned = undefined;
      writer = undefined;
      writer = current.reopened(keys, newKey);
      files = createFileStore(writer.paths.files, deriveKey(writer.dataKey, 'files', 'files'));
      return { recordSeq, generation: generationOf(keys), opened: openedParts(writer) };
    } catch (error) {
      dropPlanned();
      throw error;
    }
  },
  abortDataKey: () => changing?.abort(),
  countersign: (_emit: Emit, size: number) => open().countersign(size),
  record: (_emit: Emit, kind: RecordKind, body: JsonObject) => open().record(kind, body, running !== undefined),
  recordAnnotation: (_emit: Emit, bodies: JsonObject[]) => open().recordAnnotation(bodies, running !== undefined),
  recordBundle(_emit: Emit, body: JsonObject, plannedSize: number) {
    if (running !== undefined) {
      throw new AppError('CASE_BUSY', 'Evidence is being taken in; make the bundle when that is over');
    }
    return open().recordBundle(body, plannedSize);
  },
  async beginSigning(_emit: Emit, others: SignerGiven[]) {
    const current = open();
    try {
      return await current.signers.begin(others);
    } catch (error) {
      // A refused passphrase is a record; while an ingest runs its next commit takes it along.
      const { log } = current;
      if (running === undefined && log?.failure === undefined && log?.hasOpenRecords === true) log.flush('act');
      throw error;
    }
  },
  sign: (_emit: Emit, id: number, payloadType: string, payload: string) =>
    open().signers.sign(id, payloadType, payload),
  endSigning: (_emit: Emit, id: number) => open().signers.end(id),
  async ingest(emit: Emit, request: IngestRequest) {
    const current = open();
    invariant(files !== undefined, 'an open case has its file store');
    if (running !== undefined || changing !== undefined) {
      throw new AppError('CASE_BUSY', 'This case is already taking in evidence, or changing its data key');
    }
    running = new AbortController();
    try {
      const workerCount = Math.max(1, Math.min(MAX_SCAN_WORKERS, availableParallelism()));
      const hooks = { signal: running.signal, onProgress: emit };
      const result = await ingest({ writer: current, files, workerCount }, request, hooks);
      rollUpWhenLarge(current);
      return result;
    } finally {
      running = undefined;
      // An act that came while the ingest was ending waits for a commit that the ingest no longer makes.
      const { log } = current;
      if (log?.failure === undefined && log?.hasOpenRecords === true) log.flush('act');
    }
  },
  abortIngest: () => running?.abort(),
  close() {
    clearInterval(sealTimer);
    const closing = writer;
    writer = undefined;
    closing?.close();
  },
});
