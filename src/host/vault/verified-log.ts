/**
 * Reading with proof: every line shown was compared with its leaf under the newest signed head.
 *
 * At each new head the signature and the right edge of the tiles are checked; a leaf is believed only after its tile hashed to
 * its entry above (engines/chain/verified-tiles.ts), so that an old page put back, or a record changed by somebody who has
 * the key, is never shown as good. Cost: one head check per commit, 255 hashes per tile once, one SHA-256 per line.
 * Source: evidence-format.md §2, §8.
 */
import { chainOfDigests, DIGEST_BYTES, leafOfDigest } from '../../engines/chain/entry.ts';
import { HASH_BYTES, inclusionRanges, proofOf } from '../../engines/chain/merkle.ts';
import { rangesOfTiles, TILE_WIDTH } from '../../engines/chain/tiles.ts';
import { formatTlogProof } from '../../engines/chain/tlog-proof.ts';
import { VerifiedTiles } from '../../engines/chain/verified-tiles.ts';
import { decodeHex, encodeHex, equalBytes } from '../../engines/kernel/bytes.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { caseTiles, findDigestTile, findNewestHead } from './case-store.ts';
import { verifyHead } from './head-signer.ts';
import type { ReadDb } from './sqlite.ts';

const broken = (message: string, seq?: number): AppError =>
  new AppError('CASE_LOG_BROKEN', message, seq === undefined ? {} : { details: { seq } });

export class VerifiedLog {
  readonly #db: ReadDb;
  readonly #origin: string;
  readonly #vkeys: readonly string[];
  #headNote = '';
  #tiles: VerifiedTiles | undefined;
  /** Chain values of one tile: whoever reads many records reads them in log order. */
  #chains: { tile: number; values: Uint8Array } = { tile: -1, values: new Uint8Array() };

  /** @param vkeys keys of the epochs that may have signed the newest head */
  constructor(db: ReadDb, origin: string, vkeys: readonly string[]) {
    this.#db = db;
    this.#origin = origin;
    this.#vkeys = vkeys;
  }

  /** Records under the newest signed head. CASE_LOG_BROKEN. */
  get size(): number {
    return this.#current().size;
  }

  /** Whether a record is under a signed head; what an earlier head covers is asked for without a look at the newest. */
  covers(seq: number): boolean {
    return (this.#tiles !== undefined && seq < this.#tiles.size) || seq < this.size;
  }

  /**
   * Compares a line with its leaf. CASE_LOG_BROKEN where it is not what was sealed, with its seq.
   *
   * @returns the record's digest, 32 bytes
   */
  check(seq: number, line: string): Uint8Array {
    const digest = decodeHex(nodeHasher.sha256TextHex(line)) as Uint8Array;
    // What an earlier head covers is as good under it: only a newer record asks for a newer head.
    const tiles = this.#tiles !== undefined && seq < this.#tiles.size ? this.#tiles : this.#current();
    const tile = tiles.check(0, Math.floor(seq / TILE_WIDTH));
    const at = (seq % TILE_WIDTH) * HASH_BYTES;
    const leaf = tile.kind === 'valid' ? tile.value.subarray(at, at + HASH_BYTES) : undefined;
    if (leaf === undefined || !equalBytes(leaf, leafOfDigest(nodeHasher, digest))) {
      throw broken(`Record ${seq} is not what was sealed; verify the case to see what was changed`, seq);
    }
    return digest;
  }

  /** The chain value after record `seq`, 64 hex digits. Call `check` first: it covers the digests of the record's tile. */
  chainAt(seq: number): string {
    const tile = Math.floor(seq / TILE_WIDTH);
    const at = (seq % TILE_WIDTH) * DIGEST_BYTES;
    if (this.#chains.tile !== tile || this.#chains.values.length <= at) {
      this.#chains = { tile, values: this.#chainsOf(tile) };
    }
    const { values } = this.#chains;
    if (values.length <= at) throw broken(`The hashes around record ${seq} are missing`, seq);
    return encodeHex(values.subarray(at, at + DIGEST_BYTES));
  }

  /** The chain value after each record of a tile, one behind the other. */
  #chainsOf(n: number): Uint8Array {
    const tile = findDigestTile(this.#db, n);
    if (tile === undefined) return new Uint8Array();
    const values = new Uint8Array(tile.digests.length);
    let chain = tile.chainBefore;
    for (let at = 0; at < values.length; at += DIGEST_BYTES) {
      chain = chainOfDigests(nodeHasher, tile.digests.subarray(at, at + DIGEST_BYTES), chain);
      values.set(chain, at);
    }
    return values;
  }

  /** c2sp.org/tlog-proof@v1 for a record under the newest head. RECORD_NOT_FOUND, CASE_LOG_BROKEN. */
  proof(seq: number): string {
    const tiles = this.#current();
    if (seq >= tiles.size) throw new AppError('RECORD_NOT_FOUND', `Record ${seq} is not sealed yet`);
    const ranges = inclusionRanges(seq, { from: 0, to: tiles.size });
    const hashes = proofOf(ranges, rangesOfTiles(nodeHasher, tiles, tiles.size));
    if (hashes === undefined) throw broken(`The hashes that prove record ${seq} are missing or changed`, seq);
    return formatTlogProof({ index: seq, hashes, checkpoint: this.#headNote });
  }

  #current(): VerifiedTiles {
    const head = findNewestHead(this.#db);
    if (head === undefined) throw broken('The log has no signed head');
    if (this.#tiles !== undefined && head.note === this.#headNote) return this.#tiles;
    const checked = verifyHead(this.#origin, head.note, this.#vkeys);
    if (checked.kind !== 'valid' || checked.value.size !== head.size) {
      throw broken('The newest head is not signed by a key of this case');
    }
    const opened = VerifiedTiles.open(nodeHasher, caseTiles(this.#db), head.size, checked.value.root);
    if (opened.kind !== 'valid') {
      throw broken('The log does not match its signed head; verify the case to see where');
    }
    this.#headNote = head.note;
    this.#tiles = opened.value;
    return opened.value;
  }
}
