/**
 * The reader of last resort: any line-based log becomes events, one per line or per time-stamped block of lines.
 *
 * Pure. Shapes that are common enough to be read field by field: access logs, logs that name their columns (IIS, Zeek),
 * Linux audit records, slow query logs, PowerShell
 * transcripts, Windows events in XML. Everything else keeps its line as the message, with time, level and pairs where they show.
 * Source: resources/docs/field-mapping-lines.md.
 * Trust: all bytes are the source's. No line is dropped but blank ones and `#` directives of column logs, which become notes.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../../event/audit-event.ts';
import type { FormatContext, FormatReader, Piece, ReaderPorts, RecordSink, SourceSample } from '../../format.ts';
import { isAuditLine, readAudit } from '../lines/auditd.ts';
import { newDraft, timeOptionsOf } from '../lines/draft.ts';
import { decodeSpan, nextNewline, unitBytes } from '../lines/line-bytes.ts';
import { START_CHARS, cutAtRecord, forEachRecord, lastRecordStart, resyncAtLine } from '../lines/line-records.ts';
import type { IsStart } from '../lines/line-records.ts';
import { encodingNotes, lineFormatOf, readSample } from '../lines/sample-lines.ts';
import { isAccessLine, readAccess } from './access-log.ts';
import { isCmtraceStart, readCmtrace } from './cmtrace.ts';
import { columnsToSettings, findColumns, isUnknownFields, readColumns, settingsToColumns } from './column-log.ts';
import type { Columns } from './column-log.ts';
import {
  isTranscript,
  readTranscript,
  sessionOf,
  settingsToSession,
  startsTranscriptRecord,
} from './powershell-transcript.ts';
import type { TranscriptSession } from './powershell-transcript.ts';
import { isSlowLog, readSlowRecord, startsSlowRecord } from './slow-log.ts';
import { readTextLine } from './text-line.ts';
import { learnTimePlace, newFoundTime, placeToSettings, settingsToPlace, startsRecord } from './time-finder.ts';
import type { FoundTime, TimePlace } from './time-finder.ts';
import { readWindowsPairs } from './windows-pairs.ts';
import { cutAtEvent, forEachEvent, isWindowsXml, isWrapper, readWindowsXml, resyncAtEvent } from './windows-xml.ts';

const DAMAGED = ['bad-encoding'] as const;
const CERTAIN: readonly string[] = [];

const SHAPES = ['access', 'columns', 'audit', 'cmtrace', 'slow-log', 'transcript', 'windows-xml', 'free'] as const;
type Shape = (typeof SHAPES)[number];

/** A time at the start of a line, in any form. */
const LINE_START: TimePlace = { form: 'iso', index: 0, startsRecord: true, isDayFirst: null };

/** The share of lines that a known shape must fit. */
const MIN_SHARE = 0.6;

function shapeOf(lines: readonly string[]): Shape {
  if (findColumns(lines).length > 0) return 'columns';
  if (isCmtraceStart(lines[0] ?? '')) return 'cmtrace';
  if (isWindowsXml(lines)) return 'windows-xml';
  if (isTranscript(lines)) return 'transcript';
  if (isSlowLog(lines)) return 'slow-log';
  const share = (test: (line: string) => boolean): number => lines.filter(test).length / Math.max(1, lines.length);
  if (share(isAccessLine) >= MIN_SHARE) return 'access';
  return share(isAuditLine) >= MIN_SHARE ? 'audit' : 'free';
}

function sniff(sample: SourceSample, ports: ReaderPorts): number {
  const { lines, guess } = readSample(sample, ports.text);
  if (guess.isBinary || lines.length === 0) return 0;
  if (shapeOf(lines) !== 'free') return 0.9;
  const place = learnTimePlace(lines);
  return place === undefined ? 0.15 : 0.3;
}

const prepare: FormatReader['prepare'] = (sample, options, ports) => {
  if (sample.sizeBytes === 0 || (sample.isWhole && sample.head.length === 0)) {
    return { refused: 'empty-source', message: 'The source has no bytes' };
  }
  const { guess, format, lines } = readSample(sample, ports.text);
  if (guess.isBinary) return { refused: 'format-unknown', message: 'The bytes are no text' };
  const shape = shapeOf(lines);
  const settings: JsonObject = { ...format, shape };
  if (shape === 'columns') {
    const all = readSample(sample, ports.text, Number.POSITIVE_INFINITY).lines;
    settings['columns'] = columnsToSettings(findColumns(all));
  }
  const place = shape === 'free' ? learnTimePlace(lines) : undefined;
  if (place !== undefined) settings['time'] = placeToSettings(place);
  let dataOffset = guess.markLength;
  if (shape === 'transcript') {
    // The row of stars that opens a transcript is no record.
    dataOffset = Math.max(dataOffset, nextNewline(sample.head, dataOffset, format) + unitBytes(format));
    const session = sample.isWhole
      ? sessionOf(readSample(sample, ports.text, Number.POSITIVE_INFINITY).lines)
      : undefined;
    if (session !== undefined) settings['session'] = session;
  }
  const context: FormatContext = { format: 'text', dataOffset, sourceTag: '', options, settings };
  if (sample.mtimeMs !== undefined) context.mtimeMs = sample.mtimeMs;
  return { context, notes: encodingNotes(guess) };
};

interface TextPlan {
  shape: Shape;
  columns: Columns[];
  place: TimePlace | undefined;
  isStart: IsStart | undefined;
  session: TranscriptSession | undefined;
}

function planOf(settings: JsonValue): TextPlan {
  const from = typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? settings : {};
  const columns = settingsToColumns(from['columns']);
  const place = settingsToPlace(from['time']);
  const shape = SHAPES.find((name) => name === from['shape']) ?? 'free';
  const scratch: FoundTime = newFoundTime();
  let isStart: IsStart | undefined;
  if (shape === 'cmtrace') isStart = isCmtraceStart;
  else if (shape === 'slow-log') isStart = startsSlowRecord;
  else if (shape === 'transcript') isStart = startsTranscriptRecord;
  else if (place?.startsRecord === true) {
    isStart = (line) => startsRecord(line.length > START_CHARS ? line.slice(0, START_CHARS) : line, place, scratch);
  }
  return { shape, columns, place, isStart, session: settingsToSession(from['session']) };
}

function parse(piece: Piece, context: FormatContext, ports: ReaderPorts, sink: RecordSink): void {
  const plan = planOf(context.settings);
  const { columns, place } = plan;
  const options = timeOptionsOf(context);
  if (place !== undefined && place.isDayFirst !== null) options.isDayFirst = place.isDayFirst;
  const found = newFoundTime();
  const format = lineFormatOf(context.settings);
  if (plan.shape === 'windows-xml') {
    parseXml(piece, context, ports, sink, (text, draft) => {
      readTextLine(text, draft, place, options, found);
      readWindowsPairs(text, draft);
    });
    return;
  }
  forEachRecord(piece.bytes, format, plan.isStart, ports.text, (text, start, end, isDamaged) => {
    const offset = piece.offset + start;
    if (columns.length > 0 && text.startsWith('#')) {
      const isOther = isUnknownFields(text, columns);
      sink.note({
        kind: isOther ? 'columns-changed' : 'log-directive',
        level: isOther ? 'warning' : 'info',
        offset,
        length: end - start,
        message: isOther ? `The log names other columns from here on: ${text.slice(0, 500)}` : text.slice(0, 500),
      });
      return;
    }
    const draft = newDraft(context, offset, text);
    let ambiguous: readonly string[] = isDamaged ? DAMAGED : CERTAIN;
    if (columns.length > 0) {
      const problem = readColumns(text, draft, columns, options);
      if (problem !== '') ambiguous = [...ambiguous, problem];
      if (problem === '' || problem === 'column-choice' || problem === 'column-odd')
        return sink.event(draft, offset, end - start, ambiguous);
    }
    const isRead =
      (plan.shape === 'access' && readAccess(text, draft, options)) ||
      (plan.shape === 'slow-log' && readSlowRecord(text, draft, options)) ||
      (plan.shape === 'transcript' && readTranscript(text, draft, plan.session, options)) ||
      (plan.shape === 'cmtrace' && readCmtrace(text, draft, options)) ||
      (plan.shape === 'audit' && readAudit(text, draft, false));
    if (!isRead) {
      readTextLine(text, draft, place, options, found);
      if (text.includes('\nLogName=')) readWindowsPairs(text, draft);
    }
    sink.event(draft, offset, end - start, ambiguous);
  });
}

function parseXml(
  piece: Piece,
  context: FormatContext,
  ports: ReaderPorts,
  sink: RecordSink,
  readAsText: (text: string, draft: EventDraft) => void,
): void {
  const { bytes } = piece;
  const format = lineFormatOf(context.settings);
  const isUtf8 = format.encoding === 'utf-8';
  const scratch = newFoundTime();
  const isStart: IsStart = (line) => startsRecord(line.slice(0, START_CHARS), LINE_START, scratch);
  const textBetween = (from: number, to: number): void => {
    forEachRecord(bytes.subarray(from, to), format, isStart, ports.text, (text, start, end, isDamaged) => {
      const offset = piece.offset + from + start;
      if (isWrapper(text)) {
        const message = text.trim().slice(0, 500);
        sink.note({ kind: 'log-directive', level: 'info', offset, length: end - start, message });
        return;
      }
      const draft = newDraft(context, offset, text);
      readAsText(text, draft);
      sink.event(draft, offset, end - start, isDamaged ? DAMAGED : CERTAIN);
    });
  };
  forEachEvent(bytes, format, (start, end, isEvent) => {
    if (!isEvent) return textBetween(start, end);
    const text = decodeSpan(bytes, start, end, format, ports.text);
    const draft = readWindowsXml(text, `${context.sourceTag}:${piece.offset + start}`);
    if (draft === undefined) return textBetween(start, end);
    const isDamaged = isUtf8 && !ports.text.isUtf8(bytes.subarray(start, end));
    sink.event(draft, piece.offset + start, end - start, isDamaged ? DAMAGED : CERTAIN);
  });
}

export const textReader: FormatReader = {
  id: 'text',
  version: '2',
  sniff,
  prepare,
  cut(window, isEnd, context) {
    const { shape, isStart } = planOf(context.settings);
    const format = lineFormatOf(context.settings);
    if (shape === 'windows-xml') return cutAtEvent(window, isEnd, format);
    return cutAtRecord(window, isEnd, format, isStart);
  },
  boundaryIn(window, offset, context) {
    const { shape, isStart } = planOf(context.settings);
    if (shape === 'windows-xml') return undefined;
    const format = lineFormatOf(context.settings);
    return lastRecordStart(window, Math.abs(offset - context.dataOffset) % unitBytes(format), format, isStart);
  },
  resync(window, context) {
    if (planOf(context.settings).shape === 'windows-xml') return resyncAtEvent(window, lineFormatOf(context.settings));
    return resyncAtLine(window, lineFormatOf(context.settings));
  },
  parse,
};
