/**
 * Lines in bytes: where they end and what they say, in each encoding.
 *
 * Pure. Searching is native (`indexOf`) for one-byte encodings.
 * Source: Unicode 16 §5.8 (newlines): LF, CRLF; CR alone where the source has no LF at all.
 * Trust: the bytes are the source's; malformed sequences become U+FFFD and are reported.
 */
import type { TextCodec } from '../../../kernel/ports.ts';
import type { TextEncoding } from '../../encoding.ts';

/** How a source is cut into lines; part of the reader's settings. */
export type LineFormat = {
  encoding: TextEncoding;
  newline: 'lf' | 'cr';
};

export const LF = 10;
export const CR = 13;

const isWide = (format: LineFormat): boolean => format.encoding === 'utf-16le' || format.encoding === 'utf-16be';

/** Bytes per code unit. */
export const unitBytes = (format: LineFormat): number => (isWide(format) ? 2 : 1);

/** Windows-1252 code points of 0x80-0x9F; bytes without one keep their value. */
const CP1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

const C1 = /[\u0080-\u009f]/g;

const fromCp1252 = (text: string): string => text.replace(C1, (c) => CP1252[c.charCodeAt(0) - 0x80] ?? c);

/** Index of the first byte of the next newline at or after `from`, or -1. `from` is aligned to a code unit. */
export function nextNewline(bytes: Uint8Array, from: number, format: LineFormat): number {
  const code = format.newline === 'cr' ? CR : LF;
  if (!isWide(format)) return bytes.indexOf(code, from);
  const low = format.encoding === 'utf-16le' ? 0 : 1;
  let at = bytes.indexOf(code, from);
  while (at >= 0) {
    const start = at - low;
    if ((start & 1) === 0 && start >= from && start + 1 < bytes.length && bytes[start + 1 - low] === 0) return start;
    at = bytes.indexOf(code, at + 1);
  }
  return -1;
}

/** Index of the first byte of the last newline that begins before `before`, or -1. */
export function lastNewline(bytes: Uint8Array, before: number, format: LineFormat): number {
  if (before <= 0) return -1;
  const code = format.newline === 'cr' ? CR : LF;
  if (!isWide(format)) return bytes.lastIndexOf(code, before - 1);
  const low = format.encoding === 'utf-16le' ? 0 : 1;
  let at = bytes.lastIndexOf(code, before - 1 + low);
  while (at >= 0) {
    const start = at - low;
    if ((start & 1) === 0 && start < before && start + 1 < bytes.length && bytes[start + 1 - low] === 0) return start;
    at = at === 0 ? -1 : bytes.lastIndexOf(code, at - 1);
  }
  return -1;
}

function swapped(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const out = bytes.slice(start, start + ((end - start) & ~1));
  for (let i = 0; i < out.length; i += 2) {
    const first = out[i] ?? 0;
    out[i] = out[i + 1] ?? 0;
    out[i + 1] = first;
  }
  return out;
}

/** Text of a span; each malformed sequence is U+FFFD. */
export function decodeSpan(bytes: Uint8Array, start: number, end: number, format: LineFormat, text: TextCodec): string {
  switch (format.encoding) {
    case 'utf-8':
      return text.utf8(bytes, start, end);
    case 'windows-1252':
      return fromCp1252(text.latin1(bytes, start, end));
    case 'utf-16le':
      return text.utf16le(bytes, start, end).toWellFormed();
    case 'utf-16be': {
      const native = swapped(bytes, start, end);
      return text.utf16le(native, 0, native.length).toWellFormed();
    }
  }
}

/** ASCII characters of the first units of a span, everything else as U+0080. For decisions on bytes, not for display. */
export function peekText(bytes: Uint8Array, start: number, end: number, maxUnits: number, format: LineFormat): string {
  const unit = unitBytes(format);
  const stop = Math.min(end, start + maxUnits * unit);
  const codes: number[] = [];
  for (let i = start; i + unit <= stop; i += unit) {
    const code = bytes[format.encoding === 'utf-16be' ? i + 1 : i] ?? 0;
    const high = unit === 1 ? 0 : (bytes[format.encoding === 'utf-16be' ? i : i + 1] ?? 0);
    codes.push(high > 0 || code > 127 ? 0x80 : code);
  }
  return String.fromCharCode(...codes);
}

/** @param start byte offset in the piece @param end byte offset after the line, without its newline */
export type LineVisitor = (line: string, start: number, end: number, isDamaged: boolean) => void;

/**
 * Calls `visit` for each line of a piece, blank ones too, without their newlines.
 *
 * `isDamaged` says that bytes of the line were malformed and are U+FFFD in the text.
 */
export function forEachLine(bytes: Uint8Array, format: LineFormat, text: TextCodec, visit: LineVisitor): void {
  if (isWide(format)) return forEachWideLine(bytes, format, text, visit);
  if (text.isAscii(bytes)) return forEachPlainLine(bytes, format, text, visit);
  const isUtf8 = format.encoding === 'utf-8';
  const mayBeDamaged = isUtf8 && !text.isUtf8(bytes);
  const size = bytes.length;
  let start = 0;
  while (start < size) {
    const newline = nextNewline(bytes, start, format);
    const stop = newline < 0 ? size : newline;
    const end = format.newline === 'lf' && stop > start && bytes[stop - 1] === CR ? stop - 1 : stop;
    const isDamaged = mayBeDamaged && !text.isUtf8(bytes.subarray(start, end));
    const line = isUtf8 ? text.utf8(bytes, start, end) : fromCp1252(text.latin1(bytes, start, end));
    visit(line, start, end, isDamaged);
    start = newline < 0 ? size : newline + 1;
  }
}

/** ASCII: one string for the piece, character indices are byte offsets. */
function forEachPlainLine(bytes: Uint8Array, format: LineFormat, text: TextCodec, visit: LineVisitor): void {
  const all = text.latin1(bytes, 0, bytes.length);
  const mark = format.newline === 'cr' ? '\r' : '\n';
  const size = all.length;
  let start = 0;
  while (start < size) {
    const newline = all.indexOf(mark, start);
    const stop = newline < 0 ? size : newline;
    const end = format.newline === 'lf' && stop > start && all.charCodeAt(stop - 1) === CR ? stop - 1 : stop;
    visit(all.slice(start, end), start, end, false);
    start = newline < 0 ? size : newline + 1;
  }
}

function forEachWideLine(bytes: Uint8Array, format: LineFormat, text: TextCodec, visit: LineVisitor): void {
  const native = format.encoding === 'utf-16le' ? bytes : swapped(bytes, 0, bytes.length);
  const all = text.utf16le(native, 0, native.length);
  const mark = format.newline === 'cr' ? '\r' : '\n';
  const size = all.length;
  let start = 0;
  while (start < size) {
    const newline = all.indexOf(mark, start);
    const stop = newline < 0 ? size : newline;
    const end = format.newline === 'lf' && stop > start && all.charCodeAt(stop - 1) === CR ? stop - 1 : stop;
    const line = all.slice(start, end);
    const isOk = line.isWellFormed();
    // An odd byte at the end of the source belongs to the last line.
    const isOdd = newline < 0 && (bytes.length & 1) === 1;
    visit(isOk ? line : line.toWellFormed(), start * 2, isOdd ? bytes.length : end * 2, !isOk || isOdd);
    start = newline < 0 ? size : newline + 1;
  }
}

/** Whether a line says nothing: only spaces and tabs. */
export function isBlank(line: string): boolean {
  for (let i = 0; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    if (code !== 32 && code !== 9) return false;
  }
  return true;
}
