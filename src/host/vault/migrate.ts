/**
 * Brings `case.db` to the newest shape, step by step, each step in one transaction.
 *
 * A released step is frozen by its checksum. Law: the chain head and the record hashes are the same before and after.
 */
import { hash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Migration } from './migrations/migration.ts';
import { migration0010 } from './migrations/0010-case-log.ts';
import { migration0020 } from './migrations/0020-keys-of-operators.ts';
import { type ReadDb, schemaMadeBy, schemaOf, type WriteDb } from './sqlite.ts';

export const MIGRATIONS: readonly Migration[] = [migration0010, migration0020];

/** SHA-256 of each released step's SQL: a changed step would give two shapes the same number. */
export const migrationChecksum = (migration: Migration): string => hash('sha256', migration.sql, 'hex');

const newestVersion = (): number => MIGRATIONS.at(-1)?.version ?? 0;

/** CASE_NEWER_VERSION where a newer program wrote the database. */
export function checkSchemaVersion(db: ReadDb): number {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > newestVersion()) {
    throw new AppError(
      'CASE_NEWER_VERSION',
      `The case was written by a newer version of this program (schema ${version})`,
    );
  }
  return version;
}

let ownSchema: ReadonlySet<string> | undefined;

/**
 * Names of tables, indexes, triggers and views in a database of the newest shape that this program does not make: a trigger
 * somebody planted would change what is written later. One that is missing only guarded against accidents.
 */
export function foreignSchema(db: ReadDb): string[] {
  if (checkSchemaVersion(db) !== newestVersion()) return [];
  ownSchema ??= new Set(schemaMadeBy(MIGRATIONS.map(({ sql }) => sql)));
  const own = ownSchema;
  return schemaOf(db).flatMap((row) => (own.has(row) ? [] : [(JSON.parse(row) as string[]).slice(0, 2).join(' ')]));
}

export function migrate(db: WriteDb): void {
  const from = checkSchemaVersion(db);
  for (const migration of MIGRATIONS) {
    if (migration.version <= from) continue;
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`user_version = ${migration.version}`);
    })();
  }
}
