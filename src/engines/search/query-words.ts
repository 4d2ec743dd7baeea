/**
 * Bare words and quoted phrases as clauses over tokens.
 *
 * Pure. O(length).
 * Trust: text from the person.
 */
import { parseIp } from './ip-address.ts';
import type { Query, Span } from './query-ast.ts';
import type { QueryError } from './query-error.ts';
import { isTokenCodePoint, foldText, tokenise } from './tokens.ts';

/** Longer phrases are refused: each word of an event's text may begin one. */
export const MAX_PHRASE_TOKENS = 256;

export const hasWildcard = (text: string): boolean => /[*?]/.test(text);

export const isOnlyStars = (text: string): boolean => /^\*+$/.test(text);

const NO_LETTERS = 'There is no letter or digit to search for';

/** A phrase: what stands in quotes, `*` and `?` included, is ordinary text. */
export function phraseClause(span: Span, text: string, field?: string): Query | QueryError {
  const tokens = tokenise(text);
  if (tokens.length === 0) return { ...span, message: NO_LETTERS, hint: hintWithoutLetters(field) };
  if (tokens.length > MAX_PHRASE_TOKENS) return tooLong(span);
  return textNode(span, { kind: 'text', tokens, prefix: false }, field);
}

/** A bare word, with wildcards where it holds any. A wildcard stays inside one token. */
export function wordClause(span: Span, text: string, field?: string): Query | QueryError {
  if (!hasWildcard(text)) return phraseClause(span, text, field);
  const patterns = patternsOf(text);
  if (patterns.length === 1 && patterns.every(isOnlyStars)) {
    return field === undefined ? { ...span, kind: 'all' } : { ...span, kind: 'exists', field };
  }
  if (patterns.length > MAX_PHRASE_TOKENS) return tooLong(span);
  const last = patterns.at(-1) ?? '';
  const isPrefix =
    last.endsWith('*') && last.length > 1 && !hasWildcard([...patterns.slice(0, -1), last.slice(0, -1)].join(''));
  if (!isPrefix) return textNode(span, { kind: 'text-pattern', patterns }, field);
  return textNode(span, { kind: 'text', tokens: [...patterns.slice(0, -1), last.slice(0, -1)], prefix: true }, field);
}

type TextNode = { kind: 'text'; tokens: string[]; prefix: boolean } | { kind: 'text-pattern'; patterns: string[] };

const textNode = (span: Span, node: TextNode, field: string | undefined): Query =>
  field === undefined ? { ...node, ...span } : { ...node, ...span, field };

const tooLong = (span: Span): QueryError => ({
  ...span,
  message: `A phrase may have ${MAX_PHRASE_TOKENS} words`,
  hint: 'Join shorter phrases with AND',
});

const hintWithoutLetters = (field: string | undefined): string =>
  field === undefined
    ? 'Search one field for it, as in metadata.message:*->*'
    : 'Name the field by its path to compare the whole value, as in metadata.message:*->*';

/** The tokens of a text in which `*` and `?` count as letters. */
function patternsOf(text: string): string[] {
  const patterns: string[] = [];
  let open = '';
  for (const character of foldText(text)) {
    if (character === '*' || character === '?' || isTokenCodePoint(character.codePointAt(0) ?? 0)) open += character;
    else if (open !== '') {
      patterns.push(open);
      open = '';
    }
  }
  if (open !== '') patterns.push(open);
  return patterns.map((pattern) => pattern.replace(/\*{2,}/g, '*'));
}

/** What the person may have meant instead: the query is run as it stands, with this beside it. */
export function wordNotice(span: Span, text: string): QueryError | undefined {
  if (/^(?:and|or|not)$/i.test(text)) {
    const upper = text.toUpperCase();
    return { ...span, message: `"${text}" is searched as a word`, hint: `Write ${upper} in capitals for the operator` };
  }
  const comparison = /^([\p{L}_@][\p{L}\p{N}_.@-]*)(==|!=|<=|>=|=|<|>)(?=\S)/u.exec(text);
  if (comparison !== null) {
    const hint = `Write ${comparison[1]}:value or ${comparison[1]}:>5 to search a field`;
    return { ...span, message: `"${text}" is searched as words`, hint };
  }
  const network = /^([^/]+)\/\d{1,3}$/.exec(text);
  if (network !== null && parseIp(network[1] ?? '') !== undefined) {
    return { ...span, message: `"${text}" is searched as words`, hint: `Write ip:${text} for the addresses in it` };
  }
  if (text.includes('://') && text.includes('?')) {
    return {
      ...span,
      message: 'The ? stands for one character',
      hint: 'Put the address in quotes to search for it as it is',
    };
  }
  return undefined;
}
