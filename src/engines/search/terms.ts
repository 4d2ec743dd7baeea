/**
 * A query as an index likes it: negations at the leaves, nothing nested that needn't be, and what every hit must have.
 *
 * Pure. O(size of the query); required clauses are cut off at MAX_ALTERNATIVES.
 * Everything here is a promise in one direction: an event that satisfies the query has what is required; an event that has
 * it may still not satisfy the query (match-event.ts decides).
 * Trust: the query comes from the person.
 */
import { resolveField } from './fields.ts';
import type { Query, Span, TimeWindow } from './query-ast.ts';

/** A clause about the record itself: no AND, OR, NOT or `*`. */
export type Clause = Exclude<Query, { kind: 'all' | 'and' | 'or' | 'not' }>;

/** At least one of these holds for every hit. */
export type Alternatives = readonly [Clause, ...Clause[]];

export const MAX_ALTERNATIVES = 1_024;

const isClause = (query: Query): query is Clause =>
  query.kind !== 'all' && query.kind !== 'and' && query.kind !== 'or' && query.kind !== 'not';

/**
 * The same meaning with NOT only before clauses, AND never inside AND, OR never inside OR, and no `all` inside either.
 * Nothing at all is `or` without items.
 */
export function normaliseQuery(query: Query): Query {
  return push(query, false);
}

const nothing = ({ from, to }: Span): Query => ({ from, to, kind: 'or', items: [] });
const everything = ({ from, to }: Span): Query => ({ from, to, kind: 'all' });

function push(query: Query, isNegated: boolean): Query {
  switch (query.kind) {
    case 'all':
      return isNegated ? nothing(query) : query;
    case 'not':
      return push(query.item, !isNegated);
    case 'and':
    case 'or': {
      // De Morgan: NOT (a AND b) is NOT a OR NOT b.
      const kind = (query.kind === 'and') === isNegated ? 'or' : 'and';
      return join(
        kind,
        query.items.map((item) => push(item, isNegated)),
        query,
      );
    }
    default:
      return isNegated ? { from: query.from, to: query.to, kind: 'not', item: query } : query;
  }
}

function join(kind: 'and' | 'or', items: readonly Query[], span: Span): Query {
  const { from, to } = span;
  const flat = items.flatMap((item) => (item.kind === kind ? item.items : [item]));
  const isNothing = (item: Query): boolean => item.kind === 'or' && item.items.length === 0;
  const isAbsorbing = kind === 'and' ? isNothing : (item: Query) => item.kind === 'all';
  if (flat.some(isAbsorbing)) return kind === 'and' ? nothing(span) : everything(span);
  const rest = kind === 'and' ? flat.filter((item) => item.kind !== 'all') : flat;
  const [only] = rest;
  if (only === undefined) return kind === 'and' ? everything(span) : nothing(span);
  return rest.length === 1 ? only : { from, to, kind, items: rest };
}

/** Whether the query can't find anything, whatever the events are. */
export const findsNothing = (query: Query): boolean => {
  const normal = normaliseQuery(query);
  return normal.kind === 'or' && normal.items.length === 0;
};

/**
 * Groups of clauses of which every hit satisfies at least one each: what an index can be asked for. Negated clauses
 * require nothing. `a AND (b OR c) AND NOT d` gives `[[a], [b, c]]`; `a OR NOT b` gives none.
 */
export function requiredClauses(query: Query): Alternatives[] {
  return groupsOf(normaliseQuery(query));
}

function groupsOf(query: Query): Alternatives[] {
  if (isClause(query)) return [[query]];
  if (query.kind === 'and') return query.items.flatMap(groupsOf);
  if (query.kind !== 'or') return [];
  const joined: Clause[] = [];
  for (const item of query.items) {
    const member = smallest(groupsOf(item));
    if (member === undefined) return [];
    joined.push(...member);
  }
  const [first, ...rest] = joined;
  return first === undefined || joined.length > MAX_ALTERNATIVES ? [] : [[first, ...rest]];
}

/** Of the groups that one branch requires, the one with the fewest alternatives: any of them would be a right choice. */
const smallest = (groups: readonly Alternatives[]): Alternatives | undefined =>
  groups.toSorted((a, b) => a.length - b.length)[0];

/** The words that must be in the text of every hit, as groups of alternatives; for a full-text index. */
export const requiredTerms = (query: Query): Extract<Clause, { kind: 'text' }>[][] =>
  requiredClauses(query).flatMap((group) => {
    const texts = group.filter((clause) => clause.kind === 'text');
    return texts.length === group.length ? [texts] : [];
  });

/**
 * The time outside of which no hit lies; undefined where events without a time, or of any time, may be hits. Empty
 * (`fromUs` = `toUs`) where the bounds exclude each other.
 */
export function requiredWindow(query: Query): TimeWindow | undefined {
  return windowOf(normaliseQuery(query));
}

function windowOf(query: Query): TimeWindow | undefined {
  if (query.kind === 'range' && resolveField(query.field).kind === 'time') {
    return windowFrom(query.min?.timeUs, query.max?.timeUs);
  }
  if (query.kind === 'and') {
    const windows = query.items.map(windowOf).filter((window) => window !== undefined);
    return windows.length === 0 ? undefined : windows.reduce(intersect);
  }
  if (query.kind !== 'or' || query.items.length === 0) return undefined;
  const windows = query.items.map(windowOf);
  return windows.reduce((a, b) => (a === undefined || b === undefined ? undefined : unite(a, b)));
}

function windowFrom(fromUs: number | undefined, toUs: number | undefined): TimeWindow {
  const window: TimeWindow = {};
  if (fromUs !== undefined) window.fromUs = fromUs;
  if (toUs !== undefined) window.toUs = fromUs === undefined ? toUs : Math.max(fromUs, toUs);
  return window;
}

function intersect(a: TimeWindow, b: TimeWindow): TimeWindow {
  const from = Math.max(a.fromUs ?? Number.NEGATIVE_INFINITY, b.fromUs ?? Number.NEGATIVE_INFINITY);
  const to = Math.min(a.toUs ?? Number.POSITIVE_INFINITY, b.toUs ?? Number.POSITIVE_INFINITY);
  return windowFrom(Number.isFinite(from) ? from : undefined, Number.isFinite(to) ? to : undefined);
}

function unite(a: TimeWindow, b: TimeWindow): TimeWindow {
  const from = a.fromUs === undefined || b.fromUs === undefined ? undefined : Math.min(a.fromUs, b.fromUs);
  const to = a.toUs === undefined || b.toUs === undefined ? undefined : Math.max(a.toUs, b.toUs);
  return windowFrom(from, to);
}

/**
 * Replaces what the person says of sources by name (`source:Security.evtx`, `source:*.evtx`) with the digests of the
 * sources of that name, because events hold only the digest. A clause that names no known source is left as it is.
 *
 * @param digestsOf the SHA-256 digests (64 hex digits) of the sources whose name satisfies the test on folded names
 */
export function resolveSources(query: Query, digestsOf: (clause: SourceClause) => readonly string[]): Query {
  switch (query.kind) {
    case 'and':
    case 'or':
      return { ...query, items: query.items.map((item) => resolveSources(item, digestsOf)) };
    case 'not':
      return { ...query, item: resolveSources(query.item, digestsOf) };
    case 'equals':
    case 'wildcard': {
      if (resolveField(query.field).kind !== 'source') return query;
      const { from, to } = query;
      const items = digestsOf(query).map(
        (value): Query => ({ from, to, kind: 'equals', field: 'origin.source', value }),
      );
      return items.length === 0 ? query : { from, to, kind: 'or', items: [...items, query] };
    }
    default:
      return query;
  }
}

export type SourceClause = Extract<Query, { kind: 'equals' | 'wildcard' }>;
