/**
 * Query tree to query text: what a person would type for it, so that parsing the text gives the same tree.
 *
 * Pure. O(size). Holds for every tree that `parseQuery` makes (spans aside). Times are printed in full, so a printed query
 * means the same tomorrow: what a record of a search must keep.
 * Trust: values may come from a hostile log; they are quoted.
 */
import { pairsOf, type SeqRanges } from '../kernel/seq-ranges.ts';
import type { Bound, Query } from './query-ast.ts';
import { escapeValue, quotePhrase } from './query-lexer.ts';

/** The query as text. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '*';
    case 'and':
    case 'or':
      return printItems(query.items, query.kind);
    case 'not':
      return query.item.kind === 'not' ? `NOT (${printQuery(query.item)})` : `NOT ${printOperand(query.item)}`;
    case 'text':
      return printWords(query.field, query.prefix ? `${query.tokens.join('.')}*` : quotePhrase(query.tokens.join(' ')));
    case 'text-pattern':
      return printWords(query.field, query.patterns.join('.'));
    case 'equals':
      return `${printField(query.field)}:${quotePhrase(query.value)}`;
    case 'wildcard':
      return printBareValue(query.field, query.pattern);
    case 'cidr':
      return printBareValue(query.field, `${query.network}/${query.bits}`);
    case 'exists':
      return `${printField(query.field)}:*`;
    case 'seqs':
      return printSeqs(query.seqs);
    case 'range': {
      const open = query.min?.inclusive === false ? '{' : '[';
      const close = query.max?.inclusive === false ? '}' : ']';
      return `${printField(query.field)}:${open}${printBound(query.min)} TO ${printBound(query.max)}${close}`;
    }
  }
}

/** No item at all: every record for `and`, none for `or`. */
function printItems(items: readonly Query[], kind: 'and' | 'or'): string {
  if (items.length === 0) return kind === 'and' ? '*' : 'NOT *';
  return items.map(printOperand).join(kind === 'and' ? ' AND ' : ' OR ');
}

/** As ranges of `seq`: the same records, whoever reads it. */
function printSeqs(seqs: SeqRanges): string {
  const ranges = pairsOf(seqs).map(([first, last]) => `seq:[${first} TO ${last}]`);
  return ranges.length === 0 ? 'NOT *' : `(${ranges.join(' OR ')})`;
}

const printOperand = (query: Query): string =>
  query.kind === 'and' || query.kind === 'or' ? `(${printQuery(query)})` : printQuery(query);

const printWords = (field: string | undefined, words: string): string =>
  field === undefined ? words : `${printField(field)}:${words}`;

const printBound = (bound: Bound | undefined): string => (bound === undefined ? '*' : quotePhrase(bound.value));

/** Outside quotes, where wildcards count. A last backslash needs something after it that it could escape. */
function printBareValue(field: string, value: string): string {
  const text = escapeValue(value);
  // What would make a colon part of an address, a scheme or a drive.
  const isMisread = /^(?::|\/\/)/.test(text) || (field.length === 1 && /^[\\/]/.test(text));
  const name = isMisread ? quotePhrase(field) : printField(field);
  return value.endsWith('\\') ? `${name}:(${text})` : `${name}:${text}`;
}

/** `since` and `until` are names only in quotes, as is whatever holds more than letters, digits and `_ @ . -`. */
export const printField = (name: string): string =>
  /^(?!(?:since|until)$)[a-z_@][\w@.-]*$/i.test(name) ? name : quotePhrase(name);
