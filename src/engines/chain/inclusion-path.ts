/**
 * The check of an inclusion proof, one joined hash after the other: for people who want to see what was computed.
 *
 * Pure. O(log n) hashes.
 * Source: RFC 9162 §2.1.3.2, as `rootFromInclusion`, which the last step's result equals.
 * Trust: the proof may come from anyone; a proof of the wrong length gives no path.
 */
import type { Hasher } from '../kernel/ports.ts';
import { nodeHash, rootFromInclusion } from './merkle.ts';

export interface PathStep {
  /** The sibling from the proof, 32 bytes. */
  readonly sibling: Uint8Array;
  /** On which side of the hash so far the sibling stands. */
  readonly side: 'left' | 'right';
  /** SHA-256(0x01 || left || right), 32 bytes. */
  readonly result: Uint8Array;
}

/** The steps from the leaf to the root of a tree of `size`; `undefined` where the proof does not fit index and size. */
export function inclusionPath(
  hasher: Hasher,
  proof: readonly Uint8Array[],
  leaf: Uint8Array,
  index: number,
  size: number,
): PathStep[] | undefined {
  if (rootFromInclusion(hasher, proof, leaf, index, size) === undefined) return undefined;
  const steps: PathStep[] = [];
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    // A node without a right neighbour moves up unchanged.
    while (node === last && node % 2 === 0) {
      node /= 2;
      last /= 2;
    }
    const side = node % 2 === 1 ? 'left' : 'right';
    hash = side === 'left' ? nodeHash(hasher, sibling, hash) : nodeHash(hasher, hash, sibling);
    steps.push({ sibling, side, result: hash });
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return steps;
}
