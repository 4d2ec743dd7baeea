/**
 * The hands of somebody who has the data key of a case: its database, opened by the real driver, with its guards removed.
 *
 * The triggers that stop accidents are no obstacle to this attacker.
 */
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { nodeHasher } from '../host/adapters/node-ports.ts';
import { deriveKey } from '../host/vault/case-keys.ts';
import { unpackHot } from '../host/vault/hot-lines.ts';
import { LogTail } from '../host/vault/log-tail.ts';
import { openDatabase, type WriteDb } from '../host/vault/sqlite.ts';
import type { TestCase } from '../test/helpers/temporary-case.ts';
import type { Chance } from './attack.ts';

export interface HotRow {
  first_seq: number;
  count: number;
  lines: Uint8Array;
}

export class CaseHands {
  readonly db: WriteDb;
  readonly chance: Chance;
  readonly dir: string;

  constructor({ dir, dataKey }: TestCase, chance: Chance) {
    this.dir = dir;
    this.chance = chance;
    this.db = openUnguarded(join(dir, 'case.db'), dataKey, 'case.db');
  }

  blocks(minCount = 1): HotRow[] {
    return this.db.prepare('SELECT * FROM hot_block WHERE count >= ? ORDER BY first_seq').all(minCount) as HotRow[];
  }

  pickBlock(minCount = 1): HotRow {
    const blocks = this.blocks(minCount);
    return blocks[this.chance(blocks.length)] as HotRow;
  }

  linesOf(block: HotRow): string[] {
    return unpackHot(block.lines) as string[];
  }

  write(block: HotRow, lines: readonly string[]): void {
    this.db
      .prepare('UPDATE hot_block SET lines = ? WHERE first_seq = ?')
      .run(zstdCompressSync(Buffer.from(lines.join('\n'), 'utf8')), block.first_seq);
  }

  /** Edits one record so that it is still canonical JSON: a digit of its body changes. @returns its seq */
  editLine(): number {
    for (;;) {
      const block = this.pickBlock();
      const lines = this.linesOf(block);
      const i = this.chance(lines.length);
      const line = lines[i] as string;
      // The body stands before the kind; its last digit can change without touching the form.
      const end = line.lastIndexOf(',"kind":');
      const at = [...line.slice(0, end).matchAll(/[1-8](?=[0-9"}])/g)].at(-1)?.index;
      if (at === undefined) continue;
      lines[i] = line.slice(0, at) + String(Number(line[at]) + 1) + line.slice(at + 1);
      this.write(block, lines);
      return block.first_seq + i;
    }
  }

  /** Changes the first record of a kind. @returns its seq */
  editKind(kind: string, edit: (line: string) => string): number {
    for (const block of this.blocks()) {
      const lines = this.linesOf(block);
      const i = lines.findIndex((line) => line.includes(`"kind":"${kind}"`) && edit(line) !== line);
      if (i < 0) continue;
      lines[i] = edit(lines[i] as string);
      this.write(block, lines);
      return block.first_seq + i;
    }
    throw new Error(`the case has no ${kind} to change`);
  }

  /**
   * All hashes made anew from the lines as they stand now, as the program itself would: only the signature is missing.
   *
   * @returns the end of the log as it is then
   */
  rehash(): LogTail {
    const tail = LogTail.empty();
    for (const block of this.blocks()) {
      const digests = Buffer.concat(this.linesOf(block).map((line) => nodeHasher.sha256(Buffer.from(line, 'utf8'))));
      tail.append(new Uint8Array(digests));
    }
    const { digestTiles, tiles } = tail.takeChanges();
    this.db.exec('DELETE FROM digest_tile; DELETE FROM tile');
    for (const tile of digestTiles) {
      this.db.prepare('INSERT INTO digest_tile VALUES (?, ?, ?)').run(tile.n, tile.chainBefore, tile.digests);
    }
    for (const tile of tiles)
      this.db.prepare('INSERT INTO tile VALUES (?, ?, ?)').run(tile.level, tile.index, tile.hashes);
    return tail;
  }

  close(): void {
    if (this.db.open) this.db.close();
  }
}

/** @param name of the file, which its key is made from */
export function openUnguarded(path: string, dataKey: Uint8Array, name: string): WriteDb {
  const db = openDatabase(path, deriveKey(dataKey, 'db', name));
  for (const trigger of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    db.exec(`DROP TRIGGER ${String(trigger)}`);
  }
  return db;
}
