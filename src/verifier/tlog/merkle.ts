/**
 * The Merkle tree of a log: hashes of leaves and nodes, inclusion and consistency proofs.
 *
 * Pure. O(log n) hashes a proof. Source: RFC 6962 §2.1, RFC 9162 §2.1.3.2 and §2.1.4.2. Differences: every hash must have
 * 32 bytes; a consistency proof from size 0 is refused: it says nothing.
 * Trust: index, sizes and hashes come from a file; sizes are checked before use.
 */
import { concat, equal } from '../base/bytes.ts';
import { sha256 } from '../base/hash.ts';

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);
export const HASH_BYTES = 32;

export const leafHash = (data: Uint8Array): Uint8Array => sha256(concat(LEAF, data));
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(NODE, left, right));

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === HASH_BYTES);
// Sizes go up to 2^53: no bit operators, which work on 32 bits.
const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);

/** RFC 9162 §2.1.3.2: the root that leaf, place and proof lead to; `undefined` where they can't be of one tree. */
export function rootOfInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([leaf, ...proof])) return undefined;
  let [fn, sn, root] = [index, size - 1, leaf];
  for (const hash of proof) {
    if (sn === 0) return undefined;
    if (isOdd(fn) || fn === sn) {
      root = nodeHash(hash, root);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      root = nodeHash(root, hash);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 ? root : undefined;
}

export function isIncluded(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  const reached = rootOfInclusion(index, size, leaf, proof);
  return reached !== undefined && equal(reached, root);
}

/** RFC 9162 §2.1.4.2. */
export function isConsistent(
  oldSize: number,
  newSize: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(oldSize) || !isSize(newSize) || !areHashes([oldRoot, newRoot, ...proof])) return false;
  if (oldSize === 0 || oldSize > newSize) return false;
  if (oldSize === newSize) return proof.length === 0 && equal(oldRoot, newRoot);
  const isPowerOfTwo = Number.isInteger(Math.log2(oldSize)) && 2 ** Math.log2(oldSize) === oldSize;
  const path = isPowerOfTwo ? [oldRoot, ...proof] : proof;
  let [fn, sn] = [oldSize - 1, newSize - 1];
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [before, after] = [first, first];
  for (const hash of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      before = nodeHash(hash, before);
      after = nodeHash(hash, after);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      after = nodeHash(after, hash);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(before, oldRoot) && equal(after, newRoot);
}
