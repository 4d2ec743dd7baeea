import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { printQuery } from './print-query.ts';
import type { Query } from './query-ast.ts';
import {
  findsNothing,
  MAX_ALTERNATIVES,
  normaliseQuery,
  requiredClauses,
  requiredTerms,
  requiredWindow,
  resolveSources,
} from './terms.ts';

function parse(text: string): Query {
  const parsed = parseQuery(text, { nowMs: 0 });
  if ('errors' in parsed) throw new Error(`${text}: ${parsed.errors[0].message}`);
  return parsed.query;
}

describe('the normal form', () => {
  it.each([
    ['NOT (a OR b)', 'NOT "a" AND NOT "b"'],
    ['NOT (a AND (b OR NOT c))', 'NOT "a" OR (NOT "b" AND "c")'],
    ['a (b (c d))', '"a" AND "b" AND "c" AND "d"'],
    ['a OR (b OR c)', '"a" OR "b" OR "c"'],
    ['a AND *', '"a"'],
    ['a OR *', '*'],
    ['a AND NOT *', 'NOT *'],
    ['a OR NOT *', '"a"'],
    ['NOT NOT *', '*'],
  ])('of %s is %s', (text, normal) => {
    expect(printQuery(normaliseQuery(parse(text)))).toBe(normal);
  });

  it('shows when nothing can be found', () => {
    expect(findsNothing(parse('a AND severity:>critical'))).toBe(true);
    expect(findsNothing(parse('a OR severity:>critical'))).toBe(false);
  });
});

describe('what every hit must have', () => {
  const show = (groups: readonly (readonly Query[])[]): string =>
    groups.map((group) => group.map(printQuery).join(' or ')).join('; ');
  it.each([
    ['a (b OR c) -d', '"a"; "b" or "c"'],
    ['a OR NOT b', ''],
    ['(a x:1) OR y:2', '"a" or y:"2"'],
    ['*', ''],
    ['NOT *', ''],
  ])('for %s: %s', (text, groups) => {
    expect(show(requiredClauses(parse(text)))).toBe(groups);
  });

  it('names only groups that are words alone as terms', () => {
    expect(show(requiredTerms(parse('a (b OR c) (d OR x:1) y:2')))).toBe('"a"; "b" or "c"');
  });

  it('gives up on a group with too many alternatives', () => {
    const items = Array.from({ length: MAX_ALTERNATIVES + 1 }, () => parse('a'));
    expect(requiredClauses({ from: 0, to: 0, kind: 'or', items })).toEqual([]);
  });

  const [dayOne, dayTwo, dayThree] = [1, 2, 3].map((day) => Date.UTC(2024, 0, day) * 1000);
  it.each([
    ['a timestamp:2024-01-01', { fromUs: dayOne, toUs: dayTwo }],
    ['timestamp:>=2024-01-01 timestamp:<2024-01-03', { fromUs: dayOne, toUs: dayThree }],
    ['timestamp:2024-01-01 OR timestamp:2024-01-02', { fromUs: dayOne, toUs: dayThree }],
    ['timestamp:2024-01-01 OR since:2024-01-02', { fromUs: dayOne }],
    ['timestamp:2024-01-01 OR a', undefined],
    ['NOT timestamp:2024-01-01', undefined],
    ['timestamp:2024-01-02 timestamp:2024-01-01', { fromUs: dayTwo, toUs: dayTwo }],
    ['timestamp:[* TO *]', {}],
  ])('bounds the time of %s', (text, window) => {
    expect(requiredWindow(parse(text))).toEqual(window);
  });
});

describe('sources by name', () => {
  const digest = 'ab'.repeat(32);
  const lookUp = ({ kind }: { kind: string }): string[] => (kind === 'wildcard' ? [digest, 'cd'.repeat(32)] : [digest]);

  it('become the digests of the sources', () => {
    const resolved = resolveSources(parse('a NOT source:Security.evtx'), lookUp);
    expect(printQuery(resolved)).toBe(`"a" AND NOT (origin.source:"${digest}" OR source:"Security.evtx")`);
    expect(printQuery(resolveSources(parse('source:*.evtx'), lookUp))).toContain('cd'.repeat(32));
  });

  it('stay as they are where no source has the name, and other fields always', () => {
    for (const text of ['source:x', 'user:x', 'a', 'source:*']) {
      const query = parse(text);
      expect(resolveSources(query, () => [])).toEqual(query);
    }
  });
});
