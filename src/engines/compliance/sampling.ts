/**
 * Which units stay when there are more than fit: those whose key hashes low. The same units whatever the order in which
 * events come and states are merged, and a fair sample of all.
 *
 * Pure. Source: bottom-k sampling (Cohen, Kaplan 2007) with cutoffs at powers of two; murmur3's finaliser over FNV-1a.
 * Trust: keys are hostile. The seed is drawn by the host for each run, so that nobody can choose names that fall out.
 */

export const WHOLE = 2 ** 32;

/** The last answer: several checks ask for the same unit of one event, one after the other. */
let last = { key: '', seed: -1, hash: 0 };

/** 0 to 2^32-1. */
export function hashKey(key: string, seed: number): number {
  if (last.key === key && last.seed === seed) return last.hash;
  const hash = computeHash(key, seed);
  last = { key, seed, hash };
  return hash;
}

function computeHash(key: string, seed: number): number {
  let hash = (0x811c_9dc5 ^ seed) >>> 0;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
