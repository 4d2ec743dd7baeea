/**
 * Reading with proof: every line shown was compared with its leaf under the newest signed head.
 *
 * At each new head the signature and the right edge of the tiles are checked; a leaf is believed only after its tile hashed to
 * its entry above (engines/chain/verified-tiles.ts), so that an old page put back, or a record changed by somebody who has
 * the key, is never shown as good. Cost: one head check per commit, 511 hashes per tile once, one SHA-256 per line; 16 MiB.
 * Source: evidence-format.md §2, §8.
 */
import { parseCheckpointText } from '../../engines/chain/checkpoint.ts';
import { DIGEST_BYTES, leavesOfDigests } from '../../engines/chain/entry.ts';
import { consistencyRanges, inclusionRanges, proofOf } from '../../engines/chain/merkle.ts';
import { parseNote } from '../../engines/chain/note.ts';
import { rangesOfTiles, rootOfTiles, TILE_WIDTH } from '../../engines/chain/tiles.ts';
import { formatTlogProof } from '../../engines/chain/tlog-proof.ts';
import { VerifiedTiles } from '../../engines/chain/verified-tiles.ts';
import { decodeHex, encodeHex, equalBytes } from '../../engines/kernel/bytes.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { caseTiles, findDigestTile, findHead, findNewestHead, type HeadRow } from './case-store.ts';
import { ChainValues, followChains, type WantedChain } from './chain-values.ts';
import { giveBack } from './give-back.ts';
import { verifyHead } from './head-signer.ts';
import type { ReadDb } from './sqlite.ts';

/** Tiles kept: 16 KiB each. */
const CHECKED_TILES = 2_048;

interface CheckedTile {
  /** As many as the head covers, 32 bytes each. */
  digests: Uint8Array;
  chain: ChainValues;
}

const broken = (message: string, seq?: number): AppError =>
  new AppError('CASE_LOG_BROKEN', message, seq === undefined ? {} : { details: { seq } });

export class VerifiedLog {
  readonly #db: ReadDb;
  readonly #origin: string;
  readonly #vkeys: readonly string[];
  #headNote = '';
  /** Size of the head that all is checked against; the newest where none is pinned. */
  #pinned: number | undefined;
  #tiles: VerifiedTiles | undefined;
  /** Tiles whose digests were checked, least recently used first. */
  readonly #checked = new Map<number, CheckedTile>();

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

  /** From now on all is checked against the head of this size, whatever comes after it. */
  pin(size: number): void {
    this.#pinned = size;
    this.#headNote = '';
    this.#tiles = undefined;
  }

  /** The signed note that all is checked against, byte for byte, and its root. CASE_LOG_BROKEN. */
  get head(): { note: string; size: number; root: Uint8Array } {
    const { size } = this.#current();
    return { note: this.#headNote, size, root: this.subtreeHash(0, size) };
  }

  /** The tree hash over records `from` to `to` - 1, a subtree of the log or all of it, from checked hashes. CASE_LOG_BROKEN. */
  subtreeHash(from: number, to: number): Uint8Array {
    const tiles = this.#current();
    const hash = rangesOfTiles(nodeHasher, tiles, tiles.size)({ from, to });
    if (hash === undefined) throw broken(`The hashes of the records ${from} to ${to - 1} are missing or changed`, from);
    return hash;
  }

  /** The digests of neighbouring records, 32 bytes each, as they were sealed: one piece a tile. CASE_LOG_BROKEN. */
  *digests(first: number, last: number): Generator<Uint8Array> {
    for (let seq = first; seq <= last; ) {
      const from = seq % TILE_WIDTH;
      const count = Math.min(last + 1 - seq, TILE_WIDTH - from);
      const digests = this.#tileOf(seq)?.digests.subarray(from * DIGEST_BYTES, (from + count) * DIGEST_BYTES);
      if (digests?.length !== count * DIGEST_BYTES)
        throw broken(`The hashes around record ${seq} are missing or changed`, seq);
      yield digests;
      seq += count;
    }
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
  check(seq: number, line: string | Uint8Array): Uint8Array {
    const hex = typeof line === 'string' ? nodeHasher.sha256TextHex(line) : nodeHasher.sha256Hex(line);
    const digest = decodeHex(hex) as Uint8Array;
    const tile = this.#tileOf(seq);
    const at = (seq % TILE_WIDTH) * DIGEST_BYTES;
    if (tile === undefined || !equalBytes(tile.digests.subarray(at, at + DIGEST_BYTES), digest)) {
      throw broken(`Record ${seq} is not what was sealed; verify the case to see what was changed`, seq);
    }
    return digest;
  }

  /** The chain value after record `seq`, 64 hex digits. Call `check` first: it covers the digests of the record's tile. */
  chainAt(seq: number): string {
    const tile = this.#tileOf(seq);
    const index = seq % TILE_WIDTH;
    if (tile === undefined || tile.chain.count <= index)
      throw broken(`The hashes around record ${seq} are missing`, seq);
    return encodeHex(tile.chain.at(index));
  }

  /** Makes `chainAt` quick for all of these records, ascending: lines of theirs were checked. */
  followChains(seqs: readonly number[]): void {
    const wanted = new Map<number, WantedChain>();
    for (const seq of seqs) {
      const n = Math.floor(seq / TILE_WIDTH);
      const known = wanted.get(n);
      if (known !== undefined) known.indexes.push(seq % TILE_WIDTH);
      else {
        const tile = this.#tileOf(seq);
        if (tile !== undefined) wanted.set(n, { chain: tile.chain, indexes: [seq % TILE_WIDTH] });
      }
    }
    followChains([...wanted.values()]);
  }

  /**
   * What was sealed for a record, whatever is stored of the record itself: for whoever looks at a broken one.
   *
   * @returns its digest and the chain value after it, or why they are not known
   */
  sealedHashes(seq: number): { digest: Uint8Array; chain: string } | { unknown: string } {
    try {
      if (!this.covers(seq)) return { unknown: 'No signed head covers this record yet' };
      const tile = this.#tileOf(seq);
      const at = (seq % TILE_WIDTH) * DIGEST_BYTES;
      const digest = tile?.digests.slice(at, at + DIGEST_BYTES);
      if (digest?.length !== DIGEST_BYTES) {
        return { unknown: 'The hashes stored for this record are missing, or not those under the signed head' };
      }
      return { digest, chain: this.chainAt(seq) };
    } catch (error) {
      if (error instanceof AppError && error.code === 'CASE_LOG_BROKEN') return { unknown: error.message };
      throw error;
    }
  }

  /** The tile of a record, its digests checked; undefined where they are not those under the head, or do not reach so far. */
  #tileOf(seq: number): CheckedTile | undefined {
    const n = Math.floor(seq / TILE_WIDTH);
    const known = this.#checked.get(n);
    if (known !== undefined && seq % TILE_WIDTH < known.digests.length / DIGEST_BYTES) {
      this.#checked.delete(n);
      this.#checked.set(n, known);
      return known;
    }
    // What an earlier head covers is as good under it: only a newer record asks for a newer head.
    const tiles = this.#tiles !== undefined && seq < this.#tiles.size ? this.#tiles : this.#current();
    const stored = findDigestTile(this.#db, n);
    if (stored === undefined) return undefined;
    const leaves = leavesOfDigests(nodeHasher, stored.digests);
    const count = tiles.confirm(n, leaves);
    giveBack(leaves);
    if (count === 0) return undefined;
    // A copy by construction: what was hashed is what is used.
    const digests = new Uint8Array(stored.digests.subarray(0, count * DIGEST_BYTES));
    const tile = { digests, chain: new ChainValues(digests, new Uint8Array(stored.chainBefore)) };
    giveBack(stored.digests);
    for (const oldest of this.#checked.keys()) {
      if (this.#checked.size < CHECKED_TILES) break;
      this.#checked.delete(oldest);
    }
    this.#checked.set(n, tile);
    return tile;
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

  /** The newest head, or the stored one of this size, whose root is that of the log; undefined where none is stored. CASE_LOG_BROKEN. */
  storedHead(size?: number): HeadRow | undefined {
    const newest = this.#current();
    if (size === undefined || size === newest.size) return { size: newest.size, note: this.#headNote };
    const head = findHead(this.#db, size);
    if (head === undefined) return undefined;
    const parsed = parseNote(head.note);
    const checkpoint = parsed.kind === 'valid' ? parseCheckpointText(parsed.value.text) : parsed;
    const root = this.rootAt(size);
    const fits = checkpoint.kind === 'valid' && root !== undefined && equalBytes(checkpoint.value.root, root);
    if (!fits) throw broken(`The head stored for ${size} records is not that of the log`);
    return head;
  }

  /** Root over the first `size` records, 32 bytes; undefined beyond the newest head. CASE_LOG_BROKEN. */
  rootAt(size: number): Uint8Array | undefined {
    const tiles = this.#current();
    if (size > tiles.size) return undefined;
    const root = rootOfTiles(nodeHasher, tiles, size);
    if (root.kind !== 'valid') throw broken('Hashes of the log are missing or changed');
    return root.value;
  }

  /** Hashes that prove that the tree of `size` begins with that of `oldSize`; none where either is empty. CASE_LOG_BROKEN. */
  consistency(oldSize: number, size: number): Uint8Array[] {
    if (oldSize === 0 || oldSize === size) return [];
    const proof = proofOf(consistencyRanges(oldSize, size), rangesOfTiles(nodeHasher, this.#current(), size));
    if (proof === undefined) throw broken('Hashes of the log are missing or changed');
    return proof;
  }

  #current(): VerifiedTiles {
    const head = this.#pinned === undefined ? findNewestHead(this.#db) : findHead(this.#db, this.#pinned);
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
