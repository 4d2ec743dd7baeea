/**
 * The test that each kind of clause puts to one value: compiled once, run on folded text.
 *
 * Pure. Linear in the value, whatever the clause.
 * Trust: the clause comes from the person, the value from a hostile log.
 */
import type { Bound } from './query-ast.ts';
import { compareIp, type IpAddress, isInNetwork, parseIp } from './ip-address.ts';
import { endsToken, foldText, nextTokenStart, scanTokens, startsToken } from './tokens.ts';
import { compileWildcard } from './wildcard.ts';

/** Whether the folded text of a value satisfies the clause. */
export type LeafTest = (folded: string) => boolean;

/** Tokens next to each other; with `prefix` the last may go on. No tokens: never. */
export function compilePhrase(tokens: readonly string[], prefix: boolean): LeafTest {
  const first = tokens[0];
  if (first === undefined) return () => false;
  const last = tokens.length - 1;
  return (folded) => {
    for (let from = folded.indexOf(first); from >= 0; from = folded.indexOf(first, from + 1)) {
      if (startsToken(folded, from) && followsAt(folded, from, tokens, last, prefix)) return true;
    }
    return false;
  };
}

function followsAt(folded: string, from: number, tokens: readonly string[], last: number, prefix: boolean): boolean {
  let at = from;
  for (let i = 0; i <= last; i++) {
    const token = tokens[i] ?? '';
    if (i > 0 && !folded.startsWith(token, at)) return false;
    at += token.length;
    if (i === last && prefix) return true;
    if (!endsToken(folded, at)) return false;
    if (i === last) return true;
    at = nextTokenStart(folded, at);
    if (at < 0) return false;
  }
  return false;
}

/** As a phrase, but each token must match its pattern. */
export function compilePatternPhrase(patterns: readonly string[]): LeafTest {
  const tests = patterns.map(compileWildcard);
  if (tests.length === 0) return () => false;
  return (folded) => {
    // How many patterns the tokens so far match, for each place a match could have begun: at most one count per pattern.
    let open: number[] = [];
    let isFound = false;
    scanTokens(folded, (from, to) => {
      const token = folded.slice(from, to);
      const next: number[] = [];
      for (const done of [...open, 0]) {
        if (tests[done]?.(token) === true) next.push(done + 1);
      }
      isFound = next.includes(tests.length);
      open = next;
      return !isFound;
    });
    return isFound;
  };
}

export const compileEquals = (value: string): LeafTest => {
  const wanted = foldText(value);
  return (folded) => folded === wanted;
};

export const compileWildcardTest = (pattern: string): LeafTest => compileWildcard(foldText(pattern));

export function compileCidr(network: string, bits: number): LeafTest {
  const base = parseIp(network);
  const own = foldText(`${network}/${bits}`);
  const alone = foldText(network);
  return (folded) => {
    if (folded === own || folded === alone) return true;
    const address = base === undefined ? undefined : parseIp(folded);
    return address !== undefined && base !== undefined && isInNetwork(address, base, bits);
  };
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const MAX_NUMBER_LENGTH = 400;

/** The number a text is, or undefined: `-5`, `3.25`, `1e9`; no hexadecimal, no separators. */
export const parseDecimal = (text: string): number | undefined =>
  text.length <= MAX_NUMBER_LENGTH && decimal.test(text) ? Number(text) : undefined;

/** In which order a range compares: as numbers or addresses where every bound is one, else as text. */
export function rangeOrder(min: Bound | undefined, max: Bound | undefined): 'any' | 'number' | 'ip' | 'text' {
  const bounds = [min, max].filter((bound) => bound !== undefined);
  if (bounds.length === 0) return 'any';
  if (bounds.every((bound) => parseDecimal(bound.value) !== undefined)) return 'number';
  if (bounds.every((bound) => parseIp(bound.value) !== undefined)) return 'ip';
  return 'text';
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Bounds of every field but the event's own time. */
export function compileRange(min: Bound | undefined, max: Bound | undefined): LeafTest {
  switch (rangeOrder(min, max)) {
    case 'any':
      return () => true;
    case 'number':
      return between(min, max, parseDecimal, (a: number, b: number) => a - b);
    case 'ip':
      return between<IpAddress>(min, max, parseIp, compareIp);
    case 'text':
      return between(min, max, foldText, compareText);
  }
}

function between<T>(
  min: Bound | undefined,
  max: Bound | undefined,
  read: (text: string) => T | undefined,
  compare: (a: T, b: T) => number,
): LeafTest {
  const low = min === undefined ? undefined : read(min.value);
  const high = max === undefined ? undefined : read(max.value);
  return (folded) => {
    const value = read(folded);
    if (value === undefined) return false;
    if (min !== undefined && low !== undefined) {
      const order = compare(value, low);
      if (order < 0 || (order === 0 && !min.inclusive)) return false;
    }
    if (max !== undefined && high !== undefined) {
      const order = compare(value, high);
      if (order > 0 || (order === 0 && !max.inclusive)) return false;
    }
    return true;
  };
}
