import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { endsToken, foldText, nextTokenStart, scanTokens, startsToken, tokenise } from './tokens.ts';

interface Statement {
  run(...values: unknown[]): unknown;
  all(): unknown[];
  pluck(): Statement;
}
interface Sqlite {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}
const Database = createRequire(import.meta.url)('better-sqlite3-multiple-ciphers') as new (path: string) => Sqlite;

const db = new Database(':memory:');
db.exec(`
  CREATE VIRTUAL TABLE t USING fts5(x, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
  CREATE VIRTUAL TABLE v USING fts5vocab(t, instance);
`);
afterAll(() => db.close());

const insert = db.prepare('INSERT INTO t(rowid, x) VALUES (?, ?)');
const terms = db.prepare('SELECT term FROM v ORDER BY doc, "offset"').pluck();
const wipe = db.prepare(`INSERT INTO t(t) VALUES ('delete-all')`);

function tokensOfSqlite(text: string): string[] {
  wipe.run();
  insert.run(1, text);
  return terms.all() as string[];
}

function* probes(from: number, to: number, step: number): Generator<string> {
  let line: string[] = [];
  for (let codePoint = from; codePoint < to; codePoint += step) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const character = String.fromCodePoint(codePoint);
    line.push(`a${character}b ${character}`);
    if (line.length === 4096) {
      yield line.join(' ');
      line = [];
    }
  }
  yield line.join(' ');
}

describe('the tokeniser beside SQLite FTS5', () => {
  it.each([
    [0, 0x1_0000, 1],
    [0x1_0000, 0x3_0000, 3],
    [0x3_0000, 0x11_0000, 397],
  ])('agrees on the class and the folding of code points %i to %i, every %i', (from, to, step) => {
    for (const text of probes(from, to, step)) expect(tokenise(text).join(' ')).toBe(tokensOfSqlite(text).join(' '));
  });

  it('agrees on random text of any script', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('a', 'Z', '_', '9', ' ', '-', 'É', 'ς', '\u0301', '\u0345', '😀', '𐐀', '\ud800'),
      }),
    );
    fc.assert(
      fc.property(text, (sample) => {
        expect(tokenise(sample)).toEqual(tokensOfSqlite(sample));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('folding', () => {
  it('keeps the length, is stable, and never changes how text falls into tokens', () => {
    const bounds = (text: string): number[] => {
      const out: number[] = [];
      scanTokens(text, (from, to) => out.push(from, to) > 0);
      return out;
    };
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const folded = foldText(text);
        expect(folded).toHaveLength(text.length);
        expect(foldText(folded)).toBe(folded);
        expect(bounds(folded)).toEqual(bounds(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('folds every capital letter that SQLite folds, and nothing to two characters', () => {
    expect(foldText('ÀÉ ΣΑΣ ς К K ẞ İ')).toBe('àé σασ σ к k ß İ');
  });
});

describe('token bounds', () => {
  it('says where tokens begin and end, as the scanner does', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\u0301', '😀', '𐐀', '\udc00') }), (text) => {
        const starts: number[] = [];
        scanTokens(text, (from, to) => {
          expect(endsToken(text, to)).toBe(true);
          return starts.push(from) > 0;
        });
        expect(Array.from({ length: text.length }, (_, i) => i).filter((i) => startsToken(text, i))).toEqual(starts);
        expect(nextTokenStart(text, 0)).toBe(starts[0] ?? -1);
      }),
    );
  });

  it('stops scanning when told to', () => {
    let count = 0;
    scanTokens('one two three', () => ++count < 2);
    expect(count).toBe(2);
  });
});
