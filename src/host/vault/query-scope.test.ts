/** From what a person typed to what is searched: times, names of sources, and mistakes with their place. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { AnnotationBook } from '../../engines/annotation/annotation-book.ts';
import { addSource } from './case-store.ts';
import { migrate } from './migrate.ts';
import { resolveScope } from './query-scope.ts';
import { openDatabase, type WriteDb } from './sqlite.ts';

const folder = temporaryFolder();
let db: WriteDb;
const notes = new AnnotationBook();

beforeAll(() => {
  db = openDatabase(join(folder.path, 'case.db'), new Uint8Array(32), { create: true });
  migrate(db);
  addSource(db, { seq: 1, sha256: 'aa', path: 'logs/Auth.log' });
  addSource(db, { seq: 2, sha256: 'bb', path: 'other\\auth.log' });
  addSource(db, { seq: 3, sha256: 'aa', path: 'logs/copy.log' });
  addSource(db, { seq: 4, sha256: 'cc', path: 'logs/web.log' });
});
afterAll(() => {
  db.close();
  folder.remove();
});

const windowOf = (from?: string, to?: string) =>
  resolveScope(db, { query: '*', ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }, notes)
    .window;
/** All the source digests that the tree of a query names. */
const digestsOf = (query: string): string[] =>
  [...new Set(JSON.stringify(resolveScope(db, { query }, notes).query).match(/"(?:aa|bb|cc)"/g) ?? [])].toSorted();

describe('the window', () => {
  it('is open where no time is given', () => {
    expect(windowOf()).toEqual({});
  });

  it('is in microseconds, with either end or both', () => {
    const us = Date.UTC(2026, 0, 2, 3, 4, 5) * 1000;
    expect(windowOf('2026-01-02T03:04:05.000001Z')).toEqual({ fromUs: us + 1 });
    expect(windowOf(undefined, '2026-01-02T04:04:05+01:00')).toEqual({ toUs: us });
  });

  it.each(['yesterday-ish', '', '2026-13-01T00:00:00Z'])('is refused with “%s” as a time', (text) => {
    expect(() => windowOf(text)).toThrow(expect.objectContaining({ code: 'SEARCH_SYNTAX' }));
  });
});

describe('a source in a query', () => {
  it.each([
    ['source:auth.log', ['"aa"', '"bb"']],
    ['source:logs/auth.log', ['"aa"']],
    ['source:*.log', ['"aa"', '"bb"', '"cc"']],
    ['source:nothing.log', []],
  ])('%s stands for the digests of its files', (query, digests) => {
    expect(digestsOf(query)).toEqual(digests);
  });
});

describe('a mistake', () => {
  it('is told with its place', () => {
    expect(() => resolveScope(db, { query: 'user:ada AND (' }, notes)).toThrow(
      expect.objectContaining({ code: 'SEARCH_SYNTAX', details: { from: expect.any(Number), to: expect.any(Number) } }),
    );
  });
});
