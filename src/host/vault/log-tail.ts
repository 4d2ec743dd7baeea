/**
 * The growing end of the case log: chain value, digests of the open tile, and the Merkle tiles above them.
 *
 * About three SHA-256 per record. Extended in log order only; `takeChanges` hands out what changed since the last call, for
 * one transaction with the records it covers.
 * Source: evidence-format.md §2; C2SP tlog-tiles. Differences: level 0 is kept as record digests, from which both the leaf
 * hashes and every chain value between can be derived.
 */
import { chainOfDigests, initialChain, leavesOfDigests } from '../../engines/chain/entry.ts';
import { HASH_BYTES } from '../../engines/chain/merkle.ts';
import { TILE_BYTES, TILE_WIDTH, TileAppender, type Tile, type TileStore } from '../../engines/chain/tiles.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { invalid, invariant, valid } from '../../shared/verdict.ts';
import { nodeHasher } from '../adapters/node-ports.ts';

// Reused between calls: the tree takes a copy.
const tileLeaves = new Uint8Array(TILE_BYTES);

/** 256 record digests from seq n*256 on. */
export interface DigestTile {
  n: number;
  /** 32 bytes: chain value before the tile's first record. */
  chainBefore: Uint8Array;
  /** 1 to 256 digests, 32 bytes each. */
  digests: Uint8Array;
}

export interface TailChanges {
  digestTiles: DigestTile[];
  /** Level 1 and up. */
  tiles: Tile[];
}

export class LogTail {
  readonly #tiles: TileAppender;
  readonly #digests = new Uint8Array(TILE_BYTES);
  #chain: Uint8Array = initialChain();
  #chainBefore: Uint8Array = this.#chain;
  #changed = false;
  #full: DigestTile[] = [];

  private constructor(tiles: TileAppender) {
    this.#tiles = tiles;
  }

  static empty(): LogTail {
    return new LogTail(new TileAppender(nodeHasher, 1));
  }

  /** Goes on where a stored log ends. Finding: `tile-missing`. Compare `root()` with the signed head: nothing is verified. */
  static open(store: TileStore, size: number, lastDigests: DigestTile | undefined): Verdict<LogTail> {
    const tiles = TileAppender.open(nodeHasher, store, size, 1);
    if (tiles.kind !== 'valid') return tiles;
    const tail = new LogTail(tiles.value);
    if (size === 0) return valid(tail);
    const open = size % TILE_WIDTH;
    const wanted = (open === 0 ? TILE_WIDTH : open) * HASH_BYTES;
    if (lastDigests === undefined || lastDigests.digests.length < wanted) {
      return invalid({
        kind: 'tile-missing',
        message: 'The newest block of the log’s hashes is missing or cut short.',
      });
    }
    const digests = lastDigests.digests.subarray(0, wanted);
    tail.#chain = chainOfDigests(nodeHasher, digests, lastDigests.chainBefore);
    tail.#chainBefore = open === 0 ? tail.#chain : lastDigests.chainBefore;
    if (open > 0) tail.#digests.set(digests);
    return valid(tail);
  }

  /** Records so far. */
  get size(): number {
    return this.#tiles.size;
  }

  /** 32 bytes; zeros while the log is empty. */
  get chain(): Uint8Array {
    return this.#chain;
  }

  root(): Uint8Array {
    return this.#tiles.root();
  }

  /** @param digests n * 32 bytes, the next n records in order */
  append(digests: Uint8Array): void {
    for (let at = 0; at < digests.length; ) {
      const place = (this.#tiles.size % TILE_WIDTH) * HASH_BYTES;
      const part = digests.subarray(at, Math.min(digests.length, at + TILE_BYTES - place));
      this.#digests.set(part, place);
      this.#chain = chainOfDigests(nodeHasher, part, this.#chain);
      this.#tiles.append(leavesOfDigests(nodeHasher, part));
      this.#changed = true;
      at += part.length;
      if (this.#tiles.size % TILE_WIDTH === 0) this.#closeDigestTile();
    }
  }

  /**
   * Takes whole tiles whose chain was followed elsewhere, where the log ends with a whole tile. They are not among the digest
   * tiles of `takeChanges`: who has them has compared them.
   *
   * @param chain the value after the last of them, 32 bytes
   */
  appendTiles(digests: Uint8Array, chain: Uint8Array): void {
    invariant(
      this.#tiles.size % TILE_WIDTH === 0 && digests.length % TILE_BYTES === 0,
      'whole tiles after whole tiles',
    );
    for (let at = 0; at < digests.length; at += TILE_BYTES) {
      this.#tiles.append(leavesOfDigests(nodeHasher, digests.subarray(at, at + TILE_BYTES), tileLeaves));
    }
    this.#chain = chain;
    this.#chainBefore = chain;
  }

  /** Tiles new or longer since the last call. */
  takeChanges(): TailChanges {
    const digestTiles = this.#full;
    this.#full = [];
    const open = this.#tiles.size % TILE_WIDTH;
    if (this.#changed && open > 0) digestTiles.push(this.#digestTile(open));
    this.#changed = false;
    return { digestTiles, tiles: this.#tiles.takeChanged() };
  }

  /** As `takeChanges`, but only what never changes again. */
  takeFull(): TailChanges {
    const digestTiles = this.#full;
    this.#full = [];
    return { digestTiles, tiles: this.#tiles.takeFull() };
  }

  #digestTile(count: number): DigestTile {
    return {
      n: Math.floor((this.#tiles.size - 1) / TILE_WIDTH),
      chainBefore: this.#chainBefore,
      digests: this.#digests.slice(0, count * HASH_BYTES),
    };
  }

  #closeDigestTile(): void {
    this.#full.push(this.#digestTile(TILE_WIDTH));
    this.#changed = false;
    this.#chainBefore = this.#chain;
  }
}
