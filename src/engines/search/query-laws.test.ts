/** What must hold for every query and every event, whatever they say. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../event/audit-event.ts';
import { rangesFromSeqs } from '../kernel/seq-ranges.ts';
import { compileMatcher, type RecordMeta } from './match-event.ts';
import { parseQuery } from './parse-query.ts';
import { printQuery } from './print-query.ts';
import type { Bound, Query } from './query-ast.ts';
import { formatTimeUs } from './query-time.ts';
import { normaliseQuery, requiredClauses, requiredTerms, requiredWindow } from './terms.ts';

const span = { from: 0, to: 0 };
const field = fc.constantFrom('user', 'n', 'EventID', 'Event "ID"', 'a.b', 'since', 'metadata.fields.n', '10:x', 'x\\');
const value = fc.oneof(
  fc.constantFrom(
    'alice',
    'ALICE',
    '5',
    '10',
    '10.0.0.7',
    'C:\\W\\',
    'a b',
    '"',
    '',
    '*',
    'AND',
    '>5',
    '[x',
    '(x)',
    '!y',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const token = fc.constantFrom('alice', 'bob', '5', 'and', 'straße', '10');
const pattern = fc
  .string({
    unit: fc.constantFrom('a', 'l', '\\', ' ', '(', ')', '"', '!', '[', ':', '/', '5'),
    minLength: 1,
    maxLength: 4,
  })
  .chain((text) => fc.constantFrom(`*${text}`, `${text}*x`, `a?${text}`, `${text}?`));
const bound: fc.Arbitrary<Bound> = fc.record({ value, inclusive: fc.boolean() });
const timeUs = fc.integer({ min: 0, max: 40 }).map((n) => 1_700_000_000_000_000 + n);

const optionalField = <T extends object>(node: T) =>
  fc.constantFrom<T | (T & { field: string })>(node, { ...node, field: 'message' });

const clause: fc.Arbitrary<Query> = fc.oneof(
  fc.record({ field, value }).map((node): Query => ({ ...span, kind: 'equals', ...node })),
  fc.record({ field, pattern }).map((node): Query => ({ ...span, kind: 'wildcard', ...node })),
  field.map((name): Query => ({ ...span, kind: 'exists', field: name })),
  fc
    .record({ field, network: fc.constantFrom('10.0.0.0', '::1', 'fe80::'), bits: fc.nat(32) })
    .map((node): Query => ({ ...span, kind: 'cidr', ...node })),
  fc
    .record({ tokens: fc.array(token, { minLength: 1, maxLength: 3 }), prefix: fc.boolean() })
    .chain(optionalField)
    .map((node): Query => ({ ...span, kind: 'text', ...node })),
  fc
    .array(fc.constantFrom('a*', '*', '?ob', 'al?ce'), { minLength: 2, maxLength: 3 })
    .chain((patterns) => optionalField({ patterns: [...patterns, '*e'] }))
    .map((node): Query => ({ ...span, kind: 'text-pattern', ...node })),
  fc
    .record({ field: field.filter((name) => name !== 'since'), min: bound, max: bound }, { requiredKeys: ['field'] })
    .map((node): Query => ({ ...span, kind: 'range', ...node })),
  fc.tuple(timeUs, timeUs, fc.constantFrom('min', 'max', 'both')).map(([low, high, which]): Query => {
    const min = { value: formatTimeUs(low), inclusive: true, timeUs: low };
    const max = { value: formatTimeUs(high), inclusive: false, timeUs: high };
    return {
      ...span,
      kind: 'range',
      field: 'timestamp',
      ...(which !== 'max' && { min }),
      ...(which !== 'min' && { max }),
    };
  }),
);

const { query } = fc.letrec<{ query: Query }>((tie) => {
  const junction = fc.record({
    kind: fc.constantFrom('and' as const, 'or' as const),
    items: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
  });
  return {
    query: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      clause,
      fc.constant<Query>({ ...span, kind: 'all' }),
      junction.map((node): Query => ({ ...span, ...node })),
      tie('query').map((item): Query => (item.kind === 'not' ? item : { ...span, kind: 'not', item })),
    ),
  };
});

const leaf = fc.oneof(value, token, fc.integer({ min: 0, max: 12 }), fc.boolean(), fc.constant(null));
const body: fc.Arbitrary<JsonObject> = fc
  .record({
    user: leaf,
    message: fc.array(token).map((words) => words.join(' ')),
    fields: fc.dictionary(fc.constantFrom('n', 'EventID', 'Event "ID"', 'a', '10:x'), fc.oneof(leaf, fc.array(leaf))),
  })
  .map(({ user, message, fields }) => ({ source: { userId: user }, metadata: { message, fields } }));
const meta: fc.Arbitrary<RecordMeta> = fc.record({
  seq: fc.nat(9),
  kind: fc.constant('event'),
  timeUs: fc.option(timeUs),
});

const holds = (node: Query, event: JsonObject, facts: RecordMeta): boolean => compileMatcher(node)(event, facts);
const bare = (node: Query): unknown =>
  JSON.parse(JSON.stringify(node, (key, part: unknown) => (key === 'from' || key === 'to' ? undefined : part)));

describe('laws of queries', () => {
  it('records named by place print as ranges that find the same records', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(9)), body, meta, (seqs, event, facts) => {
        const node: Query = { ...span, kind: 'seqs', seqs: rangesFromSeqs(seqs.toSorted((a, b) => a - b)) };
        const parsed = parseQuery(printQuery({ ...span, kind: 'not', item: node }), { nowMs: 0 });
        expect('query' in parsed && holds(parsed.query, event, facts)).toBe(!seqs.includes(facts.seq));
        expect(holds(node, event, facts)).toBe(seqs.includes(facts.seq));
      }),
    );
  });

  it('a printed query is the same query', () => {
    fc.assert(
      fc.property(query, (node) => {
        const text = printQuery(node);
        const parsed = parseQuery(text, { nowMs: 0 });
        expect('errors' in parsed ? [text, parsed.errors] : bare(parsed.query)).toEqual(bare(node));
      }),
      { numRuns: 5_000 },
    );
  });

  it('NOT turns an answer round, and De Morgan holds', () => {
    fc.assert(
      fc.property(query, query, body, meta, (a, b, event, facts) => {
        const not = (item: Query): Query => ({ ...span, kind: 'not', item });
        const and: Query = { ...span, kind: 'and', items: [a, b] };
        const or: Query = { ...span, kind: 'or', items: [not(a), not(b)] };
        expect(holds(not(a), event, facts)).toBe(!holds(a, event, facts));
        expect(holds(not(and), event, facts)).toBe(holds(or, event, facts));
        expect(holds(and, event, facts)).toBe(holds(a, event, facts) && holds(b, event, facts));
      }),
      { numRuns: 2_000 },
    );
  });

  it('normalising keeps the meaning and leaves NOT only before clauses', () => {
    const isNormal = (node: Query, parent: string): boolean => {
      if (node.kind === 'not') return !['all', 'and', 'or', 'not'].includes(node.item.kind);
      if (node.kind === 'all') return parent === '';
      if (node.kind !== 'and' && node.kind !== 'or') return true;
      const isLong = node.items.length > 1 || (node.items.length === 0 && node.kind === 'or' && parent === '');
      return isLong && node.kind !== parent && node.items.every((item) => isNormal(item, node.kind));
    };
    fc.assert(
      fc.property(query, body, meta, (node, event, facts) => {
        const normal = normaliseQuery(node);
        expect(isNormal(normal, '')).toBe(true);
        expect(holds(normal, event, facts)).toBe(holds(node, event, facts));
      }),
      { numRuns: 3_000 },
    );
  });

  it('every hit has what the query requires', () => {
    fc.assert(
      fc.property(query, body, meta, (node, event, facts) => {
        const isHit = holds(node, event, facts);
        const groups = [...requiredClauses(node), ...requiredTerms(node)];
        const hasAll = groups.every((group) => group.some((item) => holds(item, event, facts)));
        const { fromUs = -Infinity, toUs = Infinity } = requiredWindow(node) ?? {};
        const isInside =
          requiredWindow(node) === undefined ||
          (facts.timeUs !== null && facts.timeUs >= fromUs && facts.timeUs < toUs);
        expect(!isHit || (hasAll && isInside)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('words in one field are words in the event', () => {
    fc.assert(
      fc.property(
        fc.array(token, { minLength: 1, maxLength: 2 }),
        fc.boolean(),
        body,
        meta,
        (tokens, prefix, event, facts) => {
          const words: Query = { ...span, kind: 'text', tokens, prefix };
          const isIn = holds({ ...words, field: 'message' }, event, facts);
          expect(!isIn || holds(words, event, facts)).toBe(true);
        },
      ),
    );
  });
});
