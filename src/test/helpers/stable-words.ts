/**
 * The stable words this program says about evidence, read from its own source: kinds of findings and notes, reasons of
 * rejections. A script or a court may rely on them, so each must be in resources/docs/errors.md.
 *
 * Pure. Found: an object literal with `kind: 'word'` and a `message`, and a call `f('word', ...)`, or `f(a ? 'word' : 'other', ...)`, of a function
 * declared anywhere as `f(kind: string, ...)`.
 */
import { type Token, tokenize } from './source-tokens.ts';

const STABLE_WORD = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;
/** Words of the types beside a kind. */
const NOT_KINDS = new Set(['info', 'warning']);

export function findKinds(sources: readonly string[]): Set<string> {
  const files = sources.map(tokenize);
  const makers = new Set(files.flatMap(findMakers));
  const words = files.flatMap((tokens) => [...literalKinds(tokens), ...madeKinds(tokens, makers)]);
  return new Set(words.filter((word) => STABLE_WORD.test(word) && !NOT_KINDS.has(word)));
}

/** The words of `export type <name> = | 'a' | 'b'`. */
export function findUnion(source: string, name: string): string[] {
  const tokens = tokenize(source);
  const start = tokens.findIndex(({ text }, index) => text === name && tokens[index - 1]?.text === 'type');
  if (start < 0) return [];
  const rest = tokens.slice(start + 2);
  const end = rest.findIndex(({ kind, text }) => kind !== 'string' && text !== '|');
  return rest.slice(0, end < 0 ? rest.length : end).flatMap(({ kind, text }) => (kind === 'string' ? [text] : []));
}

const textAt = (tokens: readonly Token[], index: number): string => tokens[index]?.text ?? '';

function findMakers(tokens: readonly Token[]): string[] {
  return tokens.flatMap((_, index) => {
    const isMaker = ['(', 'kind', ':', 'string', ','].every((text, step) => textAt(tokens, index + step) === text);
    if (!isMaker) return [];
    const before = textAt(tokens, index - 1);
    return [before === '=' ? textAt(tokens, index - 2) : before];
  });
}

const madeKinds = (tokens: readonly Token[], makers: ReadonlySet<string>): string[] =>
  tokens.flatMap(({ kind, text }, index) => {
    const isCall = kind === 'word' && makers.has(text) && textAt(tokens, index + 1) === '(';
    return isCall ? firstArgumentWords(tokens, index + 2) : [];
  });

/** The words of an argument that is one, or a choice between some: `a ? 'x' : 'y'`. */
function firstArgumentWords(tokens: readonly Token[], from: number): string[] {
  const words: string[] = [];
  for (let place = from; place < tokens.length && !isSign(tokens[place], ',()'); place += 1) {
    const token = tokens[place];
    const isValue = place === from || isSign(tokens[place - 1], '?:');
    if (token?.kind === 'string' && isValue) words.push(token.text);
  }
  return words;
}

function literalKinds(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, text }, index) => {
    if (kind !== 'word' || text !== 'kind' || textAt(tokens, index + 1) !== ':') return [];
    const [start, end] = [edgeOf(tokens, index, -1), edgeOf(tokens, index, 1)];
    const hasMessage = tokens.slice(start, end).some((token) => token.kind === 'word' && token.text === 'message');
    if (!hasMessage) return [];
    const words: string[] = [];
    for (let place = index + 2; place < end && !isSign(tokens[place], ',;'); place += 1) {
      const token = tokens[place];
      if (token?.kind === 'string') words.push(token.text);
    }
    return words;
  });
}

/** Where the object around a token begins (`step` -1) or ends (1). */
function edgeOf(tokens: readonly Token[], from: number, step: 1 | -1): number {
  const [opening, closing] = step === 1 ? ['{[(', '}])'] : ['}])', '{[('];
  let depth = 0;
  let place = from + step;
  for (; place >= 0 && place < tokens.length; place += step) {
    if (isSign(tokens[place], opening)) depth += 1;
    else if (isSign(tokens[place], closing)) {
      if (depth === 0) break;
      depth -= 1;
    }
  }
  return Math.max(0, place);
}

const isSign = (token: Token | undefined, signs: string): boolean =>
  token?.kind === 'punct' && signs.includes(token.text);
