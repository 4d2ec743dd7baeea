/** Runs resources/docs/query-language.md: every example, every error, and the table of field names. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../event/audit-event.ts';
import { FIELD_TABLE } from './fields.ts';
import { compileMatcher } from './match-event.ts';
import { MAX_QUERY_DEPTH, MAX_QUERY_LENGTH, parseQuery } from './parse-query.ts';
import { MAX_PHRASE_TOKENS } from './query-words.ts';

const page = readFileSync(new URL('../../../resources/docs/query-language.md', import.meta.url), 'utf8');
const events = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '[]') as JsonObject[];
const options = { nowMs: Date.UTC(2024, 0, 10, 12) };

/** The cells of the rows of every table that has these columns. */
function rowsOf(first: string, second: string): string[][] {
  const tables = page.split(/\n\n/).filter((block) => block.startsWith(`| ${first} | ${second} |`));
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) => row.split(/(?<!\\)\|/).slice(1, -1))
      .map((cells) => cells.map((cell) => cell.trim().replaceAll('\\|', '|'))),
  );
}

const codeIn = (cell = ''): string => cell.replace(/^`|`$/g, '');

describe('the page about the query language', () => {
  it.each(rowsOf('query', 'finds'))('%s finds %s', (query, finds) => {
    const parsed = parseQuery(codeIn(query), options);
    if ('errors' in parsed) throw new Error(parsed.errors[0].message);
    const matches = compileMatcher(parsed.query);
    const found = events.flatMap((body, i) => {
      const text = typeof body['timestamp'] === 'string' ? body['timestamp'] : null;
      const timeUs = text === null ? null : Date.parse(text) * 1000;
      return matches(body, { seq: i, kind: 'event', timeUs }) ? [i + 1] : [];
    });
    expect(found.join(', ')).toBe(finds);
    expect(parsed.notices.filter(({ message }) => !message.includes('"not"'))).toEqual([]);
  });

  it.each(rowsOf('query', 'error'))('%s is refused: %s', (query, message, at) => {
    const parsed = parseQuery(codeIn(query), options);
    const [from, to] = (at ?? '').split('-').map(Number);
    expect('errors' in parsed && parsed.errors[0]).toMatchObject({ from, to, message });
  });

  it('lists every name of a field with its paths', () => {
    const listed = rowsOf('names', 'meaning').map(([names = '', meaning = '']) => ({
      names: names.split(', ').map(codeIn),
      paths: Array.from(
        meaning.matchAll(/`((?:metadata|source|origin|action)\.[\w.]+|eventId|eventType)`/g),
        ([, path]) => path,
      ),
      anywhere: meaning.includes('anywhere'),
    }));
    const expected = FIELD_TABLE.map(({ names, paths, anywhere }) => ({ names, paths, anywhere: anywhere === true }));
    const isNamed = (path: string | undefined): boolean => path !== 'timestamp' && path !== 'severity';
    expect(listed.map((row) => ({ ...row, paths: [...new Set(row.paths)] }))).toEqual(
      expected.map((row) => ({
        ...row,
        paths: row.names.includes('outcome') ? [...row.paths, 'action.success'] : row.paths.filter(isNamed),
      })),
    );
  });

  it('names the limits', () => {
    expect(page).toContain(
      `at most ${MAX_QUERY_LENGTH.toLocaleString('en')} characters and ${MAX_QUERY_DEPTH} parentheses in each other, a phrase ${MAX_PHRASE_TOKENS} words`,
    );
  });

  it('has examples of everything', () => {
    expect(events).toHaveLength(5);
    expect(rowsOf('query', 'finds').length).toBeGreaterThan(60);
    expect(rowsOf('query', 'error').length).toBeGreaterThan(8);
  });
});
