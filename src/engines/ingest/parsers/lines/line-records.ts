/**
 * Records made of lines: a line that starts one, and the lines that belong to it.
 *
 * Pure. Grouping looks only at the lines from a record's start on, so any cut at a record boundary gives the same records
 * as no cut at all.
 * Trust: the lines are the source's. A record is bounded by MAX_RECORD_LINES and MAX_JOINED_BYTES, so that a source whose
 * lines never start a record can't grow one without end.
 */
import type { TextCodec } from '../../../kernel/ports.ts';
import { forEachLine, isBlank, lastNewline, nextNewline, peekText, unitBytes } from './line-bytes.ts';
import type { LineFormat } from './line-bytes.ts';

export const MAX_RECORD_LINES = 1_000;
export const MAX_JOINED_BYTES = 256 * 1_024;

/** A start is decided by this many characters of the line at most. */
export const START_CHARS = 256;

/**
 * Whether a line starts a record. Looks at no more than START_CHARS characters, and at none behind the first that is not
 * ASCII unless a time was found before it: a cut sees bytes, not decoded text, and has to come to the same answer.
 */
export type IsStart = (line: string, before: LineBefore) => boolean;

/**
 * The line `distance` (1 or 2) above, `` above the piece. A rule may look there only for lines that, where they match,
 * belong to the very record the line would go on with: then every cut gives the same records.
 */
export type LineBefore = (distance: 1 | 2) => string;

/** @param start and end: byte offsets in the piece, without the last newline and blank lines behind it */
export type RecordVisitor = (text: string, start: number, end: number, isDamaged: boolean) => void;

/**
 * Calls `visit` for each record of a piece. Without `isStart` each line that is not blank is a record. Lines before the
 * first start make a record of their own.
 */
export function forEachRecord(
  bytes: Uint8Array,
  format: LineFormat,
  isStart: IsStart | undefined,
  text: TextCodec,
  visit: RecordVisitor,
): void {
  if (isStart === undefined) {
    forEachLine(bytes, format, text, (line, start, end, isDamaged) => {
      if (!isBlank(line)) visit(line, start, end, isDamaged);
    });
    return;
  }
  let first = '';
  let rest: string[] = [];
  let from = -1;
  let to = 0;
  let blanks = 0;
  let damaged = false;
  let above = '';
  let aboveThat = '';
  const before: LineBefore = (distance) => (distance === 1 ? above : aboveThat);
  const flush = (): void => {
    if (from < 0) return;
    visit(rest.length === 0 ? first : `${first}\n${rest.join('\n')}`, from, to, damaged);
    if (rest.length > 0) rest = [];
  };
  forEachLine(bytes, format, text, (line, start, end, isDamaged) => {
    if (isBlank(line)) {
      blanks += 1;
      aboveThat = above;
      above = line;
      return;
    }
    const isFull = rest.length + blanks + 2 > MAX_RECORD_LINES || end - from > MAX_JOINED_BYTES;
    if (from < 0 || isFull || isStart(line, before)) {
      flush();
      first = line;
      from = start;
      damaged = isDamaged;
    } else {
      for (; blanks > 0; blanks -= 1) rest.push('');
      rest.push(line);
      damaged ||= isDamaged;
    }
    blanks = 0;
    to = end;
    aboveThat = above;
    above = line;
  });
  flush();
}

/** Where to cut a window that begins at a record boundary; see FormatReader.cut. */
export function cutAtRecord(
  window: Uint8Array,
  isEnd: boolean,
  format: LineFormat,
  isStart: IsStart | undefined,
): number {
  if (isEnd) return window.length;
  const unit = unitBytes(format);
  const last = lastNewline(window, window.length, format);
  if (last < 0) return 0;
  if (isStart === undefined) return last + unit;
  const start = lastStart(window, last, format, isStart);
  return start < 0 ? cutAtLimit(window, format) : start;
}

/** The last record start in a window that begins anywhere, or -1; see FormatReader.boundaryIn. */
export function lastRecordStart(
  window: Uint8Array,
  skip: number,
  format: LineFormat,
  isStart: IsStart | undefined,
): number {
  const lines = window.subarray(skip);
  const last = lastNewline(lines, lines.length, format);
  if (last < 0) return -1;
  const start = isStart === undefined ? last + unitBytes(format) : lastStart(lines, last, format, isStart);
  return start < 0 ? -1 : start + skip;
}

/** The last line that is whole and starts a record, the window's first aside: everything before it is closed. */
function lastStart(window: Uint8Array, last: number, format: LineFormat, isStart: IsStart): number {
  const unit = unitBytes(format);
  let from = 0;
  const before: LineBefore = (distance) => lineAbove(window, from, distance, format);
  for (let end = last; end > 0; ) {
    const newline = lastNewline(window, end, format);
    const start = newline < 0 ? 0 : newline + unit;
    if (start === 0) break;
    from = start;
    if (isStart(peekText(window, start, end, START_CHARS, format), before)) return start;
    end = newline;
  }
  return -1;
}

function lineAbove(window: Uint8Array, start: number, distance: number, format: LineFormat): string {
  const unit = unitBytes(format);
  let end = 0;
  let from = start;
  for (let n = 0; n < distance; n += 1) {
    end = from - unit;
    if (end < 0) return '';
    const newline = lastNewline(window, end, format);
    from = newline < 0 ? 0 : newline + unit;
  }
  return peekText(window, from, end, START_CHARS, format);
}

/** A window whose lines all belong to one record: cut where that record reaches its limits. */
function cutAtLimit(window: Uint8Array, format: LineFormat): number {
  const unit = unitBytes(format);
  let from = -1;
  let lines = 0;
  let boundary = 0;
  for (let start = 0; start < window.length; ) {
    const newline = nextNewline(window, start, format);
    let end = newline < 0 ? window.length : newline;
    if (newline >= 0 && format.newline === 'lf' && isReturnBefore(window, start, end, format)) end -= unit;
    const isEmpty = isBlankSpan(window, start, end, format);
    if (newline < 0) {
      // Not known whole, but known to be too long for the open record.
      if (from >= 0 && !isEmpty && end - from > MAX_JOINED_BYTES + unit) boundary = start;
      break;
    }
    if (from < 0 && !isEmpty) {
      from = start;
      lines = 1;
    } else if (from >= 0) {
      lines += 1;
      if (!isEmpty && (lines > MAX_RECORD_LINES || end - from > MAX_JOINED_BYTES)) {
        boundary = start;
        from = start;
        lines = 1;
      }
    }
    start = newline + unit;
  }
  return boundary;
}

function isBlankSpan(bytes: Uint8Array, start: number, end: number, format: LineFormat): boolean {
  for (let at = start; at < end; at += START_CHARS * unitBytes(format)) {
    if (!isBlank(peekText(bytes, at, end, START_CHARS, format))) return false;
  }
  return true;
}

function isReturnBefore(bytes: Uint8Array, start: number, end: number, format: LineFormat): boolean {
  const unit = unitBytes(format);
  if (end - start < unit) return false;
  const low = format.encoding === 'utf-16be' ? end - 1 : end - unit;
  return bytes[low] === 13 && (unit === 1 || bytes[format.encoding === 'utf-16be' ? end - 2 : end - 1] === 0);
}

/** Where the next record can start after a line too long to hold, or -1; see FormatReader.resync. */
export function resyncAtLine(window: Uint8Array, format: LineFormat): number {
  const newline = nextNewline(window, 0, format);
  return newline < 0 ? -1 : newline + unitBytes(format);
}
