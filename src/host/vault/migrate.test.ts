/** The shape of `case.db`: as documented, frozen once released, and never in the way of the log's hashes. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fillCase, makeCase, temporaryFolder, verify, writeAuditLines } from '../../test/helpers/temporary-case.ts';
import { casePaths } from './case-folder.ts';
import { deriveKey } from './case-keys.ts';
import { heads } from './case-store.ts';
import { checkSchemaVersion, migrate, migrationChecksum, MIGRATIONS } from './migrate.ts';
import { openDatabase, type ReadDb, type WriteDb } from './sqlite.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Of released steps: they never change. A new step adds a row. */
const FROZEN: Record<number, string> = {
  10: 'a1299fa385fb9466ec5a21fda99a2bde4f3aef4d64df3aa6bbea3040fbfbbe63',
  20: '6f7d9797c88b0f84945b1bf4054d3a42363cd007c464542ee410a15c72809a6e',
};

/** Everything the database was told to be, in the order of names. */
function dumpSchema(db: ReadDb): string {
  const rows = db
    .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'trigger', type = 'index', name")
    .pluck()
    .all() as string[];
  return `-- Made by the migrations, compared by migrate.test.ts.\n\n${rows.map((sql) => `${sql};\n`).join('\n')}`;
}

describe('the migrations', () => {
  let db: WriteDb;
  let count = 0;

  beforeEach(() => {
    db = openDatabase(join(folder.path, `${count++}.db`), new Uint8Array(32), { create: true });
  });

  it('lead to the schema in schema.sql', async () => {
    migrate(db);
    await expect(dumpSchema(db)).toMatchFileSnapshot(fileURLToPath(new URL('./schema.sql', import.meta.url)));
    db.close();
  });

  it('are frozen', () => {
    expect(Object.fromEntries(MIGRATIONS.map((step) => [step.version, migrationChecksum(step)]))).toEqual(FROZEN);
  });

  it('are numbered in tens, upwards', () => {
    const versions = MIGRATIONS.map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, i) => (i + 1) * 10));
  });

  it('run once, and say how far they came', () => {
    migrate(db);
    expect(checkSchemaVersion(db)).toBe(MIGRATIONS.at(-1)?.version);
    const before = dumpSchema(db);
    migrate(db);
    expect(dumpSchema(db)).toBe(before);
    db.close();
  });

  it('leave a database alone that a newer program wrote', () => {
    db.pragma('user_version = 100000');
    expect(() => migrate(db)).toThrow(expect.objectContaining({ code: 'CASE_NEWER_VERSION' }));
    expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
    db.close();
  });
});

describe('migrating a case', () => {
  it('keeps the chain head, the heads and every record’s hash', async () => {
    const dir = join(folder.path, 'case');
    const evidence = join(folder.path, 'a.jsonl');
    writeAuditLines(evidence, 300);
    await makeCase(dir);
    const filled = await fillCase(dir, { paths: [evidence] });
    const db = openDatabase(casePaths(dir).database, deriveKey(filled.dataKey, 'db', 'case.db'));
    const hashesOf = () => ({
      heads: heads(db),
      digests: db.prepare('SELECT n, chain_before, digests FROM digest_tile ORDER BY n').all(),
      tiles: db.prepare('SELECT level, n, hashes FROM tile ORDER BY level, n').all(),
    });
    const before = hashesOf();
    expect(before.digests.length).toBeGreaterThan(1);
    migrate(db);
    expect(hashesOf()).toEqual(before);
    db.close();
    expect(await verify(filled, 'strict')).toMatchObject({ verdict: 'intact' });
  });
});
