/**
 * Tiles that are what the signed root says, checked before anybody reads a hash from them.
 *
 * Pure. Opening reads one tile a level; each further tile costs 255 hashes once, then it is remembered (at most 8 MiB of
 * upper tiles and 512 KiB of leaf tiles).
 * Source: C2SP tlog-tiles; RFC 9162 §2.1.1. Differences: none.
 * Trust: the store lies on a disk somebody else may have held: an old page, a swapped or cut tile is found here, because
 * every full tile must hash to its entry in the tile above, and the right edge must hash to the root.
 */
import type { Hasher } from '../kernel/ports.ts';
import { equalBytes } from '../kernel/bytes.ts';
import { invalid, type Verdict, valid } from '../../shared/verdict.ts';
import { HASH_BYTES, treeHash } from './merkle.ts';
import {
  hashCountAt,
  levelCount,
  readTile,
  rootOfTiles,
  TILE_WIDTH,
  type TileStore,
  tileMissing,
  tilePath,
} from './tiles.ts';

const UPPER_TILES = 1_024;
const LEAF_TILES = 64;

export class VerifiedTiles implements TileStore {
  readonly #hasher: Hasher;
  readonly #store: TileStore;
  /** The unfinished tile of each level, copied, so that what was hashed is what is used. */
  readonly #edge = new Map<string, Uint8Array>();
  readonly #upper = new Map<string, Uint8Array>();
  readonly #leaf = new Map<string, Uint8Array>();
  /** Number of leaves of the head the tiles were checked against. */
  readonly size: number;

  private constructor(hasher: Hasher, store: TileStore, size: number) {
    this.#hasher = hasher;
    this.#store = store;
    this.size = size;
  }

  /** Findings: `tile-missing`, `root-mismatch`. `root` is 32 bytes, from a verified head of exactly `size`. */
  static open(hasher: Hasher, store: TileStore, size: number, root: Uint8Array): Verdict<VerifiedTiles> {
    const tiles = new VerifiedTiles(hasher, store, size);
    for (let level = 0; level < levelCount(size); level++) {
      const count = hashCountAt(level, size);
      const width = count % TILE_WIDTH;
      if (width === 0) continue;
      const index = Math.floor(count / TILE_WIDTH);
      const hashes = readTile(store, level, index, width);
      if (hashes === undefined) return invalid(tileMissing(level, index));
      tiles.#edge.set(keyOf(level, index), new Uint8Array(hashes));
    }
    const edge: TileStore = { get: (level, index) => tiles.#edge.get(keyOf(level, index)) };
    const reached = rootOfTiles(hasher, edge, size);
    if (reached.kind !== 'valid') return reached;
    if (equalBytes(reached.value, root)) return valid(tiles);
    return invalid({ kind: 'root-mismatch', message: 'The hashes of the log do not lead to the signed head.' });
  }

  /** The tile, checked; `undefined` where `check` has a finding. */
  get(level: number, index: number): Uint8Array | undefined {
    const checked = this.check(level, index);
    return checked.kind === 'valid' ? checked.value : undefined;
  }

  /**
   * The tile, checked. Findings: `tile-missing`, `tile-mismatch`; they may name a tile of a higher level, where that is
   * the one that is not good.
   */
  check(level: number, index: number): Verdict<Uint8Array> {
    const key = keyOf(level, index);
    const kept = level === 0 ? this.#leaf : this.#upper;
    const known = this.#edge.get(key) ?? kept.get(key);
    if (known !== undefined) return valid(known);
    // Only full tiles are left: the unfinished ones all stand in the edge.
    const isFull =
      Number.isSafeInteger(index) && index >= 0 && (index + 1) * TILE_WIDTH <= hashCountAt(level, this.size);
    const stored = isFull ? readTile(this.#store, level, index, TILE_WIDTH) : undefined;
    if (stored === undefined) return invalid(tileMissing(level, index));
    const above = this.check(level + 1, Math.floor(index / TILE_WIDTH));
    if (above.kind !== 'valid') return above;
    // A copy by construction: `slice` of a Buffer would be a view of memory the store may reuse.
    const hashes = new Uint8Array(stored);
    const at = (index % TILE_WIDTH) * HASH_BYTES;
    if (!equalBytes(treeHash(this.#hasher, hashes), above.value.subarray(at, at + HASH_BYTES))) {
      return invalid({
        kind: 'tile-mismatch',
        expected: tilePath(level, index),
        message: 'A block of the log’s hashes is not the one the signed head was made from.',
      });
    }
    if (kept.size >= (level === 0 ? LEAF_TILES : UPPER_TILES)) kept.clear();
    kept.set(key, hashes);
    return valid(hashes);
  }

  /**
   * How many of these leaf hashes, from the first on, are those of tile (0, index); 0 where they are not. For a caller that
   * keeps what the leaves were made from: nothing is read of level 0, nothing kept of it.
   *
   * @param leaves at least as many as the tile has
   */
  confirm(index: number, leaves: Uint8Array): number {
    const edge = this.#edge.get(keyOf(0, index));
    if (edge !== undefined) {
      const isSame = leaves.length >= edge.length && equalBytes(edge, leaves.subarray(0, edge.length));
      return isSame ? edge.length / HASH_BYTES : 0;
    }
    const isFull = Number.isSafeInteger(index) && index >= 0 && (index + 1) * TILE_WIDTH <= this.size;
    if (!isFull || leaves.length !== TILE_WIDTH * HASH_BYTES) return 0;
    const above = this.get(1, Math.floor(index / TILE_WIDTH));
    const at = (index % TILE_WIDTH) * HASH_BYTES;
    const isSame =
      above !== undefined && equalBytes(treeHash(this.#hasher, leaves), above.subarray(at, at + HASH_BYTES));
    return isSame ? TILE_WIDTH : 0;
  }

  /** Leaf hash (32 bytes) of record `seq`, checked; `undefined` outside the log or where its tile is not good. */
  leaf(seq: number): Uint8Array | undefined {
    if (!Number.isSafeInteger(seq) || seq < 0 || seq >= this.size) return undefined;
    const at = (seq % TILE_WIDTH) * HASH_BYTES;
    return this.get(0, Math.floor(seq / TILE_WIDTH))?.subarray(at, at + HASH_BYTES);
  }
}

const keyOf = (level: number, index: number): string => `${level}/${index}`;
