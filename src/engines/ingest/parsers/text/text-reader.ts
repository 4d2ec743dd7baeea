/**
 * The reader of last resort: any line-based log becomes events, one per line or per time-stamped block of lines.
 *
 * Pure. Shapes that are common enough to be read field by field: access logs, logs that name their columns (IIS, Zeek),
 * Linux audit records. Everything else keeps its line as the message, with time, level and pairs where they show.
 * Source: resources/docs/field-mapping.md.
 * Trust: all bytes are the source's. No line is dropped but blank ones and `#` directives of column logs, which become notes.
 */
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import type { FormatContext, FormatReader, Piece, ReaderPorts, RecordSink, SourceSample } from '../../format.ts';
import { isAuditLine, readAudit } from '../lines/auditd.ts';
import { newDraft, timeOptionsOf } from '../lines/draft.ts';
import { START_CHARS, cutAtRecord, forEachRecord, resyncAtLine } from '../lines/line-records.ts';
import type { IsStart } from '../lines/line-records.ts';
import { encodingNotes, lineFormatOf, readSample } from '../lines/sample-lines.ts';
import { isAccessLine, readAccess } from './access-log.ts';
import { isCmtraceStart, readCmtrace } from './cmtrace.ts';
import { columnsToSettings, findColumns, isUnknownFields, readColumns, settingsToColumns } from './column-log.ts';
import type { Columns } from './column-log.ts';
import { readTextLine } from './text-line.ts';
import { learnTimePlace, newFoundTime, placeToSettings, settingsToPlace, startsRecord } from './time-finder.ts';
import type { FoundTime, TimePlace } from './time-finder.ts';

const DAMAGED = ['bad-encoding'] as const;
const CERTAIN: readonly string[] = [];

const SHAPES = ['access', 'columns', 'audit', 'cmtrace', 'free'] as const;
type Shape = (typeof SHAPES)[number];

/** The share of lines that a known shape must fit. */
const MIN_SHARE = 0.6;

function shapeOf(lines: readonly string[]): Shape {
  if (findColumns(lines).length > 0) return 'columns';
  if (isCmtraceStart(lines[0] ?? '')) return 'cmtrace';
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
  const context: FormatContext = { format: 'text', dataOffset: guess.markLength, sourceTag: '', options, settings };
  if (sample.mtimeMs !== undefined) context.mtimeMs = sample.mtimeMs;
  return { context, notes: encodingNotes(guess) };
};

interface TextPlan {
  shape: Shape;
  columns: Columns[];
  place: TimePlace | undefined;
  isStart: IsStart | undefined;
}

function planOf(settings: JsonValue): TextPlan {
  const from = typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? settings : {};
  const columns = settingsToColumns(from['columns']);
  const place = settingsToPlace(from['time']);
  const shape = SHAPES.find((name) => name === from['shape']) ?? 'free';
  const scratch: FoundTime = newFoundTime();
  let isStart: IsStart | undefined;
  if (shape === 'cmtrace') isStart = isCmtraceStart;
  else if (place?.startsRecord === true) {
    isStart = (line) => startsRecord(line.length > START_CHARS ? line.slice(0, START_CHARS) : line, place, scratch);
  }
  return { shape, columns, place, isStart };
}

function parse(piece: Piece, context: FormatContext, ports: ReaderPorts, sink: RecordSink): void {
  const plan = planOf(context.settings);
  const { columns, place } = plan;
  const options = timeOptionsOf(context);
  if (place !== undefined && place.isDayFirst !== null) options.isDayFirst = place.isDayFirst;
  const found = newFoundTime();
  const format = lineFormatOf(context.settings);
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
      (plan.shape === 'cmtrace' && readCmtrace(text, draft, options)) ||
      (plan.shape === 'audit' && readAudit(text, draft, false));
    if (!isRead) readTextLine(text, draft, place, options, found);
    sink.event(draft, offset, end - start, ambiguous);
  });
}

export const textReader: FormatReader = {
  id: 'text',
  version: '1',
  sniff,
  prepare,
  cut(window, isEnd, context) {
    return cutAtRecord(window, isEnd, lineFormatOf(context.settings), planOf(context.settings).isStart);
  },
  resync(window, context) {
    return resyncAtLine(window, lineFormatOf(context.settings));
  },
  parse,
};
