/**
 * One long run of bytes in an encrypted SQLite file: the cipher gives every page a tag, the rows fill the pages.
 *
 * A row holds exactly what fits on one page, so nothing is lost at page ends: blobs of their own would waste a third of
 * a page each, 6 % of the file.
 * Errors: AppError VAULT_CORRUPT, DISK_FULL.
 */
import { AppError } from '../../../shared/errors.ts';
import { giveBack } from '../give-back.ts';
import { type ReadDb, type Statement, withSqliteErrors, type WriteDb } from '../sqlite.ts';

/** A place in the store: `length` bytes at `at`. */
export interface Place {
  at: number;
  length: number;
}

export const BYTE_STORE_SCHEMA = 'CREATE TABLE bytes (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;';

/**
 * Data of a row: with pages of 8,192 bytes less the cipher's 64 (nonce and tag), the largest payload without overflow is
 * 8,128 - 35, four of them the record's header (sqlite.org/fileformat2.html §1.6).
 */
const ROW_BYTES = 8_089;

export class ByteStoreWriter {
  readonly #path: string;
  readonly #insert: Statement;
  readonly #row = Buffer.alloc(ROW_BYTES);
  #used = 0;
  #rowCount = 0;

  constructor(db: WriteDb, path: string) {
    this.#path = path;
    this.#insert = db.prepare('INSERT INTO bytes VALUES (?, ?)');
  }

  append(bytes: Uint8Array): Place {
    const at = this.#rowCount * ROW_BYTES + this.#used;
    for (let from = 0; from < bytes.length; ) {
      const count = Math.min(bytes.length - from, ROW_BYTES - this.#used);
      this.#row.set(bytes.subarray(from, from + count), this.#used);
      this.#used += count;
      from += count;
      if (this.#used === ROW_BYTES) this.flush();
    }
    return { at, length: bytes.length };
  }

  /** Writes the row that is not full; nothing is appended after it. */
  flush(): void {
    if (this.#used === 0) return;
    withSqliteErrors(this.#path, () => this.#insert.run(this.#rowCount, this.#row.subarray(0, this.#used)));
    this.#rowCount++;
    this.#used = 0;
  }
}

export class ByteStoreReader {
  readonly #path: string;
  readonly #one: Statement;
  readonly #many: Statement;

  constructor(db: ReadDb, path: string) {
    this.#path = path;
    this.#one = db.prepare('SELECT data FROM bytes WHERE id = ?').pluck();
    this.#many = db.prepare('SELECT data FROM bytes WHERE id BETWEEN ? AND ? ORDER BY id').pluck();
  }

  /**
   * The bytes of a place; the array may be a view of a larger one.
   *
   * @param room where to put them if it is large enough: fresh memory costs more than reading into it
   */
  read({ at, length }: Place, room?: Uint8Array): Uint8Array {
    if (length === 0) return new Uint8Array(0);
    const first = Math.floor(at / ROW_BYTES);
    const offset = at - first * ROW_BYTES;
    if (offset + length <= ROW_BYTES) {
      const row = withSqliteErrors(this.#path, () => this.#one.get(first));
      if (row instanceof Uint8Array && offset + length <= row.length) return row.subarray(offset, offset + length);
      throw this.#cutShort();
    }
    const last = Math.floor((at + length - 1) / ROW_BYTES);
    const rows = withSqliteErrors(this.#path, () => this.#many.all(first, last)) as Uint8Array[];
    const bytes = room !== undefined && room.length >= length ? room.subarray(0, length) : new Uint8Array(length);
    let filled = 0;
    for (const [i, row] of rows.entries()) {
      const part = row.subarray(i === 0 ? offset : 0, (i === 0 ? offset : 0) + length - filled);
      bytes.set(part, filled);
      filled += part.length;
      giveBack(row);
    }
    if (filled !== length) throw this.#cutShort();
    return bytes;
  }

  #cutShort(): AppError {
    return new AppError('VAULT_CORRUPT', `The segment is cut short: ${this.#path}`, { details: { path: this.#path } });
  }
}
