/** From query text to what is searched: syntax errors, notices, sources by name, times. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { addSource } from './case-store.ts';
import { migrate } from './migrate.ts';
import { noticesOf, resolveScope } from './query-scope.ts';
import { openDatabase, type WriteDb } from './sqlite.ts';

const folder = temporaryFolder();
let db: WriteDb;

beforeAll(() => {
  db = openDatabase(join(folder.path, 'scope.db'), new Uint8Array(32).fill(7), { create: true });
  migrate(db);
  addSource(db, { seq: 1, sha256: 'a'.repeat(64), path: '/evidence/fw01/Traffic.log' });
  addSource(db, { seq: 2, sha256: 'b'.repeat(64), path: '/evidence/vpn01/traffic.log' });
});
afterAll(() => {
  db.close();
  folder.remove();
});

const codeOf = (query: string, bounds: { from?: string; to?: string } = {}): unknown => {
  try {
    return resolveScope(db, { query, ...bounds });
  } catch (error) {
    return error;
  }
};

describe('the scope of a search', () => {
  it('carries what the person may have meant instead, with its place', () => {
    const notices = [{ from: 6, to: 8, message: expect.stringContaining('"or"'), hint: expect.stringContaining('OR') }];
    expect(noticesOf(resolveScope(db, { query: 'error or fail' }))).toEqual({ notices });
  });

  it('has no field for notices where there are none', () => {
    expect(noticesOf(resolveScope(db, { query: 'error OR fail' }))).toEqual({});
  });

  it('names the place of a mistake', () => {
    expect(codeOf('a AND (b')).toMatchObject({ code: 'SEARCH_SYNTAX', details: { from: 6 } });
    expect(codeOf('a', { from: 'yesterday-ish' })).toMatchObject({ code: 'SEARCH_SYNTAX' });
  });

  it('takes bounds as microseconds', () => {
    const { window } = resolveScope(db, { query: '*', from: '1970-01-01T00:00:01Z', to: '1970-01-01T01:00:02+01:00' });
    expect(window).toEqual({ fromUs: 1_000_000, toUs: 2_000_000 });
  });

  it('finds sources by their whole path or their name, in any case', () => {
    const digests = (query: string) =>
      [...new Set(JSON.stringify(resolveScope(db, { query }).query).match(/([ab])\1{63}/g))].map(([digit]) => digit);
    expect(digests('source:traffic.log')).toEqual(['a', 'b']);
    expect(digests('source:/EVIDENCE/fw01/traffic.log')).toEqual(['a']);
    expect(digests('source:other.log')).toEqual([]);
  });
});
