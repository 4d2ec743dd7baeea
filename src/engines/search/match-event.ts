/**
 * Whether one event satisfies a query: the meaning of the language, clause by clause, and the last filter of a search.
 *
 * A clause about a field holds when any leaf that the field means satisfies it; NOT turns the whole clause round, so
 * `NOT user:bob` also finds events without a user. Null satisfies nothing. Words look into strings and numbers, the other
 * clauses also into true and false.
 *
 * Pure but for a bounded memory of paths inside the matcher. O(leaves the query can mean); branches of the body that no
 * clause can mean are skipped, and the walk ends when every clause has been satisfied.
 * Trust: the query comes from the person, the body from a hostile log, nested at most MAX_DEPTH deep.
 */
import type { AuditEvent, JsonObject, JsonValue } from '../event/audit-event.ts';
import { MAX_DEPTH } from '../kernel/canonical-json.ts';
import { hasSeq } from '../kernel/seq-ranges.ts';
import { type FieldTarget, isTextPath, resolveField, targetMatchesPath, targetMayLieBelow } from './fields.ts';
import {
  compileCidr,
  compileEquals,
  compilePatternPhrase,
  compilePhrase,
  compileRange,
  compileWildcardTest,
  type LeafTest,
} from './leaf-tests.ts';
import { type PathNode, PathTrie } from './path-trie.ts';
import type { Query } from './query-ast.ts';
import { foldText } from './tokens.ts';

/** What the search knows of a record beside its body. */
export interface RecordMeta {
  seq: number;
  /** One of RECORD_KINDS (engines/chain/record.ts). */
  kind: string;
  /** The event's time in microseconds since the epoch; null where it has none. */
  timeUs: number | null;
}

export type EventMatcher = (body: AuditEvent | JsonObject, meta: RecordMeta) => boolean;

/** A clause that is decided by leaves of the body. */
interface LeafClause {
  readonly index: number;
  /** Undefined: words anywhere in the text of the event. */
  readonly target: FieldTarget | undefined;
  /** Whether true and false are looked at. */
  readonly booleans: boolean;
  readonly test: LeafTest;
}

interface PathFacts {
  readonly clauses: readonly LeafClause[];
  /** Whether nothing at or below this path can matter. */
  readonly isDead: boolean;
}

/** Decides from the satisfied leaf clauses and the record. */
type Decide = (hits: Uint8Array, meta: RecordMeta) => boolean;

/** The query as a function; compile once, call for every event. Never throws on content. */
export function compileMatcher(query: Query): EventMatcher {
  const clauses: LeafClause[] = [];
  const decide = compileNode(query, clauses);
  if (clauses.length === 0) {
    const none = new Uint8Array(0);
    return (_body, meta) => decide(none, meta);
  }
  const hits = new Uint8Array(clauses.length);
  const trie = new PathTrie((path) => factsOf(path, clauses));
  let open = 0;

  const visit = (value: JsonValue, node: PathNode<PathFacts>, room: number): void => {
    if (value === null) return;
    if (typeof value !== 'object') {
      if (node.data.clauses.length > 0) open -= testLeaf(value, node.data.clauses, hits);
      return;
    }
    if (room <= 0) return;
    if (Array.isArray(value)) {
      for (const item of value) if (open > 0) visit(item, node, room - 1);
      return;
    }
    // Twice as fast as Object.keys; a parsed body has no enumerable keys but its own.
    for (const key in value) {
      if (open === 0) return;
      const child = trie.child(node, key);
      if (!child.data.isDead) visit(value[key] ?? null, child, room - 1);
    }
  };

  return (body, meta) => {
    hits.fill(0);
    open = clauses.length;
    visit(body as JsonObject, trie.root(), MAX_DEPTH);
    return decide(hits, meta);
  };
}

/** Marks the clauses that the value satisfies; how many were not satisfied before. */
function testLeaf(value: string | number | boolean, clauses: readonly LeafClause[], hits: Uint8Array): number {
  const folded = typeof value === 'string' ? foldText(value) : String(value);
  let count = 0;
  for (const clause of clauses) {
    if (hits[clause.index] === 1 || (typeof value === 'boolean' && !clause.booleans)) continue;
    if (!clause.test(folded)) continue;
    hits[clause.index] = 1;
    count += 1;
  }
  return count;
}

function factsOf(path: string, clauses: readonly LeafClause[]): PathFacts {
  const here = clauses.filter(({ target }) =>
    target === undefined ? isTextPath(path) : targetMatchesPath(target, path),
  );
  const isAlive =
    here.length > 0 ||
    clauses.some(({ target }) => (target === undefined ? isTextPath(`${path}.`) : targetMayLieBelow(target, path)));
  return { clauses: here, isDead: !isAlive };
}

function compileNode(query: Query, clauses: LeafClause[]): Decide {
  switch (query.kind) {
    case 'all':
      return () => true;
    case 'and': {
      const items = query.items.map((item) => compileNode(item, clauses));
      return (hits, meta) => items.every((item) => item(hits, meta));
    }
    case 'or': {
      const items = query.items.map((item) => compileNode(item, clauses));
      return (hits, meta) => items.some((item) => item(hits, meta));
    }
    case 'not': {
      const item = compileNode(query.item, clauses);
      return (hits, meta) => !item(hits, meta);
    }
    case 'text':
    case 'text-pattern': {
      const test =
        query.kind === 'text' ? compilePhrase(query.tokens, query.prefix) : compilePatternPhrase(query.patterns);
      if (query.field === undefined) return addLeafClause(clauses, undefined, test, false);
      return compileFieldTest(query.field, test, clauses, false);
    }
    case 'equals':
      return compileFieldTest(query.field, compileEquals(query.value), clauses);
    case 'wildcard':
      return compileFieldTest(query.field, compileWildcardTest(query.pattern), clauses);
    case 'cidr':
      return compileFieldTest(query.field, compileCidr(query.network, query.bits), clauses);
    case 'exists':
      return compileExists(query.field, clauses);
    case 'range':
      return compileRangeClause(query, clauses);
    case 'seqs':
      return (_hits, meta) => hasSeq(query.seqs, meta.seq);
  }
}

function addLeafClause(
  clauses: LeafClause[],
  target: FieldTarget | undefined,
  test: LeafTest,
  booleans: boolean,
): Decide {
  const index = clauses.length;
  clauses.push({ index, target, booleans, test });
  return (hits) => hits[index] === 1;
}

function compileFieldTest(field: string, test: LeafTest, clauses: LeafClause[], booleans = true): Decide {
  const target = resolveField(field);
  if (target.kind === 'seq') return (_hits, meta) => test(String(meta.seq));
  if (target.kind === 'kind') return (_hits, meta) => test(foldText(meta.kind));
  return addLeafClause(clauses, target, test, booleans);
}

function compileExists(field: string, clauses: LeafClause[]): Decide {
  if (resolveField(field).kind === 'time') return (_hits, meta) => meta.timeUs !== null;
  return compileFieldTest(field, () => true, clauses);
}

function compileRangeClause(query: Query & { kind: 'range' }, clauses: LeafClause[]): Decide {
  const { field, min, max } = query;
  if (resolveField(field).kind !== 'time') return compileFieldTest(field, compileRange(min, max), clauses);
  const fromUs = min?.timeUs ?? Number.NEGATIVE_INFINITY;
  const toUs = max?.timeUs ?? Number.POSITIVE_INFINITY;
  return (_hits, { timeUs }) => timeUs !== null && timeUs >= fromUs && timeUs < toUs;
}
