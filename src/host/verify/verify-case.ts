/**
 * Verifies a whole case: re-derives everything from the stored lines and compares it with what was signed.
 *
 * Segments are read by worker threads, in parallel; their digests come back and are chained here in log order. The first bad
 * record is named, and the rest is counted. What can't be read is `notChecked`, never fine.
 * Source: evidence-format.md §8, checks 4 to 8, 10 and 11.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/errors.ts';
import { invariant, type Finding } from '../../shared/verdict.ts';
import { HASH_BYTES } from '../../engines/chain/merkle.ts';
import { TILE_WIDTH } from '../../engines/chain/tiles.ts';
import { encodeHex } from '../../engines/kernel/bytes.ts';
import { casePaths, segmentFileName } from '../vault/case-folder.ts';
import { type CaseKeys, deriveKey, loadCaseKeys } from '../vault/case-keys.ts';
import {
  findDigestTile,
  findHotBlock,
  heads,
  hotBlockPlaces,
  segmentRuns,
  segments,
  type SegmentRun,
} from '../vault/case-store.ts';
import { type EpochKeys, loadEpochKeys } from '../vault/epoch-key.ts';
import { createFileStore } from '../vault/file-store.ts';
import { foreignSchema } from '../vault/migrate.ts';
import { unpackHotBytes } from '../vault/hot-lines.ts';
import type { VerifyReport } from '../vault/session.ts';
import { openDatabase, type ReadDb, sqliteToAppError, withSqliteErrors } from '../vault/sqlite.ts';
import { checkList } from './check-list.ts';
import { CustodyChecks } from './custody-checks.ts';
import { KeyActChecks } from './key-act-checks.ts';
import { checkLinesFast, StrictLineCheck, type CheckedLines } from './line-checks.ts';
import { LogChecks } from './log-checks.ts';
import { isOutOfReach, reasonOf, reasonUnreadable } from './out-of-reach.ts';
import { ProjectionChecks } from './projection-checks.ts';
import { RecordRanges } from './record-ranges.ts';
import { cutRuns, SegmentVerifiers } from './segment-verifiers.ts';

const MAX_FINDINGS = 1000;

export interface VerifyParts {
  dir: string;
  origin: string;
  dataKey: Uint8Array;
  workerCount: number;
  /** Those of segment-threads.ts that run already; the verification ends them. */
  threads?: readonly Worker[];
}

export interface VerifyOptions {
  mode: 'fast' | 'strict';
  /** What the person wrote down when the case was made: 40 hex digits, with or without marks between them. */
  fingerprint?: string;
}

export interface VerifyHooks {
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

/** Where records lie: a hot block, or a run of a segment. */
interface Place {
  firstSeq: number;
  count: number;
  run: SegmentRun | undefined;
}

export async function verifyCase(
  parts: VerifyParts,
  options: VerifyOptions,
  hooks: VerifyHooks,
): Promise<VerifyReport> {
  const paths = casePaths(parts.dir);
  const db = openDatabase(paths.database, deriveKey(parts.dataKey, 'db', 'case.db'), { readonly: true });
  try {
    return await new CaseVerification(parts, options, hooks, db).run();
  } catch (error) {
    throw sqliteToAppError(error, paths.database);
  } finally {
    db.close();
  }
}

class CaseVerification {
  readonly #parts: VerifyParts;
  readonly #mode: 'fast' | 'strict';
  readonly #hooks: VerifyHooks;
  readonly #db: ReadDb;
  readonly #findings: Finding[] = [];
  #findingCount = 0;
  readonly #badSeqs = new Set<number>();
  readonly #badRanges = new RecordRanges();
  readonly #unreadRanges = new RecordRanges();
  readonly #kindCounts = new Map<string, number>();
  #unreadCount = 0;
  #keptReadCount = 0;
  #isKeyFileChecked = false;
  readonly #notices: string[] = [];
  readonly #notChecked: string[] = [];
  readonly #log: LogChecks;
  readonly #projections = new ProjectionChecks();
  readonly #custody: CustodyChecks;
  readonly #keyActs: KeyActChecks;
  readonly #strict: StrictLineCheck;
  readonly #fingerprint: string | undefined;
  #rootOfTrust: VerifyReport['rootOfTrust'] = 'not-given';
  #eventCount = 0;
  /** Whether some records could not be read: what counts all of them proves nothing then. */
  #hasUnread = false;

  constructor(parts: VerifyParts, { mode, fingerprint }: VerifyOptions, hooks: VerifyHooks, db: ReadDb) {
    this.#parts = parts;
    this.#mode = mode;
    this.#fingerprint = fingerprint === undefined ? undefined : bareFingerprint(fingerprint);
    this.#hooks = hooks;
    this.#db = db;
    this.#log = new LogChecks(
      db,
      parts.origin,
      heads(db),
      (finding) => this.#report(finding),
      (text) => this.#notices.push(text),
    );
    this.#custody = new CustodyChecks(parts.origin, (finding) => this.#report(finding));
    this.#keyActs = new KeyActChecks(
      parts.origin,
      (finding) => this.#report(finding),
      (text) => this.#notices.push(text),
    );
    const filesKey = deriveKey(parts.dataKey, 'files', 'files');
    this.#strict = new StrictLineCheck(parts.origin, createFileStore(casePaths(parts.dir).files, filesKey));
  }

  async run(): Promise<VerifyReport> {
    const started = performance.now();
    const stored = heads(this.#db);
    if (stored.length === 0)
      this.#report({ kind: 'head-missing', message: 'The log has no signed head: nothing vouches for it' });
    const verifiers = this.#startSegments();
    try {
      await this.#readLog(verifiers, stored.at(-1)?.size ?? 0);
      this.#log.finish();
      await this.#checkSegments(verifiers);
    } finally {
      await verifiers.stop();
      await this.#strict.close();
    }
    this.#checkSchema();
    if (this.#mode === 'strict') this.#checkPages();
    this.#checkKeySlots();
    const countedEvents = this.#hasUnread ? undefined : this.#eventCount;
    this.#projections.finish(this.#db, countedEvents, (finding) => this.#report(finding));
    if (this.#fingerprint !== undefined && this.#rootOfTrust === 'not-given') {
      this.#notChecked.push('The fingerprint: the first record, which it is made from, cannot be read');
    }
    this.#checkEpochFile();
    await this.#checkOriginals();
    const { ranges: badRanges, isExact: areRangesExact } = this.#badRanges.finish();
    return {
      verdict: this.#findingCount > 0 ? 'broken' : this.#notChecked.length > 0 ? 'indeterminate' : 'intact',
      mode: this.#mode,
      recordCount: this.#log.size,
      headSize: stored.at(-1)?.size ?? 0,
      confirmedOutside: 0,
      rootOfTrust: this.#rootOfTrust,
      findings: this.#findings,
      findingCount: this.#findingCount,
      badRecordCount: this.#badSeqs.size,
      checks: this.#checkList(stored.length),
      badRanges,
      areRangesExact,
      unreadRanges: this.#unreadRanges.finish().ranges.map(({ firstSeq, lastSeq }) => ({ firstSeq, lastSeq })),
      notices: this.#notices,
      notChecked: this.#notChecked,
      seconds: Math.round(performance.now() - started) / 1000,
    };
  }

  #checkList(headCount: number): VerifyReport['checks'] {
    return checkList({
      mode: this.#mode,
      kindCounts: this.#kindCounts,
      recordCount: this.#log.size,
      unreadCount: this.#unreadCount,
      notChecked: this.#notChecked,
      headCount,
      custodyCount: this.#projections.controlCount,
      keptCount: this.#projections.kept.size,
      keptReadCount: this.#keptReadCount,
      byReferenceCount: this.#projections.byReferenceCount,
      exportCount: this.#projections.exportCount,
      isKeyFileChecked: this.#isKeyFileChecked,
    });
  }

  #report(finding: Finding): void {
    this.#findingCount++;
    const { kind, seq, lastSeq } = finding;
    this.#kindCounts.set(kind, (this.#kindCounts.get(kind) ?? 0) + 1);
    if (seq !== undefined && RECORD_FINDINGS.has(kind)) this.#badSeqs.add(seq);
    if (seq !== undefined && (RECORD_FINDINGS.has(kind) || RANGE_FINDINGS.has(kind))) {
      this.#badRanges.add(seq, lastSeq ?? seq, kind);
    }
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push(finding);
  }

  #startSegments(): SegmentVerifiers {
    const paths = casePaths(this.#parts.dir);
    const filesKey = deriveKey(this.#parts.dataKey, 'files', 'files');
    const runs = Map.groupBy(cutRuns(segmentRuns(this.#db)), (run) => run.segmentId);
    const jobs = segments(this.#db).map(({ id }) => {
      const file = segmentFileName(id);
      return {
        type: 'segment' as const,
        segmentId: id,
        path: `${paths.segments}/${file}`,
        key: deriveKey(this.#parts.dataKey, 'db', file),
        mode: this.#mode,
        origin: this.#parts.origin,
        runs: (runs.get(id) ?? []).toSorted((a, b) => a.rowStart - b.rowStart),
        filesDir: paths.files,
        filesKey,
      };
    });
    return new SegmentVerifiers(jobs, this.#parts.workerCount, this.#parts.threads ?? []);
  }

  // --- 6 lines -------------------------------------------------------------------------------------------------------

  async #readLog(verifiers: SegmentVerifiers, total: number): Promise<void> {
    const places: Place[] = [
      ...hotBlockPlaces(this.#db).map((block) => ({ ...block, run: undefined })),
      ...cutRuns(segmentRuns(this.#db)).map((run) => ({ firstSeq: run.firstSeq, count: run.count, run })),
    ].toSorted((a, b) => a.firstSeq - b.firstSeq);
    for (const place of places) {
      if (this.#hooks.signal.aborted) throw new AppError('CANCELLED', 'The verification was stopped');
      if (place.firstSeq > this.#log.size) this.#fillGap(place.firstSeq);
      const checked = place.run === undefined ? await this.#readHot(place) : await verifiers.rows(place.run);
      if (checked === undefined && place.run !== undefined && verifiers.isUnreached(place.run)) {
        // Told once, with the segment's file.
        this.#passOver(place.firstSeq + place.count);
        continue;
      }
      this.#take(place, checked);
      this.#hooks.onProgress(this.#log.size, total);
    }
  }

  async #readHot(place: Place): Promise<CheckedLines | undefined> {
    let lines: Uint8Array[] | undefined;
    try {
      lines = unpackHotBytes(
        withSqliteErrors(undefined, () => findHotBlock(this.#db, place.firstSeq))?.lines ?? new Uint8Array(),
      );
    } catch (error) {
      // The database itself can't be reached: there is nothing to say about the case.
      if (isOutOfReach(error)) throw error;
      lines = undefined;
    }
    if (lines === undefined) return undefined;
    return this.#mode === 'fast'
      ? checkLinesFast(lines, place.firstSeq, this.#parts.origin)
      : await this.#strict.check(lines, place.firstSeq);
  }

  #take(place: Place, checked: CheckedLines | undefined): void {
    if (checked === undefined) {
      this.#report({
        kind: 'block-unreadable',
        seq: place.firstSeq,
        lastSeq: place.firstSeq + place.count - 1,
        message: `The records ${place.firstSeq} to ${place.firstSeq + place.count - 1} cannot be read: their block is damaged`,
      });
      return this.#fillGap(place.firstSeq + place.count, false);
    }
    const present = checked.digests.length / HASH_BYTES;
    if (present !== place.count) {
      this.#report({
        kind: 'block-count-mismatch',
        seq: place.firstSeq,
        lastSeq: place.firstSeq + place.count - 1,
        expected: String(place.count),
        actual: String(present),
        message: `At record ${place.firstSeq} lie ${present} lines where ${place.count} were recorded`,
      });
    }
    const overlap = this.#log.size - place.firstSeq;
    if (overlap > 0) {
      this.#report({
        kind: 'record-doubled',
        seq: place.firstSeq,
        lastSeq: place.firstSeq + Math.min(overlap, place.count) - 1,
        message: `Records from ${place.firstSeq} on are stored twice`,
      });
    }
    for (const finding of checked.findings) this.#report(finding);
    this.#notChecked.push(...checked.notChecked);
    for (const [first, end] of checked.unread) {
      this.#addUnread(first, end);
      checked.digests.set(this.#storedDigests(first, end - first), (first - place.firstSeq) * HASH_BYTES);
    }
    if (place.firstSeq === 0) this.#compareFingerprint(checked.digests);
    this.#eventCount += checked.eventCount;
    if (checked.unread.length > 0) this.#goBlind();
    this.#projections.add(checked.controls);
    this.#custody.add(checked.controls);
    this.#keyActs.add(checked.controls);
    const from = Math.max(0, overlap) * HASH_BYTES;
    const until = Math.min(present, place.count) * HASH_BYTES;
    if (from < until) {
      const firstSeq = this.#log.size;
      this.#log.add(
        checked.digests.subarray(from, until),
        checked.controls.filter((control) => control.seq >= firstSeq && control.seq < place.firstSeq + place.count),
      );
    }
    if (present < place.count) this.#fillGap(place.firstSeq + place.count);
  }

  /** Goes on behind missing records with the hashes stored for them, so that one gap does not make all that follows look wrong. */
  #fillGap(toSeq: number, isMissing = true): void {
    this.#goBlind();
    if (isMissing) {
      const from = this.#log.size;
      this.#report({
        kind: 'record-missing',
        seq: from,
        lastSeq: toSeq - 1,
        message: from + 1 === toSeq ? `Record ${from} is missing` : `Records ${from} to ${toSeq - 1} are missing`,
      });
    }
    while (this.#log.size < toSeq) {
      const seq = this.#log.size;
      this.#log.add(this.#storedDigests(seq, Math.min(toSeq - seq, TILE_WIDTH - (seq % TILE_WIDTH))), []);
    }
  }

  #goBlind(): void {
    this.#custody.goBlind();
    this.#keyActs.goBlind();
  }

  /** Records that could not be reached: neither right nor wrong. */
  #passOver(toSeq: number): void {
    this.#addUnread(this.#log.size, toSeq);
    this.#fillGap(toSeq, false);
  }

  #addUnread(from: number, to: number): void {
    this.#hasUnread = true;
    if (to <= from) return;
    this.#unreadCount += to - from;
    this.#unreadRanges.add(from, to - 1);
  }

  /** The hashes stored for records; zeros where there are none. */
  #storedDigests(firstSeq: number, count: number): Uint8Array {
    const digests = new Uint8Array(count * HASH_BYTES);
    for (let done = 0; done < count; ) {
      const seq = firstSeq + done;
      const part = Math.min(count - done, TILE_WIDTH - (seq % TILE_WIDTH));
      const at = (seq % TILE_WIDTH) * HASH_BYTES;
      const tile = findDigestTile(this.#db, Math.floor(seq / TILE_WIDTH));
      digests.set(tile?.digests.subarray(at, at + part * HASH_BYTES) ?? [], done * HASH_BYTES);
      done += part;
    }
    return digests;
  }

  /** Nothing inside a case can say that it is the one somebody knows. */
  #compareFingerprint(digests: Uint8Array): void {
    const given = this.#fingerprint;
    if (given === undefined || digests.length < HASH_BYTES) return;
    const own = encodeHex(digests.subarray(0, given.length / 2));
    this.#rootOfTrust = own === given ? 'confirmed' : 'different';
    if (own === given) return;
    this.#report({
      kind: 'other-case',
      seq: 0,
      expected: inGroups(given),
      actual: inGroups(own),
      message: 'This comes from another case: its fingerprint is not the one that was given',
    });
  }

  // --- segments, keys, originals -------------------------------------------------------------------------------------

  async #checkSegments(verifiers: SegmentVerifiers): Promise<void> {
    for (const segment of segments(this.#db)) {
      const file = segmentFileName(segment.id);
      const result = await verifiers.finished(segment.id);
      const expected = this.#projections.segmentHash(segment.id);
      if (result.isOutOfReach) {
        this.#hasUnread = true;
        this.#notChecked.push(`The file segments/${file} with ${segment.rowCount} records: ${result.unreadable}`);
      } else if (result.sha256 === null) {
        this.#report({
          kind: 'segment-unreadable',
          message: `The file segments/${file} cannot be read: ${result.unreadable}`,
        });
      } else if (result.sha256 !== expected) {
        this.#report({
          kind: 'segment-changed',
          ...(expected === undefined ? {} : { expected }),
          actual: result.sha256,
          message: `The file segments/${file} is not the one that was sealed`,
        });
      }
    }
    const known = new Set(segments(this.#db).map(({ id }) => segmentFileName(id)));
    for (const name of this.#segmentFiles()) {
      if (!known.has(name))
        this.#report({ kind: 'segment-unknown', message: `The file segments/${name} is not part of this case` });
    }
  }

  #segmentFiles(): string[] {
    try {
      return readdirSync(casePaths(this.#parts.dir).segments);
    } catch (error) {
      if (isOutOfReach(error)) {
        this.#notChecked.push(`Whether other files lie in the folder segments: ${reasonOf(error)}`);
      }
      return [];
    }
  }

  #checkSchema(): void {
    for (const name of foreignSchema(this.#db)) {
      this.#report({
        kind: 'schema-foreign',
        actual: name,
        message: `The database case.db holds what this program does not make: ${name}`,
      });
    }
  }

  /** Pages that no check above had to read are read too: a changed one would be met by whoever works on. */
  #checkPages(): void {
    let said: string;
    try {
      const [row] = this.#db.pragma('integrity_check(1)') as { integrity_check: string }[];
      said = row?.integrity_check ?? '';
    } catch (error) {
      if (isOutOfReach(error)) throw error;
      said = 'a page was changed after it was written';
    }
    if (said !== 'ok')
      this.#report({ kind: 'database-damaged', message: `The database case.db is not whole: ${said}` });
  }

  /** The slots say who somebody is before a line of the log is read; each must say what the log says. */
  #checkKeySlots(): void {
    if (this.#hasUnread) return;
    let keys: CaseKeys;
    try {
      keys = loadCaseKeys(casePaths(this.#parts.dir).keys);
    } catch (error) {
      this.#notChecked.push(`The key slots: case.keys cannot be read (${reasonOf(error)})`);
      return;
    }
    const { wrong, unknown } = this.#projections.compareSlots(keys.slots.map(({ header }) => header));
    wrong.forEach((finding) => this.#report(finding));
    for (const operatorId of unknown) {
      this.#notices.push(
        `case.keys holds a key slot for ${operatorId}, whom no record names: whoever knows its passphrase can read the case`,
      );
    }
  }

  /** The key file is not in any backup: a log older than it was put back from a copy. */
  #checkEpochFile(): void {
    const path = casePaths(this.#parts.dir).epochKey;
    const unchecked = 'Whether the log is an older copy put back';
    let keys: EpochKeys | undefined;
    try {
      keys = loadEpochKeys(path, this.#parts.dataKey);
    } catch (error) {
      this.#notChecked.push(`${unchecked}: epoch.key cannot be read (${reasonOf(error)})`);
      return;
    }
    if (keys === undefined && existsSync(path)) {
      this.#notChecked.push(`${unchecked}: epoch.key is damaged, or of another case`);
    } else if (keys === undefined) {
      // By design in every copy that was handed over or restored.
      this.#notices.push(
        'epoch.key is not there, as in every copy: whether the log is older than it was cannot be told, and the next unlock will restart the signing chain',
      );
    } else if (keys.current.n <= this.#log.epochNumber) {
      this.#isKeyFileChecked = true;
    } else {
      this.#report({
        kind: 'log-rolled-back',
        expected: `epoch ${keys.current.n}`,
        actual: `epoch ${this.#log.epochNumber}`,
        message: 'The log is an older copy: the key file knows a later epoch than the newest record',
      });
    }
  }

  async #checkOriginals(): Promise<void> {
    const { kept, byReferenceCount } = this.#projections;
    if (byReferenceCount > 0) {
      this.#notices.push(
        `${byReferenceCount} sources were taken by reference: their bytes are not in the case and were not read`,
      );
    }
    const store = createFileStore(casePaths(this.#parts.dir).files, deriveKey(this.#parts.dataKey, 'files', 'files'));
    let present: ReadonlySet<string>;
    try {
      present = new Set(await store.list());
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      this.#notChecked.push(`${kept.size} kept originals: the folder files cannot be read (${reasonOf(error)})`);
      return;
    }
    for (const [sha256, seq] of kept) {
      if (!present.has(sha256)) {
        this.#report({
          kind: 'original-missing',
          seq,
          expected: sha256,
          message: `The kept original of source ${seq} is missing`,
        });
      } else if (this.#mode === 'strict') {
        await this.#checkOriginal(store, sha256, seq);
      }
    }
    if (this.#mode === 'fast' && kept.size > 0) {
      this.#notices.push(
        `${kept.size} kept originals are present; their bytes were not read (a strict check reads them)`,
      );
    }
  }

  async #checkOriginal(store: ReturnType<typeof createFileStore>, sha256: string, seq: number): Promise<void> {
    try {
      const file = await store.open(sha256);
      try {
        const verdict = await file.verify();
        if (verdict.kind === 'valid' && verdict.value.sha256 === sha256) {
          this.#keptReadCount++;
          return;
        }
        if (verdict.kind === 'indeterminate') {
          this.#notChecked.push(`The kept original of source ${seq}: ${verdict.reason}`);
          return;
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      invariant(error instanceof Error, 'only errors are thrown');
      if (isOutOfReach(error)) {
        this.#notChecked.push(`The kept original of source ${seq}: ${reasonOf(error)}`);
        return;
      }
    }
    // A file that reports no size and fails when read looks cut short.
    const unreachable = reasonUnreadable(join(casePaths(this.#parts.dir).files, sha256));
    if (unreachable !== undefined) {
      this.#notChecked.push(`The kept original of source ${seq}: ${unreachable}`);
      return;
    }
    this.#report({
      kind: 'original-changed',
      seq,
      expected: sha256,
      message: `The kept original of source ${seq} is not the file the events were read from`,
    });
  }
}

const RECORD_FINDINGS = new Set([
  'digest-mismatch',
  'seq-mismatch',
  'raw-mismatch',
  'record-missing',
  'log-mismatch',
  'record-not-canonical',
  'record-malformed',
]);
/** About records, too, but none of them is said to be another than was recorded. */
const RANGE_FINDINGS = new Set([
  'log-truncated',
  'tail-unsigned',
  'block-unreadable',
  'block-count-mismatch',
  'record-doubled',
  'record-too-long',
  'origin-missing',
  'custody-gap',
  'custody-malformed',
  'custody-unsigned',
  'key-act-unsigned',
]);

/** The hex digits alone. */
const bareFingerprint = (text: string): string => text.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();
const inGroups = (hex: string): string => (hex.match(/.{1,5}/g) ?? []).join('-');
