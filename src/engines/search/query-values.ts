/**
 * What stands after `field:` as a clause: whole values, wildcards, comparisons, times, networks.
 *
 * Pure. O(length).
 * Trust: text from the person.
 */
import { SEVERITIES } from '../event/audit-event.ts';
import { resolveField } from './fields.ts';
import { addressBits, compareIp, parseIp } from './ip-address.ts';
import { parseDecimal, rangeOrder } from './leaf-tests.ts';
import type { Bound, Query, Span } from './query-ast.ts';
import type { QueryError } from './query-error.ts';
import { formatTimeUs, parseTimeText, type TimeSpan } from './query-time.ts';
import { hasWildcard, isOnlyStars, phraseClause, wordClause } from './query-words.ts';
import { foldText } from './tokens.ts';

/** A field as typed: in quotes it is only a name, never `since` or `until`. */
export interface FieldRef {
  readonly name: string;
  readonly isQuoted: boolean;
}

/** A value as typed, its escapes read. Wildcards count only outside quotes. */
export interface TypedValue extends Span {
  readonly text: string;
  readonly isQuoted: boolean;
}

export type CompareSign = '>' | '>=' | '<' | '<=';

/** One end of a range as typed. */
export interface TypedBound extends TypedValue {
  readonly inclusive: boolean;
}

type Result = Query | QueryError;

/** The field that `since:` and `until:` are about. */
const TIME_FIELD = 'timestamp';

/** `field:value` and `field:"value"`. */
export function valueClause(field: FieldRef, value: TypedValue, span: Span, nowMs: number): Result {
  const { text, isQuoted } = value;
  const limit = field.isQuoted ? undefined : timeLimit(field.name);
  if (limit !== undefined) return timeComparison(TIME_FIELD, limit === 'since' ? '>=' : '<=', value, span, nowMs);
  const { kind } = resolveField(field.name);
  if (!isQuoted && isOnlyStars(text)) return { ...span, kind: 'exists', field: field.name };
  if (kind === 'text' || kind === 'note-text') return (isQuoted ? phraseClause : wordClause)(span, text, field.name);
  if (!isQuoted && hasWildcard(text)) return { ...span, kind: 'wildcard', field: field.name, pattern: text };
  if (kind === 'time') return timeEquals(field.name, value, span, nowMs);
  if (kind === 'outcome') return outcomeClause(field.name, text, span);
  const network = isQuoted ? undefined : networkOf(text);
  if (network !== undefined) return { ...span, kind: 'cidr', field: field.name, ...network };
  return { ...span, kind: 'equals', field: field.name, value: text };
}

/** `field:>5`. */
export function comparisonClause(
  field: FieldRef,
  sign: CompareSign,
  value: TypedValue,
  span: Span,
  nowMs: number,
): Result {
  const limit = field.isQuoted ? undefined : timeLimit(field.name);
  if (limit !== undefined) return { ...span, message: `${field.name}: takes a time`, hint: `Write ${field.name}:-24h` };
  if (resolveField(field.name).kind === 'time') return timeComparison(field.name, sign, value, span, nowMs);
  const bound = { value: value.text, inclusive: sign.length === 2 };
  return rangeNode(field.name, span, sign.startsWith('>') ? { min: bound } : { max: bound });
}

/** `field:[low TO high}`; `*` outside quotes is an open end. */
export function rangeClause(field: FieldRef, low: TypedBound, high: TypedBound, span: Span, nowMs: number): Result {
  const limit = field.isQuoted ? undefined : timeLimit(field.name);
  if (limit !== undefined) {
    return { ...span, message: `${field.name}: takes one time`, hint: 'Write timestamp:[low TO high]' };
  }
  const isOpen = (bound: TypedBound): boolean => bound.text === '*' && !bound.isQuoted;
  const ends: { min?: Bound; max?: Bound } = {};
  if (resolveField(field.name).kind === 'time') {
    if (!isOpen(low)) {
      const time = parseTimeText(low.text, nowMs);
      if ('message' in time) return { ...spanOf(low), ...time };
      ends.min = lowTime(low.inclusive ? time.fromUs : time.toUs);
    }
    if (!isOpen(high)) {
      const time = parseTimeText(high.text, nowMs);
      if ('message' in time) return { ...spanOf(high), ...time };
      ends.max = highTime(high.inclusive ? time.toUs : time.fromUs);
    }
    return rangeOf(field.name, span, ends);
  }
  if (!isOpen(low)) ends.min = { value: low.text, inclusive: low.inclusive };
  if (!isOpen(high)) ends.max = { value: high.text, inclusive: high.inclusive };
  return rangeNode(field.name, span, ends);
}

const spanOf = ({ from, to }: Span): Span => ({ from, to });

function timeLimit(name: string): 'since' | 'until' | undefined {
  const folded = foldText(name);
  return folded === 'since' || folded === 'until' ? folded : undefined;
}

const lowTime = (timeUs: number): Bound => ({ value: formatTimeUs(timeUs), inclusive: true, timeUs });
const highTime = (timeUs: number): Bound => ({ value: formatTimeUs(timeUs), inclusive: false, timeUs });

const rangeOf = (field: string, span: Span, ends: { min?: Bound; max?: Bound }): Query => ({
  ...span,
  kind: 'range',
  field,
  ...ends,
});

function timeEquals(field: string, value: TypedValue, span: Span, nowMs: number): Result {
  const time = parseTimeText(value.text, nowMs);
  if ('message' in time) return { ...spanOf(value), ...time };
  if (time.fromUs === time.toUs) {
    const hint = `Write ${field}:>=${value.text} for the time since then`;
    return { ...spanOf(value), message: `"${value.text}" is an instant, no event has exactly this time`, hint };
  }
  return rangeOf(field, span, { min: lowTime(time.fromUs), max: highTime(time.toUs) });
}

function timeComparison(field: string, sign: CompareSign, value: TypedValue, span: Span, nowMs: number): Result {
  const time = parseTimeText(value.text, nowMs);
  if ('message' in time) return { ...spanOf(value), ...time };
  return rangeOf(field, span, timeEnds(sign, time));
}

function timeEnds(sign: CompareSign, { fromUs, toUs }: TimeSpan): { min?: Bound; max?: Bound } {
  switch (sign) {
    case '>':
      return { min: lowTime(toUs) };
    case '>=':
      return { min: lowTime(fromUs) };
    case '<':
      return { max: highTime(fromUs) };
    case '<=':
      return { max: highTime(toUs) };
  }
}

/** `outcome:failure` is also every event whose action did not succeed. */
function outcomeClause(field: string, text: string, span: Span): Query {
  const folded = foldText(text);
  if (folded !== 'success' && folded !== 'failure') return { ...span, kind: 'equals', field, value: text };
  const success = String(folded === 'success');
  return {
    ...span,
    kind: 'or',
    items: [
      { ...span, kind: 'equals', field: 'event.outcome', value: folded },
      { ...span, kind: 'equals', field: 'action.success', value: success },
    ],
  };
}

/** `10.0.0.0/8`, `fe80::1` (all bits): what is compared as an address. A lone IPv4 address is compared as text. */
function networkOf(text: string): { network: string; bits: number } | undefined {
  const slash = text.lastIndexOf('/');
  const network = slash < 0 ? text : text.slice(0, slash);
  const address = parseIp(network);
  if (address === undefined) return undefined;
  const most = addressBits(address);
  if (slash < 0) return address.isV4 && !text.includes(':') ? undefined : { network, bits: most };
  const digits = text.slice(slash + 1);
  return /^\d{1,3}$/.test(digits) && Number(digits) <= most ? { network, bits: Number(digits) } : undefined;
}

/** A range that is not about time; severities go by rank. */
function rangeNode(field: string, span: Span, ends: { min?: Bound; max?: Bound }): Query {
  if (resolveField(field).kind !== 'severity') return rangeOf(field, span, ends);
  const low = rankOf(ends.min, -1);
  const high = rankOf(ends.max, SEVERITIES.length);
  if (low === undefined || high === undefined) return rangeOf(field, span, ends);
  const items = SEVERITIES.filter((_, rank) => {
    const isAbove = rank > low || (rank === low && ends.min?.inclusive === true);
    return isAbove && (rank < high || (rank === high && ends.max?.inclusive === true));
  }).map((value): Query => ({ ...span, kind: 'equals', field, value }));
  const [only] = items;
  if (only === undefined) return { ...span, kind: 'not', item: { ...span, kind: 'all' } };
  return items.length === 1 ? only : { ...span, kind: 'or', items };
}

/** Rank of the severity that a bound names; undefined where it names none. */
function rankOf(bound: Bound | undefined, absent: number): number | undefined {
  if (bound === undefined) return absent;
  const rank = SEVERITIES.findIndex((name) => name === foldText(bound.value));
  return rank < 0 ? undefined : rank;
}

/** Says so when a range can't hold anything because it ends before it begins. */
export function rangeNotice(query: Query): QueryError | undefined {
  if (query.kind !== 'range' || query.min === undefined || query.max === undefined) return undefined;
  const { min, max } = query;
  let order: number;
  if (min.timeUs !== undefined && max.timeUs !== undefined) order = min.timeUs < max.timeUs ? 0 : 1;
  else if (rangeOrder(min, max) === 'number') order = (parseDecimal(min.value) ?? 0) - (parseDecimal(max.value) ?? 0);
  else {
    const [low, high] = [parseIp(min.value), parseIp(max.value)];
    if (low !== undefined && high !== undefined) order = compareIp(low, high);
    else order = foldText(min.value) > foldText(max.value) ? 1 : 0;
  }
  if (order <= 0) return undefined;
  return { from: query.from, to: query.to, message: 'This range ends before it begins', hint: 'Swap its ends' };
}
