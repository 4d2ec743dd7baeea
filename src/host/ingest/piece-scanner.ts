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
import { canonicalBody, MAX_LINE_BYTES, recordLine, type RecordKind } from '../../engines/chain/record.ts';
import { CanonicalError } from '../../engines/kernel/canonical-json.ts';
import { decodeHexInto } from '../../engines/kernel/bytes.ts';
import type { FormatContext, FormatId, FormatReader, Piece, RecordSink } from '../../engines/ingest/format.ts';
import { FORMAT_READERS } from '../../engines/ingest/registry.ts';
import { invariant } from '../../shared/verdict.ts';
import { createEvtxWriter } from '../adapters/evtx-writer.ts';
import { nodeHasher, nodeRng, nodeTextCodec } from '../adapters/node-ports.ts';
import { packHot } from '../vault/hot-lines.ts';
import { SegmentBuilder } from '../vault/segment/segment-builder.ts';
import type { ClosedGeneration, SegmentTarget } from './protocol.ts';
import { emptyTally, tallyEvent, tallyNote, tallyRejection, type Tally } from './tally.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher, evtxWriter: createEvtxWriter() };

/** Up to this many rows of a generation stay in case.db; more become a segment of their own. */
export const HOT_ROWS = 16_384;
/** Room for seq, salt, time and origin beside the body in a line. */
const LINE_OVERHEAD_BYTES = 512;

/** Stands for the body that a scanner wrote as text, until it is needed: objects that wait are what costs memory. */
const UNREAD: JsonObject = {};

interface Row {
  kind: RecordKind;
  body: JsonObject;
  bodyJson: string;
  timeUs: number;
}

interface Source {
  reader: FormatReader;
  sha256: string;
  context: FormatContext;
}

interface Run {
  firstSeq: number;
  lines: string[];
  rows: Row[];
}

export class PieceScanner {
  readonly #origin: string;
  readonly #sources = new Map<number, Source>();
  readonly #parsed = new Map<number, Row[]>();
  #hotRuns: Run[] = [];
  #hotRowCount = 0;
  #builder: SegmentBuilder | undefined;
  #target: SegmentTarget | undefined;

  /** @param origin the log's origin, part of every line */
  constructor(origin: string) {
    this.#origin = origin;
  }

  addSource(sourceKey: number, format: FormatId, sha256: string, context: FormatContext): void {
    const reader = FORMAT_READERS.find((candidate) => candidate.id === format);
    invariant(reader !== undefined, `there is a reader for ${format}`);
    this.#sources.set(sourceKey, { reader, sha256, context });
  }

  forgetSource(sourceKey: number): void {
    this.#sources.delete(sourceKey);
  }

  /** Reads a piece; its rows wait here until `build` gives them their place. */
  parse(pieceId: number, sourceKey: number, piece: Piece): { recordCount: number; tally: Tally } {
    const source = this.#source(sourceKey);
    const tally = emptyTally();
    const rows: Row[] = [];
    const reject: RecordSink['rejected'] = (reason, offset, length, message) => {
      const raw = piece.bytes.subarray(offset - piece.offset, offset - piece.offset + length);
      rows.push(this.#rejection(source.sha256, tally, { reason, offset, length, message }, nodeHasher.sha256Hex(raw)));
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
        if (isTooLong(bodyJson)) {
          reject('record-too-long', offset, length, 'The event would need a line of more than 1 MiB in the log');
          return;
        }
        const timeUs = draft.timestamp === null ? Number.NaN : toUnixUs(draft.timestamp);
        tallyEvent(tally, draft.timestamp, timeUs, ambiguous.length > 0);
        rows.push({ kind: 'event', body: body as unknown as JsonObject, bodyJson, timeUs });
      },
      scanned: ({ memory, start, end, timeUs, timestamp, isAmbiguous }) => {
        const bodyJson = nodeTextCodec.utf8(memory, start, end);
        tallyEvent(tally, Number.isNaN(timeUs) ? null : timestamp(), timeUs, isAmbiguous);
        rows.push({ kind: 'event', body: UNREAD, bodyJson, timeUs });
      },
      rejected: reject,
      note: (note) => tallyNote(tally, note),
    });
    this.#parsed.set(pieceId, rows);
    return { recordCount: rows.length, tally };
  }

  /** A record too long to be held in memory: its place and hash become a rejection. */
  parseTooLong(pieceId: number, sourceKey: number, offset: number, length: number, rawHash: string) {
    const tally = emptyTally();
    const message = 'The record is longer than 16 MiB and was not read';
    const at = { reason: 'record-too-long', offset, length, message };
    this.#parsed.set(pieceId, [this.#rejection(this.#source(sourceKey).sha256, tally, at, rawHash)]);
    return { recordCount: 1, tally };
  }

  /** Makes the lines of a parsed piece. Returns the record digests, 32 bytes each, in order. */
  build(pieceId: number, firstSeq: number, at: string, target: SegmentTarget): Uint8Array {
    const rows = this.#parsed.get(pieceId);
    invariant(rows !== undefined, 'a piece is parsed before it is built');
    this.#parsed.delete(pieceId);
    this.#target = target;
    const lines: string[] = [];
    const digests = new Uint8Array(rows.length * 32);
    const salts = nodeRng.bytes(rows.length * 16);
    const origin = this.#origin;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Row;
      const line = recordLine({
        at,
        bodyJson: row.bodyJson,
        kind: row.kind,
        log: origin,
        salt: base64UrlSalt(salts, i * 16),
        seq: firstSeq + i,
      });
      invariant(line !== undefined, 'the length was checked before the piece got its place');
      decodeHexInto(nodeHasher.sha256TextHex(line), digests, i * 32);
      lines.push(line);
      if (row.body === UNREAD) row.body = JSON.parse(row.bodyJson) as JsonObject;
      row.bodyJson = '';
    }
    if (rows.length > 0) this.#keep({ firstSeq, lines, rows });
    return digests;
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

  #rejection(
    sha256: string,
    tally: Tally,
    at: { reason: string; offset: number; length: number; message: string },
    rawHash: string,
  ): Row {
    const message = at.message.toWellFormed().slice(0, 500);
    tallyRejection(tally, { ...at, message });
    const body: JsonObject = {
      reason: at.reason,
      message,
      origin: { source: sha256, offset: at.offset, length: at.length, rawHash },
    };
    return { kind: 'rejection', body, bodyJson: canonicalBody(body), timeUs: Number.NaN };
  }

  #keep(run: Run): void {
    if (this.#builder === undefined) {
      this.#hotRuns.push(run);
      this.#hotRowCount += run.rows.length;
      if (this.#hotRowCount <= HOT_ROWS) return;
      const target = this.#target as SegmentTarget;
      // What a failed ingest left under this number: no manifest names it.
      rmSync(target.path, { force: true });
      this.#builder = new SegmentBuilder(target.path, target.key, { origin: this.#origin });
      for (const held of this.#hotRuns) this.#builder.addRun(held.firstSeq, held.lines, held.rows);
      this.#hotRuns = [];
      return;
    }
    this.#builder.addRun(run.firstSeq, run.lines, run.rows);
  }
}

const isTooLong = (bodyJson: string): boolean =>
  bodyJson.length * 3 + LINE_OVERHEAD_BYTES > MAX_LINE_BYTES &&
  Buffer.byteLength(bodyJson, 'utf8') + LINE_OVERHEAD_BYTES > MAX_LINE_BYTES;

const base64UrlSalt = (salts: Uint8Array, start: number): string =>
  Buffer.from(salts.buffer, salts.byteOffset + start, 16).toString('base64url');
