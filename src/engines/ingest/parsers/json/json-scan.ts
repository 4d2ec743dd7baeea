/**
 * Finds the end of one JSON object or array in bytes, and what a plain JSON.parse would hide about it.
 *
 * Pure, no allocation. One pass, about 1 ns a byte; the nesting is counted, never recursed into.
 * Source: RFC 8259 §2, §7. Differences: only strings, brackets, colons and numbers are looked at; whether the text is
 * JSON at all is left to JSON.parse.
 * Trust: the bytes are the log's. Nothing throws; a broken value ends as `cut` or `damaged`.
 */

/** A number that a double may not hold as written: 16 characters or more, an exponent, or a minus before a zero. */
export const ODD_NUMBER = 1;
/** An escape `\ud...`, which may stand for half a character. */
export const SURROGATE_ESCAPE = 2;

/** Facts about the value scanned last. */
export interface JsonScan {
  /** Index after the value; where it is damaged, the index of the first byte that can't be. */
  end: number;
  /** Names in all objects of the value, duplicates counted. Exact for valid JSON. */
  pairs: number;
  /** Deepest nesting; 1 for an object of scalars. */
  depth: number;
  /** ODD_NUMBER, SURROGATE_ESCAPE or both. */
  flags: number;
}

export type ScanOutcome = 'whole' | 'cut' | 'damaged';

const PLAIN = 0;
const QUOTE = 1;
const OPEN = 2;
const CLOSE = 3;
const COLON = 4;
const DIGIT = 5;

/** What a byte outside of strings means. */
const OUTSIDE = new Uint8Array(256);
OUTSIDE[34] = QUOTE;
OUTSIDE[91] = OPEN;
OUTSIDE[123] = OPEN;
OUTSIDE[93] = CLOSE;
OUTSIDE[125] = CLOSE;
OUTSIDE[58] = COLON;
OUTSIDE[45] = DIGIT;
for (let digit = 48; digit <= 57; digit += 1) OUTSIDE[digit] = DIGIT;

/** Bytes a number may hold. */
const NUMBER = new Uint8Array(256);
for (const code of [43, 45, 46, 69, 101]) NUMBER[code] = 1;
for (let digit = 48; digit <= 57; digit += 1) NUMBER[digit] = 1;

const LONGEST_PLAIN_NUMBER = 15;
/** Brackets deeper than this are counted but not matched by kind. */
const MATCHED_DEPTH = 256;
const openers = new Uint8Array(MATCHED_DEPTH);

export const newJsonScan = (): JsonScan => ({ end: 0, pairs: 0, depth: 0, flags: 0 });

/**
 * Scans the object or array that begins at `at` (its first byte is `{` or `[`).
 *
 * @returns `whole`: `scan.end` is the index after it; `cut`: `limit` came first; `damaged`: a line end inside a string or
 * a bracket that closes another kind, at `scan.end`
 */
export function scanJson(codes: Uint8Array, at: number, limit: number, scan: JsonScan): ScanOutcome {
  let i = at;
  let depth = 0;
  let deepest = 0;
  let pairs = 0;
  let flags = 0;
  while (i < limit) {
    const code = codes[i] as number;
    const kind = OUTSIDE[code] as number;
    if (kind === QUOTE) {
      i += 1;
      for (;;) {
        let inner = 0;
        while (i < limit) {
          inner = codes[i] as number;
          if (inner <= 34 ? inner === 34 || inner === 10 || inner === 13 : inner === 92) break;
          i += 1;
        }
        if (i >= limit) break;
        if (inner === 34) break;
        if (inner !== 92) {
          scan.end = i;
          return 'damaged';
        }
        if (codes[i + 1] === 117 && ((codes[i + 2] as number) | 32) === 100) flags |= SURROGATE_ESCAPE;
        i += 2;
      }
      i += 1;
    } else if (kind === PLAIN) {
      i += 1;
    } else if (kind === COLON) {
      pairs += 1;
      i += 1;
    } else if (kind === OPEN) {
      if (depth < MATCHED_DEPTH) openers[depth] = code;
      depth += 1;
      if (depth > deepest) deepest = depth;
      i += 1;
    } else if (kind === CLOSE) {
      depth -= 1;
      // In ASCII each closing bracket lies two after its opening one.
      if (depth < MATCHED_DEPTH && openers[depth] !== code - 2) {
        scan.end = i;
        return 'damaged';
      }
      i += 1;
      if (depth === 0) {
        scan.end = i;
        scan.pairs = pairs;
        scan.depth = deepest;
        scan.flags = flags;
        return 'whole';
      }
    } else {
      const start = i;
      let hasExponent = false;
      i += 1;
      while (i < limit && NUMBER[codes[i] as number] === 1) {
        if (((codes[i] as number) | 32) === 101) hasExponent = true;
        i += 1;
      }
      if (i - start > LONGEST_PLAIN_NUMBER || hasExponent || (code === 45 && codes[start + 1] === 48)) {
        flags |= ODD_NUMBER;
      }
    }
  }
  scan.end = limit;
  return 'cut';
}

/** Space, tab, line feed, carriage return (RFC 8259 §2). */
export const isJsonSpace = (code: number | undefined): boolean =>
  code === 32 || code === 10 || code === 13 || code === 9;

/** Index of the first byte from `at` that is no JSON white space, at most `limit`. */
export function skipSpace(codes: Uint8Array, at: number, limit: number): number {
  let i = at;
  while (i < limit && isJsonSpace(codes[i])) i += 1;
  return i;
}

/** The same, past the record separators of RFC 7464 too. */
export function skipLead(codes: Uint8Array, at: number, limit: number): number {
  let i = at;
  while (i < limit && (isJsonSpace(codes[i]) || codes[i] === 30)) i += 1;
  return i;
}
