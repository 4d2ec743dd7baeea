/**
 * Merkle tree over leaf hashes: roots, inclusion and consistency proofs.
 *
 * Pure. O(n) hashes for a root, O(log n) for a proof check; making a proof costs what its ranges cost.
 * Source: RFC 9162 §2.1.1 (tree hash), §2.1.3 (inclusion), §2.1.4 (consistency).
 * Differences: sizes end at 2^53-1; every hash must be 32 bytes; a consistency proof from size 0 is refused, because it
 * proves nothing; from a size to itself the proof must be empty.
 * Trust: `proof`, `index` and sizes come from an export file, so an attacker chooses them; the lengths that follow from
 * index and size are checked before a single hash is computed.
 */
import type { Hasher } from '../kernel/ports.ts';
import { equalBytes } from '../kernel/bytes.ts';
import { invariant } from '../../shared/verdict.ts';

export const HASH_BYTES = 32;

/** Half-open range of leaves that is a node of the tree. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** The tree hash (32 bytes) of a range that is a node of the tree; `undefined` where it cannot be had. */
export type HashOfRange = (range: LeafRange) => Uint8Array | undefined;

const NODE_BYTES = 1 + 2 * HASH_BYTES;
const NO_BYTES = new Uint8Array(0);

/** The root of the empty tree: SHA-256 of nothing. */
export const emptyRoot = (hasher: Hasher): Uint8Array => hasher.sha256(NO_BYTES);

/** SHA-256(0x01 || left || right). */
export function nodeHash(hasher: Hasher, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(NODE_BYTES);
  input[0] = 0x01;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  const hash = new Uint8Array(HASH_BYTES);
  hasher.sha256Into(input, hash, 0);
  return hash;
}

/** As many hashes as one pass reduces in place; the width of a tile. */
const BLOCK = 256;
/** Reused between calls. */
const block = new Uint8Array(BLOCK * HASH_BYTES);

/**
 * The tree hash of n consecutive hashes.
 *
 * @param hashes holds them from byte `start`
 * @param count how many, at least 0
 */
export function treeHash(
  hasher: Hasher,
  hashes: Uint8Array,
  start = 0,
  count = hashes.length / HASH_BYTES,
): Uint8Array {
  invariant(Number.isSafeInteger(count) && start + count * HASH_BYTES <= hashes.length, 'hashes are 32 bytes each');
  if (count === 0) return emptyRoot(hasher);
  let from = hashes;
  let at = start;
  let left = count;
  // Joining neighbours and carrying a lone last one up gives RFC 9162's tree (§2.1.1 splits at the largest power of two).
  while (left > BLOCK) {
    const roots = new Uint8Array(Math.ceil(left / BLOCK) * HASH_BYTES);
    for (let i = 0, to = 0; i < left; i += BLOCK, to += HASH_BYTES) {
      reduceBlock(hasher, from, at + i * HASH_BYTES, Math.min(BLOCK, left - i));
      for (let k = 0; k < HASH_BYTES; k++) roots[to + k] = block[k] as number;
    }
    from = roots;
    at = 0;
    left = roots.length / HASH_BYTES;
  }
  reduceBlock(hasher, from, at, left);
  return block.slice(0, HASH_BYTES);
}

/** Leaves the tree hash of 1 to 256 hashes at the start of the block. */
function reduceBlock(hasher: Hasher, hashes: Uint8Array, start: number, count: number): void {
  block.set(hashes.subarray(start, start + count * HASH_BYTES));
  for (let left = count; left > 1; left = Math.ceil(left / 2)) {
    const pairs = left >> 1;
    hasher.sha256Each(0x01, 64, block.subarray(0, pairs * 2 * HASH_BYTES), block);
    if (left % 2 === 1) block.copyWithin(HASH_BYTES * pairs, HASH_BYTES * (left - 1), HASH_BYTES * left);
  }
}

/** Ranges of a tree whose leaf hashes (n × 32 bytes) are at hand. */
export const rangesOfLeaves =
  (hasher: Hasher, leaves: Uint8Array): HashOfRange =>
  ({ from, to }) =>
    to * HASH_BYTES > leaves.length ? undefined : treeHash(hasher, leaves, from * HASH_BYTES, to - from);

/** Largest power of two below n, for n ≥ 2. */
export function splitOf(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** The nodes whose hashes prove that leaf `index` is in the tree over `tree`, from the leaf upwards. */
export function inclusionRanges(index: number, tree: LeafRange): LeafRange[] {
  invariant(index >= tree.from && index < tree.to, 'the leaf is inside the tree');
  const ranges: LeafRange[] = [];
  let { from, to } = tree;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.toReversed();
}

/** The nodes whose hashes prove that the first `oldSize` leaves of a tree of `size` are its earlier self. */
export function consistencyRanges(oldSize: number, size: number): LeafRange[] {
  invariant(oldSize >= 1 && oldSize <= size, 'the old tree is not empty and not larger');
  const ranges: LeafRange[] = [];
  let from = 0;
  let to = size;
  // RFC 9162 §2.1.4.1, SUBPROOF: `isWhole` says that the verifier knows the old root to be this very node.
  let isWhole = true;
  while (to !== oldSize) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
      isWhole = false;
    }
  }
  if (!isWhole) ranges.push({ from, to });
  return ranges.toReversed();
}

/** The hashes of the ranges, in order; `undefined` where one cannot be had. */
export function proofOf(ranges: readonly LeafRange[], hashOf: HashOfRange): Uint8Array[] | undefined {
  const proof: Uint8Array[] = [];
  for (const range of ranges) {
    const hash = hashOf(range);
    if (hash === undefined) return undefined;
    proof.push(hash);
  }
  return proof;
}

const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every((hash) => hash.length === HASH_BYTES);
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** The number of bits needed to write n, 0 for 0; exact up to 2^53-1. */
function bitLength(n: number): number {
  let bits = 0;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) bits++;
  return bits;
}

/** How many hashes an inclusion proof has: known beforehand, so a longer one costs nothing. */
function inclusionLength(index: number, size: number): number {
  // RFC 9162 §2.1.3.2 read from the top: below the last place where index and size-1 differ every level has a sibling,
  // above it only the levels where the path turns right.
  let length = 0;
  let node = index;
  for (let last = size - 1; last > 0; last = Math.floor(last / 2), node = Math.floor(node / 2)) {
    if (node !== last || node % 2 === 1) length++;
  }
  return length;
}

/**
 * The root that a proof leads to, for leaf hash `leaf` at `index` of a tree of `size`; `undefined` where the proof does
 * not fit index and size.
 */
export function rootFromInclusion(
  hasher: Hasher,
  proof: readonly Uint8Array[],
  leaf: Uint8Array,
  index: number,
  size: number,
): Uint8Array | undefined {
  if (!isSize(index) || !isSize(size) || index >= size) return undefined;
  if (proof.length !== inclusionLength(index, size) || leaf.length !== HASH_BYTES || !areHashes(proof))
    return undefined;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    // A node without a right neighbour moves up unchanged.
    while (node === last && node % 2 === 0) {
      node /= 2;
      last /= 2;
    }
    hash = node % 2 === 1 ? nodeHash(hasher, sibling, hash) : nodeHash(hasher, hash, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return hash;
}

/** Whether leaf hash `leaf` is at `index` in the tree of `size` with `root` (32 bytes). */
export function verifyInclusion(
  hasher: Hasher,
  proof: readonly Uint8Array[],
  leaf: Uint8Array,
  index: number,
  size: number,
  root: Uint8Array,
): boolean {
  const reached = rootFromInclusion(hasher, proof, leaf, index, size);
  return reached !== undefined && equalBytes(reached, root);
}

/** Whether the tree of `size` with `root` begins with the whole tree of `oldSize` with `oldRoot`. */
export function verifyConsistency(
  hasher: Hasher,
  proof: readonly Uint8Array[],
  oldSize: number,
  oldRoot: Uint8Array,
  size: number,
  root: Uint8Array,
): boolean {
  if (!isSize(oldSize) || !isSize(size) || oldSize === 0 || oldSize > size) return false;
  if (oldRoot.length !== HASH_BYTES || root.length !== HASH_BYTES || !areHashes(proof)) return false;
  if (oldSize === size) return proof.length === 0 && equalBytes(oldRoot, root);
  if (proof.length > bitLength(size) + 1) return false;
  let node = oldSize - 1;
  let last = size - 1;
  // Up to the largest perfect subtree that ends the old tree.
  while (node % 2 === 1) {
    node = (node - 1) / 2;
    last = Math.floor(last / 2);
  }
  // node 0: the old tree is itself that subtree, so the proof does not repeat its root.
  const path = node === 0 ? [oldRoot, ...proof] : proof;
  const start = path[0];
  if (start === undefined) return false;
  let oldHash = start;
  let hash = start;
  for (const sibling of path.slice(1)) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(hasher, sibling, oldHash);
      hash = nodeHash(hasher, sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hasher, hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(hash, root);
}
