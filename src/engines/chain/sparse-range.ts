/**
 * The root of a growing Merkle tree of which parts are known only by the hash of their subtree.
 *
 * Pure. At most 53 hashes of 32 bytes; an append costs one hash on average.
 * Source: RFC 9162 §2.1.1; bundle-format.md §3 (stretches that are left out). Differences: none.
 * Trust: levels and hashes come from a bundle; one that is not aligned is refused by the caller (`fits`).
 */
import type { Hasher } from '../kernel/ports.ts';
import { invariant } from '../../shared/verdict.ts';
import { emptyRoot, nodeHash } from './merkle.ts';

interface Peak {
  level: number;
  hash: Uint8Array;
}

export class SparseRange {
  readonly #hasher: Hasher;
  readonly #onNode: (level: number, n: number, hash: Uint8Array) => void;
  /** Perfect subtrees, the largest first. */
  readonly #peaks: Peak[] = [];
  #size = 0;

  /** @param onNode told of every perfect subtree that two smaller ones made: its level, its place among those of its level */
  constructor(hasher: Hasher, onNode: (level: number, n: number, hash: Uint8Array) => void) {
    this.#hasher = hasher;
    this.#onNode = onNode;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether a subtree of so many leaves can come next. */
  fits(count: number): boolean {
    return Number.isInteger(Math.log2(count)) && this.#size % count === 0;
  }

  /** Adds the subtree over the next `count` leaves; a leaf hash is one over 1. */
  append(count: number, hash: Uint8Array): void {
    invariant(this.fits(count), 'a subtree comes where its size puts it');
    this.#size += count;
    let peak: Peak = { level: Math.log2(count), hash };
    for (let last = this.#peaks.at(-1); last?.level === peak.level; last = this.#peaks.at(-1)) {
      this.#peaks.pop();
      const level = peak.level + 1;
      peak = { level, hash: nodeHash(this.#hasher, last.hash, peak.hash) };
      this.#onNode(level, this.#size / 2 ** level - 1, peak.hash);
    }
    this.#peaks.push(peak);
  }

  /** The root (32 bytes) of all leaves so far. */
  root(): Uint8Array {
    const [last, ...others] = this.#peaks.toReversed();
    if (last === undefined) return emptyRoot(this.#hasher);
    return others.reduce((hash, peak) => nodeHash(this.#hasher, peak.hash, hash), last.hash);
  }
}
