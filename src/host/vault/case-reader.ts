/**
 * The reading end of an open case, on a reader thread: search, counts, single events, proofs, the log of acts.
 *
 * Hot part and segments are searched as one. Every record handed out was compared with its leaf under the newest signed head.
 * Errors: SEARCH_SYNTAX, SEARCH_CURSOR_BAD, RECORD_NOT_FOUND, CASE_LOG_BROKEN, VAULT_CORRUPT.
 */
import { hash } from 'node:crypto';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import type { RecordKind } from '../../engines/chain/record.ts';
import type { SeqRanges } from '../../engines/kernel/seq-ranges.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import type { TargetRequest } from './annotation-session.ts';
import { annotationTargets } from './annotation-targets.ts';
import { casePaths } from './case-folder.ts';
import { CaseInspection } from './case-inspection.ts';
import { deriveKey } from './case-keys.ts';
import { createFileStore, type FileStore } from './file-store.ts';
import type { ProofCheck, RawBytes, RawRequest, StoredRecord } from './inspection.ts';
import type { RecordTrace } from './record-trace.ts';
import type { CaseNotes } from './case-notes.ts';
import { type PastQuery, pastQueries } from './search-history.ts';
import { coverageOfCase, histogramOf, lanesOf, topOf } from './case-charts.ts';
import { FieldList } from './case-fields.ts';
import { CasePages } from './case-pages.ts';
import { findHeadSize, sources } from './case-store.ts';
import type { DigestName, StoredHead } from './head-session.ts';
import type { QueryScope } from './query-scope.ts';
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
import { type CaseReaderParts, SearchedCase } from './searched-case.ts';
import type { Ledger, LogRecord, SourceReport } from './session.ts';

export interface LogRequest {
  afterSeq?: number;
  kinds?: RecordKind[];
  limit?: number;
}

const SCAN_PAGE = 500;

export class CaseReader {
  readonly #case: SearchedCase;
  readonly #pages: CasePages;
  readonly #inspection: CaseInspection;
  /** The kept originals. */
  readonly files: FileStore;
  readonly #fields = new FieldList();
  readonly #scans = new Map<number, { seqs: Float64Array; at: number }>();
  #nextScanId = 0;

  constructor(parts: CaseReaderParts) {
    this.#case = new SearchedCase(parts);
    this.#pages = new CasePages(this.#case);
    const files = createFileStore(casePaths(parts.dir).files, deriveKey(parts.dataKey, 'files', 'files'));
    this.files = parts.isBundle === true ? { ...files, isAlone: true } : files;
    this.#inspection = new CaseInspection(this.#case, this.files, parts.headVkeys);
  }

  /** All that `work` reads is of one moment: between two statements a commit may move events or add some. */
  #atOnce<T>(work: () => T): T {
    return this.#case.db.transaction(work)();
  }

  close(): void {
    this.#case.close();
  }

  search(request: SearchRequest): SearchPage {
    return this.#atOnce(() => this.#pages.search(request));
  }

  fold(request: FoldRequest): FoldedPage {
    return this.#atOnce(() => this.#pages.fold(request));
  }

  around(request: AroundRequest): AroundAnchor {
    return this.#atOnce(() => this.#pages.around(request));
  }

  findHead(size?: number): StoredHead | null {
    return this.#atOnce(() => this.#case.log.storedHead(size) ?? null);
  }

  findHeadByDigest(name: DigestName, digest: string): StoredHead | null {
    return this.#atOnce(() => {
      const size = findHeadSize(this.#case.db, (note) => hash(name, note, 'hex') === digest);
      return size === undefined ? null : (this.#case.log.storedHead(size) ?? null);
    });
  }

  rootAt(size: number): Uint8Array | null {
    return this.#atOnce(() => this.#case.log.rootAt(size) ?? null);
  }

  consistency(oldSize: number, size: number): Uint8Array[] {
    return this.#atOnce(() => this.#case.log.consistency(oldSize, size));
  }

  histogram(request: HistogramRequest): Histogram {
    return this.#atOnce(() => histogramOf(this.#case, request));
  }

  top(request: QueryScope & { field: string; limit?: number }): TopValues {
    return this.#atOnce(() => topOf(this.#case, request));
  }

  lanes(request: LanesRequest): FieldLanes {
    return this.#atOnce(() => lanesOf(this.#case, request));
  }

  fields(): CaseFields {
    return this.#atOnce(() => this.#fields.of(this.#case));
  }

  coverage(request: CoverageRequest): Coverage {
    return this.#atOnce(() => coverageOfCase(this.#case, request));
  }

  /** What stands on events, as of the newest head. */
  notes<T>(ask: (notes: CaseNotes) => T): T {
    return this.#atOnce(() => ask(this.#case.notes));
  }

  annotationTargets(request: TargetRequest): SeqRanges {
    return this.#atOnce(() => annotationTargets(this.#case, request));
  }

  searchHistory(limit: number): PastQuery[] {
    return this.#atOnce(() => pastQueries([...this.#case.hot.records()], limit));
  }

  event(seq: number): AuditLog {
    return this.#atOnce(() => this.#case.event(seq));
  }

  proof(seq: number): string {
    return this.#atOnce(() => {
      this.#case.record(seq);
      return this.#case.log.proof(seq);
    });
  }

  /** A record as it is stored; unlike every other method this one shows what is not as it was sealed. */
  storedRecord(seq: number): StoredRecord {
    return this.#atOnce(() => this.#inspection.storedRecord(seq));
  }

  checkProof(seq: number): ProofCheck {
    return this.#atOnce(() => this.#inspection.checkProof(seq));
  }

  async rawBytes(request: RawRequest): Promise<RawBytes> {
    return this.#inspection.rawBytes(this.trace(request.seq), request);
  }

  /** A stored record and the sealed record of the source it was read from. */
  trace(seq: number): RecordTrace {
    return this.#atOnce(() => this.#inspection.trace(seq));
  }

  /** Acts and other records that are not evidence, in log order. */
  log(request: LogRequest): LogRecord[] {
    return this.#atOnce(() => this.#records(request));
  }

  /** Those of some kinds, with their digests, as of the newest head: what papers are made from. */
  ledger(kinds: readonly RecordKind[]): Ledger {
    return this.#atOnce(() => {
      const wanted = new Set<string>(kinds);
      const records: Ledger['records'] = [];
      for (const { seq, line, record } of this.#case.hot.records()) {
        const { kind, at, body } = record;
        if (wanted.has(kind)) records.push({ seq, kind, at, body, digest: nodeHasher.sha256TextHex(line) });
      }
      return { size: this.#case.log.size, records };
    });
  }

  #records({ afterSeq = -1, kinds, limit = 1000 }: LogRequest): LogRecord[] {
    const found: LogRecord[] = [];
    for (const { seq, record } of this.#case.hot.records()) {
      if (found.length >= limit) break;
      const { kind, at, body } = record;
      const isWanted = kinds === undefined ? kind !== 'event' && kind !== 'rejection' : kinds.includes(kind);
      if (seq > afterSeq && isWanted) found.push({ seq, kind, at, body });
    }
    return found;
  }

  sources(): SourceReport[] {
    return this.#atOnce(() => {
      const { size } = this.#case.log;
      return sources(this.#case.db).flatMap(({ reportSeq }) =>
        reportSeq === null || reportSeq >= size
          ? []
          : [this.#case.record(reportSeq).record.body as unknown as SourceReport],
      );
    });
  }

  /** Collects every match, in log order, to be fetched page by page. Memory: 8 bytes a match. */
  beginScan(request: QueryScope): number {
    return this.#atOnce(() => this.#beginScan(request));
  }

  #beginScan(request: QueryScope): number {
    const id = this.#nextScanId++;
    this.#scans.set(id, { seqs: this.#case.seqs(this.#case.scopeOf(request)), at: 0 });
    return id;
  }

  nextOfScan(scanId: number): AuditLog[] {
    return this.#atOnce(() => this.#nextOfScan(scanId));
  }

  #nextOfScan(scanId: number): AuditLog[] {
    const scan = this.#scans.get(scanId);
    if (scan === undefined) return [];
    const page = scan.seqs.subarray(scan.at, scan.at + SCAN_PAGE);
    scan.at += page.length;
    return Array.from(page, (seq) => this.#case.event(seq));
  }

  endScan(scanId: number): void {
    this.#scans.delete(scanId);
  }
}
