/**
 * Merkle tiles: the hashes of the log in blocks of 256, so that any proof reads a few blocks instead of the whole log.
 *
 * Pure. Level 0 holds leaf hashes, level L+1 the tree hash of each full tile of level L: 32.1 bytes an entry in all.
 * Source: C2SP tlog-tiles (tile size, levels, paths). Differences: the store keeps one blob a tile, which grows until it
 * is full, instead of one file for each width; entry bundles are not used (leaves are digests).
 * Trust: a tile store lies on a disk somebody else may have held. `TileAppender` and `rangesOfTiles` only compute; what
 * they give is true when the root they lead to is the signed one. `VerifiedTiles` (verified-tiles.ts) checks first.
 */
import type { Hasher } from '../kernel/ports.ts';
import { type Finding, invalid, invariant, type Verdict, valid } from '../../shared/verdict.ts';
import { emptyRoot, HASH_BYTES, type HashOfRange, type LeafRange, nodeHash, treeHash } from './merkle.ts';

/** Hashes in a full tile. */
export const TILE_WIDTH = 256;
/** Bytes of a full tile. */
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;
/** Levels that sizes up to 2^53-1 can have. */
const MAX_LEVELS = 7;

export interface TileStore {
  /** The tile's hashes, 32 bytes each; may be wider than asked for by a smaller log. `undefined` where it is absent. */
  get(level: number, index: number): Uint8Array | undefined;
}

export interface Tile {
  readonly level: number;
  /** Position within the level, from 0. */
  readonly index: number;
  /** 1 to 256 hashes, 32 bytes each. */
  readonly hashes: Uint8Array;
}

/** How many hashes level `level` of a log of `size` holds: the size divided by 256 a level, rounded down. */
export function hashCountAt(level: number, size: number): number {
  let count = size;
  for (let i = 0; i < level && count > 0; i++) count = Math.floor(count / TILE_WIDTH);
  return count;
}

/** Hashes in tile (level, index) of a log of `size`: 0 where the tile does not exist, 256 where it is full. */
export const tileWidth = (level: number, index: number, size: number): number =>
  Math.max(0, Math.min(TILE_WIDTH, hashCountAt(level, size) - index * TILE_WIDTH));

/** Number of levels of a log of `size`; 0 for the empty log. */
export function levelCount(size: number): number {
  let levels = 0;
  for (let count = size; count > 0; count = Math.floor(count / TILE_WIDTH)) levels++;
  return levels;
}

/** The tile's path in C2SP form: `tile/<level>/<index in groups of three digits>[.p/<width>]`. */
export function tilePath(level: number, index: number, width: number = TILE_WIDTH): string {
  let group = index;
  let path = String(group % 1000).padStart(3, '0');
  while (group >= 1000) {
    group = Math.floor(group / 1000);
    path = `x${String(group % 1000).padStart(3, '0')}/${path}`;
  }
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const PATH = /^tile\/([0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** What a C2SP tile path names; `undefined` for any text that `tilePath` would not have written. */
export function parseTilePath(path: string): { level: number; index: number; width: number } | undefined {
  if (path.length > 64) return undefined;
  const match = PATH.exec(path);
  if (match === null) return undefined;
  const level = Number(match[1]);
  const index = Number((match[2] as string).replaceAll(/[x/]/g, ''));
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3]);
  return Number.isSafeInteger(index) && tilePath(level, index, width) === path ? { level, index, width } : undefined;
}

/** The whole-case finding for a tile that is not there or too short. */
export const tileMissing = (level: number, index: number): Finding => ({
  kind: 'tile-missing',
  expected: tilePath(level, index),
  message: 'A block of the log’s hashes is missing or cut short.',
});

/** The first `width` hashes of a tile; `undefined` where the store has fewer. */
export function readTile(store: TileStore, level: number, index: number, width: number): Uint8Array | undefined {
  const hashes = store.get(level, index);
  const length = width * HASH_BYTES;
  return hashes === undefined || hashes.length < length ? undefined : hashes.subarray(0, length);
}

/** Grows the tiles of a log; holds only its right edge (at most 8 KiB a level). One writer. */
export class TileAppender {
  readonly #hasher: Hasher;
  /** For each level the tile being filled. Its width follows from the size. */
  readonly #edge: Uint8Array[] = [];
  /** Width of the edge tile of each level when it was last taken. */
  readonly #taken: number[] = [];
  readonly #lowest: number;
  #full: Tile[] = [];
  #size = 0;

  /** @param lowest level that `takeChanged` and `takeFull` give; who keeps the digests needs no tiles of their leaves */
  constructor(hasher: Hasher, lowest: 0 | 1 = 0) {
    this.#hasher = hasher;
    this.#lowest = lowest;
  }

  /**
   * Goes on where a stored log of `size` ends. Finding: `tile-missing`. Compare `root()` with the signed head before
   * appending: nothing is verified here.
   */
  static open(hasher: Hasher, store: TileStore, size: number, lowest: 0 | 1 = 0): Verdict<TileAppender> {
    invariant(Number.isSafeInteger(size) && size >= 0, 'a size is an integer from 0');
    const appender = new TileAppender(hasher, lowest);
    for (let level = 0; level < levelCount(size); level++) {
      const count = hashCountAt(level, size);
      const width = count % TILE_WIDTH;
      const edge = new Uint8Array(TILE_BYTES);
      if (width > 0) {
        const index = Math.floor(count / TILE_WIDTH);
        const stored = readTile(store, level, index, width);
        if (stored === undefined) return invalid(tileMissing(level, index));
        edge.set(stored);
      }
      appender.#edge[level] = edge;
      appender.#taken[level] = width;
    }
    appender.#size = size;
    return valid(appender);
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Adds leaf hashes, n × 32 bytes. */
  append(leaves: Uint8Array): void {
    invariant(leaves.length % HASH_BYTES === 0, 'leaf hashes are 32 bytes each');
    for (let at = 0; at < leaves.length; ) {
      const width = this.#size % TILE_WIDTH;
      const room = Math.min((TILE_WIDTH - width) * HASH_BYTES, leaves.length - at);
      this.#put(0, width, leaves.subarray(at, at + room));
      this.#size += room / HASH_BYTES;
      at += room;
      if (this.#size % TILE_WIDTH === 0) this.#close();
    }
  }

  /**
   * Tiles that changed since the last call: full ones, then the edge. Store them together with the size in one
   * transaction; a tile taken once is not given again unless it grows.
   */
  takeChanged(): Tile[] {
    const changed = this.takeFull();
    for (let level = this.#lowest; level < this.#edge.length; level++) {
      const count = hashCountAt(level, this.#size);
      const width = count % TILE_WIDTH;
      if (width !== this.#taken[level] && width > 0) {
        const hashes = (this.#edge[level] as Uint8Array).slice(0, width * HASH_BYTES);
        changed.push({ level, index: Math.floor(count / TILE_WIDTH), hashes });
      }
      this.#taken[level] = width;
    }
    return changed;
  }

  /** Full tiles alone: these never change again. */
  takeFull(): Tile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** The root (32 bytes) of all leaves so far; at most 255 hashes a level. */
  root(): Uint8Array {
    return rootOfEdge(this.#hasher, this.#size, (level) => this.#edge[level]) ?? emptyRoot(this.#hasher);
  }

  #put(level: number, width: number, hashes: Uint8Array): void {
    const edge = (this.#edge[level] ??= new Uint8Array(TILE_BYTES));
    this.#taken[level] ??= 0;
    edge.set(hashes, width * HASH_BYTES);
  }

  /** The level-0 tile is full: its hash goes one level up, and so on while tiles fill. */
  #close(): void {
    let count = this.#size;
    for (let level = 0; count % TILE_WIDTH === 0; level++) {
      const hashes = this.#edge[level] as Uint8Array;
      if (level >= this.#lowest) this.#full.push({ level, index: count / TILE_WIDTH - 1, hashes: hashes.slice() });
      this.#taken[level] = 0;
      count /= TILE_WIDTH;
      this.#put(level + 1, (count - 1) % TILE_WIDTH, treeHash(this.#hasher, hashes));
    }
  }
}

/**
 * The root from the unfinished tile of each level, right to left; `undefined` where a tile is missing, or the log empty.
 *
 * @param edgeOf the tile being filled at a level, with at least its width of hashes
 */
function rootOfEdge(
  hasher: Hasher,
  size: number,
  edgeOf: (level: number, index: number, width: number) => Uint8Array | undefined,
): Uint8Array | undefined {
  let root: Uint8Array | undefined;
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / TILE_WIDTH)) {
    const width = count % TILE_WIDTH;
    if (width === 0) continue;
    const hashes = edgeOf(level, Math.floor(count / TILE_WIDTH), width);
    if (hashes === undefined) return undefined;
    root = foldPerfect(hasher, hashes, width, root);
  }
  return root;
}

/** Joins the perfect subtrees of `width` hashes with what lies right of them, from right to left (RFC 9162 §2.1.1). */
function foldPerfect(hasher: Hasher, hashes: Uint8Array, width: number, right: Uint8Array | undefined): Uint8Array {
  let root = right;
  let end = width;
  for (let power = 1; end > 0; power *= 2) {
    if ((end & power) === 0) continue;
    const subtree = treeHash(hasher, hashes, (end - power) * HASH_BYTES, power);
    root = root === undefined ? subtree : nodeHash(hasher, subtree, root);
    end -= power;
  }
  invariant(root !== undefined, 'a width is at least 1');
  return root;
}

/** The root of a stored log of `size` from its right edge alone (one tile a level). Finding: `tile-missing`. */
export function rootOfTiles(hasher: Hasher, store: TileStore, size: number): Verdict<Uint8Array> {
  if (size === 0) return valid(emptyRoot(hasher));
  let missing: Finding | undefined;
  const root = rootOfEdge(hasher, size, (level, index, width) => {
    const hashes = readTile(store, level, index, width);
    if (hashes === undefined) missing = tileMissing(level, index);
    return hashes;
  });
  return root === undefined ? invalid(missing ?? tileMissing(0, 0)) : valid(root);
}

/** Tree hashes of ranges, read from the tiles of a log of `size`: what `proofOf` needs. */
export function rangesOfTiles(hasher: Hasher, store: TileStore, size: number): HashOfRange {
  return (range) => (range.to > size ? undefined : hashOfRange(hasher, store, range));
}

function hashOfRange(hasher: Hasher, store: TileStore, { from, to }: LeafRange): Uint8Array | undefined {
  let root: Uint8Array | undefined;
  let end = to;
  // The range is a node of the tree, so `from` is a multiple of every power of two that is taken off its right end.
  for (let power = 1; end > from; power *= 2) {
    if (((end - from) / power) % 2 === 0) continue;
    const subtree = hashOfPerfect(hasher, store, end - power, power);
    if (subtree === undefined) return undefined;
    root = root === undefined ? subtree : nodeHash(hasher, subtree, root);
    end -= power;
  }
  return root;
}

/** Tree hash of `count` (a power of two) leaves from a multiple of `count`: within one tile of the right level. */
function hashOfPerfect(hasher: Hasher, store: TileStore, from: number, count: number): Uint8Array | undefined {
  let level = 0;
  let at = from;
  let width = count;
  while (width >= TILE_WIDTH) {
    level++;
    at /= TILE_WIDTH;
    width /= TILE_WIDTH;
  }
  invariant(level < MAX_LEVELS, 'a size is below 2^53');
  const offset = at % TILE_WIDTH;
  const hashes = readTile(store, level, Math.floor(at / TILE_WIDTH), offset + width);
  return hashes === undefined ? undefined : treeHash(hasher, hashes, offset * HASH_BYTES, width);
}
