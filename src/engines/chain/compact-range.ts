/**
 * Compact range: the few hashes from which the root of a growing Merkle tree is computed.
 *
 * Pure. At most 53 hashes of 32 bytes; an append costs one hash on average, a root at most 53.
 * Source: RFC 9162 §2.1 (tree), §2.1.1 (MTH); the idea is RFC 6962's "right edge". Differences: none.
 * Trust: a stored range (`parse`) is only a cache; compare its root with a signed head before building on it.
 */
import type { Hasher } from '../kernel/ports.ts';
import { invariant } from '../../shared/verdict.ts';
import { emptyRoot, HASH_BYTES } from './merkle.ts';

/** Sizes go up to 2^53-1, so there are at most 53 perfect subtrees. */
const LEVELS = 53;
const LEFT = 1;
const RIGHT = LEFT + HASH_BYTES;
const PEAKS = RIGHT + HASH_BYTES;
const peakAt = (level: number): number => PEAKS + level * HASH_BYTES;

export class CompactRange {
  readonly #hasher: Hasher;
  /** 0x01, left, right: the node being hashed; then the perfect subtree of each level whose bit is set in the size. */
  readonly #bytes = new Uint8Array(PEAKS + LEVELS * HASH_BYTES);
  readonly #node = this.#bytes.subarray(0, PEAKS);
  #size = 0;

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
    this.#bytes[0] = 0x01;
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Adds leaf hashes, n × 32 bytes. */
  append(leaves: Uint8Array): void {
    invariant(leaves.length % HASH_BYTES === 0, 'leaf hashes are 32 bytes each');
    const bytes = this.#bytes;
    for (let at = 0; at < leaves.length; at += HASH_BYTES) {
      for (let i = 0; i < HASH_BYTES; i++) bytes[RIGHT + i] = leaves[at + i] as number;
      let level = 0;
      // Division, not shifts: sizes go beyond 32 bits.
      for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2, level++) this.#joinPeak(level);
      bytes.copyWithin(peakAt(level), RIGHT, PEAKS);
      this.#size++;
    }
  }

  /** The root (32 bytes) of all leaves so far. */
  root(): Uint8Array {
    if (this.#size === 0) return emptyRoot(this.#hasher);
    let isFirst = true;
    let rest = this.#size;
    for (let level = 0; rest > 0; rest = Math.floor(rest / 2), level++) {
      if (rest % 2 === 0) continue;
      if (isFirst) this.#bytes.copyWithin(RIGHT, peakAt(level), peakAt(level + 1));
      else this.#joinPeak(level);
      isFirst = false;
    }
    return this.#bytes.slice(RIGHT, PEAKS);
  }

  /** The hashes of the perfect subtrees, largest (leftmost) first, 32 bytes each; with `size` all there is to store. */
  peaks(): Uint8Array {
    const peaks: number[] = [];
    let rest = this.#size;
    for (let level = 0; rest > 0; rest = Math.floor(rest / 2), level++) if (rest % 2 === 1) peaks.unshift(level);
    const stored = new Uint8Array(peaks.length * HASH_BYTES);
    peaks.forEach((level, i) => stored.set(this.#bytes.subarray(peakAt(level), peakAt(level + 1)), i * HASH_BYTES));
    return stored;
  }

  /** The range stored as `size` and `peaks()`; `undefined` where the number of hashes does not fit the size. */
  static restore(hasher: Hasher, size: number, peaks: Uint8Array): CompactRange | undefined {
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    const range = new CompactRange(hasher);
    let at = peaks.length;
    let rest = size;
    for (let level = 0; rest > 0; rest = Math.floor(rest / 2), level++) {
      if (rest % 2 === 0) continue;
      at -= HASH_BYTES;
      if (at < 0) return undefined;
      range.#bytes.set(peaks.subarray(at, at + HASH_BYTES), peakAt(level));
    }
    if (at !== 0) return undefined;
    range.#size = size;
    return range;
  }

  /** right = node(peak of the level, right) */
  #joinPeak(level: number): void {
    this.#bytes.copyWithin(LEFT, peakAt(level), peakAt(level + 1));
    this.#hasher.sha256Into(this.#node, this.#bytes, RIGHT);
  }
}
