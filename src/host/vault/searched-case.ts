/**
 * What every question to an open case is put to: the hot part, the sealed segments, the records of both, and their log.
 *
 * Every record handed out was compared with its leaf under the newest signed head.
 * Errors: RECORD_NOT_FOUND, CASE_LOG_BROKEN, VAULT_CORRUPT.
 */
import type { CaseRecord } from '../../engines/chain/record.ts';
import type { AuditEvent, AuditLog } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import { actAsEvent, auditLogOf } from './audit-log.ts';
import { type CasePaths, casePaths, segmentFileName } from './case-folder.ts';
import { deriveKey } from './case-keys.ts';
import { findSegmentRun, segmentIdsFrom, segments } from './case-store.ts';
import { CaseNotes } from './case-notes.ts';
import { HotEvents } from './hot-events.ts';
import { matchingHot } from './hot-search.ts';
import { type QueryScope, type ResolvedScope, resolveScope } from './query-scope.ts';
import { RecentLines } from './recent-lines.ts';
import { type HitKey, SegmentReader } from './segment/segment-reader.ts';
import { SegmentSearch } from './segment/segment-search.ts';
import type { SealedLog } from './sealed-log.ts';
import { eventOfPart, isShownPart, partOfLine, type ShownPart } from './shown-line.ts';
import { ShownLog } from './shown-log.ts';
import { openDatabase, type ReadDb } from './sqlite.ts';
import { VerifiedLog } from './verified-log.ts';

export interface CaseReaderParts {
  dir: string;
  origin: string;
  dataKey: Uint8Array;
  headVkeys: readonly string[];
  /** The index of an opened bundle, not a case: parts of the log may not be there. Default false. */
  isBundle?: boolean;
}

interface CheckedRecord {
  record: CaseRecord;
  digest: Uint8Array;
  /** Of a record that a bundle shows in part. */
  part?: ShownPart;
}

export class SearchedCase {
  readonly origin: string;
  readonly db: ReadDb;
  readonly log: SealedLog;
  readonly hot: HotEvents;
  readonly notes: CaseNotes;
  readonly #paths: CasePaths;
  readonly #dataKey: Uint8Array;
  readonly #recent = new RecentLines();
  readonly #readers = new Map<number, SegmentReader>();

  constructor({ dir, origin, dataKey, headVkeys, isBundle = false }: CaseReaderParts) {
    this.#paths = casePaths(dir);
    this.origin = origin;
    this.#dataKey = dataKey;
    this.db = openDatabase(this.#paths.database, deriveKey(dataKey, 'db', 'case.db'), { readonly: true });
    this.log = isBundle ? new ShownLog(this.db) : new VerifiedLog(this.db, origin, headVkeys);
    this.hot = new HotEvents(this.db, this.log);
    this.notes = new CaseNotes(this.hot);
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.db.close();
    this.#dataKey.fill(0);
  }

  event(seq: number): AuditLog {
    return this.#auditLog(seq, this.record(seq));
  }

  #auditLog(seq: number, { record, digest, part }: CheckedRecord): AuditLog {
    if (part !== undefined) {
      const reason = this.log.reasonFor?.(seq);
      const redacted = { removed: part.removed, ...(reason === undefined ? {} : { reason }) };
      return { ...auditLogOf(this.origin, seq, eventOfPart(part), digest, this.log.chainAt(seq)), redacted };
    }
    const body = record.kind === 'event' ? (record.body as unknown as AuditEvent) : actAsEvent(record, seq);
    return auditLogOf(this.origin, seq, body, digest, this.log.chainAt(seq));
  }

  /** Read in log order, so that each block of lines and of hashes is opened once; given in the order of the hits. */
  events(hits: readonly Pick<HitKey, 'seq'>[]): AuditLog[] {
    const seqs = hits.map((hit) => hit.seq).toSorted((a, b) => a - b);
    const records = new Map(
      seqs.map((seq) => [seq, this.record(seq, () => this.#recent.get(seq, () => this.#line(seq)))]),
    );
    this.log.followChains(seqs);
    return hits.map(({ seq }) => this.#auditLog(seq, records.get(seq) as CheckedRecord));
  }

  /** A record with its digest, checked against its leaf. */
  record(seq: number, read = () => this.#line(seq)): CheckedRecord {
    // A record that is committed, but not yet under a head, can't be checked.
    const line = this.log.covers(seq) ? read() : undefined;
    if (line === undefined) {
      throw new AppError('RECORD_NOT_FOUND', this.log.whyHidden?.(seq) ?? `There is no record ${seq} in this case`);
    }
    const digest = this.log.check(seq, line);
    if (isShownPart(line)) return { ...recordOfPart(partOfLine(line), this.origin), digest };
    return { record: JSON.parse(line) as CaseRecord, digest };
  }

  #line(seq: number): string | undefined {
    const hot = this.hot.find(seq);
    if (hot !== undefined) return hot.line;
    const run = findSegmentRun(this.db, seq);
    if (run === undefined) return undefined;
    return this.reader(run.segmentId).lineAt(run.rowStart + seq - run.firstSeq);
  }

  /** Events in sight. Events are only ever added: where there are as many as before, they are the same. */
  eventCount(): number {
    let count = 0;
    for (const { record } of this.hot.records()) if (record.kind === 'event') count++;
    return this.readers().reduce((sum, { facts }) => sum + facts.eventCount, count);
  }

  /** What a question means now: its times, its sources, and what stands on events. */
  scopeOf(request: QueryScope): ResolvedScope {
    return resolveScope(this.db, request, this.notes.book);
  }

  /** Every match, in log order. Memory: 8 bytes a match. */
  seqs(scope: ResolvedScope): Float64Array {
    const fromHot = Float64Array.from(matchingHot(this.hot, scope), (event) => event.seq);
    const fromSegments = this.segments().seqs(scope.query, scope.window);
    const seqs = new Float64Array(fromHot.length + fromSegments.length);
    seqs.set(fromHot);
    seqs.set(fromSegments, fromHot.length);
    seqs.sort();
    return seqs;
  }

  segments(): SegmentSearch {
    return new SegmentSearch(this.readers());
  }

  readers(): SegmentReader[] {
    // A batch is committed a moment before its head: what it adds waits, what it only moves here stays in sight.
    const unsealed = segmentIdsFrom(this.db, this.log.size);
    const sealed = segments(this.db).filter(({ id }) => !unsealed.has(id));
    return sealed.map(({ id }) => this.reader(id));
  }

  reader(id: number): SegmentReader {
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

/** The members that a part does not have are empty. */
const recordOfPart = (part: ShownPart, log: string): Pick<CheckedRecord, 'record' | 'part'> => ({
  record: { v: 1, log, seq: part.seq, kind: part.kind, at: '', salt: '', body: part.body },
  part,
});
