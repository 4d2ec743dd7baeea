import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { openPlainDatabase } from './plain-database.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const SCHEMA = 'CREATE TABLE IF NOT EXISTS t (x INTEGER) STRICT';

it('is made whole, leaves nothing beside it, and is damaged where it was emptied', () => {
  const path = join(folder.path, 'deep', 'a.db');
  openPlainDatabase(path, SCHEMA).close();
  expect(readdirSync(join(folder.path, 'deep'))).toEqual(['a.db']);
  openPlainDatabase(path, SCHEMA).close();
  truncateSync(path);
  expect(() => openPlainDatabase(path, SCHEMA)).toThrow(expect.objectContaining({ code: 'WITNESS_STORE_BROKEN' }));
});
