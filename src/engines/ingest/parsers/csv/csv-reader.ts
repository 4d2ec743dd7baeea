/**
 * The CSV reader: rows of delimited text to drafts, by the names in the header.
 *
 * Pure. One scan, one object and one mapping a row.
 * Source: RFC 4180. Differences: see csv-row.ts; rows with more or fewer fields than the header are kept and ambiguous.
 * Trust: all bytes are hostile. What can't be read is rejected with its place, and reading goes on.
 */
import type { JsonObject } from '../../../event/audit-event.ts';
import { createEventMapper } from '../../mapping/json-event.ts';
import type { EventMapper } from '../../mapping/json-event.ts';
import { setOwn } from '../../mapping/set-own.ts';
import { detectEncoding } from '../../encoding.ts';
import type { FormatContext, FormatReader, Piece, ReaderPorts, RecordSink, SourceNote } from '../../format.ts';
import { isWide, openView, projectUtf16 } from '../json/json-view.ts';
import type { CodeView } from '../json/json-view.ts';
import {
  findDayOrder,
  findTable,
  missingTimelineColumns,
  nameColumns,
  scoreTable,
  settingsFromJson,
  settingsToJson,
} from './csv-layout.ts';
import type { CsvSettings } from './csv-layout.ts';
import { fieldText, newCsvRow, scanRow } from './csv-row.ts';
import type { CsvRow } from './csv-row.ts';

/** Texts that begin so are never taken for a table: JSON, XML, W3C and Zeek headers. */
const OTHER_STARTS = new Set('{[<#'.split('').map((letter) => letter.charCodeAt(0)));
const UNAMBIGUOUS: readonly string[] = [];
const COLUMN_COUNT: readonly string[] = ['column-count'];
/** Open quotes are looked for again in the line after; more often than this the rest is not looked at. */
const MAX_OPEN_QUOTES = 64;

export const csvReader: FormatReader = {
  id: 'csv',
  version: '1',

  sniff(sample, ports) {
    const { encoding, markLength, isBinary } = detectEncoding(sample.head, sample.isWhole, ports.text);
    if (isBinary) return 0;
    const view = openView(sample.head, encoding, ports);
    const from = markLength / view.scale;
    if (OTHER_STARTS.has(view.codes[from] ?? 0)) return 0;
    const table = findTable(view, from, sample.isWhole);
    return table === undefined ? 0 : scoreTable(table);
  },

  prepare(sample, options, ports) {
    const { encoding, markLength, isCertain } = detectEncoding(sample.head, sample.isWhole, ports.text);
    const view = openView(sample.head, encoding, ports);
    const from = markLength / view.scale;
    const table = findTable(view, from, sample.isWhole);
    if (table === undefined) return { refused: 'bad-csv', message: 'no row with two or more fields at the start' };
    const { names, repeated } = nameColumns(table.first, table.hasHeader);
    const missing = missingTimelineColumns(names);
    if (missing !== undefined && missing.length > 0) {
      const message = `a timeline must have the columns message, datetime and timestamp_desc; missing: ${missing.join(', ')}`;
      return { refused: 'missing-column', message };
    }
    const settings: CsvSettings = { ...table.dialect, encoding, columns: names, isTimeline: missing !== undefined };
    const isDayFirst = findDayOrder(view, table.hasHeader ? table.afterFirst : from, table.dialect);
    if (isDayFirst !== undefined) settings.isDayFirst = isDayFirst;
    const dataOffset = table.hasHeader ? markLength + (table.afterFirst - from) * view.scale : markLength;
    const context: FormatContext = {
      format: 'csv',
      dataOffset,
      sourceTag: '',
      options,
      settings: settingsToJson(settings),
    };
    if (sample.mtimeMs !== undefined) context.mtimeMs = sample.mtimeMs;
    return {
      context,
      notes: [...encodingNote(encoding, isCertain), ...notesOf(table.hasHeader, repeated, dataOffset)],
    };
  },

  cut(window, isEnd, context) {
    if (isEnd) return window.length;
    const settings = settingsFromJson(context.settings);
    if (!isWide(settings.encoding)) return lastRowEnd(window, settings);
    return lastRowEnd(projectUtf16(window, settings.encoding), settings) * 2;
  },

  resync(window, context) {
    const { encoding } = settingsFromJson(context.settings);
    const scale = isWide(encoding) ? 2 : 1;
    const lineEnd = (scale === 2 ? projectUtf16(window, encoding) : window).indexOf(10);
    return lineEnd < 0 ? -1 : (lineEnd + 1) * scale;
  },

  parse(piece, context, ports, sink) {
    new RowReader(piece, context, ports, sink).run();
  },
};

function encodingNote(encoding: string, isCertain: boolean): SourceNote[] {
  if (isCertain) return [];
  const message = `The source carries no mark of its character encoding; it was read as ${encoding}`;
  return [{ kind: 'encoding-guessed', level: 'info', offset: 0, message }];
}

function notesOf(hasHeader: boolean, repeated: readonly string[], dataOffset: number): SourceNote[] {
  if (!hasHeader) {
    const message = 'The first row does not look like names of columns; the columns are called c1, c2 and so on';
    return [{ kind: 'csv-no-header', level: 'info', offset: 0, message }];
  }
  if (repeated.length === 0) return [];
  const message = `Columns with the same name were numbered: ${repeated.join(', ').slice(0, 200).toWellFormed()}`;
  return [{ kind: 'csv-header-repeated', level: 'warning', offset: 0, length: dataOffset, message }];
}

/** Code index after the last whole row of a window that starts at a row, or 0. */
function lastRowEnd(codes: Uint8Array, settings: CsvSettings): number {
  // Without quotes every line end ends a row.
  if (codes.indexOf(34) < 0) return codes.lastIndexOf(10) + 1;
  const row = newCsvRow();
  let at = 0;
  while (at < codes.length) {
    if (scanRow(codes, at, codes.length, settings, row) === 'open' || codes[row.next - 1] !== 10) break;
    at = row.next;
  }
  return at;
}

/** Reads one piece. An object with state, made once a piece. */
class RowReader {
  private readonly piece: Piece;
  private readonly settings: CsvSettings;
  private readonly sink: RecordSink;
  private readonly view: CodeView;
  private readonly map: EventMapper;
  private readonly row: CsvRow = newCsvRow();

  constructor(piece: Piece, context: FormatContext, ports: ReaderPorts, sink: RecordSink) {
    this.piece = piece;
    this.settings = settingsFromJson(context.settings);
    this.sink = sink;
    this.view = openView(piece.bytes, this.settings.encoding, ports);
    this.map = createEventMapper(context, this.settings.isDayFirst);
  }

  run(): void {
    const { row, settings } = this;
    const { codes } = this.view;
    const limit = codes.length;
    let at = 0;
    let openQuotes = 0;
    while (at < limit) {
      const outcome = scanRow(codes, at, limit, settings, row);
      if (outcome === 'open') {
        openQuotes += 1;
        const lineEnd = openQuotes > MAX_OPEN_QUOTES ? -1 : codes.indexOf(10, at);
        const end = lineEnd < 0 ? limit : lineEnd;
        this.refuse('bad-csv', at, end, 'a quoted field has no end');
        at = end + 1;
        continue;
      }
      if (outcome === 'wide') this.refuse('bad-csv', at, row.end, `more than ${row.count} fields in one row`);
      else if (row.end > at) this.readRow(at);
      at = row.next;
    }
    const { bytes, offset } = this.piece;
    if (this.view.scale === 2 && bytes.length % 2 === 1) {
      this.sink.rejected('record-truncated', offset + bytes.length - 1, 1, 'half a UTF-16 unit at the end');
    }
  }

  private readRow(start: number): void {
    const { row, view, settings } = this;
    const { columns } = settings;
    const { count, end } = row;
    const text = row.isAscii ? view.asciiText : view.text;
    const record: JsonObject = {};
    const named = Math.min(count, columns.length);
    for (let i = 0; i < named; i += 1) setOwn(record, columns[i] as string, fieldText(row, i, text));
    for (let i = named; i < count; i += 1) setOwn(record, extraName(record, i - named + 1), fieldText(row, i, text));
    let ambiguous = count === columns.length ? UNAMBIGUOUS : COLUMN_COUNT;
    if (row.hasStray) ambiguous = [...ambiguous, 'stray-quote'];
    if (!row.isAscii && view.isDamaged(start, end)) ambiguous = [...ambiguous, 'bad-encoding'];
    if (settings.isTimeline && record['datetime'] === undefined) {
      this.refuse('bad-time', start, end, 'the row has no `datetime`');
      return;
    }
    const offset = this.piece.offset + start * view.scale;
    const length = (end - start) * view.scale;
    const mapped = this.map(record, offset, ambiguous);
    if ('reason' in mapped) this.sink.rejected(mapped.reason, offset, length, mapped.message);
    else this.sink.event(mapped.draft, offset, length, mapped.ambiguous);
  }

  private refuse(reason: Parameters<RecordSink['rejected']>[0], start: number, end: number, message: string): void {
    const { scale } = this.view;
    const length = Math.max(1, end - start) * scale;
    this.sink.rejected(reason, this.piece.offset + start * scale, length, message);
  }
}

/** `extra_1`, or the next that is no column. */
function extraName(record: JsonObject, at: number): string {
  let name = `extra_${at}`;
  while (Object.hasOwn(record, name)) name += '_';
  return name;
}
