import { describe, expect, it } from 'vitest';
import type { JsonValue } from './audit-event.ts';
import { jsonDifferences, MAX_DIFFERENCES } from './json-differences.ts';

describe('differences of JSON values', () => {
  it.each<[string, JsonValue, JsonValue]>([
    ['the same objects in another order', { a: 1, b: [null, 'x'] }, { b: [null, 'x'], a: 1 }],
    ['the same text', 'é', 'é'],
    ['nothing and nothing', null, null],
  ])('are none between %s', (_, left, right) => {
    expect(jsonDifferences(left, right)).toEqual([]);
  });

  it('name the place and both values', () => {
    expect(jsonDifferences({ a: { b: [1, 2] }, c: 'x' }, { a: { b: [1, 3, 4] }, d: null })).toEqual([
      { path: 'a.b[1]', recorded: 2, derived: 3 },
      { path: 'a.b[2]', derived: 4 },
      { path: 'c', recorded: 'x' },
      { path: 'd', derived: null },
    ]);
  });

  it('tell a value of another kind whole', () => {
    expect(jsonDifferences({ a: [1] }, { a: { 0: 1 } })).toEqual([{ path: 'a', recorded: [1], derived: { 0: 1 } }]);
    expect(jsonDifferences('1', 1)).toEqual([{ path: '', recorded: '1', derived: 1 }]);
  });

  it('are not hidden by names that every object has', () => {
    const hostile = JSON.parse('{"__proto__":1,"constructor":2}') as JsonValue;
    expect(jsonDifferences(hostile, {}).map(({ path }) => path)).toEqual(['__proto__', 'constructor']);
    expect(jsonDifferences({}, hostile).map(({ path }) => path)).toEqual(['__proto__', 'constructor']);
  });

  it('are told up to a bound', () => {
    const many = Array.from({ length: MAX_DIFFERENCES + 50 }, (_, i) => i);
    expect(jsonDifferences(many, [])).toHaveLength(MAX_DIFFERENCES);
  });
});
