import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as terms from './query-parser.generated.terms.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const generator = here('../../../node_modules/.bin/lezer-generator');

it('keeps the generated parser as the grammar makes it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grammar-'));
  try {
    const out = join(folder, 'query-parser.generated.js');
    execFileSync(process.execPath, [generator, here('query.grammar'), '-o', out], { stdio: 'pipe' });
    for (const name of ['query-parser.generated.js', 'query-parser.generated.terms.js']) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(readFileSync(here(name), 'utf8'));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('declares a number for every node of the grammar', () => {
  const declared = readFileSync(here('query-parser.generated.terms.d.ts'), 'utf8').matchAll(/const (\w+): number/g);
  expect(Array.from(declared, ([, name]) => name)).toEqual(Object.keys(terms));
});
