/**
 * The JSON reader: lines, arrays, wrapped arrays and objects one after another, to drafts.
 *
 * Pure. One scan, one JSON.parse and one mapping a record. Where the host gives a scanner, it writes the bodies of plain
 * lines of our own shape, and the record's part in those of others (decision 0021).
 * Source: RFC 8259; JSON Lines; RFC 7464. Differences: UTF-16 is read too (§8.1 asks for UTF-8 between systems only);
 * several objects on one line are several records.
 * Trust: all bytes are hostile. What can't be read is rejected with its place, and reading goes on.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { toUnixUs } from '../../../event/time.ts';
import { CanonicalError } from '../../../kernel/canonical-json.ts';
import type { Hasher } from '../../../kernel/ports.ts';
import { bodyParts } from '../../mapping/body-parts.ts';
import { createEventMapper } from '../../mapping/json-event.ts';
import type { EventMapper } from '../../mapping/json-event.ts';
import type {
  FormatContext,
  FormatReader,
  Piece,
  ReaderPorts,
  RecordSink,
  ScannedEvent,
  SourceNote,
  SourceSample,
} from '../../format.ts';
import { lastLineStart, lastRecordEnd, nextRecord, reopenAfter, skipBetween, strayEnd } from './json-cut.ts';
import { findJsonFault } from './json-check.ts';
import { findLayout, followPath, settingsFromJson, settingsToJson } from './json-layout.ts';
import type { JsonSettings } from './json-layout.ts';
import { faultMessage, newRecordSlot, readRecord } from './json-record.ts';
import type { RecordSlot } from './json-record.ts';
import type { JsonScanner } from './json-scanner.ts';
import { isJsonSpace, newJsonScan, scanJson, skipLead, skipSpace } from './json-scan.ts';
import type { JsonScan } from './json-scan.ts';
import { jsonEncoding, sniffJson } from './json-sniff.ts';
import { isWide, openView, projectUtf16 } from './json-view.ts';
import type { CodeView } from './json-view.ts';

export const jsonReader: FormatReader = {
  id: 'json',
  version: '1',
  sniff: sniffJson,

  prepare(sample, options, ports) {
    const { encoding, markLength } = jsonEncoding(sample, ports);
    const view = openView(sample.head, encoding, ports);
    const from = markLength / view.scale;
    const found = findLayout(view.codes, from, sample.isWhole, view.text);
    const layout = found ?? { layout: 'lines' as const, path: [], indent: 0, start: from };
    const dataOffset = markLength + (layout.start - from) * view.scale;
    const context: FormatContext = {
      format: 'json',
      dataOffset,
      sourceTag: '',
      options,
      settings: settingsToJson({ layout: layout.layout, encoding, path: layout.path, indent: layout.indent }),
    };
    if (sample.mtimeMs !== undefined) context.mtimeMs = sample.mtimeMs;
    return { context, notes: notesOf(layout.layout, layout.path, dataOffset, sample) };
  },

  cut(window, isEnd, context) {
    if (isEnd) return window.length;
    const settings = settingsFromJson(context.settings);
    if (settings.layout === 'lines') return lastLineStart(window, settings);
    if (!isWide(settings.encoding)) return lastRecordEnd(window, settings);
    return lastRecordEnd(projectUtf16(window, settings.encoding), settings) * 2;
  },

  boundaryIn(window, offset, context) {
    const settings = settingsFromJson(context.settings);
    if (settings.layout !== 'lines') return undefined;
    // A UTF-16 unit begins where the first one does, plus a whole number of them.
    const skip = isWide(settings.encoding) ? Math.abs(offset - context.dataOffset) % 2 : 0;
    const start = lastLineStart(window.subarray(skip), settings);
    return start === 0 ? -1 : start + skip;
  },

  resync(window, context) {
    const settings = settingsFromJson(context.settings);
    const scale = isWide(settings.encoding) ? 2 : 1;
    const codes = scale === 2 ? projectUtf16(window, settings.encoding) : window;
    if (settings.layout === 'lines') {
      const lineEnd = codes.indexOf(10);
      return lineEnd < 0 ? -1 : (lineEnd + 1) * scale;
    }
    const next = nextRecord(codes, 0, codes.length, settings.indent);
    return next < 0 ? -1 : next * scale;
  },

  parse(piece, context, ports, sink) {
    const settings = settingsFromJson(context.settings);
    new PieceReader(piece, settings, context, ports, sink).run();
  },
};

function notesOf(layout: string, path: readonly string[], dataOffset: number, sample: SourceSample): SourceNote[] {
  if (layout !== 'wrapper' || sample.sizeBytes === 0) return [];
  const message = `The records are the members of ${path.map((name) => `"${name}"`).join(' / ')}; what stands before the first and after the last is not an event`;
  return [{ kind: 'json-wrapper', level: 'info', offset: 0, length: dataOffset, message }];
}

/** After so many records declined in a row the scanner is asked rarely: once in so many. */
const PATIENCE = 8;
const RARELY = 16;

/** A source of other records pays for a try at every sixteenth only. */
const isWorthIt = (declined: number): boolean => declined < PATIENCE || declined % RARELY === 0;

const NONE: readonly string[] = [];

/** Reads one piece. An object with state, made once a piece. */
class PieceReader {
  private readonly piece: Piece;
  private readonly settings: JsonSettings;
  private readonly sink: RecordSink;
  private readonly view: CodeView;
  private readonly codes: Uint8Array;
  private readonly map: EventMapper;
  private readonly scan: JsonScan = newJsonScan();
  private readonly slot: RecordSlot = newRecordSlot();
  /** Present where it may be asked. */
  private readonly scanner: JsonScanner | undefined;
  private readonly hasher: Hasher;
  private readonly sourceHash: string;
  /** Records in a row that were declined, as ones of our own shape and at all. */
  private notOurs = 0;
  private notPlain = 0;

  constructor(piece: Piece, settings: JsonSettings, context: FormatContext, ports: ReaderPorts, sink: RecordSink) {
    this.piece = piece;
    this.settings = settings;
    this.sink = sink;
    this.view = openView(piece.bytes, settings.encoding, ports);
    this.codes = this.view.codes;
    this.map = createEventMapper(context);
    const { jsonScanner } = ports;
    const { sourceHash } = context;
    this.hasher = ports.hasher;
    this.sourceHash = sourceHash ?? '';
    const isPlain = settings.layout === 'lines' && settings.path.length === 0 && settings.encoding === 'utf-8';
    if (jsonScanner !== undefined && isPlain && sourceHash?.slice(0, 16) === context.sourceTag) {
      jsonScanner.open(piece, sourceHash);
      this.scanner = jsonScanner;
    }
  }

  run(): void {
    const { layout } = this.settings;
    if (layout === 'lines') this.readLines();
    else this.readMembers(0, this.codes.length, layout);
    const { bytes } = this.piece;
    // Half a UTF-16 unit at the very end belongs to no line.
    if (this.view.scale === 2 && bytes.length % 2 === 1) {
      this.sink.rejected('record-truncated', this.piece.offset + bytes.length - 1, 1, 'half a UTF-16 unit at the end');
    }
  }

  private readLines(): void {
    const { codes } = this;
    const limit = codes.length;
    let at = 0;
    while (at < limit) {
      const next = this.scanLine(at);
      if (next > at) {
        at = next;
        continue;
      }
      const found = codes.indexOf(10, at);
      const lineEnd = found < 0 ? limit : found;
      const isDone = this.readLine(at, lineEnd > at && codes[lineEnd - 1] === 13 ? lineEnd - 1 : lineEnd, found >= 0);
      at = isDone ? lineEnd + 1 : this.scan.end;
    }
  }

  /** @returns false where the record went on in further lines: it then ends at `this.scan.end` */
  private readLine(start: number, end: number, hasLineEnd: boolean): boolean {
    const { codes, scan } = this;
    let first = skipSpace(codes, start, end);
    if (codes[first] === 30 && first < end) {
      first = skipLead(codes, first, end);
      start = first;
    }
    if (first === end) return true;
    if (codes[first] !== 123) {
      const refusal = readRecord(this.view.text(start, end), undefined, false, this.slot);
      if (refusal !== undefined) this.refuse(refusal.reason, start, end, refusal.message);
      return true;
    }
    const outcome = scanJson(codes, first, end, scan);
    if (outcome === 'whole') {
      const next = skipSpace(codes, scan.end, end);
      if (next === end) this.readObject(start, end, first);
      else if (codes[next] === 123) this.readMembers(first, end, 'stream');
      else this.refuse('bad-json', start, end, faultMessage(this.view.text(start, end)));
      return true;
    }
    if (outcome === 'cut' && hasLineEnd && this.readFolded(first)) return false;
    const isTail = !hasLineEnd && outcome === 'cut' && this.piece.isLast;
    this.refuse(isTail ? 'record-truncated' : 'bad-json', start, end, faultMessage(this.view.text(start, end)));
    return true;
  }

  /** @returns where the next line begins; -1 where the scanner declines the record, or was not asked */
  private scanLine(start: number): number {
    const { scanner, view } = this;
    if (scanner === undefined) return -1;
    if (isWorthIt(this.notOurs)) {
      const line = scanner.scan(start);
      if (line !== undefined && !view.isDamaged(start, line.recordEnd)) {
        this.notOurs = 0;
        this.sink.scanned(line);
        return line.next;
      }
    }
    this.notOurs += 1;
    if (isWorthIt(this.notPlain)) {
      const line = scanner.record(start);
      if (line !== undefined && !view.isDamaged(start, line.recordEnd)) {
        this.notPlain = 0;
        const { next } = line;
        this.mapPlain(scanner, start, line.recordEnd);
        return next;
      }
    }
    this.notPlain += 1;
    return -1;
  }

  /** A record whose canonical text the scanner holds: only what is said beside it is still to be written. */
  private mapPlain(scanner: JsonScanner, start: number, end: number): void {
    const record = JSON.parse(this.view.text(start, end)) as JsonObject;
    const offset = this.piece.offset + start;
    const length = end - start;
    const mapped = this.map(record, offset, NONE);
    if ('reason' in mapped) {
      this.sink.rejected(mapped.reason, offset, length, mapped.message);
      return;
    }
    const { draft, ambiguous } = mapped;
    if (ambiguous.length === 0 && draft.metadata['fields'] === record) {
      const event = this.enclose(scanner, draft, start, end);
      if (event !== undefined) {
        this.sink.scanned(event);
        return;
      }
    }
    this.sink.event(draft, offset, length, ambiguous);
  }

  private enclose(scanner: JsonScanner, draft: EventDraft, start: number, end: number): ScannedEvent | undefined {
    const rawHash = this.hasher.sha256Hex(this.piece.bytes.subarray(start, end));
    const origin = { source: this.sourceHash, offset: this.piece.offset + start, length: end - start, rawHash };
    const { timestamp } = draft;
    try {
      const { before, after } = bodyParts(draft, origin);
      return scanner.enclose(before, after, timestamp, timestamp === null ? Number.NaN : toUnixUs(timestamp));
    } catch (error) {
      // The sink finds the same fault and says what becomes of it.
      if (error instanceof CanonicalError) return undefined;
      throw error;
    }
  }

  /** A record in several lines, none of which starts another. False where there is none. */
  private readFolded(first: number): boolean {
    const { codes, scan } = this;
    const next = nextRecord(codes, first, codes.length, this.settings.indent);
    const limit = next < 0 ? codes.length : next;
    if (scanJson(codes, first, limit, scan) !== 'whole') return false;
    const { end } = scan;
    const lineEnd = codes.indexOf(10, end);
    const rest = skipSpace(codes, end, codes.length);
    if (lineEnd >= 0 ? rest < lineEnd : rest < codes.length) return false;
    this.readObject(first, end, first);
    scan.end = end;
    return true;
  }

  /** Objects with white space, commas or nothing between them, up to the end of the range or of the array. */
  private readMembers(from: number, limit: number, layout: JsonSettings['layout'] | 'inner'): void {
    const { codes, scan } = this;
    let at = from;
    let isClosed = layout === 'stream' || layout === 'inner';
    while (at < limit) {
      at = skipBetween(codes, at, limit);
      if (at >= limit) break;
      const code = codes[at];
      if (code === 93 && layout !== 'stream') {
        isClosed = true;
        if (layout === 'inner') return;
        if (layout === 'wrapper') {
          this.readTrailer(at, limit);
          return;
        }
        at = reopenAfter(codes, at + 1, limit);
        if (codes[at - 1] === 91) isClosed = false;
        continue;
      }
      if (code !== 123 && code !== 91) {
        const end = strayEnd(codes, at, limit);
        this.refuseStray(at, end);
        at = end;
        continue;
      }
      const outcome = scanJson(codes, at, limit, scan);
      if (outcome === 'whole') {
        const { end } = scan;
        if (code === 123) this.readObject(at, end, at);
        else this.refuse('not-an-object', at, end, 'the record is an array, not an object');
        at = end;
        continue;
      }
      // A broken record: go on where the next one certainly starts, or not at all.
      const next = outcome === 'cut' ? -1 : nextRecord(codes, scan.end, limit, this.settings.indent);
      const end = next < 0 ? limit : next;
      const isTail = outcome === 'cut' && this.piece.isLast;
      const message = isTail ? 'the source ends inside the record' : this.faultOf(at, end);
      this.refuse(isTail ? 'record-truncated' : 'bad-json', at, end, message);
      if (isTail) return;
      at = end;
    }
    if (!isClosed && this.piece.isLast) {
      const offset = this.piece.offset + this.piece.bytes.length;
      const message = 'The array of records has no end: the source may have been cut short';
      this.sink.note({ kind: 'json-array-open', level: 'warning', offset, message });
    }
  }

  /** The object whose line or place is `[start, end)` and whose brace stands at `brace`; `this.scan` is its scan. */
  private readObject(start: number, end: number, brace: number): void {
    const { view, settings, slot } = this;
    if (settings.path.length > 0 && settings.layout !== 'wrapper') {
      const inner = followPath(this.codes, brace, end, settings.path, view.text);
      if (inner >= 0) {
        const depth = settings.path;
        settings.path = [];
        this.readMembers(inner, end, 'inner');
        settings.path = depth;
        return;
      }
    }
    const refusal = readRecord(view.text(start, end), this.scan, view.isDamaged(start, end), slot);
    if (refusal !== undefined) {
      this.refuse(refusal.reason, start, end, refusal.message);
      return;
    }
    const offset = this.piece.offset + start * view.scale;
    const length = (end - start) * view.scale;
    const mapped = this.map(slot.value, offset, slot.ambiguous);
    if ('reason' in mapped) this.sink.rejected(mapped.reason, offset, length, mapped.message);
    else this.sink.event(mapped.draft, offset, length, mapped.ambiguous);
  }

  /** What stands after the array of a wrapper: it must close every object that was open. */
  private readTrailer(at: number, limit: number): void {
    const opening = '{"":'.repeat(this.settings.path.length);
    if (findJsonFault(`${opening}[${this.view.text(at, limit)}`) === undefined) return;
    const isShort = skipSpace(this.codes, at + 1, limit) === limit;
    const message = isShort ? 'the object around the records is not closed' : 'what follows the records is not JSON';
    this.refuse(isShort ? 'record-truncated' : 'bad-json', at, limit, message);
  }

  private refuseStray(start: number, end: number): void {
    const text = this.view.text(start, end);
    const refusal = readRecord(text.trim(), undefined, false, this.slot);
    if (refusal !== undefined) this.refuse(refusal.reason, start, end, refusal.message);
  }

  private faultOf(start: number, end: number): string {
    return faultMessage(this.view.text(start, Math.min(end, start + 65_536)));
  }

  private refuse(reason: Parameters<RecordSink['rejected']>[0], start: number, end: number, message: string): void {
    let last = end;
    while (last > start + 1 && isJsonSpace(this.codes[last - 1])) last -= 1;
    const { scale } = this.view;
    this.sink.rejected(reason, this.piece.offset + start * scale, (last - start) * scale, message);
  }
}
