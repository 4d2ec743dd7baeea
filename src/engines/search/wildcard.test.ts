import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWildcard } from './wildcard.ts';

/** The meaning written as plainly as possible: exponential, for short texts only. */
function matchesPlainly(pattern: readonly string[], text: readonly string[]): boolean {
  const [head, ...rest] = pattern;
  if (head === undefined) return text.length === 0;
  if (head === '*') return matchesPlainly(rest, text) || (text.length > 0 && matchesPlainly(pattern, text.slice(1)));
  return text.length > 0 && (head === '?' || head === text[0]) && matchesPlainly(rest, text.slice(1));
}

describe('wildcards', () => {
  it.each([
    ['dc0*', 'dc01', true],
    ['dc0*', 'xdc01', false],
    ['*\\system32\\*.exe', 'c:\\windows\\system32\\cmd.exe', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a?c', 'a😀c', true],
    ['*?', '', false],
    ['**', '', true],
    ['a*a', 'a', false],
    ['*ab*ba*', 'aba', false],
    ['*a?c*', 'xxabcxx', true],
    ['*????*', 'abc', false],
    ['*????*', 'abcd', true],
  ])('%s on %s is %s', (pattern, text, expected) => {
    expect(compileWildcard(pattern)(text)).toBe(expected);
  });

  it('agrees with the plain definition', () => {
    const unit = fc.constantFrom('a', 'b', '😀');
    const pattern = fc.string({ unit: fc.oneof(unit, fc.constantFrom('*', '?')), maxLength: 9 });
    fc.assert(
      fc.property(pattern, fc.string({ unit, maxLength: 9 }), (p, text) => {
        expect(compileWildcard(p)(text)).toBe(matchesPlainly([...p], [...text]));
      }),
      { numRuns: 5000 },
    );
  });

  it('finds pieces longer than one machine word', () => {
    const piece = `${'ab?'.repeat(30)}z`;
    const test = compileWildcard(`*${piece}*`);
    expect(test(`${'abx'.repeat(40)}z tail`)).toBe(true);
    expect(test(`${'abx'.repeat(29)}z tail`)).toBe(false);
  });

  it('stays linear on the patterns that ruin backtracking', () => {
    const text = 'a'.repeat(1_000_000);
    const startedMs = performance.now();
    expect(compileWildcard(`${'*a'.repeat(50)}*b`)(text)).toBe(false);
    expect(compileWildcard(`*${'a?'.repeat(15)}b*`)(text)).toBe(false);
    expect(compileWildcard(`*${'?a'.repeat(500)}b*`)(text.slice(0, 100_000))).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
