/**
 * Query text to query tree, or to what is wrong with it and where.
 *
 * Pure: the grammar is query.grammar, the time is a parameter. O(length); at most MAX_QUERY_LENGTH units and MAX_DEPTH
 * parentheses deep. Never throws.
 * Source: resources/docs/query-language.md is the language; its examples are run as tests.
 * Trust: the text is the person's, or was pasted from a hostile log.
 */
import type { SyntaxNode, Tree } from '@lezer/common';
import type { Query, Span } from './query-ast.ts';
import { findSyntaxError, type QueryError } from './query-error.ts';
import { isSpaceUnit, unescapeWord, unquotePhrase } from './query-lexer.ts';
import { parser } from './query-parser.generated.js';
import {
  comparisonClause,
  type CompareSign,
  type FieldRef,
  rangeClause,
  rangeNotice,
  type TypedBound,
  type TypedValue,
  valueClause,
} from './query-values.ts';
import { phraseClause, wordClause, wordNotice } from './query-words.ts';

export const MAX_QUERY_LENGTH = 10_000;
export const MAX_QUERY_DEPTH = 200;

export interface ParseOptions {
  /** The moment that `-24h` and `today` are counted from, milliseconds since the epoch. */
  nowMs: number;
}

/** `notices` are places where the person may have meant something else; the query is valid as it is. */
export type ParsedQuery = { query: Query; notices: QueryError[] } | { errors: [QueryError, ...QueryError[]] };

interface Reading {
  readonly text: string;
  readonly nowMs: number;
  readonly errors: QueryError[];
  readonly notices: QueryError[];
}

/** Reads a query. An empty text is every record. */
export function parseQuery(text: string, options: ParseOptions): ParsedQuery {
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `A query may have ${MAX_QUERY_LENGTH} characters, this one has ${text.length}`;
    return { errors: [{ from: MAX_QUERY_LENGTH, to: text.length, message }] };
  }
  const tree = parser.parse(text);
  const reading: Reading = { text, nowMs: options.nowMs, errors: [], notices: [] };
  // Before the grammar has its say: a quote that isn't closed swallows whatever follows it.
  checkQuotes(tree, reading);
  const broken = reading.errors.length === 0 ? findSyntaxError(tree, text) : undefined;
  if (broken !== undefined) return { errors: [broken] };
  const [expression] = reading.errors.length === 0 ? parts(tree.topNode) : [];
  const query =
    expression === undefined ? ({ from: 0, to: text.length, kind: 'all' } as const) : readNode(expression, reading, 0);
  const [first, ...rest] = reading.errors.toSorted((a, b) => a.from - b.from);
  return first === undefined ? { query, notices: reading.notices } : { errors: [first, ...rest] };
}

/** The node's children that carry meaning. */
function parts(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!NO_MEANING.has(child.name)) found.push(child);
  }
  return found;
}

const NO_MEANING = new Set(['Space', 'And', 'Or', 'Not', 'GroupOpen', 'GroupClose', 'Colon', 'To', '⚠']);

function checkQuotes(tree: Tree, reading: Reading): void {
  const { text, errors } = reading;
  tree.iterate({
    enter: (node) => {
      const isQuoted = node.name === 'Phrase' || (node.name === 'FieldName' && text.charAt(node.from) === '"');
      if (!isQuoted) return;
      const { from, to } = node;
      if (unquotePhrase(text, from, to) === undefined) {
        const hint = text.endsWith('\\"')
          ? 'A backslash before the last quote makes it an ordinary one: write two backslashes'
          : 'Write " where it ends, or \\" for a quote that belongs to the text';
        errors.push({ from, to: from + 1, message: 'This quote is never closed', hint });
      } else if (node.name === 'Phrase' && !isApart(text, from, to)) {
        const hint = 'Put white space between, or the whole text in quotes';
        errors.push({ from, to, message: 'This quoted text touches what stands beside it', hint });
      }
    },
  });
}

/** Whether a phrase stands alone, as far as white space and the signs of the language go. */
function isApart(text: string, from: number, to: number): boolean {
  const before = text.charAt(from - 1);
  const after = text.charAt(to);
  const isFree = (unit: string, signs: string): boolean =>
    unit === '' || signs.includes(unit) || isSpaceUnit(unit.charCodeAt(0));
  return isFree(before, '(:-!<>=[{') && isFree(after, ')]}');
}

const fail = (reading: Reading, span: Span, error: QueryError): Query => {
  reading.errors.push(error);
  return { from: span.from, to: span.to, kind: 'all' };
};

const settle = (reading: Reading, span: Span, result: Query | QueryError): Query =>
  'kind' in result ? result : fail(reading, span, result);

function readNode(node: SyntaxNode, reading: Reading, depth: number): Query {
  const span = { from: node.from, to: node.to };
  if (depth > MAX_QUERY_DEPTH) return fail(reading, span, tooDeep(span));
  const items = parts(node);
  const [first] = items;
  switch (node.name) {
    case 'OrExpression':
    case 'AndExpression': {
      const kind = node.name === 'OrExpression' ? 'or' : 'and';
      return { ...span, kind, items: items.map((item) => readNode(item, reading, depth)) };
    }
    case 'NotExpression':
      return negate(node, span, first === undefined ? { ...span, kind: 'all' } : readNode(first, reading, depth));
    case 'Group':
      return first === undefined ? { ...span, kind: 'all' } : readNode(first, reading, depth + 1);
    case 'FieldExpression':
      return readField(items, reading, span, depth);
    case 'Phrase':
      return settle(
        reading,
        span,
        phraseClause(span, unquotePhrase(reading.text, node.from, node.to) ?? '', undefined),
      );
    default:
      return readWord(span, reading);
  }
}

const tooDeep = (span: Span): QueryError => ({
  ...span,
  message: `Parentheses may be ${MAX_QUERY_DEPTH} deep`,
  hint: 'Take out some of them',
});

/** Two negations are none. */
function negate(node: SyntaxNode, span: Span, item: Query): Query {
  return node.getChildren('Not').length % 2 === 1 ? { ...span, kind: 'not', item } : item;
}

function readWord(span: Span, reading: Reading): Query {
  const text = unescapeWord(reading.text, span.from, span.to, false);
  if (text === '*:*') return { ...span, kind: 'all' };
  if (/^:(?!:)/.test(text)) {
    const hint = 'Write field:value without a space before the colon';
    return fail(reading, span, { ...span, message: 'No field stands before this colon', hint });
  }
  if (/^[\p{L}\p{N}_@.*?-]*[*?][\p{L}\p{N}_@.*?-]*:/u.test(text)) {
    const hint = 'Write the name in full, or a bare word to search every field';
    return fail(reading, span, { ...span, message: 'A field name holds no wildcards', hint });
  }
  const notice = wordNotice(span, text);
  if (notice !== undefined) reading.notices.push(notice);
  return settle(reading, span, wordClause(span, text, undefined));
}

function readField(items: readonly SyntaxNode[], reading: Reading, span: Span, depth: number): Query {
  const [nameNode, value] = items;
  if (nameNode === undefined || value === undefined) return { ...span, kind: 'all' };
  const { text } = reading;
  const isQuoted = text.charAt(nameNode.from) === '"';
  const name = isQuoted
    ? (unquotePhrase(text, nameNode.from, nameNode.to) ?? '')
    : text.slice(nameNode.from, nameNode.to);
  if (name === '') return fail(reading, span, { ...span, message: 'A field needs a name', hint: 'Write field:value' });
  return readValue({ name, isQuoted }, value, reading, span, depth);
}

/** @param span what the clause covers: `field:value` as a whole, or one value of a group */
function readValue(field: FieldRef, node: SyntaxNode, reading: Reading, span: Span, depth: number): Query {
  if (depth > MAX_QUERY_DEPTH) return fail(reading, span, tooDeep(span));
  const items = parts(node);
  const own = { from: node.from, to: node.to };
  const [first, second, third, fourth] = items;
  const readItem = (item: SyntaxNode): Query =>
    readValue(field, item, reading, { from: item.from, to: item.to }, depth);
  switch (node.name) {
    case 'ValueGroup':
      return first === undefined ? { ...span, kind: 'all' } : readValue(field, first, reading, span, depth + 1);
    case 'ValueOr':
    case 'ValueAnd':
      return { ...span, kind: node.name === 'ValueOr' ? 'or' : 'and', items: items.map(readItem) };
    case 'ValueNot':
      return negate(node, own, first === undefined ? { ...own, kind: 'all' } : readItem(first));
    case 'Comparison': {
      if (first === undefined || second === undefined) return { ...span, kind: 'all' };
      const sign = reading.text.slice(first.from, first.to) as CompareSign;
      const value = typedValue(second, reading);
      return settle(reading, span, comparisonClause(field, sign, value, span, reading.nowMs));
    }
    case 'Range': {
      if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
        return { ...span, kind: 'all' };
      }
      const low = typedBound(second, reading, first);
      const high = typedBound(third, reading, fourth);
      const query = settle(reading, span, rangeClause(field, low, high, span, reading.nowMs));
      const notice = rangeNotice(query);
      if (notice !== undefined) reading.notices.push(notice);
      return query;
    }
    default:
      return readPlainValue(field, typedValue(node, reading), reading, span);
  }
}

function readPlainValue(field: FieldRef, value: TypedValue, reading: Reading, span: Span): Query {
  const isGrouped = span.from === value.from;
  const own = { from: value.from, to: value.to };
  if (!value.isQuoted && value.text.startsWith('!')) {
    const hint = `Write NOT ${field.name}:${value.text.slice(1)} for events without it`;
    reading.notices.push({ ...own, message: 'The ! belongs to the value here', hint });
  }
  if (isGrouped && !value.isQuoted && /^[\p{L}_@][\p{L}\p{N}_.@-]+:[\p{L}\p{N}"]/u.test(value.text)) {
    const hint = 'Close the parenthesis before the next field';
    reading.notices.push({ ...own, message: `"${value.text}" is searched as a value of ${field.name}`, hint });
  }
  if (!value.isQuoted && /\s(?:(?:AND|OR|NOT)$|[\p{L}_@][\p{L}\p{N}_.@-]*:\S)/u.test(value.text)) {
    const hint = 'Write two backslashes before the space to end the value there';
    reading.notices.push({ ...own, message: 'The backslash makes the space part of the value', hint });
  }
  return settle(reading, span, valueClause(field, value, span, reading.nowMs));
}

function typedValue(node: SyntaxNode, reading: Reading): TypedValue {
  const { from, to } = node;
  const isQuoted = node.name === 'Phrase';
  const text = isQuoted ? (unquotePhrase(reading.text, from, to) ?? '') : unescapeWord(reading.text, from, to, true);
  return { from, to, isQuoted, text };
}

function typedBound(node: SyntaxNode, reading: Reading, bracket: SyntaxNode): TypedBound {
  const { from, to } = node;
  const isQuoted = node.name === 'Phrase';
  const raw = reading.text.slice(from, to);
  const text = isQuoted ? (unquotePhrase(reading.text, from, to) ?? '') : raw;
  const sign = reading.text.charAt(bracket.from);
  return { from, to, isQuoted, text, inclusive: sign === '[' || sign === ']' };
}
