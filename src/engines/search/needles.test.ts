/** What a line must hold: never more than it does hold where the matcher says yes. */
import {
  assert,
  boolean,
  constantFrom,
  dictionary,
  double,
  integer,
  oneof,
  property,
  record,
  string as text,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../event/audit-event.ts';
import { canonicalize } from '../kernel/canonical-json.ts';
import { compileFieldValues } from './field-values.ts';
import { resolveField, targetMatchesPath } from './fields.ts';
import { flattenEvent } from './flatten.ts';
import { compileMatcher } from './match-event.ts';
import { needlesOf } from './needles.ts';
import { parseQuery } from './parse-query.ts';
import { foldText } from './tokens.ts';

const HARD = [
  'ÄÖ ü',
  'a\nb',
  'tab\tc',
  'q"uote',
  'back\\slash',
  'İstanbul',
  'ǅ',
  'é',
  'ﬁ',
  '-5',
  '1e21',
  'x_y',
  '中文',
  '𝔘n',
];
const value = oneof(
  constantFrom(...HARD),
  text({ unit: 'grapheme', maxLength: 6 }).filter((given) => given.isWellFormed()),
  double({ noNaN: true, noDefaultInfinity: true }).filter(
    (n) => !Object.is(n, -0) && (!Number.isInteger(n) || Number.isSafeInteger(n)),
  ),
  integer(),
  boolean(),
);
const body = record({
  severity: value,
  metadata: record({ message: value, fields: dictionary(constantFrom('a', 'b c', 'Ü'), value) }),
});
const AST = { from: 0, to: 0 };

describe('needles', () => {
  it('stand in every line that the matcher takes', () => {
    assert(
      property(body, value, (event, wanted) => {
        const text = String(wanted);
        const tokens = needlesOf({ ...AST, kind: 'equals', field: 'x', value: text });
        const line = `{"body":${canonicalize(event as JsonObject)},"kind":"event","seq":7}`;
        for (const query of [
          { ...AST, kind: 'equals' as const, field: 'severity', value: text },
          { ...AST, kind: 'equals' as const, field: 'message', value: text },
          { ...AST, kind: 'text' as const, tokens, prefix: false },
          { ...AST, kind: 'text' as const, tokens, prefix: true },
          { ...AST, kind: 'text-pattern' as const, patterns: tokens.map((token) => `*${token}`) },
        ]) {
          if (!compileMatcher(query)(event as JsonObject, { seq: 7, kind: 'event', timeUs: null })) continue;
          for (const needle of needlesOf(query)) expect(foldText(line)).toContain(needle);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['ada AND user:Grace', ['ada', 'grace']],
    ['"two words"', ['two', 'words']],
    ['mimi*', ['mimi']],
    ['*katz', ['katz']],
    ['a OR b', []],
    ['NOT a', []],
    ['user:*', []],
    ['', []],
  ])('of %j are %j', (text, expected) => {
    const parsed = parseQuery(text, { nowMs: 0 });
    if (!('query' in parsed)) throw new Error('the query is valid');
    const { query } = parsed;
    expect(needlesOf(query).toSorted()).toEqual(expected);
  });
});

describe('values at a field', () => {
  it('are those of a walk through all leaves', () => {
    assert(
      property(body, constantFrom('severity', 'message', 'a', 'b c', 'ü', 'fields.a', 'nothing'), (event, field) => {
        const target = resolveField(field);
        const expected = new Set<string>();
        flattenEvent(event as JsonObject, (path, leaf) => {
          if (leaf !== null && targetMatchesPath(target, path)) expected.add(String(leaf));
        });
        expect(compileFieldValues(field)(event as JsonObject)).toEqual(expected);
      }),
    );
  });
});
