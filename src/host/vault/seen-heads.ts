/**
 * What this workstation remembers of every case it had open: the largest head, outside the case's own folder. A folder that was
 * put back from an old copy, cut short or rewritten does not extend it.
 *
 * One look-up at open, one durable step a head. The answer is computed from the case's own tiles, and true because the proof
 * leads from the remembered root to the root of the head at hand.
 * Source: C2SP tlog-witness (a head may only grow consistently), evidence-format.md §9.
 * Trust: the case's folder may have been changed by anybody. Whoever can write here as well (the same account) can make this
 * forget: it finds an exchanged folder, not an exchanged workstation.
 */
import { join } from 'node:path';
import { consistencyRanges, proofOf, verifyConsistency } from '../../engines/chain/merkle.ts';
import { rangesOfTiles, type TileStore } from '../../engines/chain/tiles.ts';
import { equalBytes } from '../../engines/kernel/bytes.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { inOneStep, openPlainDatabase, withPlainErrors } from './plain-database.ts';
import type { ReadDb, WriteDb } from './sqlite.ts';

export interface HeadPlace {
  size: number;
  /** 32 bytes. */
  root: Uint8Array;
}

export interface SeenHead extends HeadPlace {
  /** The signed note as it was seen. */
  note: string;
  /** RFC 3339, by this computer's clock. */
  at: string;
}

/** `first`: no head of this case was seen here before. `unproven`: hashes that the comparison needs are not in the case. */
export type SeenState =
  | { kind: 'first' }
  | { kind: 'extends'; seen: SeenHead }
  | { kind: 'rolled-back' | 'two-histories'; seen: SeenHead }
  | { kind: 'unproven'; seen: SeenHead };

/** A restore that an operator accepted: what was seen before is kept, as proof of what was given up. */
export interface AcceptedRestore {
  operatorId: string;
  reason: string;
}

const FILE = 'heads.db';
const SCHEMA = `
CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL,
  at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS given_up (id INTEGER PRIMARY KEY, origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
  note TEXT NOT NULL, seen_at TEXT NOT NULL, at TEXT NOT NULL, operator_id TEXT NOT NULL, reason TEXT NOT NULL,
  new_size INTEGER NOT NULL, new_root BLOB NOT NULL) STRICT;`;

export class SeenHeads {
  readonly #db: WriteDb;
  readonly #path: string;

  private constructor(db: WriteDb, path: string) {
    this.#db = db;
    this.#path = path;
  }

  /** WITNESS_STORE_BROKEN, FILE_UNWRITABLE, FILE_UNREADABLE, VAULT_BUSY, DISK_FULL. */
  static open(dir: string): SeenHeads {
    const path = join(dir, FILE);
    return new SeenHeads(openPlainDatabase(path, SCHEMA), path);
  }

  close(): void {
    this.#db.close();
  }

  find(origin: string): SeenHead | undefined {
    // One statement is one consistent look, and asks for no lock to write: a memory that can only be read still tells.
    return withPlainErrors(this.#path, () => findSeen(this.#db, origin));
  }

  /**
   * Remembers a newer head, in one step with the look at the one before.
   *
   * @param last the head that this process put or found here: what extends it needs no proof again
   * @returns the head that was remembered before
   * @throws CASE_TWO_HISTORIES where another process has put a head of another history meanwhile, CASE_LOG_BROKEN
   */
  keep(
    origin: string,
    head: HeadPlace & { note: string },
    last: HeadPlace | undefined,
    tiles: TileStore,
  ): SeenHead | undefined {
    return inOneStep(this.#db, this.#path, () => {
      const seen = findSeen(this.#db, origin);
      const isOwn = seen !== undefined && last !== undefined && isSame(seen, last);
      const relation = seen === undefined || isOwn ? 'extends' : relationOf(seen, head, tiles);
      if (relation === 'unproven') throw new AppError('CASE_LOG_BROKEN', MISSING_HASHES);
      if (relation !== 'extends') throw contradiction({ kind: 'two-histories', seen: seen as SeenHead }, head);
      putSeen(this.#db, origin, head);
      return seen;
    });
  }

  /** As `keep`, for whoever only reads the case: a writer beside it may have remembered more meanwhile, and that stays. */
  keepLarger(origin: string, head: HeadPlace & { note: string }, tiles: TileStore): void {
    inOneStep(this.#db, this.#path, () => {
      const seen = findSeen(this.#db, origin);
      if (seen !== undefined && (seen.size >= head.size || relationOf(seen, head, tiles) !== 'extends')) return;
      putSeen(this.#db, origin, head);
    });
  }

  /** Takes a head that does not extend what was seen, on a person's word; the one given up is kept with that word. */
  accept(origin: string, head: HeadPlace & { note: string }, { operatorId, reason }: AcceptedRestore): void {
    inOneStep(this.#db, this.#path, () => {
      const seen = findSeen(this.#db, origin);
      if (seen !== undefined) {
        this.#db
          .prepare(
            `INSERT INTO given_up (origin, size, root, note, seen_at, at, operator_id, reason, new_size, new_root)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(origin, seen.size, seen.root, seen.note, seen.at, now(), operatorId, reason, head.size, head.root);
      }
      putSeen(this.#db, origin, head);
    });
  }
}

const now = (): string => new Date().toISOString();
const isSame = (a: HeadPlace, b: HeadPlace): boolean => a.size === b.size && equalBytes(a.root, b.root);

function findSeen(db: ReadDb, origin: string): SeenHead | undefined {
  const row = db.prepare('SELECT size, root, note, at FROM seen WHERE origin = ?').get(origin);
  if (row === undefined) return undefined;
  const { size, root, note, at } = row as { size: number; root: Uint8Array; note: string; at: string };
  return { size, root: new Uint8Array(root), note, at };
}

function putSeen(db: WriteDb, origin: string, head: HeadPlace & { note: string }): void {
  db.prepare(
    `INSERT INTO seen (origin, size, root, note, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note, at = excluded.at`,
  ).run(origin, head.size, head.root, head.note, now());
}

const MISSING_HASHES =
  'hashes of the log are missing that lead from the records that this workstation saw to those that are there';

/** How the head at hand stands to what was seen; `tiles` are those of the case, as far as its head reaches. */
export const stateOf = (seen: SeenHead | undefined, head: HeadPlace, tiles: TileStore): SeenState =>
  seen === undefined ? { kind: 'first' } : { kind: relationOf(seen, head, tiles), seen };

function relationOf(
  seen: HeadPlace,
  head: HeadPlace,
  tiles: TileStore,
): 'extends' | 'rolled-back' | 'two-histories' | 'unproven' {
  // A shorter log may be a cut one or another one: that it is shorter is what is sure.
  if (head.size < seen.size) return 'rolled-back';
  if (seen.size === 0) return 'extends';
  const proof = proofOf(consistencyRanges(seen.size, head.size), rangesOfTiles(nodeHasher, tiles, head.size));
  if (proof === undefined) return 'unproven';
  const isConsistent = verifyConsistency(nodeHasher, proof, seen.size, seen.root, head.size, head.root);
  return isConsistent ? 'extends' : 'two-histories';
}

/** In plain words, for whoever opens the case; empty where nothing stands against it. */
export function contradictionText(state: SeenState, head: Pick<HeadPlace, 'size'>): string {
  if (state.kind === 'rolled-back') {
    const { size, at } = state.seen;
    return `this workstation saw ${size} records of this case on ${at}, and now there are ${head.size}: the folder is an older copy, or its end was cut off`;
  }
  if (state.kind === 'two-histories') {
    const { size, at } = state.seen;
    return `the first ${size} records are not those that this workstation saw on ${at}: the case has two histories, or was rewritten`;
  }
  return state.kind === 'unproven' ? MISSING_HASHES : '';
}

/** The same as an error by code. */
export function contradiction(
  state: Extract<SeenState, { kind: 'rolled-back' | 'two-histories' }>,
  head: Pick<HeadPlace, 'size'>,
): AppError {
  const isCut = state.kind === 'rolled-back';
  const sentence = contradictionText(state, head);
  return new AppError(
    isCut ? 'CASE_ROLLED_BACK' : 'CASE_TWO_HISTORIES',
    sentence[0]?.toUpperCase() + sentence.slice(1),
    {
      details: { seenSize: state.seen.size, seenAt: state.seen.at, size: head.size },
    },
  );
}
