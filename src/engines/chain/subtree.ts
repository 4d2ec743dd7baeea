/**
 * Subtree proofs: one record in a part of the log, and that part in the whole.
 *
 * Pure. O(log n) hashes.
 * Source: draft-ietf-plants-merkle-tree-certs §4 (subtrees, §4.3 inclusion, §4.4 consistency). With `from` 0 this is
 * RFC 9162 §2.1.4. Differences: sizes end at 2^53-1; every hash must be 32 bytes; empty subtrees prove nothing.
 * Trust: ranges, sizes and hashes come from files an attacker may have made; all are checked before anything is hashed.
 */
import type { Hasher } from '../kernel/ports.ts';
import { equalBytes } from '../kernel/bytes.ts';
import { invariant } from '../../shared/verdict.ts';
import { HASH_BYTES, type LeafRange, nodeHash, splitOf, verifyInclusion } from './merkle.ts';

const half = (n: number): number => Math.floor(n / 2);

/** Whether the range is a subtree: not empty, and aligned to the smallest power of two that holds its length. */
export function isSubtree({ from, to }: LeafRange): boolean {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || from >= to) return false;
  let power = 1;
  while (power < to - from) power *= 2;
  return from % power === 0;
}

/** Whether leaf hash `leaf` is at `index` of the log, within the subtree with this tree hash (32 bytes). */
export const verifySubtreeInclusion = (
  hasher: Hasher,
  proof: readonly Uint8Array[],
  leaf: Uint8Array,
  index: number,
  subtree: LeafRange,
  subtreeHash: Uint8Array,
): boolean =>
  isSubtree(subtree) &&
  verifyInclusion(hasher, proof, leaf, index - subtree.from, subtree.to - subtree.from, subtreeHash);

/** The nodes whose hashes prove that a subtree is part of the tree of `size` leaves. */
export function subtreeConsistencyRanges(subtree: LeafRange, size: number): LeafRange[] {
  invariant(isSubtree(subtree) && subtree.to <= size, 'the subtree lies inside the tree');
  const ranges: LeafRange[] = [];
  let from = 0;
  let to = size;
  // While this node holds the whole subtree, its hash is what the verifier has.
  let isWhole = true;
  while (from !== subtree.from || to !== subtree.to) {
    if (!isWhole && to === subtree.to) break;
    const middle = from + splitOf(to - from);
    if (subtree.to <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      // Only a subtree from the left edge can reach over the middle (§4.4.1).
      if (subtree.from < middle) isWhole = false;
      from = middle;
    }
  }
  if (!isWhole) ranges.push({ from, to });
  return ranges.toReversed();
}

/** Whether the subtree with `subtreeHash` is part of the tree of `size` with `root` (32 bytes each). */
export function verifySubtreeConsistency(
  hasher: Hasher,
  proof: readonly Uint8Array[],
  subtree: LeafRange,
  subtreeHash: Uint8Array,
  size: number,
  root: Uint8Array,
): boolean {
  if (!isSubtree(subtree) || !Number.isSafeInteger(size) || subtree.to > size) return false;
  if (![subtreeHash, root, ...proof].every((hash) => hash.length === HASH_BYTES)) return false;
  let first = subtree.from;
  let end = subtree.to - 1;
  let last = size - 1;
  // Up to where the first hash of the proof is needed; `end` reaches `last` either at the start or never.
  while (first !== end && (end === last || end % 2 === 1)) {
    first = half(first);
    end = half(end);
    last = half(last);
  }
  // A subtree that is a node of the tree itself starts the walk; otherwise its rightmost part, from the proof, does.
  const path = first === end ? [subtreeHash, ...proof] : proof;
  const [start, ...siblings] = path;
  if (start === undefined) return false;
  let inner = start;
  let outer = start;
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (end % 2 === 1 || end === last) {
      if (first < end) inner = nodeHash(hasher, sibling, inner);
      outer = nodeHash(hasher, sibling, outer);
      // `last` is not 0 here, so `end` has a bit to stop at.
      while (end % 2 === 0) {
        first = half(first);
        end = half(end);
        last = half(last);
      }
    } else {
      outer = nodeHash(hasher, outer, sibling);
    }
    first = half(first);
    end = half(end);
    last = half(last);
  }
  return last === 0 && equalBytes(inner, subtreeHash) && equalBytes(outer, root);
}
