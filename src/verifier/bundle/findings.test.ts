import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECKS, FAILURES } from './findings.ts';

const text = readFileSync(new URL('../../../resources/docs/verifier.md', import.meta.url), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| \d+ \|/u.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('verifier.md', () => {
  it('has every check by its name, and every word that a check can fail with', () => {
    expect(rows.map(([, number, name]) => [Number(number), name])).toEqual(
      CHECKS.map((name, index) => [index + 1, name]),
    );
    const documented = rows.flatMap(([, number, , , words = '']) =>
      [...words.matchAll(/`([a-z-]+)`/gu)].map(([, word]) => [word, Number(number)]),
    );
    expect(documented).toEqual(Object.entries(FAILURES));
  });
});
