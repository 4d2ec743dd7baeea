/**
 * Text to tokens and folded text, exactly as SQLite FTS5 does with `unicode61 remove_diacritics 0 tokenchars '_'`, so the
 * matcher and a segment's index never disagree.
 *
 * A token is a run of letters, digits, private-use characters and `_` (`user_login` is one token; `foo-bar.exe` is three).
 * A combining mark goes on in a token but never begins one; accents are kept (`é` is not `e`). Folding is one code point to
 * one code point and keeps the length in UTF-16 units, so offsets in folded text are offsets in the text.
 *
 * Pure. O(length). Text without characters over U+007F takes the engine's own fast path.
 * Source: SQLite ext/fts5/fts5_tokenize.c `fts5UnicodeTokenize`. Differences: none known (lone surrogates separate, as
 * their replacement character does once SQLite has stored them); SQLite cuts tokens longer than 32,768 bytes.
 * Trust: any text.
 */
import { CLASS_RUNS, FOLD_RUNS } from './unicode61-data.ts';

/** Classes of characters; 2 is a mark, which goes on in a token and never begins one. */
const SEPARATOR = 0;
const TOKEN = 1;
const LAST_CODE_POINT = 0x10_ffff;
const BMP_SIZE = 0x1_0000;

interface ClassTables {
  bmp: Uint8Array;
  /** First code point of each run above the BMP, ascending, and its class. */
  starts: number[];
  classes: number[];
}

function readClasses(): ClassTables {
  const bmp = new Uint8Array(BMP_SIZE);
  const starts: number[] = [];
  const classes: number[] = [];
  let from = 0;
  for (const [, length = '', letter = ''] of CLASS_RUNS.matchAll(/([0-9a-z]+)([STD])/g)) {
    const kind = 'STD'.indexOf(letter);
    const to = from + Number.parseInt(length, 36);
    if (from < BMP_SIZE) bmp.fill(kind, from, Math.min(to, BMP_SIZE));
    if (to > BMP_SIZE) {
      starts.push(Math.max(from, BMP_SIZE));
      classes.push(kind);
    }
    from = to;
  }
  // Surrogate halves on their own; SQLite would see U+FFFD.
  bmp.fill(SEPARATOR, 0xd800, 0xe000);
  return { bmp, starts, classes };
}

function readFolds(): Map<number, number> {
  const folds = new Map<number, number>();
  for (const run of FOLD_RUNS.split(' ')) {
    const [, first = '', step = '', count = '', sign = '', distance = ''] =
      /^([0-9a-z]+)([./])([0-9a-z]+)([+-])([0-9a-z]+)$/.exec(run) ?? [];
    const delta = Number.parseInt(distance, 36) * (sign === '-' ? -1 : 1);
    for (let i = 0; i < Number.parseInt(count, 36); i++) {
      const from = Number.parseInt(first, 36) + i * (step === '/' ? 2 : 1);
      folds.set(from, from + delta);
    }
  }
  return folds;
}

const tables = readClasses();
const folds = readFolds();
const bmpClasses = tables.bmp;

function classOf(codePoint: number): number {
  if (codePoint < BMP_SIZE) return bmpClasses[codePoint] ?? SEPARATOR;
  let low = 0;
  let high = tables.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tables.starts[middle] ?? LAST_CODE_POINT + 1) <= codePoint) low = middle;
    else high = middle - 1;
  }
  return tables.classes[low] ?? SEPARATOR;
}

const beyondAscii = /[^\0-\x7f]/;

/** Whether every character is below U+0080. */
export const isAscii = (text: string): boolean => !beyondAscii.test(text);

/** The text with every character folded as the index folds it; same length in UTF-16 units. */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let out = '';
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint < 0x80) out += character.toLowerCase();
    else {
      const folded = folds.get(codePoint);
      out += folded === undefined ? character : String.fromCodePoint(folded);
    }
  }
  return out;
}

/** Calls `visit` with the UTF-16 bounds of each token, in order; stops early when it returns false. */
export function scanTokens(text: string, visit: (from: number, to: number) => boolean): void {
  const length = text.length;
  let at = 0;
  let from = -1;
  while (at < length) {
    let codePoint = text.charCodeAt(at);
    let size = 1;
    if (codePoint >= 0xd800 && codePoint <= 0xdbff) {
      codePoint = text.codePointAt(at) ?? codePoint;
      if (codePoint >= BMP_SIZE) size = 2;
    }
    const kind = classOf(codePoint);
    if (kind === TOKEN) {
      if (from < 0) from = at;
    } else if (from >= 0 && kind === SEPARATOR) {
      if (!visit(from, at)) return;
      from = -1;
    }
    at += size;
  }
  if (from >= 0) visit(from, length);
}

/** The folded tokens of a text, in order. */
export function tokenise(text: string): string[] {
  const folded = foldText(text);
  const tokens: string[] = [];
  scanTokens(folded, (from, to) => {
    tokens.push(folded.slice(from, to));
    return true;
  });
  return tokens;
}

/** Whether a token begins at `at`: a token character before which no token is going on. */
export function startsToken(text: string, at: number): boolean {
  if (classOf(text.codePointAt(at) ?? 0) !== TOKEN) return false;
  for (let before = at; before > 0; ) {
    const codePoint = codePointBefore(text, before);
    const kind = classOf(codePoint);
    if (kind === TOKEN) return false;
    if (kind === SEPARATOR) return true;
    before -= codePoint >= BMP_SIZE ? 2 : 1;
  }
  return true;
}

/** Whether a token that reaches up to `at` ends there. */
export const endsToken = (text: string, at: number): boolean =>
  at >= text.length || classOf(text.codePointAt(at) ?? 0) === SEPARATOR;

/** The start of the next token at or after `at`, which must not lie inside a token; -1 when there is none. */
export function nextTokenStart(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const codePoint = text.codePointAt(i) ?? 0;
    if (classOf(codePoint) === TOKEN) return i;
    if (codePoint >= BMP_SIZE) i++;
  }
  return -1;
}

function codePointBefore(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  if (unit >= 0xdc00 && unit <= 0xdfff && at > 1) {
    const pair = text.codePointAt(at - 2) ?? 0;
    if (pair >= BMP_SIZE) return pair;
  }
  return unit;
}

/** Whether the character may stand inside a token (letter, digit, `_`, combining mark). */
export const isTokenCodePoint = (codePoint: number): boolean => classOf(codePoint) !== SEPARATOR;
