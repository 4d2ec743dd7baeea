/**
 * Puts the lines of a bundle, in log order, into the tables and segments that a case has: so the same code searches both.
 *
 * Cost: about 20 µs a line of 900 bytes; memory as of one open segment.
 * Trust: lines are hostile, and of one of the forms (bundle-line.ts).
 */
import { join } from 'node:path';
import { DIGEST_BYTES, leafOfDigest, nextChain, initialChain } from '../../engines/chain/entry.ts';
import { SparseRange } from '../../engines/chain/sparse-range.ts';
import { TILE_WIDTH } from '../../engines/chain/tiles.ts';
import type { JsonObject, JsonValue } from '../../engines/event/audit-event.ts';
import { toUnixUs } from '../../engines/event/time.ts';
import { decodeHex } from '../../engines/kernel/bytes.ts';
import type { RecordKind } from '../../engines/chain/record.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { segmentFileName, type CasePaths } from '../vault/case-folder.ts';
import { deriveKey } from '../vault/case-keys.ts';
import { batchOfLines, type LineFacts } from '../vault/line-batch.ts';
import { SegmentBuilder } from '../vault/segment/segment-builder.ts';
import { MAX_SEGMENT_ROWS } from '../vault/segment/segment-file.ts';
import { lineOfPart } from '../vault/shown-line.ts';
import {
  addActs,
  addDigestTile,
  addHidden,
  addShownSegment,
  addTreeNode,
  type HiddenWhy,
} from '../vault/shown-store.ts';
import type { WriteDb } from '../vault/sqlite.ts';
import { unreadable } from './bundle-files.ts';
import type { BundleLine } from './bundle-line.ts';

/** Lines that are put into a segment, or into a block of acts, at once. */
const LINES_AT_ONCE = 512;
const TILE_LEVEL = Math.log2(TILE_WIDTH);

export interface ShownCounts {
  events: number;
  disclosed: number;
  redacted: number;
  withheld: number;
  unreadable: number;
}

export class ShownWriter {
  readonly #db: WriteDb;
  readonly #paths: CasePaths;
  readonly #dataKey: Uint8Array;
  readonly #tree: SparseRange;
  #origin = '';
  #chain = initialChain();
  #chainBefore = this.#chain;
  /** From here on the chain can't be followed; undefined while it can. */
  #chainEnd: number | undefined;
  /** From here on the tree is not known; undefined while it is. */
  #treeEnd: number | undefined;
  #size = 0;
  #tile = new Uint8Array(TILE_WIDTH * DIGEST_BYTES);
  #hidden: { seq: number; count: number; why: HiddenWhy } | undefined;
  #segment: SegmentBuilder | undefined;
  #segmentId = 0;
  #rows: LineFacts[] = [];
  #acts: string[] = [];
  readonly counts: ShownCounts = { events: 0, disclosed: 0, redacted: 0, withheld: 0, unreadable: 0 };

  constructor(db: WriteDb, paths: CasePaths, dataKey: Uint8Array) {
    this.#db = db;
    this.#paths = paths;
    this.#dataKey = dataKey;
    this.#tree = new SparseRange(nodeHasher, (level, n, hash) => {
      if (level >= TILE_LEVEL) addTreeNode(db, level, n, hash);
    });
  }

  /** Places of the log that are filled. */
  get size(): number {
    return this.#size;
  }

  get chainEnd(): number {
    return this.#chainEnd ?? this.#size;
  }

  /** The root over all so far; undefined where a stretch is not known. */
  root(): Uint8Array | undefined {
    return this.#treeEnd === undefined ? this.#tree.root() : undefined;
  }

  /** @param text of the line @param lineDigest SHA-256 of its bytes, hex */
  add(line: BundleLine, text: string, lineDigest: string): void {
    if (line.form === 'left-out') this.#leaveOut(line.count, line.hash);
    else if (line.form === 'record') {
      const { kind, body, log } = line.record;
      if (this.#origin === '') this.#origin = log;
      this.counts.disclosed += 1;
      this.#show(kind, body, text);
      this.#digest(lineDigest);
    } else if (line.form === 'redacted' && (line.kind === 'event' || line.kind === 'rejection')) {
      const { body, digest, kind, removed, seq } = line;
      this.counts.redacted += 1;
      this.#show(kind, body, lineOfPart({ body, digest, kind, removed, seq }));
      this.#digest(digest);
    } else if (line.form === 'unreadable') {
      this.counts.unreadable += 1;
      this.#hide(1, 'unreadable');
      this.#digest(lineDigest);
    } else {
      if (line.form === 'redacted') this.counts.redacted += 1;
      else this.counts.withheld += 1;
      this.#hide(1, 'withheld');
      this.#digest(line.digest);
    }
  }

  /** Nothing stands in the place of so many records: what follows can't be tied to the heads. */
  skip(count: number): void {
    this.#hide(count, 'missing');
    this.#treeEnd ??= this.#size;
    this.#jump(count);
  }

  finish(): void {
    this.#flushActs();
    this.#flushRows();
    this.#closeSegment();
    this.#flushHidden();
    this.#endTile();
  }

  /** Gives up: the segment under way is gone. */
  abort(): void {
    this.#segment?.abort();
    this.#segment = undefined;
  }

  #show(kind: RecordKind, body: JsonObject, text: string): void {
    this.#flushHidden();
    if (kind === 'event') this.counts.events += 1;
    if (kind === 'event' || kind === 'rejection') {
      this.#flushActs();
      this.#rows.push({ line: text, kind, timeUs: kind === 'event' ? timeOf(body['timestamp']) : Number.NaN });
      if (this.#rows.length >= LINES_AT_ONCE) this.#flushRows(1);
    } else {
      this.#flushRows();
      this.#acts.push(text);
      if (this.#acts.length >= LINES_AT_ONCE) this.#flushActs(1);
    }
  }

  /** The next places have no line that could be shown. */
  #hide(count: number, why: HiddenWhy): void {
    this.#flushActs();
    this.#flushRows();
    const last = this.#hidden;
    if (last?.why === why) last.count += count;
    else {
      this.#flushHidden();
      this.#hidden = { seq: this.#size, count, why };
    }
  }

  #flushHidden(): void {
    if (this.#hidden !== undefined) addHidden(this.#db, { ...this.#hidden, hash: null });
    this.#hidden = undefined;
  }

  #leaveOut(count: number, hex: string): void {
    if (!this.#isPlaceOf(count)) throw unreadable(`a stretch of ${count} records can not stand at place ${this.#size}`);
    this.#flushActs();
    this.#flushRows();
    this.#flushHidden();
    const hash = decodeHex(hex) as Uint8Array;
    addHidden(this.#db, { seq: this.#size, count, hash, why: 'left-out' });
    this.counts.withheld += count;
    if (this.#treeEnd === undefined) this.#tree.append(count, hash);
    this.#jump(count);
  }

  #isPlaceOf(count: number): boolean {
    return Number.isInteger(Math.log2(count)) && this.#size % count === 0 && Number.isSafeInteger(this.#size + count);
  }

  #digest(hex: string): void {
    const digest = decodeHex(hex) as Uint8Array;
    this.#tile.set(digest, (this.#size % TILE_WIDTH) * DIGEST_BYTES);
    if (this.#treeEnd === undefined) this.#tree.append(1, leafOfDigest(nodeHasher, digest));
    if (this.#chainEnd === undefined) this.#chain = nextChain(nodeHasher, this.#chain, digest);
    this.#size += 1;
    if (this.#size % TILE_WIDTH === 0) {
      this.#writeTile(TILE_WIDTH, this.#size / TILE_WIDTH - 1);
      this.#startTile();
    }
  }

  /** Past places without digests. */
  #jump(count: number): void {
    this.#chainEnd ??= this.#size;
    const n = Math.floor(this.#size / TILE_WIDTH);
    if (Math.floor((this.#size + count) / TILE_WIDTH) === n) this.#size += count;
    else {
      this.#endTile();
      this.#size += count;
      this.#startTile();
    }
  }

  #endTile(): void {
    const count = this.#size % TILE_WIDTH;
    if (count > 0) this.#writeTile(count, Math.floor(this.#size / TILE_WIDTH));
  }

  #startTile(): void {
    this.#chainBefore = this.#chain;
    this.#tile.fill(0);
  }

  #writeTile(count: number, n: number): void {
    addDigestTile(this.#db, { n, chainBefore: this.#chainBefore, digests: this.#tile.slice(0, count * DIGEST_BYTES) });
  }

  /** @param ahead lines among those that are not counted in `size` yet */
  #flushActs(ahead = 0): void {
    if (this.#acts.length > 0) addActs(this.#db, this.#size + ahead - this.#acts.length, this.#acts);
    this.#acts = [];
  }

  #flushRows(ahead = 0): void {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    const { isFull = false, rowCount = 0 } = this.#segment ?? {};
    if (isFull || rowCount + rows.length > MAX_SEGMENT_ROWS) this.#closeSegment();
    this.#segment ??= this.#openSegment();
    this.#segment.addRun(this.#size + ahead - rows.length, batchOfLines(rows));
  }

  #openSegment(): SegmentBuilder {
    this.#segmentId += 1;
    const file = segmentFileName(this.#segmentId);
    const key = deriveKey(this.#dataKey, 'db', file);
    return new SegmentBuilder(join(this.#paths.segments, file), key, { origin: this.#origin });
  }

  #closeSegment(): void {
    if (this.#segment === undefined) return;
    const { fileSizeBytes, runs, ...summary } = this.#segment.finish();
    this.#segment = undefined;
    addShownSegment(this.#db, { id: this.#segmentId, sizeBytes: fileSizeBytes, ...summary }, runs);
  }
}

const timeOf = (timestamp: JsonValue | undefined): number =>
  typeof timestamp === 'string' ? toUnixUs(timestamp) : Number.NaN;
