/**
 * One scan worker's work: parse pieces into canonical bodies, then lines, digests and the segment.
 *
 * Runs in a worker thread (workers/segment-scan.worker.ts) and in tests directly.
 * Trust: the bytes are hostile. What the canonical form refuses (INTEGRITY rule of evidence-format.md §1) becomes a
 * `rejection` record with its place, reason and hash; nothing is dropped.
 */
import { rmSync } from 'node:fs';
import type { AuditEvent, EventDraft, JsonObject } from '../../engines/event/audit-event.ts';
import { toUnixUs } from '../../engines/event/time.ts';
import { LineWriter, SALT_BYTES } from '../../engines/chain/line-writer.ts';
import { canonicalBody, MAX_LINE_BYTES } from '../../engines/chain/record.ts';
import { CanonicalError } from '../../engines/kernel/canonical-json.ts';
import type { FormatContext, FormatId, FormatReader, Piece, RecordSink } from '../../engines/ingest/format.ts';
import { FORMAT_READERS } from '../../engines/ingest/registry.ts';
import { invariant } from '../../shared/verdict.ts';
import { createEvtxWriter } from '../adapters/evtx-writer.ts';
import { createJsonScanner } from '../adapters/json-scanner.ts';
import { nodeHasher, nodeRng, nodeTextCodec } from '../adapters/node-ports.ts';
import { packHot } from '../vault/hot-lines.ts';
import type { LineBatch } from '../vault/line-batch.ts';
import { SegmentBuilder } from '../vault/segment/segment-builder.ts';
import { ParsedBodies } from './parsed-bodies.ts';
import type { ClosedGeneration, SegmentTarget } from './protocol.ts';
import {
  emptyTally,
  packTally,
  tallyEvent,
  tallyNote,
  tallyRejection,
  tallyScanned,
  type PackedTally,
  type Tally,
} from './tally.ts';

const ports = {
  text: nodeTextCodec,
  hasher: nodeHasher,
  jsonScanner: createJsonScanner(),
  evtxWriter: createEvtxWriter(),
};

/** Up to this many rows of a generation stay in case.db; more become a segment of their own. */
export const HOT_ROWS = 4_096;
/** Leaves room for seq, salt, time and origin beside the body in a line. */
const MAX_BODY_BYTES = MAX_LINE_BYTES - 512;
/** Buffers kept to be filled again: as many as pieces are on their way at once. */
const MAX_SPARE = 3;

interface Source {
  reader: FormatReader;
  sha256: string;
  context: FormatContext;
}

interface Run {
  firstSeq: number;
  batch: LineBatch;
}

export class PieceScanner {
  readonly #origin: string;
  readonly #sources = new Map<number, Source>();
  readonly #parsed = new Map<number, ParsedBodies>();
  /** Emptied, to be filled again. */
  readonly #spare: ParsedBodies[] = [];
  #lines = Buffer.alloc(0);
  #hotRuns: Run[] = [];
  #hotRowCount = 0;
  #builder: SegmentBuilder | undefined;
  #target: SegmentTarget | undefined;

  /** @param origin the log's origin, part of every line */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Whether the generation should be closed soon: what it holds takes much memory. */
  get isFull(): boolean {
    return this.#builder?.isFull === true;
  }

  addSource(sourceKey: number, format: FormatId, sha256: string, context: FormatContext): void {
    const reader = FORMAT_READERS.find((candidate) => candidate.id === format);
    invariant(reader !== undefined, `there is a reader for ${format}`);
    this.#sources.set(sourceKey, { reader, sha256, context });
  }

  forgetSource(sourceKey: number): void {
    this.#sources.delete(sourceKey);
  }

  /** Reads a piece; its bodies wait here until `build` gives them their place. */
  parse(pieceId: number, sourceKey: number, piece: Piece): { recordCount: number; tally: PackedTally } {
    const source = this.#source(sourceKey);
    const tally = emptyTally();
    const bodies = this.#spare.pop() ?? new ParsedBodies();
    const reject: RecordSink['rejected'] = (reason, offset, length, message) => {
      const raw = piece.bytes.subarray(offset - piece.offset, offset - piece.offset + length);
      this.#reject(bodies, source.sha256, tally, { reason, offset, length, message }, nodeHasher.sha256Hex(raw));
    };
    source.reader.parse(piece, source.context, ports, {
      event: (draft, offset, length, ambiguous) => {
        const start = offset - piece.offset;
        const rawHash = nodeHasher.sha256Hex(piece.bytes.subarray(start, start + length));
        if (ambiguous.length > 0) {
          draft.metadata['parse'] = 'ambiguous';
          draft.metadata['ambiguities'] = [...ambiguous];
        }
        const body = draft as EventDraft as AuditEvent;
        body.origin = { source: source.sha256, offset, length, rawHash };
        let bodyJson: string;
        try {
          bodyJson = canonicalBody(body as unknown as JsonObject);
        } catch (error) {
          if (!(error instanceof CanonicalError)) throw error;
          reject(error.reason === 'not-json' ? 'text-not-canonical' : error.reason, offset, length, error.message);
          return;
        }
        const timeUs = draft.timestamp === null ? Number.NaN : toUnixUs(draft.timestamp);
        if (bodies.addText('event', bodyJson, timeUs) > MAX_BODY_BYTES) {
          bodies.dropLast();
          reject('record-too-long', offset, length, 'The event would need a line of more than 1 MiB in the log');
          return;
        }
        tallyEvent(tally, draft.timestamp, timeUs, ambiguous.length > 0);
      },
      scanned: ({ memory, start, end, timeUs, timestamp, isAmbiguous }) => {
        invariant(end - start <= MAX_BODY_BYTES, 'a scanner leaves long records to the reader');
        bodies.addBytes('event', memory, start, end, timeUs);
        tallyScanned(tally, timestamp, timeUs, isAmbiguous);
      },
      rejected: reject,
      note: (note) => tallyNote(tally, note),
    });
    this.#parsed.set(pieceId, bodies);
    return { recordCount: bodies.count, tally: packTally(tally) };
  }

  /** A record too long to be held in memory: its place and hash become a rejection. */
  parseTooLong(pieceId: number, sourceKey: number, offset: number, length: number, rawHash: string) {
    const tally = emptyTally();
    const message = 'The record is longer than 16 MiB and was not read';
    const at = { reason: 'record-too-long', offset, length, message };
    const bodies = this.#spare.pop() ?? new ParsedBodies();
    this.#reject(bodies, this.#source(sourceKey).sha256, tally, at, rawHash);
    this.#parsed.set(pieceId, bodies);
    return { recordCount: 1, tally: packTally(tally) };
  }

  /** The bodies of a parsed piece, for whoever wants no lines of them: the piece is forgotten. */
  takeBodies(pieceId: number): ParsedBodies {
    const bodies = this.#parsed.get(pieceId);
    invariant(bodies !== undefined, 'a piece is parsed before its bodies are taken');
    this.#parsed.delete(pieceId);
    return bodies;
  }

  /** Makes the lines of a parsed piece. Returns the record digests, 32 bytes each, in order. */
  build(pieceId: number, firstSeq: number, at: string, target: SegmentTarget): Uint8Array {
    const bodies = this.#parsed.get(pieceId);
    invariant(bodies !== undefined, 'a piece is parsed before it is built');
    this.#parsed.delete(pieceId);
    this.#target = target;
    const digests = new Uint8Array(bodies.count * 32);
    if (bodies.count > 0) this.#keep({ firstSeq, batch: this.#writeLines(bodies, firstSeq, at, digests) });
    bodies.clear();
    if (this.#spare.length < MAX_SPARE) this.#spare.push(bodies);
    return digests;
  }

  #writeLines(bodies: ParsedBodies, firstSeq: number, at: string, digests: Uint8Array): LineBatch {
    const { count } = bodies;
    const writer = new LineWriter(nodeTextCodec, this.#origin, at);
    const bytes = this.#room(bodies.byteLength + count * writer.overheadBytes('rejection'));
    const starts = new Uint32Array(count + 1);
    const lineBodies = new Uint32Array(count);
    const kinds = bodies.kinds.slice();
    const salts = nodeRng.bytes(count * SALT_BYTES);
    let to = 0;
    for (let i = 0; i < count; i++) {
      const start = to;
      lineBodies[i] = start + writer.bodyOffset;
      to = writer.write(bytes, start, kinds[i] as number, bodies.body(i), salts, i * SALT_BYTES, firstSeq + i);
      starts[i + 1] = to;
      nodeHasher.sha256Into(bytes.subarray(start, to - 1), digests, i * 32);
    }
    return { bytes: bytes.subarray(0, to), starts, bodies: lineBodies, kinds, timesUs: bodies.timesUs.slice() };
  }

  /** A segment has copied the lines of the batch before; those of the hot part stay as they are. */
  #room(byteCount: number): Buffer {
    if (this.#builder === undefined) return Buffer.allocUnsafeSlow(byteCount);
    if (this.#lines.length < byteCount) this.#lines = Buffer.allocUnsafeSlow(Math.ceil(byteCount * 1.25));
    return this.#lines;
  }

  /** Ends the generation: what it holds is handed out or finished as a segment file. */
  close(): ClosedGeneration {
    const builder = this.#builder;
    const target = this.#target;
    const runs = this.#hotRuns;
    this.#builder = undefined;
    this.#hotRuns = [];
    this.#hotRowCount = 0;
    if (builder !== undefined && target !== undefined) {
      return { kind: 'segment', id: target.id, summary: builder.finish() };
    }
    if (runs.length === 0) return { kind: 'empty' };
    return { kind: 'hot', blocks: runs.flatMap((run) => [...packHot(run)]) };
  }

  #source(sourceKey: number): Source {
    const source = this.#sources.get(sourceKey);
    invariant(source !== undefined, 'a source is announced before its pieces');
    return source;
  }

  #reject(
    bodies: ParsedBodies,
    sha256: string,
    tally: Tally,
    at: { reason: string; offset: number; length: number; message: string },
    rawHash: string,
  ): void {
    const message = at.message.toWellFormed().slice(0, 500);
    tallyRejection(tally, { ...at, message });
    const body: JsonObject = {
      reason: at.reason,
      message,
      origin: { source: sha256, offset: at.offset, length: at.length, rawHash },
    };
    bodies.addText('rejection', canonicalBody(body), Number.NaN);
  }

  #keep(run: Run): void {
    if (this.#builder === undefined) {
      this.#hotRuns.push(run);
      this.#hotRowCount += run.batch.kinds.length;
      if (this.#hotRowCount <= HOT_ROWS) return;
      const target = this.#target as SegmentTarget;
      // What a failed ingest left under this number: no manifest names it.
      rmSync(target.path, { force: true });
      this.#builder = new SegmentBuilder(target.path, target.key, { origin: this.#origin });
      for (const held of this.#hotRuns) this.#builder.addRun(held.firstSeq, held.batch);
      this.#hotRuns = [];
      return;
    }
    this.#builder.addRun(run.firstSeq, run.batch);
  }
}
