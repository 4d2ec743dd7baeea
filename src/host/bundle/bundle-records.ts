/**
 * The log as it stands in a bundle: every place once, as the line, a digest, a redacted part, or a subtree over many.
 *
 * One pass, one block of lines in memory. Source: bundle-format.md §3.
 * Trust: indexes said which records are rows; each line says its kind itself, and where the two differ there is no bundle.
 */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { redactBody } from '../../engines/bundle/redact.ts';
import { subtreesOf } from '../../engines/bundle/subtrees.ts';
import type { CaseRecord } from '../../engines/chain/record.ts';
import type { LedgerRecord } from '../../engines/custody/custody-facts.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { encodeHex } from '../../engines/kernel/bytes.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import { LEAVABLE_KINDS } from '../../shared/bundle-words.ts';
import { AppError } from '../../shared/errors.ts';
import type { SearchedCase } from '../vault/searched-case.ts';
import type { BundleFolder, FileSink } from './bundle-folder.ts';
import type { BundleCounts, BundleRequest, Reason } from './bundle-request.ts';
import { type BundleSelection, RangeCursor } from './bundle-selection.ts';
import { type CheckedLine, checkedLines, kindOfLine, recordOf } from './checked-lines.ts';
import { PrivilegeList } from './privilege-list.ts';

const NAME = 'data/case/records.ndjson';
const NEWLINE = Uint8Array.of(0x0a);
/** Stretches between two looks at whether somebody wants to stop. */
const TURN_EVERY = 64;
/** Kinds that a verifier keeps in memory, and how many it takes: bundle-format.md §11. */
const COUNTED_KINDS: ReadonlySet<string> = new Set(['custody', 'export', 'source', 'source-report']);
export const MAX_COUNTED = 200_000;

export interface KeptSource {
  readonly sizeBytes: number;
  readonly path: string;
  /** Whether the case holds the original itself. */
  readonly isKept: boolean;
}

export interface WrittenRecords {
  readonly counts: BundleCounts;
  readonly rows: { disclosed: number; redacted: number; withheld: number };
  readonly rowDigest: string;
  /** By SHA-256, every source of the log. */
  readonly sources: ReadonlyMap<string, KeptSource>;
  /** SHA-256 of the sources that shown rows were read from; only where originals of a query's result are wanted. */
  readonly usedSources: ReadonlySet<string>;
  /** `at` of the export record. */
  readonly exportedAt: string;
  /** Records that a verifier must keep in memory. */
  readonly countedRecords: number;
  /** Of the kinds that were to be kept, as they are shown, in log order. */
  readonly kept: readonly KeptRecord[];
}

export interface KeptRecord extends LedgerRecord {
  readonly body: JsonObject;
}

export interface RecordsRequest {
  readonly searched: SearchedCase;
  readonly folder: BundleFolder;
  readonly selection: BundleSelection;
  readonly request: BundleRequest;
  readonly size: number;
  readonly exportSeq: number;
  /** Who gives the reasons of the privilege log. */
  readonly by: string;
  /** What papers and marks are made from. */
  readonly keeps: ReadonlySet<string>;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export async function writeRecords(asked: RecordsRequest): Promise<WrittenRecords> {
  const sink = await asked.folder.create(NAME);
  const privileges = new PrivilegeList(asked.folder, asked.by);
  try {
    return await new RecordsWriter(asked, sink, privileges).write();
  } finally {
    await sink.close();
    await privileges.close();
  }
}

class RecordsWriter {
  readonly #asked: RecordsRequest;
  readonly #sink: FileSink;
  readonly #privileges: PrivilegeList;
  readonly #rowDigest = createHash('sha256');
  readonly #isRow: RangeCursor;
  readonly #isOther: RangeCursor;
  readonly #withheld: readonly { cursor: RangeCursor; reason: Reason }[];
  readonly #pointers: readonly string[];
  readonly #sources = new Map<string, KeptSource>();
  readonly #usedSources = new Set<string>();
  readonly #rows = { disclosed: 0, redacted: 0, withheld: 0 };
  readonly #kept: KeptRecord[] = [];
  #disclosed = 0;
  #leftOut = 0;
  #countedRecords = 0;
  /** First place of the stretch that is being left out; -1 where none is. */
  #leftFrom = -1;
  #exportedAt = '';

  constructor(asked: RecordsRequest, sink: FileSink, privileges: PrivilegeList) {
    this.#asked = asked;
    this.#sink = sink;
    this.#privileges = privileges;
    this.#isRow = new RangeCursor(asked.selection.rows);
    this.#isOther = new RangeCursor(asked.selection.othersSeqs);
    this.#withheld = [...asked.selection.withheld, ...asked.selection.others].map(({ ranges, reason }) => ({
      cursor: new RangeCursor(ranges),
      reason,
    }));
    this.#pointers = [...new Set(asked.request.redact.map(({ pointer }) => pointer))];
  }

  async write(): Promise<WrittenRecords> {
    const { searched, selection, size, signal, onProgress } = this.#asked;
    const wanted = new RangeCursor(selection.rows);
    const wants = (first: number, last: number): boolean => selection.isWhole || wanted.touches(first, last);
    let turns = 0;
    for (const { firstSeq, count, lines } of checkedLines(searched, size, wants)) {
      if (signal.aborted) throw new AppError('CANCELLED', 'The bundle was stopped before it was whole');
      if (lines === undefined) this.#leaveOut(firstSeq, count);
      else for (const line of lines) await this.#take(line);
      await this.#sink.drain();
      onProgress(firstSeq + count, size);
      if (++turns % TURN_EVERY === 0) await nextTurn();
    }
    this.#flushLeftOut(size);
    await this.#sink.end();
    await this.#privileges.end();
    const { redacted, withheld } = this.#rows;
    return {
      counts: {
        disclosed: this.#disclosed,
        privileged: this.#privileges.count,
        redacted,
        withheld: withheld + this.#leftOut,
      },
      rows: this.#rows,
      rowDigest: this.#rowDigest.digest('hex'),
      sources: this.#sources,
      usedSources: this.#usedSources,
      exportedAt: this.#exportedAt,
      countedRecords: this.#countedRecords,
      kept: this.#kept,
    };
  }

  async #take(line: CheckedLine): Promise<void> {
    const kind = kindOfLine(line.bytes);
    const isRow = this.#isRow.has(line.seq);
    const { isWhole } = this.#asked.selection;
    const isRowKind = this.#isOther.has(line.seq) ? kind !== 'event' && LEAVABLE_KINDS.has(kind) : kind === 'event';
    // A whole bundle has every event, and rows are events or withheld: an index that says otherwise is not to be relied on.
    if (isRow !== isRowKind && (isRow || isWhole)) throw disagree(line.seq);
    if (isRow) return this.#takeRow(line);
    if (!isWhole && LEAVABLE_KINDS.has(kind)) return this.#leaveOut(line.seq, 1);
    if (COUNTED_KINDS.has(kind)) this.#countedRecords += 1;
    if (kind === 'source') this.#noteSource(line);
    if (line.seq === this.#asked.exportSeq) this.#exportedAt = recordOf(line).at;
    if (this.#asked.keeps.has(kind)) this.#keep(line);
    this.#show(line);
  }

  #keep(line: CheckedLine): void {
    const { seq, kind, at, body } = recordOf(line);
    this.#kept.push({ seq, kind, at, body, digest: encodeHex(line.digest) });
  }

  async #takeRow(line: CheckedLine): Promise<void> {
    const { seq, digest } = line;
    this.#rowDigest.update(digest);
    const why = this.#withheld.find(({ cursor }) => cursor.has(seq))?.reason;
    if (why !== undefined) {
      this.#rows.withheld += 1;
      this.#say(seq, { digest: encodeHex(digest), seq });
      return this.#privileges.add(seq, why);
    }
    const record = this.#pointers.length > 0 || this.#wantsSources ? recordOf(line) : undefined;
    if (record !== undefined && this.#wantsSources) this.#noteUse(record);
    const redaction = record === undefined ? undefined : redactBody(record.body, this.#pointers);
    if (redaction === undefined) {
      this.#rows.disclosed += 1;
      return this.#show(line);
    }
    this.#rows.redacted += 1;
    const { body, removed, applied } = redaction;
    this.#say(seq, { digest: encodeHex(digest), redacted: { body, kind: 'event', removed: [...removed] }, seq });
    return this.#privileges.add(seq, this.#reasonFor(applied));
  }

  get #wantsSources(): boolean {
    return this.#asked.request.originals && !this.#asked.selection.isWhole;
  }

  /** Every reason that took something out of this record, in the order they were given. */
  #reasonFor(applied: readonly string[]): Reason {
    const reasons = this.#asked.request.redact.filter(({ pointer }) => applied.includes(pointer));
    const joined = (texts: readonly string[]): string => [...new Set(texts.filter((text) => text !== ''))].join('; ');
    return {
      basis: joined(reasons.map(({ basis }) => basis)),
      description: joined(reasons.map(({ description }) => description)),
    };
  }

  #show({ seq, bytes }: CheckedLine): void {
    this.#flushLeftOut(seq);
    this.#disclosed += 1;
    this.#sink.add(bytes);
    this.#sink.add(NEWLINE);
  }

  #say(seq: number, value: JsonObject): void {
    this.#flushLeftOut(seq);
    this.#sink.add(Buffer.from(`${canonicalize(value)}\n`, 'utf8'));
  }

  #leaveOut(seq: number, count: number): void {
    if (this.#leftFrom < 0) this.#leftFrom = seq;
    this.#leftOut += count;
  }

  #flushLeftOut(to: number): void {
    if (this.#leftFrom < 0) return;
    const { log } = this.#asked.searched;
    for (const { seq, count } of subtreesOf(this.#leftFrom, to)) {
      const [digest] = count === 1 ? log.digests(seq, seq) : [];
      const value =
        digest === undefined
          ? { count, hash: encodeHex(log.subtreeHash(seq, seq + count)), seq }
          : { digest: encodeHex(digest), seq };
      this.#sink.add(Buffer.from(`${canonicalize(value)}\n`, 'utf8'));
    }
    this.#leftFrom = -1;
  }

  #noteSource(line: CheckedLine): void {
    const { sha256, sizeBytes, path, original } = recordOf(line).body;
    if (typeof sha256 !== 'string' || typeof sizeBytes !== 'number') return;
    // The same bytes may have come again by reference: the case holds them all the same.
    if (this.#sources.get(sha256)?.isKept === true) return;
    this.#sources.set(sha256, { sizeBytes, path: String(path), isKept: original === 'kept' });
  }

  #noteUse({ body }: CaseRecord): void {
    const source = (body['origin'] as JsonObject | undefined)?.['source'];
    if (typeof source === 'string') this.#usedSources.add(source);
  }
}

const disagree = (seq: number): AppError =>
  new AppError(
    'EXPORT_INCOMPLETE',
    `The search and the log do not agree about record ${seq}; verify the case to see why`,
    {
      details: { seq },
    },
  );
