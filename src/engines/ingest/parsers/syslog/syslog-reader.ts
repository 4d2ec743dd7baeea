/**
 * The syslog reader: RFC 5424, RFC 3164 and the files in /var/log, one message per line or octet-counted.
 *
 * Pure. Lines without a header belong to the message before them.
 * Source: RFC 5424, RFC 3164, RFC 6587; resources/docs/field-mapping-lines.md.
 * Trust: all bytes are the source's; a message is bounded by MAX_RECORD_LINES and MAX_JOINED_BYTES.
 */
import type { FormatContext, FormatReader, Piece, ReaderPorts, RecordSink, SourceSample } from '../../format.ts';
import { decodeSpan, unitBytes } from '../lines/line-bytes.ts';
import { START_CHARS, cutAtRecord, forEachRecord, lastRecordStart, resyncAtLine } from '../lines/line-records.ts';
import type { IsStart } from '../lines/line-records.ts';
import { timeOptionsOf } from '../lines/draft.ts';
import { encodingNotes, lineFormatOf, readSample } from '../lines/sample-lines.ts';
import { cutFrames, findFrame, readFrame, skipBreaks } from './octet-frames.ts';
import { newSyslogHeader, scanHeader, startsMessage } from './syslog-header.ts';
import type { SyslogHeader } from './syslog-header.ts';
import { readMessage } from './syslog-message.ts';
import { severityOfLevel } from '../lines/level.ts';

const DAMAGED = ['bad-encoding'] as const;
const TRUNCATED = ['frame-truncated'] as const;
const CERTAIN: readonly string[] = [];
const BRACE = 123;
/** A sample cuts its lines at 8 KiB: what follows is not known. */
const MAX_SAMPLE_CHARS = 4_096;

/** How sure a line is syslog: a priority, or a known time followed by host and tag. */
function lineScore(line: string, header: SyslogHeader): number {
  if (!scanHeader(line, header)) return 0;
  if (header.priority >= 0) return 1;
  const { form } = header.time;
  if (header.app !== '' && header.host !== '') {
    // `2022-06-02T11:58:12Z info vpxd[1]:` is a level, not a host.
    if (severityOfLevel(header.host) !== undefined || isNumber(header.host)) return 0.1;
    if (form === 'bsd') return 1;
    return form === 'iso' && line.charCodeAt(header.timeStart + 10) === 84 ? 1 : header.pid === '' ? 0.2 : 0.7;
  }
  if (form === 'bsd') return header.app !== '' || header.host !== '' ? 0.9 : 0.5;
  return 0;
}

const isNumber = (text: string): boolean => /^[\d.:]{1,12}$/.test(text) && !/^\d+(?:\.\d+){3}$/.test(text);

const isContinuation = (line: string): boolean => line.charCodeAt(0) === 32 || line.charCodeAt(0) === 9;

/** Whether the sample is a row of octet-counted frames. */
function isFramed(head: Uint8Array): boolean {
  const first = readFrame(head, 0);
  if (first === undefined || first === 'incomplete') return false;
  if (first.end >= head.length) return true;
  return readFrame(head, skipBreaks(head, first.end)) !== undefined || findFrame(head, first.end) >= 0;
}

function sniff(sample: SourceSample, ports: ReaderPorts): number {
  const { lines, guess } = readSample(sample, ports.text);
  if (guess.isBinary || lines.length === 0) return 0;
  if (isFramed(sample.head)) return 0.97;
  const header = newSyslogHeader();
  let score = 0;
  let counted = 0;
  for (const line of lines) {
    if (isContinuation(line)) continue;
    score += lineScore(line, header);
    counted += 1;
  }
  return counted === 0 ? 0 : Math.min(0.95, score / counted);
}

const prepare: FormatReader['prepare'] = (sample, options, ports) => {
  if (sample.sizeBytes === 0 || (sample.isWhole && sample.head.length === 0)) {
    return { refused: 'empty-source', message: 'The source has no bytes' };
  }
  const { guess, format, lines } = readSample(sample, ports.text);
  if (guess.isBinary) return { refused: 'format-unknown', message: 'The bytes are no text' };
  const header = newSyslogHeader();
  let starts = 0;
  let priorities = 0;
  for (const line of lines) {
    if (!startsMessage(line, false, header)) continue;
    starts += 1;
    if (line.startsWith('<')) priorities += 1;
  }
  const context: FormatContext = {
    format: 'syslog',
    dataOffset: guess.markLength,
    sourceTag: '',
    options,
    settings: {
      ...format,
      framing: isFramed(sample.head) ? 'octets' : 'lines',
      needsPriority: starts > 0 && priorities >= starts * 0.9,
      hasBareJson: hasBareJson(lines),
    },
  };
  if (sample.mtimeMs !== undefined) context.mtimeMs = sample.mtimeMs;
  return { context, notes: encodingNotes(guess) };
};

/** Whether lines without a header are JSON objects, each a message of its own. */
function hasBareJson(lines: readonly string[]): boolean {
  const bare = lines.filter((line) => line.charCodeAt(0) === BRACE);
  return bare.length > 0 && bare.every((line) => line.trimEnd().endsWith('}') || line.length >= MAX_SAMPLE_CHARS);
}

function settingsOf(context: FormatContext): { isFramed: boolean; isStart: IsStart } {
  const { settings } = context;
  const from = typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? settings : {};
  const needsPriority = from['needsPriority'] === true;
  const isJsonStart = from['hasBareJson'] === true;
  const scratch = newSyslogHeader();
  return {
    isFramed: from['framing'] === 'octets',
    isStart: (line) =>
      (isJsonStart && line.charCodeAt(0) === BRACE) ||
      startsMessage(line.length > START_CHARS ? line.slice(0, START_CHARS) : line, needsPriority, scratch),
  };
}

function parseFrames(piece: Piece, context: FormatContext, ports: ReaderPorts, sink: RecordSink): void {
  const { bytes, offset } = piece;
  const format = lineFormatOf(context.settings);
  const options = timeOptionsOf(context);
  const header = newSyslogHeader();
  let at = skipBreaks(bytes, 0);
  while (at < bytes.length) {
    const frame = readFrame(bytes, at);
    if (frame === undefined || frame === 'incomplete') {
      const next = frame === undefined ? findFrame(bytes, at) : -1;
      const end = next < 0 ? bytes.length : next;
      sink.rejected('record-damaged', offset + at, end - at, 'No octet count stands where a frame should start');
      at = end;
    } else {
      const end = Math.min(frame.end, bytes.length);
      const isDamaged = !ports.text.isUtf8(bytes.subarray(frame.start, end));
      const text = decodeSpan(bytes, frame.start, end, format, ports.text).replace(/[\r\n]+$/, '');
      const draft = readMessage(text, offset + at, context, options, header);
      const doubt = frame.end > bytes.length ? TRUNCATED : isDamaged ? DAMAGED : CERTAIN;
      sink.event(draft, offset + at, end - at, doubt);
      at = end;
    }
    at = skipBreaks(bytes, at);
  }
}

function parse(piece: Piece, context: FormatContext, ports: ReaderPorts, sink: RecordSink): void {
  const { isFramed: hasFrames, isStart } = settingsOf(context);
  if (hasFrames) return parseFrames(piece, context, ports, sink);
  const format = lineFormatOf(context.settings);
  const options = timeOptionsOf(context);
  const header = newSyslogHeader();
  forEachRecord(piece.bytes, format, isStart, ports.text, (text, start, end, isDamaged) => {
    const offset = piece.offset + start;
    sink.event(readMessage(text, offset, context, options, header), offset, end - start, isDamaged ? DAMAGED : CERTAIN);
  });
}

export const syslogReader: FormatReader = {
  id: 'syslog',
  version: '2',
  sniff,
  prepare,
  cut(window, isEnd, context) {
    const { isFramed: hasFrames, isStart } = settingsOf(context);
    if (hasFrames) return cutFrames(window, isEnd);
    return cutAtRecord(window, isEnd, lineFormatOf(context.settings), isStart);
  },
  boundaryIn(window, offset, context) {
    const { isFramed: hasFrames, isStart } = settingsOf(context);
    if (hasFrames) return undefined;
    const format = lineFormatOf(context.settings);
    return lastRecordStart(window, Math.abs(offset - context.dataOffset) % unitBytes(format), format, isStart);
  },
  resync(window, context) {
    if (settingsOf(context).isFramed) return findFrame(window, 1);
    return resyncAtLine(window, lineFormatOf(context.settings));
  },
  parse,
};
