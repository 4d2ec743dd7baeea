/**
 * Whether a changed case database says anything else than the intact one: pages hold unused room, and encryption writes the same
 * content in other bytes, so not every changed byte is a change.
 */
import { join } from 'node:path';
import { deriveKey } from '../host/vault/case-keys.ts';
import { openDatabase, type ReadDb } from '../host/vault/sqlite.ts';
import type { Target } from './case-change.ts';

export function changedContent(target: Target): boolean {
  const intact = contentOf(join(target.original, 'case.db'), target.dataKey);
  return intact === undefined || intact !== contentOf(join(target.dir, 'case.db'), target.dataKey);
}

/** Everything in all tables, and what SQLite says about its own structure; undefined where it can't be read. */
function contentOf(path: string, dataKey: Uint8Array): string | undefined {
  let db: ReadDb | undefined;
  try {
    db = openDatabase(path, deriveKey(dataKey, 'db', 'case.db'), { readonly: true });
    const read: ReadDb = db;
    const schema = read.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all() as {
      type: string;
      name: string;
    }[];
    const rows = schema
      .filter(({ type }) => type === 'table')
      .map(({ name }) => read.prepare(`SELECT * FROM ${name}`).raw().all());
    return JSON.stringify([schema, rows, read.pragma('integrity_check')]);
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}
