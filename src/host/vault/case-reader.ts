/**
 * The reading end of an open case, on a reader thread: search, counts, single events, proofs, the log of acts.
 *
 * Hot part and segments are searched as one. Every record handed out was compared with its leaf under the newest signed head.
 * Errors: SEARCH_SYNTAX, SEARCH_CURSOR_BAD, RECORD_NOT_FOUND, CASE_LOG_BROKEN, VAULT_CORRUPT.
 */
import type { AuditEvent, AuditLog } from '../../engines/event/audit-event.ts';
import type { CaseRecord, RecordKind } from '../../engines/chain/record.ts';
import { AppError } from '../../shared/errors.ts';
import { actAsEvent, auditLogOf } from './audit-log.ts';
import { casePaths, segmentFileName, type CasePaths } from './case-folder.ts';
import { deriveKey } from './case-keys.ts';
import { findSegmentRun, findSourcesBefore, segmentIdsFrom, segments, sources } from './case-store.ts';
import { createFileStore, type FileStore } from './file-store.ts';
import { HotEvents } from './hot-events.ts';
import type { ProofCheck, RawBytes, RawRequest, StoredRecord } from './inspection.ts';
import { checkProofOf, type MadeProof } from './proof-check.ts';
import { rawBytesOf } from './raw-bytes.ts';
import { originOf, type RecordTrace } from './record-trace.ts';
import { readStored, StoredRecords } from './stored-records.ts';
import { matchingHot, nextHot, valuesAt } from './hot-search.ts';
import { noticesOf, resolveScope, type QueryScope, type ResolvedScope } from './query-scope.ts';
import { compareHits, SegmentReader, type HitKey, type Order } from './segment/segment-reader.ts';
import { SegmentSearch } from './segment/segment-search.ts';
import type { Histogram, LogRecord, SearchPage, SearchRequest, SourceReport, TopValues } from './session.ts';
import { openDatabase, type ReadDb } from './sqlite.ts';
import { VerifiedLog } from './verified-log.ts';

export interface CaseReaderParts {
  dir: string;
  origin: string;
  dataKey: Uint8Array;
  headVkeys: readonly string[];
}

export interface LogRequest {
  afterSeq?: number;
  kinds?: RecordKind[];
  limit?: number;
}

const DEFAULT_LIMIT = 100;
const DEFAULT_BUCKETS = 60;
const SCAN_PAGE = 500;
const US_PER_SECOND = 1_000_000;

export class CaseReader {
  readonly #paths: CasePaths;
  readonly #origin: string;
  readonly #dataKey: Uint8Array;
  readonly #db: ReadDb;
  readonly #log: VerifiedLog;
  readonly #hot: HotEvents;
  readonly #stored: StoredRecords;
  readonly #vkeys: readonly string[];
  /** The kept originals. */
  readonly files: FileStore;
  readonly #readers = new Map<number, SegmentReader>();
  readonly #scans = new Map<number, { seqs: Float64Array; at: number }>();
  #nextScanId = 0;

  constructor({ dir, origin, dataKey, headVkeys }: CaseReaderParts) {
    this.#paths = casePaths(dir);
    this.#origin = origin;
    this.#dataKey = dataKey;
    this.#db = openDatabase(this.#paths.database, deriveKey(dataKey, 'db', 'case.db'), { readonly: true });
    this.#log = new VerifiedLog(this.#db, origin, headVkeys);
    this.#hot = new HotEvents(this.#db, this.#log);
    this.#stored = new StoredRecords(this.#db, this.#log, (id) => this.#reader(id));
    this.#vkeys = headVkeys;
    this.files = createFileStore(this.#paths.files, deriveKey(dataKey, 'files', 'files'));
  }

  /** All that `work` reads is of one moment: between two statements a commit may move events or add some. */
  #atOnce<T>(work: () => T): T {
    return this.#db.transaction(work)();
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#db.close();
    this.#dataKey.fill(0);
  }

  search(request: SearchRequest): SearchPage {
    return this.#atOnce(() => this.#search(request));
  }

  #search(request: SearchRequest): SearchPage {
    const scope = resolveScope(this.#db, request);
    const order = request.order ?? 'newest';
    const limit = request.limit ?? DEFAULT_LIMIT;
    const after = request.cursor === undefined ? undefined : decodeCursor(request.cursor, order);
    const hits = this.#hits(scope, order, limit + 1, after);
    const shown = hits.slice(0, limit);
    const last = shown.at(-1);
    return {
      total: request.wantTotal === false ? null : this.#count(scope),
      events: this.#events(shown),
      nextCursor: hits.length > limit && last !== undefined ? encodeCursor(last, order) : null,
      ...noticesOf(scope),
    };
  }

  histogram(request: QueryScope & { bucketCount?: number }): Histogram {
    return this.#atOnce(() => this.#histogram(request));
  }

  #histogram(request: QueryScope & { bucketCount?: number }): Histogram {
    const scope = resolveScope(this.#db, request);
    const wanted = request.bucketCount ?? DEFAULT_BUCKETS;
    const hot = [...matchingHot(this.#hot, scope)].map((event) => event.timeUs);
    const range = this.#timeRange(scope, hot);
    if (range === undefined) {
      return { bucketUs: US_PER_SECOND, buckets: [], withoutTimeCount: this.#count(scope), ...noticesOf(scope) };
    }
    const bucketUs = roundBucket((range.toUs - range.fromUs) / wanted);
    const { counts, withoutTime } = this.#segments().histogram(scope.query, scope.window, bucketUs);
    let withoutTimeCount = withoutTime;
    for (const timeUs of hot) {
      if (timeUs === null) withoutTimeCount++;
      else {
        const start = Math.floor(timeUs / bucketUs) * bucketUs;
        counts.set(start, (counts.get(start) ?? 0) + 1);
      }
    }
    return { bucketUs, buckets: bucketsOf(counts, bucketUs), withoutTimeCount, ...noticesOf(scope) };
  }

  top(request: QueryScope & { field: string; limit?: number }): TopValues {
    return this.#atOnce(() => this.#top(request));
  }

  #top(request: QueryScope & { field: string; limit?: number }): TopValues {
    const scope = resolveScope(this.#db, request);
    const { counts, present } = this.#segments().top(scope.query, scope.window, request.field);
    let presentCount = present;
    const valuesOf = valuesAt(request.field);
    for (const event of matchingHot(this.#hot, scope)) {
      const values = valuesOf(event);
      if (values.size > 0) presentCount++;
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const values = [...counts]
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, request.limit ?? 10);
    return { field: request.field, values, presentCount, ...noticesOf(scope) };
  }

  event(seq: number): AuditLog {
    return this.#atOnce(() => this.#event(seq));
  }

  #event(seq: number): AuditLog {
    const { record, digest } = this.#record(seq);
    const body = record.kind === 'event' ? (record.body as unknown as AuditEvent) : actAsEvent(record, seq);
    return auditLogOf(this.#origin, seq, body, digest, this.#log.chainAt(seq));
  }

  /** Read in log order, so that each block of lines and of hashes is opened once; given in the order of the hits. */
  #events(hits: readonly HitKey[]): AuditLog[] {
    const bySeq = new Map<number, AuditLog>();
    for (const seq of hits.map((hit) => hit.seq).toSorted((a, b) => a - b)) bySeq.set(seq, this.#event(seq));
    return hits.map(({ seq }) => bySeq.get(seq) as AuditLog);
  }

  proof(seq: number): string {
    return this.#atOnce(() => this.#proof(seq));
  }

  #proof(seq: number): string {
    this.#record(seq);
    return this.#log.proof(seq);
  }

  /** A record as it is stored; unlike every other method this one shows what is not as it was sealed. */
  storedRecord(seq: number): StoredRecord {
    return this.#atOnce(() => this.#stored.get(seq));
  }

  checkProof(seq: number): ProofCheck {
    return this.#atOnce(() => {
      const line = this.#stored.line(seq);
      return checkProofOf(seq, line, this.#makeProof(seq), { origin: this.#origin, vkeys: this.#vkeys });
    });
  }

  #makeProof(seq: number): MadeProof {
    try {
      return { text: this.#log.proof(seq) };
    } catch (error) {
      // Not sealed yet, or the hashes do not hold: the check says so, step by step.
      if (error instanceof AppError && (error.code === 'CASE_LOG_BROKEN' || error.code === 'RECORD_NOT_FOUND')) {
        return { unknown: error.message };
      }
      throw error;
    }
  }

  async rawBytes(request: RawRequest): Promise<RawBytes> {
    return rawBytesOf(this.files, this.trace(request.seq), request);
  }

  /** A stored record and the sealed record of the source it was read from. */
  trace(seq: number): RecordTrace {
    return this.#atOnce(() => this.#trace(seq));
  }

  #trace(seq: number): RecordTrace {
    const stored = this.#stored.get(seq);
    const { bytes } = this.#stored.line(seq);
    const record = bytes === undefined ? undefined : readStored(bytes);
    if (record === undefined) return { stored };
    const isRead = record.kind === 'event' || record.kind === 'rejection';
    const origin = isRead ? originOf(record.body['origin']) : undefined;
    return origin === undefined
      ? { stored, record }
      : { stored, record, origin, ...this.#sourceOf(origin.source, seq) };
  }

  /** The newest source record for these bytes before the event: with `again` there are several. */
  #sourceOf(sha256: string, seq: number): Pick<RecordTrace, 'source' | 'sourceReason'> {
    const [row] = findSourcesBefore(this.#db, sha256, seq);
    if (row === undefined) return { sourceReason: 'No record of the case names the source of these bytes' };
    try {
      const { record } = this.#record(row.seq);
      if (record.kind === 'source' && record.body['sha256'] === sha256) {
        return { source: { seq: row.seq, body: record.body } };
      }
      return { sourceReason: `Record ${row.seq}, which should name the source, is about something else` };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { sourceReason: `The record of the source can not be read: ${error.message}` };
    }
  }

  /** Acts and other records that are not evidence, in log order. */
  log(request: LogRequest): LogRecord[] {
    return this.#atOnce(() => this.#records(request));
  }

  #records({ afterSeq = -1, kinds, limit = 1000 }: LogRequest): LogRecord[] {
    const found: LogRecord[] = [];
    for (const { seq, record } of this.#hot.records()) {
      if (found.length >= limit) break;
      const { kind, at, body } = record;
      const isWanted = kinds === undefined ? kind !== 'event' && kind !== 'rejection' : kinds.includes(kind);
      if (seq > afterSeq && isWanted) found.push({ seq, kind, at, body });
    }
    return found;
  }

  sources(): SourceReport[] {
    return this.#atOnce(() => this.#sources());
  }

  #sources(): SourceReport[] {
    const { size } = this.#log;
    return sources(this.#db).flatMap(({ reportSeq }) =>
      reportSeq === null || reportSeq >= size ? [] : [this.#record(reportSeq).record.body as unknown as SourceReport],
    );
  }

  /** Collects every match, in log order, to be fetched page by page. Memory: 8 bytes a match. */
  beginScan(request: QueryScope): number {
    return this.#atOnce(() => this.#beginScan(request));
  }

  #beginScan(request: QueryScope): number {
    const scope = resolveScope(this.#db, request);
    const fromHot = Float64Array.from(matchingHot(this.#hot, scope), (event) => event.seq);
    const fromSegments = this.#segments().seqs(scope.query, scope.window);
    const seqs = new Float64Array(fromHot.length + fromSegments.length);
    seqs.set(fromHot);
    seqs.set(fromSegments, fromHot.length);
    seqs.sort();
    const id = this.#nextScanId++;
    this.#scans.set(id, { seqs, at: 0 });
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
    return Array.from(page, (seq) => this.#event(seq));
  }

  endScan(scanId: number): void {
    this.#scans.delete(scanId);
  }

  #hits(scope: ResolvedScope, order: Order, limit: number, after: HitKey | undefined): HitKey[] {
    const options = { window: scope.window, order, limit, ...(after === undefined ? {} : { after }) };
    const inSegments: HitKey[] = this.#segments().search(scope.query, options);
    const last = inSegments.length < limit ? undefined : inSegments.at(-1);
    const hot = nextHot(this.#hot, scope, { order, limit, after, last });
    return [...inSegments, ...hot].toSorted((a, b) => compareHits(a, b, order)).slice(0, limit);
  }

  #count(scope: ResolvedScope): number {
    let count = this.#segments().count(scope.query, scope.window);
    for (const _ of matchingHot(this.#hot, scope)) count++;
    return count;
  }

  /** Times the histogram spans: the window where it has both ends, else what the events span. */
  #timeRange({ window }: ResolvedScope, hot: readonly (number | null)[]): { fromUs: number; toUs: number } | undefined {
    const times = hot.filter((timeUs) => timeUs !== null);
    for (const { minTimeUs, maxTimeUs } of segments(this.#db)) {
      if (minTimeUs !== null) times.push(minTimeUs);
      if (maxTimeUs !== null) times.push(maxTimeUs);
    }
    let fromUs = Number.POSITIVE_INFINITY;
    let toUs = Number.NEGATIVE_INFINITY;
    for (const timeUs of times) {
      fromUs = Math.min(fromUs, timeUs);
      toUs = Math.max(toUs, timeUs + 1);
    }
    fromUs = Math.max(fromUs, window.fromUs ?? fromUs);
    toUs = Math.min(toUs, window.toUs ?? toUs);
    return fromUs < toUs ? { fromUs, toUs } : undefined;
  }

  /** A record with its digest, checked against its leaf. */
  #record(seq: number): { record: CaseRecord; digest: Uint8Array } {
    // A record that is committed, but not yet under a head, can't be checked.
    const line = this.#log.covers(seq) ? this.#line(seq) : undefined;
    if (line === undefined) throw new AppError('RECORD_NOT_FOUND', `There is no record ${seq} in this case`);
    const digest = this.#log.check(seq, line);
    return { record: JSON.parse(line) as CaseRecord, digest };
  }

  #line(seq: number): string | undefined {
    const hot = this.#hot.find(seq);
    if (hot !== undefined) return hot.line;
    const run = findSegmentRun(this.#db, seq);
    if (run === undefined) return undefined;
    return this.#reader(run.segmentId).lineAt(run.rowStart + seq - run.firstSeq);
  }

  #segments(): SegmentSearch {
    // A batch is committed a moment before its head: what it adds waits, what it only moves here stays in sight.
    const unsealed = segmentIdsFrom(this.#db, this.#log.size);
    const sealed = segments(this.#db).filter(({ id }) => !unsealed.has(id));
    return new SegmentSearch(sealed.map(({ id }) => this.#reader(id)));
  }

  #reader(id: number): SegmentReader {
    let reader = this.#readers.get(id);
    if (reader === undefined) {
      reader = this.#openSegment(segmentFileName(id));
      this.#readers.set(id, reader);
    }
    return reader;
  }

  #openSegment(file: string): SegmentReader {
    try {
      return SegmentReader.open(`${this.#paths.segments}/${file}`, deriveKey(this.#dataKey, 'db', file));
    } catch (cause) {
      // The key is right, it opened the case: a file that is missing or does not take it is a case that is not whole.
      const code = cause instanceof AppError ? cause.code : undefined;
      if (code !== 'FILE_NOT_FOUND' && code !== 'VAULT_KEY_WRONG') throw cause;
      const what = code === 'FILE_NOT_FOUND' ? 'is missing' : 'is damaged at its start';
      const message = `The case is not whole: segments/${file} ${what}; verify the case to see which records were in it`;
      throw new AppError('VAULT_CORRUPT', message, { cause });
    }
  }
}

/** Widths as people count time; above a day whole days. */
const ROUND_BUCKETS_S = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const SECONDS_PER_DAY = 86_400;

function roundBucket(wantedUs: number): number {
  const wanted = wantedUs / US_PER_SECOND;
  const seconds =
    ROUND_BUCKETS_S.find((width) => width >= wanted) ?? Math.ceil(wanted / SECONDS_PER_DAY) * SECONDS_PER_DAY;
  return seconds * US_PER_SECOND;
}

function bucketsOf(counts: ReadonlyMap<number, number>, bucketUs: number): Histogram['buckets'] {
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([fromUs, count]) => ({ fromUs, toUs: fromUs + bucketUs, count }));
}

const encodeCursor = ({ timeUs, seq }: HitKey, order: Order): string =>
  Buffer.from(JSON.stringify([order, Number.isNaN(timeUs) ? null : timeUs, seq]), 'utf8').toString('base64url');

function decodeCursor(text: string, order: Order): HitKey {
  try {
    const [given, timeUs, seq] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    const isTime = timeUs === null || typeof timeUs === 'number';
    if (given === order && isTime && typeof seq === 'number') return { timeUs: timeUs ?? Number.NaN, seq };
  } catch {
    // Said below, together with every other kind of nonsense.
  }
  throw new AppError('SEARCH_CURSOR_BAD', 'The cursor is not one that this search gave');
}
