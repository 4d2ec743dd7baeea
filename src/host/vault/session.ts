/**
 * An open case as the services see it: one object, every power of the case behind it.
 *
 * The session lives on the caller's thread and speaks to the writer thread (workers/case-writer.worker.ts), which alone
 * holds the write connection, and to reader threads. All values are structured-cloneable.
 * Errors: AppError by code (VAULT_KEY_WRONG, CASE_BUSY, CASE_READ_ONLY, DISK_FULL, SEARCH_SYNTAX ...).
 */
import type { AuditLog, JsonObject } from '../../engines/event/audit-event.ts';
import type { RecordKind } from '../../engines/chain/record.ts';
import type { ProofHooks, ProofRequest, ProofRun } from '../source-proof/check-proofs.ts';
import type { BundleHooks } from '../bundle/bundle-maker.ts';
import type { BundleRequest } from '../bundle/bundle-request.ts';
import type { CaseCompliance } from '../compliance/compliance-session.ts';
import type { BundleForm, BundleVerdict } from '../../shared/bundle-words.ts';
import type { ThreadedBundle } from '../bundle/threaded-bundle.ts';
import type { LedgerRecord } from '../../engines/custody/custody-facts.ts';
import type { FormatId, SourceNote } from '../../engines/ingest/format.ts';
import type { Role } from '../../shared/roles.ts';
import type { Finding } from '../../shared/verdict.ts';
import type {
  AroundAnchor,
  AroundRequest,
  CaseFields,
  Coverage,
  CoverageRequest,
  FieldLanes,
  FoldedPage,
  FoldRequest,
  Histogram,
  HistogramRequest,
  LanesRequest,
  SearchPage,
  SearchRequest,
  TopValues,
} from './search-answers.ts';
import type { SignerGiven } from './act-signers.ts';
import type { MadeRecovery, RemoveRequest, ShareRequest } from './operator-acts.ts';
import type { CaseAnnotations } from './annotation-session.ts';
import type { CaseHeads } from './head-session.ts';
import type { PastQuery } from './search-history.ts';
import type { ProofCheck, RawBytes, RawRequest, Rederivation, StoredRecord } from './inspection.ts';

export interface OperatorInfo {
  operatorId: string;
  name: string;
  role: Role;
  /** C2SP vkey text of the operator's long-lived Ed25519 key. */
  vkey: string;
  /** Seq of the record that enrolled the operator, or gave them this key. */
  since: number;
  /** Seq of the record that ended it: what is signed with it after that counts for nothing. */
  until?: number;
}

/** How the case stands to what this workstation saw of it when it was open here before. */
export interface SeenHere {
  /** `unknown`: it could not be compared, and `problem` says why. */
  state: 'first' | 'extends' | 'rolled-back' | 'two-histories' | 'unknown';
  /** Records of the largest head seen before, and when. */
  size?: number;
  at?: string;
  /** Why nothing could be compared, or the newest head not be remembered. */
  problem?: string;
}

/** What the stand-alone verifier found out about an opened bundle, and what the bundle shows. */
export interface BundleFacts {
  path: string;
  form: BundleForm;
  bundleId: string | null;
  verdict: BundleVerdict;
  /** Of the verifier: 0 intact, 1 broken, 2 could not be checked. */
  exitCode: 0 | 1 | 2;
  /** The verdict in one sentence. */
  sentence: string;
  /** Records 0 to this number less one are confirmed by somebody outside who is trusted here. */
  confirmedRecords: number;
  rootOfTrust: 'given' | 'missing' | 'other';
  checkedAt: string;
  /** Who signed the list of its files; empty where nobody could be made sure of. */
  exporters: string[];
  exportedAt: string | null;
  head: { size: number; root: string | null };
  records: { disclosed: number; redacted: number; withheld: number; unreadable: number };
  originals: number;
}

export interface CaseInfo {
  caseId: string;
  name: string;
  /** `audittrailpro/case/<caseId>` */
  origin: string;
  dir: string;
  createdAt: string;
  /** First 20 bytes of SHA-256(genesis line), eight groups of five hex digits: `3f2a1-...`. */
  fingerprint: string;
  operator: OperatorInfo;
  /** Why nothing can be recorded (read-only medium ...); undefined where the case is writable. */
  readOnlyReason?: string;
  /** `case.db` is older than `epoch.key`: a lead may take it as the case. Absent where it is not. */
  isOlderThanKey?: boolean;
  /** As of the unlock; absent where this program remembers nothing. */
  seenHere?: SeenHere;
  /** Records in the log, and how many of them the newest signed head covers. */
  recordCount: number;
  headSize: number;
  eventCount: number;
  sourceCount: number;
  /** Present where this is no case but an evidence bundle that somebody gave away, opened to look at. */
  bundle?: BundleFacts;
}

export interface IngestRequest {
  paths: string[];
  /** The paths are a copy made for this ingest out of files a person dropped on a browser window. */
  drop?: DroppedCopy;
  format?: FormatId;
  name?: string;
  timeZone?: string;
  year?: number;
  extraHashes?: ('md5' | 'sha1')[];
  /** Default true: the original bytes are kept, encrypted, in the case. False: by reference (path and hashes only). */
  keepOriginals?: boolean;
  /** Take in a source whose hash the case already holds. Default false. */
  again?: boolean;
}

/** Where the copy lies, and the given path of each file whose name could not stand on this disk. */
export interface DroppedCopy {
  root: string;
  /** Kept path to given path, both below the drop, `/` between parts; only those that differ. */
  given: Record<string, string>;
}

export interface RejectionExample {
  reason: string;
  offset: number;
  length: number;
  message: string;
}

/** What stood in for a zone or a year that a source does not name, and who said it. */
export interface AssumedTime {
  zone?: { name: string; from: 'default' | 'option' };
  /** The years that its events were given, in UTC; absent where no event got a time. */
  year?: { from: 'file-time' | 'option'; first?: number; last?: number };
}

/** The source report: also the body of the `source-report` record. Every byte of the source is accounted for. */
export interface SourceReport {
  /** As the person gave it; a member of an archive follows after `!/`. */
  path: string;
  /** The same, absolute and with links resolved. Absent in cases of an earlier program, and where nobody knows. */
  location?: string;
  /** `drop`: sent by a browser window, which does not tell where the file lay; `path` is its name there. */
  arrival?: 'drop';
  /** null where no reader took it. */
  format: FormatId | null;
  parserVersion: string | null;
  /** null where the source could not be read to its end. */
  sha256: string | null;
  md5?: string;
  sha1?: string;
  sizeBytes: number | null;
  mtime: string | null;
  /** recordCount = eventCount + rejectedCount; ambiguous events are counted in both eventCount and ambiguousCount. */
  recordCount: number;
  eventCount: number;
  ambiguousCount: number;
  rejectedCount: number;
  rejectedByReason: Record<string, number>;
  /** The first 100; all rejections stand as `rejection` records in the log. */
  rejections: RejectionExample[];
  notes: SourceNote[];
  noteCount: number;
  firstTime: string | null;
  lastTime: string | null;
  withoutTimeCount: number;
  /** Absent where the source itself says zone and year. */
  assumedTime?: AssumedTime;
  /** The longest stretches without an event, at most 10, longest first. */
  gaps: { from: string; to: string; seconds: number }[];
  /** Seq of the earlier source record where the same bytes were already taken in; then nothing was added. */
  duplicateOf?: number;
  /** Seq of this source's own record. */
  sourceSeq?: number;
  findings: Finding[];
}

export interface IngestProgress {
  phase: 'acquire' | 'ingest' | 'seal';
  path: string;
  doneBytes: number;
  totalBytes: number;
  eventCount: number;
}

export interface IngestResult {
  sources: SourceReport[];
  totals: { recordCount: number; eventCount: number; ambiguousCount: number; rejectedCount: number };
}

/** A line of the case log that is not an event: who did what. */
export interface LogRecord {
  seq: number;
  kind: RecordKind;
  at: string;
  body: JsonObject;
}

/** Records as of one head, each compared with its leaf. */
export interface Ledger {
  /** Records under that head. */
  size: number;
  records: LedgerRecord[];
}

/** One of the checks of a verification. `ok` only where all of it was really made. */
export interface CheckLine {
  id: 'sources' | 'records' | 'chain' | 'root' | 'signatures' | 'timestamps' | 'custody' | 'exports';
  title: string;
  state: 'ok' | 'failed' | 'not-checked';
  checked: number;
  total: number;
  detail: string;
}

export interface VerifyReport {
  verdict: 'intact' | 'broken' | 'indeterminate';
  mode: 'fast' | 'strict';
  recordCount: number;
  headSize: number;
  /** Size up to which somebody outside confirms the log; 0 where nobody does. */
  confirmedOutside: number;
  /** Whether the fingerprint the person gave is that of this case: nothing inside a case can tell. */
  rootOfTrust: 'confirmed' | 'different' | 'not-given';
  /** The first 1,000. */
  findings: Finding[];
  findingCount: number;
  badRecordCount: number;
  checks: CheckLine[];
  /** All records that findings are about, also those past the first 1,000 findings: at most 2,000 ranges, in log order. */
  badRanges: { firstSeq: number; lastSeq: number; kinds: string[] }[];
  /** Whether no range holds a record that nothing was found about: there were few enough to keep them apart. */
  areRangesExact: boolean;
  /** Records that could not be read: neither good nor bad. */
  unreadRanges: { firstSeq: number; lastSeq: number }[];
  /** What a person should know and that is no finding: restarts, clocks set back, sources by reference. */
  notices: string[];
  /** What could not be checked, and why; makes the verdict `indeterminate` unless it is `broken`. */
  notChecked: string[];
  seconds: number;
}

/** The people of one act, their keys open until it ends: the acting operator and those who gave their passphrase for it. */
export interface Signing {
  /** The acting operator first. */
  readonly operatorIds: readonly string[];
  /** A DSSE envelope signed by all of them. */
  sign(payloadType: string, payload: string): Promise<JsonObject>;
  /** Wipes the keys of the others. */
  end(): Promise<void>;
}

export interface CaseSession {
  /** Of an opened bundle: the report of the stand-alone verifier, as it gave it. */
  bundleReport?(): Promise<JsonObject>;
  info(): Promise<CaseInfo>;
  operators(): Promise<OperatorInfo[]>;
  addOperator(request: { operatorId: string; name: string; role: Role; passphrase: string }): Promise<OperatorInfo>;
  changePassphrase(request: { oldPassphrase: string; newPassphrase: string }): Promise<void>;
  /** Ends somebody's key. @returns seq of the record. OPERATOR_UNKNOWN, OPERATOR_NEEDED, SIGNATURE_MISSING, VAULT_KEY_WRONG, CASE_BUSY. */
  removeOperator(request: RemoveRequest): Promise<number>;
  /** Makes recovery shares: the only time that anybody sees them. CONTRACT_BAD_INPUT, SIGNATURE_MISSING, VAULT_KEY_WRONG. */
  createRecovery(request: ShareRequest): Promise<MadeRecovery>;
  /** Operators whom a new data key could not be left for. */
  unreachable(): Promise<string[]>;
  /** Everything under a new data key. CASE_BUSY, OPERATOR_UNREACHABLE, SIGNATURE_MISSING, DISK_FULL, VAULT_CORRUPT, CANCELLED. */
  changeDataKey(
    request: { reason: string; signers?: readonly SignerGiven[] },
    options: { signal?: AbortSignal; onProgress?: (doneBytes: number, totalBytes: number) => void },
  ): Promise<{ recordSeq: number; generation: number }>;
  ingest(
    request: IngestRequest,
    options: { signal?: AbortSignal; onProgress?: (progress: IngestProgress) => void },
  ): Promise<IngestResult>;
  sources(): Promise<SourceReport[]>;
  search(request: SearchRequest): Promise<SearchPage>;
  /** A stretch of the same result, repeats folded. */
  fold(request: FoldRequest): Promise<FoldedPage>;
  histogram(request: HistogramRequest): Promise<Histogram>;
  top(request: { query: string; field: string; from?: string; to?: string; limit?: number }): Promise<TopValues>;
  lanes(request: LanesRequest): Promise<FieldLanes>;
  /** What happened before and after a record. RECORD_NOT_FOUND. */
  around(request: AroundRequest): Promise<AroundAnchor>;
  /** What one can ask about the events of this case. */
  fields(): Promise<CaseFields>;
  /** Which source has events when. */
  coverage(request: CoverageRequest): Promise<Coverage>;
  /** Every match, in log order, each checked against its leaf; throws EXPORT_INCOMPLETE where one can't be. */
  scan(
    request: { query: string; from?: string; to?: string },
    options: { signal?: AbortSignal },
  ): AsyncIterable<AuditLog[]>;
  event(seq: number): Promise<AuditLog>;
  /** c2sp.org/tlog-proof@v1 text for any sealed record. RECORD_NOT_FOUND; VAULT errors. */
  proof(seq: number): Promise<string>;
  /** The check of that proof, computed from the stored line in single steps; nothing is refused. RECORD_NOT_FOUND. */
  checkProof(seq: number): Promise<ProofCheck>;
  /** A record of any kind as it is stored, whether or not it is what was sealed. RECORD_NOT_FOUND. */
  storedRecord(seq: number): Promise<StoredRecord>;
  /** The bytes a record was read from. RECORD_NOT_FOUND. */
  rawBytes(request: RawRequest): Promise<RawBytes>;
  /** Reads the source of a record again and compares. RECORD_NOT_FOUND, CANCELLED. */
  rederive(
    seq: number,
    options: { signal?: AbortSignal; onProgress?: (doneBytes: number, totalBytes: number) => void },
  ): Promise<Rederivation>;
  /** Checks the proofs that sources carry or that were given with them; records nothing. PROOF_KEY_UNREADABLE, CANCELLED. */
  sourceProofs(request: ProofRequest, hooks: ProofHooks): Promise<ProofRun>;
  /** Records other than events and rejections, in log order, from `afterSeq` (exclusive). */
  log(request: { afterSeq?: number; kinds?: RecordKind[]; limit?: number }): Promise<LogRecord[]>;
  /** All records of these kinds under the newest head, with their digests. CASE_LOG_BROKEN. */
  ledger(kinds: readonly RecordKind[]): Promise<Ledger>;
  readonly annotations: CaseAnnotations;
  readonly heads: CaseHeads;
  readonly compliance: CaseCompliance;
  /** The different queries that were run, newest first. */
  searchHistory(limit: number): Promise<PastQuery[]>;
  /** Records an act of this operator (export, search ...) in the case log; returns its seq once durable. */
  record(kind: RecordKind, body: JsonObject): Promise<number>;
  /** Opens the slots of further people for one act. OPERATOR_UNKNOWN, VAULT_KEY_WRONG (recorded). */
  signing(others: readonly { operatorId: string; passphrase: string }[]): Promise<Signing>;
  /** Begins a bundle on a thread of its own; whoever began it ends it. FILE_EXISTS, FILE_UNWRITABLE. */
  bundle(request: BundleRequest, hooks: BundleHooks): Promise<ThreadedBundle>;
  /** Writes a bundle's record where the log still has `plannedSize` records; else null. CASE_BUSY, CASE_READ_ONLY. */
  recordBundle(body: JsonObject, plannedSize: number): Promise<{ seq: number; headSize: number } | null>;
  verify(
    request: { mode: 'fast' | 'strict'; fingerprint?: string },
    options: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
  ): Promise<VerifyReport>;
  /** Seals, records the lock, gives the case free. */
  close(): Promise<void>;
}
