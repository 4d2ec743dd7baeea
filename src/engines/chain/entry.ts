/**
 * Log entries: from a record's canonical line to its digest, its Merkle leaf and its chain value.
 *
 * Pure. Three SHA-256 an entry; the bulk form allocates nothing per entry.
 * Source: evidence-format.md §2. digest = SHA-256(line without newline); leaf = SHA-256(0x00 || digest);
 * chain_i = SHA-256(0x02 || chain_{i-1} || digest_i), chain_{-1} = 32 zero bytes.
 * Differences from RFC 9162: none; the leaf data is the 32-byte digest, so a line can be withheld and still be proved.
 * Trust: digests may come from a bundle an attacker made; they are only ever hashed and compared.
 */
import type { Hasher } from '../kernel/ports.ts';
import { invariant } from '../../shared/verdict.ts';

export const DIGEST_BYTES = 32;

/** The chain value before record 0: 32 zero bytes. A new array each time, so nobody can change another's. */
export const initialChain = (): Uint8Array => new Uint8Array(DIGEST_BYTES);

// Reused between calls; no function here yields while they hold data.
const leafInput = new Uint8Array(1 + DIGEST_BYTES);
const chainInput = new Uint8Array(1 + 2 * DIGEST_BYTES);
chainInput[0] = 0x02;
const CHAIN_AT = 1;
const DIGEST_AT = 1 + DIGEST_BYTES;

/** SHA-256 of the line's UTF-8 bytes, 64 hex digits: what `sha256sum` prints for the line without its newline. */
export const digestOfLine = (hasher: Hasher, line: string): string => hasher.sha256TextHex(line);

/** The Merkle leaf hash of a 32-byte digest. */
export function leafOfDigest(hasher: Hasher, digest: Uint8Array): Uint8Array {
  invariant(digest.length === DIGEST_BYTES, 'a digest is 32 bytes');
  leafInput.set(digest, 1);
  return hasher.sha256(leafInput);
}

/** The next chain value, from the previous one (32 bytes) and a digest (32 bytes). */
export function nextChain(hasher: Hasher, previous: Uint8Array, digest: Uint8Array): Uint8Array {
  invariant(previous.length === DIGEST_BYTES && digest.length === DIGEST_BYTES, 'chain and digest are 32 bytes');
  chainInput.set(previous, CHAIN_AT);
  chainInput.set(digest, DIGEST_AT);
  return hasher.sha256(chainInput);
}

/**
 * Leaves and chain of many entries at once.
 *
 * @param digests n × 32 bytes, in log order
 * @param chain the chain value before the first of them, 32 bytes
 * @returns `leaves` n × 32 bytes; `chain` the value after the last of them
 */
export function linkEntries(
  hasher: Hasher,
  digests: Uint8Array,
  chain: Uint8Array,
): { leaves: Uint8Array; chain: Uint8Array } {
  const leaves = leavesOfDigests(hasher, digests);
  return { leaves, chain: chainOfDigests(hasher, digests, chain) };
}

/**
 * Leaf hashes only, n × 32 bytes from n × 32 bytes: needs no order, so any thread can do it.
 *
 * @param leaves where to put them, as long as the digests
 */
export function leavesOfDigests(
  hasher: Hasher,
  digests: Uint8Array,
  leaves: Uint8Array = new Uint8Array(digests.length),
): Uint8Array {
  invariant(digests.length % DIGEST_BYTES === 0 && leaves.length === digests.length, 'digests are 32 bytes each');
  hasher.sha256Each(0x00, DIGEST_BYTES, digests, leaves);
  return leaves;
}

/** Chain value after the last of n × 32 bytes of digests; `chain` itself (copied) where there are none. */
export function chainOfDigests(hasher: Hasher, digests: Uint8Array, chain: Uint8Array): Uint8Array {
  invariant(digests.length % DIGEST_BYTES === 0 && chain.length === DIGEST_BYTES, 'digests and chain are 32 bytes');
  chainInput.set(chain, CHAIN_AT);
  for (let at = 0; at < digests.length; at += DIGEST_BYTES) {
    for (let i = 0; i < DIGEST_BYTES; i++) chainInput[DIGEST_AT + i] = digests[at + i] as number;
    hasher.sha256Into(chainInput, chainInput, CHAIN_AT);
  }
  return chainInput.slice(CHAIN_AT, DIGEST_AT);
}

/** Chains that `chainsOfDigests` follows at once. */
export const CHAINS_AT_ONCE = 4;

/**
 * Chain values after four neighbouring stretches of the same length, each begun with the value claimed to stand before it.
 *
 * A chain can only be followed step by step, but stretches of it side by side: where each ends with the value that the next
 * was begun with, all of it is one chain. The caller compares.
 *
 * @param digests 4 × n × 32 bytes
 * @param before four values, 32 bytes each, one behind the other
 * @returns the four values after, one behind the other
 */
export function chainsOfDigests(hasher: Hasher, digests: Uint8Array, before: Uint8Array): Uint8Array {
  invariant(digests.length % (CHAINS_AT_ONCE * DIGEST_BYTES) === 0, 'four stretches of the same length');
  invariant(before.length === CHAINS_AT_ONCE * DIGEST_BYTES, 'a value for each');
  const values = before.slice();
  hasher.sha256Chains(0x02, values, digests);
  return values;
}
