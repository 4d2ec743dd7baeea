/**
 * Record boundaries of a JSON source: where a window may be cut, and where reading goes on after damage.
 *
 * Pure. Lines: one search from the end. Other layouts: one pass over the window.
 * Trust: the bytes are the log's; a boundary found here is the boundary the reader finds, on any cut.
 */
import type { JsonSettings } from './json-layout.ts';
import { newJsonScan, scanJson, skipSpace } from './json-scan.ts';
import { isWide, projectUtf16 } from './json-view.ts';

const scan = newJsonScan();

/** Up to this many bytes a window is enlarged before a line that starts no record is taken for a boundary. */
const MAX_LOOSE_BYTES = 1_048_576;

/**
 * Where a window of lines may be cut: before the last line that starts a record, because a record may go on in the lines
 * after its first. 0 where only the first line does; in a big window then after the last line end.
 */
export function lastLineStart(window: Uint8Array, settings: JsonSettings): number {
  const { encoding, indent } = settings;
  const scale = isWide(encoding) ? 2 : 1;
  const codes = scale === 2 ? projectUtf16(window, encoding) : window;
  for (let line = codes.lastIndexOf(10); line >= 0; line = line === 0 ? -1 : codes.lastIndexOf(10, line - 1)) {
    if (startsRecord(codes, line + 1, codes.length, indent)) return (line + 1) * scale;
    if (window.length >= MAX_LOOSE_BYTES && line < codes.length - MAX_LOOSE_BYTES / scale) break;
  }
  return window.length < MAX_LOOSE_BYTES ? 0 : (codes.lastIndexOf(10) + 1) * scale;
}

/** Whether `indent` blanks and an opening brace stand at the start of a line. */
function startsRecord(codes: Uint8Array, line: number, limit: number, indent: number): boolean {
  const brace = line + Math.max(0, indent);
  if (brace >= limit || codes[brace] !== 123) return false;
  for (let i = line; i < brace; i += 1) if (codes[i] !== 32 && codes[i] !== 9) return false;
  return true;
}

/** Code index after the last whole record of a window that starts at a record boundary, or 0. */
export function lastRecordEnd(codes: Uint8Array, settings: JsonSettings): number {
  const limit = codes.length;
  let last = 0;
  let i = 0;
  while (i < limit) {
    i = skipBetween(codes, i, limit);
    const code = codes[i];
    if (i >= limit) break;
    if (code === 93) {
      if (settings.layout === 'wrapper') break;
      i += 1;
      if (settings.layout === 'array') i = reopenAfter(codes, i, limit);
      continue;
    }
    if (code === 123 || code === 91) {
      const outcome = scanJson(codes, i, limit, scan);
      if (outcome === 'cut') break;
      if (outcome === 'whole') {
        i = scan.end;
      } else {
        const next = nextRecord(codes, scan.end, limit, settings.indent);
        if (next < 0) break;
        i = next;
      }
      last = i;
      continue;
    }
    const end = strayEnd(codes, i, limit);
    if (end >= limit) break;
    i = end;
    last = i;
  }
  return last;
}

/** After the `]` of an array: past the `[` of one that follows at once. */
export function reopenAfter(codes: Uint8Array, at: number, limit: number): number {
  const next = skipSpace(codes, at, limit);
  return next < limit && codes[next] === 91 ? next + 1 : at;
}

/** Skips white space, commas and record separators (RFC 7464). */
export function skipBetween(codes: Uint8Array, at: number, limit: number): number {
  let i = at;
  while (i < limit) {
    const code = codes[i];
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9 && code !== 44 && code !== 30) break;
    i += 1;
  }
  return i;
}

/** End of something that is no object and no array: the next comma, bracket or line end outside of quotes. */
export function strayEnd(codes: Uint8Array, at: number, limit: number): number {
  let i = at;
  let isQuoted = false;
  while (i < limit) {
    const code = codes[i];
    if (code === 10 || code === 13) return i;
    if (isQuoted) {
      if (code === 92) i += 1;
      else if (code === 34) isQuoted = false;
    } else if (code === 34) {
      isQuoted = true;
    } else if (i > at && (code === 44 || code === 91 || code === 93 || code === 123)) {
      return i;
    }
    i += 1;
  }
  return limit;
}

/**
 * The next line from `at` that begins with `indent` blanks and an opening brace: where a record can start again after a
 * broken one. -1 where there is none, or where records don't start lines: a guess inside a record would be worse.
 */
export function nextRecord(codes: Uint8Array, at: number, limit: number, indent: number): number {
  if (indent < 0) return -1;
  for (let line = codes.indexOf(10, at); line >= 0 && line < limit; line = codes.indexOf(10, line + 1)) {
    if (startsRecord(codes, line + 1, limit, indent)) return line + 1 + indent;
  }
  return -1;
}
