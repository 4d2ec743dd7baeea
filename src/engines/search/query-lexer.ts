/**
 * Cuts a query into tokens for the grammar: what a word, a value, a field name is depends on where it stands.
 *
 * The rules that a person sees are in resources/docs/query-language.md. Three carry the rest:
 * - A word ends at white space, at `"`, at `)` and at a `(` that is not closed again before any of these.
 * - Backslashes are ordinary characters (`C:\Windows\*`, `\\server\share`) unless they stand before white space, a quote or
 *   a parenthesis: then two are one backslash, and an odd one out makes the character an ordinary one. Inside quotes the
 *   same holds before `"` only. (So Windows reads a command line.)
 * - `name:` begins a field, but not a drive letter (`C:\`), a scheme (`https://`), an address (`fe80::1`, `00:1a:2b:…`) or
 *   anything that begins with a digit (`10:15:00`); a name in quotes may hold anything.
 *
 * Pure. O(length of the token), looking ahead at most LOOK_AHEAD units further for a closing bracket.
 * Trust: the text is the person's; any sequence of UTF-16 units gives tokens and never throws.
 */
import { ExternalTokenizer, type InputStream, type Stack } from '@lezer/lr';
import {
  And,
  Bound,
  Colon,
  CompareOperator,
  FieldName,
  GroupClose,
  GroupOpen,
  Not,
  Or,
  Phrase,
  RangeClose,
  RangeOpen,
  Space,
  To,
  Value,
  Word,
} from './query-parser.generated.terms.js';
import { isTokenCodePoint } from './tokens.ts';

const LOOK_AHEAD = 256;

/** The unit at an offset from where the token begins; -1 past the end. */
type Peek = (offset: number) => number;

const code = (character: string): number => character.charCodeAt(0);
const QUOTE = code('"');
const BACKSLASH = code('\\');
const OPEN = code('(');
const CLOSE = code(')');
const COLON = code(':');
const SLASH = code('/');
const BRACKET_OPEN = code('[');
const BRACE_OPEN = code('{');
const BRACKET_CLOSE = code(']');
const BRACE_CLOSE = code('}');
const LESS = code('<');
const GREATER = code('>');
const EQUALS_SIGN = code('=');
const MINUS = code('-');
const BANG = code('!');

export const isSpaceUnit = (unit: number): boolean =>
  unit === 0x20 ||
  (unit >= 0x09 && unit <= 0x0d) ||
  unit === 0x85 ||
  unit === 0xa0 ||
  unit === 0x1680 ||
  (unit >= 0x2000 && unit <= 0x200a) ||
  unit === 0x2028 ||
  unit === 0x2029 ||
  unit === 0x202f ||
  unit === 0x205f ||
  unit === 0x3000 ||
  unit === 0xfeff;

/** What a backslash can make ordinary in a word. */
const isSpecial = (unit: number): boolean => isSpaceUnit(unit) || unit === QUOTE || unit === OPEN || unit === CLOSE;

function countBackslashes(peek: Peek, from: number): number {
  let count = 0;
  while (peek(from + count) === BACKSLASH) count += 1;
  return count;
}

/** Length of the word, value or bound that begins here. */
function wordLength(peek: Peek): number {
  let at = 0;
  for (;;) {
    const unit = peek(at);
    if (unit < 0 || unit === QUOTE || unit === CLOSE || isSpaceUnit(unit)) return at;
    if (unit === BACKSLASH) {
      const run = countBackslashes(peek, at);
      at += run % 2 === 1 && isSpecial(peek(at + run)) ? run + 1 : run;
    } else if (unit === OPEN) {
      if (at === 0 || operatorOf(peek, at) !== undefined) return at;
      const closed = closedLength(peek, at);
      if (closed === 0) return at;
      at += closed;
    } else at += 1;
  }
}

/** Length of a parenthesis inside a word, `(x86)`, with both its ends; 0 when it isn't closed before the word ends. */
function closedLength(peek: Peek, from: number): number {
  let depth = 0;
  for (let at = from; at < from + LOOK_AHEAD; at++) {
    const unit = peek(at);
    if (unit < 0 || unit === QUOTE || unit === BACKSLASH || isSpaceUnit(unit)) return 0;
    if (unit === OPEN) depth += 1;
    if (unit === CLOSE) depth -= 1;
    if (depth === 0) return at + 1 - from;
  }
  return 0;
}

/** Length of a quoted phrase with its quotes; without a closing quote it reaches to the end of the text. */
function phraseLength(peek: Peek): number {
  for (let at = 1; ; ) {
    const unit = peek(at);
    if (unit < 0) return at;
    if (unit === QUOTE) return at + 1;
    if (unit === BACKSLASH) {
      const run = countBackslashes(peek, at);
      at += run % 2 === 1 && peek(at + run) === QUOTE ? run + 1 : run;
    } else at += 1;
  }
}

/**
 * What the word `text[from, to)` says once its backslashes are read.
 *
 * @param isValue whether it is a field's value: there a backslash also makes a first `[ { < > !` ordinary
 */
export function unescapeWord(text: string, from: number, to: number, isValue: boolean): string {
  const peek: Peek = (offset) => unitAt(text, offset);
  let out = '';
  for (let at = from; at < to; ) {
    const run = countBackslashes(peek, at);
    const end = at + run;
    const isLiteral = !isSpecial(peek(end)) && !(isValue && at === from && startsOddly(peek(end)));
    const isEscaping = !isLiteral && run % 2 === 1;
    out += '\\'.repeat(isLiteral ? run : run >> 1);
    if (isEscaping || run === 0) out += text[end];
    at = isEscaping || run === 0 ? end + 1 : end;
  }
  return out;
}

/** What the phrase `text[from, to)`, which begins with a quote, says; undefined where the closing quote is missing. */
export function unquotePhrase(text: string, from: number, to: number): string | undefined {
  const peek: Peek = (offset) => unitAt(text, offset);
  let out = '';
  for (let at = from + 1; at < to; ) {
    if (peek(at) === QUOTE) return out;
    const run = countBackslashes(peek, at);
    const isBeforeQuote = peek(at + run) === QUOTE;
    const isEscaping = isBeforeQuote && run % 2 === 1;
    out += '\\'.repeat(isBeforeQuote ? run >> 1 : run);
    if (isEscaping || run === 0) out += text[at + run];
    at += isEscaping || run === 0 ? run + 1 : run;
  }
  return undefined;
}

/** The text in quotes, so that `unquotePhrase` gives it back. */
export const quotePhrase = (text: string): string => `"${escapeRuns(text, (next) => next === QUOTE || next < 0)}"`;

/** The text as a bare value, so that `unescapeWord` gives it back when white space or `)` follows; it must not be empty. */
export const escapeValue = (text: string): string =>
  escapeRuns(text, (next, isFirst) => next < 0 || isSpecial(next) || (isFirst && startsOddly(next)));

/** Doubles each run of backslashes before a unit that must be escaped, and escapes the unit. */
function escapeRuns(text: string, mustEscape: (next: number, isFirst: boolean) => boolean): string {
  const peek: Peek = (offset) => unitAt(text, offset);
  let out = '';
  for (let at = 0; at < text.length; ) {
    const run = countBackslashes(peek, at);
    const next = peek(at + run);
    const isEscaped = mustEscape(next, at === 0);
    out += '\\'.repeat(isEscaped ? run * 2 : run);
    if (next >= 0) out += `${isEscaped ? '\\' : ''}${text[at + run]}`;
    at += run + 1;
  }
  return out;
}

const unitAt = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) : -1);

/** What at the start of a value would make it a range, a comparison or a negation. */
const startsOddly = (unit: number): boolean => '[{<>!'.includes(String.fromCharCode(unit));

const operators = new Map([
  ['AND', And],
  ['&&', And],
  ['OR', Or],
  ['||', Or],
  ['NOT', Not],
]);

/** The operator that the first `length` units are, if they are one. Upper case only: `file not found` is three words. */
function operatorOf(peek: Peek, length: number): number | undefined {
  if (length < 2 || length > 3) return undefined;
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(peek(i));
  return operators.get(text);
}

/** `-` and `!` right before what they turn round. `--force`, `->`, `!=` and a lone dash are words. */
function isPrefixNot(peek: Peek): boolean {
  const unit = peek(0);
  if (unit !== MINUS && unit !== BANG) return false;
  const next = peek(1);
  return next >= 0 && !isSpaceUnit(next) && ![unit, CLOSE, GREATER, EQUALS_SIGN].includes(next);
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

const isNameUnit = (unit: number): boolean =>
  isTokenCodePoint(unit) || (unit >= 0xd800 && unit <= 0xdfff) || '@$#.-'.includes(String.fromCharCode(unit));

/** Length of the field name (without its colon) that begins here; 0 where none does. */
function fieldNameLength(peek: Peek): number {
  if (peek(0) === QUOTE) {
    const length = phraseLength(peek);
    return peek(length) === COLON ? length : 0;
  }
  if (isDigit(peek(0))) return 0;
  let length = 0;
  while (peek(length) >= 0 && isNameUnit(peek(length))) length += 1;
  if (length === 0 || peek(length) !== COLON) return 0;
  const [after, second] = [peek(length + 1), peek(length + 2)];
  if (length === 1 && (after === BACKSLASH || after === SLASH)) return 0;
  if (after === SLASH && second === SLASH) return 0;
  if (after === COLON && second !== COLON) return 0;
  return isHexAddress(peek) ? 0 : length;
}

/** `fe80:0:0:1`, `00:1a:2b:3c`: at least two colons between groups of up to four hexadecimal digits. */
function isHexAddress(peek: Peek): boolean {
  let colons = 0;
  let digits = 0;
  for (let at = 0; ; at++) {
    const unit = peek(at);
    if (unit === COLON) {
      colons += 1;
      digits = 0;
    } else if (isDigit(unit) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66)) {
      digits += 1;
      if (digits > 4) return false;
    } else return colons >= 2 && (unit < 0 || unit === CLOSE || isSpaceUnit(unit));
  }
}

/** `[` and `{` open a range; `{8C1F-…}` and `[1]`, closed again before any white space or quote, are values. */
function opensRange(peek: Peek): boolean {
  if (peek(0) !== BRACKET_OPEN && peek(0) !== BRACE_OPEN) return false;
  for (let at = 1; at < LOOK_AHEAD; at++) {
    const unit = peek(at);
    if (unit < 0 || unit === QUOTE || isSpaceUnit(unit)) return true;
    if (unit === BRACKET_CLOSE || unit === BRACE_CLOSE) return false;
  }
  return true;
}

function boundLength(peek: Peek): number {
  let at = 0;
  for (;;) {
    const unit = peek(at);
    if (unit < 0 || unit === QUOTE || unit === BRACKET_CLOSE || unit === BRACE_CLOSE || isSpaceUnit(unit)) return at;
    at += 1;
  }
}

function readBound(input: InputStream, stack: Stack, peek: Peek): void {
  const unit = peek(0);
  if (unit === BRACKET_CLOSE || unit === BRACE_CLOSE) input.acceptToken(RangeClose, 1);
  else if (unit === QUOTE) input.acceptToken(Phrase, phraseLength(peek));
  else {
    const length = boundLength(peek);
    const isTo = length === 2 && (peek(0) | 0x20) === code('t') && (peek(1) | 0x20) === code('o');
    input.acceptToken(isTo && stack.canShift(To) ? To : Bound, length);
  }
}

function readValue(input: InputStream, stack: Stack, peek: Peek): void {
  const unit = peek(0);
  const isInGroup = stack.canShift(Not);
  const mayCompare = stack.canShift(CompareOperator);
  // `error: timeout` is more often a pasted line than a field: the parser says so instead of guessing.
  if (mayCompare && !isInGroup && isSpaceUnit(peek(-1))) return;
  if (unit === QUOTE) return input.acceptToken(Phrase, phraseLength(peek));
  if (unit === OPEN) return input.acceptToken(GroupOpen, 1);
  if (mayCompare && opensRange(peek)) return input.acceptToken(RangeOpen, 1);
  const length = wordLength(peek);
  const isTag = unit === LESS && length > 2 && peek(length - 1) === GREATER;
  if (mayCompare && (unit === GREATER || unit === LESS) && !isTag) {
    return input.acceptToken(CompareOperator, peek(1) === EQUALS_SIGN ? 2 : 1);
  }
  if (isInGroup && unit === BANG && isPrefixNot(peek)) return input.acceptToken(Not, 1);
  const operator = isInGroup ? operatorOf(peek, length) : undefined;
  input.acceptToken(operator ?? Value, length);
}

function readClause(input: InputStream, peek: Peek): void {
  if (peek(0) === OPEN) return input.acceptToken(GroupOpen, 1);
  if (isPrefixNot(peek)) return input.acceptToken(Not, 1);
  const name = fieldNameLength(peek);
  if (name > 0) return input.acceptToken(FieldName, name);
  if (peek(0) === QUOTE) return input.acceptToken(Phrase, phraseLength(peek));
  const length = wordLength(peek);
  input.acceptToken(operatorOf(peek, length) ?? Word, length);
}

export const queryTokens = new ExternalTokenizer(
  (input, stack) => {
    const unit = input.next;
    if (unit < 0) return;
    const peek: Peek = (offset) => input.peek(offset);
    if (isSpaceUnit(unit)) {
      let length = 1;
      while (isSpaceUnit(peek(length))) length += 1;
      input.acceptToken(Space, length);
    } else if (stack.canShift(Bound) || stack.canShift(To) || stack.canShift(RangeClose)) {
      readBound(input, stack, peek);
    } else if (unit === CLOSE) input.acceptToken(GroupClose, 1);
    else if (unit === COLON && stack.canShift(Colon)) input.acceptToken(Colon, 1);
    else if (stack.canShift(Value)) readValue(input, stack, peek);
    else readClause(input, peek);
  },
  { contextual: true },
);
