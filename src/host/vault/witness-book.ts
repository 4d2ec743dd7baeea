/**
 * What a witness remembers: the logs it watches, and the newest head of each that it has cosigned.
 *
 * One immediate transaction compares, remembers and is durable before the caller may sign: two requests at once, in two
 * processes, can't both be answered from the same old head.
 * Source: C2SP tlog-witness ("MUST ... atomically"). Trust: requests are anybody's; the file is the witness's own.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type NoteVerifier, parseVkey } from '../../engines/chain/note.ts';
import { answerAddCheckpoint, type WitnessAnswer } from '../../engines/chain/witness.ts';
import { AppError } from '../../shared/errors.ts';
import { notePorts } from './head-signer.ts';
import { inOneStep, openPlainDatabase } from './plain-database.ts';
import type { WriteDb } from './sqlite.ts';

export interface WatchedLog {
  origin: string;
  /** vkeys, any of which may sign its heads. */
  keys: string[];
  size: number;
  at: string | null;
  note: string | null;
}

const FILE = 'witness.db';
const SCHEMA = `
CREATE TABLE IF NOT EXISTS log (origin TEXT PRIMARY KEY, keys TEXT NOT NULL, size INTEGER NOT NULL, root BLOB, note TEXT,
  at TEXT) STRICT;
CREATE TABLE IF NOT EXISTS cosigned (id INTEGER PRIMARY KEY, origin TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL,
  at TEXT NOT NULL) STRICT;`;
const MAX_KEYS = 100;
const keyList = z.array(z.string());

interface Row {
  origin: string;
  keys: string;
  size: number;
  root: Uint8Array | null;
  note: string | null;
  at: string | null;
}

export class WitnessBook {
  readonly #db: WriteDb;
  readonly #path: string;

  private constructor(db: WriteDb, path: string) {
    this.#db = db;
    this.#path = path;
  }

  /**
   * WITNESS_STORE_BROKEN, FILE_UNWRITABLE, FILE_UNREADABLE, VAULT_BUSY, DISK_FULL.
   *
   * @param isNew whether the witness is being made: one that has a key and no memory would cosign any history
   */
  static open(dir: string, isNew = false): WitnessBook {
    const path = join(dir, FILE);
    if (!isNew && !existsSync(path)) {
      throw new AppError('WITNESS_STORE_BROKEN', `${path} is missing: what this witness cosigned before is not known`, {
        details: { path },
      });
    }
    return new WitnessBook(openPlainDatabase(path, SCHEMA), path);
  }

  close(): void {
    this.#db.close();
  }

  logs(): WatchedLog[] {
    const rows = inOneStep(this.#db, this.#path, () => this.#db.prepare('SELECT * FROM log ORDER BY origin').all());
    return (rows as Row[]).map(rowToLog);
  }

  /** Lets a key sign heads of a log; what was remembered of the log stays. */
  watch(origin: string, vkey: string): WatchedLog {
    return inOneStep(this.#db, this.#path, () => {
      const known = this.#find(origin);
      const keys = [...new Set([...(known === undefined ? [] : keysIn(known)), vkey])];
      if (keys.length > MAX_KEYS) throw new AppError('MARK_UNREADABLE', `A log with more than ${MAX_KEYS} keys`);
      this.#db
        .prepare(
          'INSERT INTO log (origin, keys, size) VALUES (?, ?, 0) ON CONFLICT (origin) DO UPDATE SET keys = excluded.keys',
        )
        .run(origin, JSON.stringify(keys));
      return rowToLog(this.#find(origin) as Row);
    });
  }

  /**
   * Decides on a request and, where it is good, remembers its head for good: only then may it be signed.
   *
   * @param beforeRemembering may throw where the answer could not be handed out: then nothing is remembered
   */
  answer(body: string, beforeRemembering: (size: number) => void): WitnessAnswer {
    return inOneStep(this.#db, this.#path, () => {
      let note = '';
      const answer = answerAddCheckpoint(notePorts, body, (origin) => {
        const row = this.#find(origin);
        note = body.slice(body.indexOf('\n\n') + 2);
        if (row === undefined) return undefined;
        const newest = row.root === null ? undefined : { size: row.size, root: new Uint8Array(row.root) };
        return { keys: keysIn(row).map(verifierOf), newest };
      });
      if (answer.status !== 200) return answer;
      const { origin, size, root } = answer.checkpoint;
      beforeRemembering(size);
      const at = new Date().toISOString();
      this.#db
        .prepare('UPDATE log SET size = ?, root = ?, note = ?, at = ? WHERE origin = ?')
        .run(size, root, note, at, origin);
      this.#db.prepare('INSERT INTO cosigned (origin, size, note, at) VALUES (?, ?, ?, ?)').run(origin, size, note, at);
      return answer;
    });
  }

  #find(origin: string): Row | undefined {
    return this.#db.prepare('SELECT * FROM log WHERE origin = ?').get(origin) as Row | undefined;
  }
}

const keysIn = ({ keys }: Pick<Row, 'keys'>): string[] => keyList.parse(JSON.parse(keys));

function verifierOf(vkey: string): NoteVerifier {
  const parsed = parseVkey(notePorts, vkey);
  if (parsed.kind === 'valid') return parsed.value;
  throw new AppError('WITNESS_STORE_BROKEN', 'The witness remembers a key that is none');
}

const rowToLog = (row: Row): WatchedLog => ({
  origin: row.origin,
  keys: keysIn(row),
  size: row.size,
  at: row.at,
  note: row.note,
});
