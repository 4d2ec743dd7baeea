/**
 * Ed25519 with the rule of evidence-format.md: what every implementation accepts, and nothing else.
 *
 * Pure. About 3 ms a check. Source: RFC 8032 §5.1.7, without cofactor freedom: A and R are canonical encodings of points of
 * prime order, S < L. A crafted key of low order would let one signature fit many messages: its owner could deny any of them.
 * Trust: keys and signatures come from the bundle.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, hexOf } from '../base/bytes.ts';
import { sha256Hex } from '../base/hash.ts';

export const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** Whether 32 bytes are the canonical encoding of a point of prime order. */
export function isSoundPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== KEY_BYTES) return false;
  try {
    // `false`: no ZIP-215, so y ≥ p and the sign of zero are refused (RFC 8032 §5.1.3).
    const point = ed25519.Point.fromBytes(concat(bytes), false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/** The equation alone, without cofactor, S < L and R compared as bytes. */
export type Ed25519Engine = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
let platform: Ed25519Engine | undefined;
export const useEd25519Engine = (chosen: Ed25519Engine | undefined): void => {
  platform = chosen;
  knownSignatures.clear();
};

/** Many proofs stand under one head: each signature is checked once. Bounded, since a bundle may hold any number. */
class Known {
  readonly #answers = new Map<string, boolean>();

  clear(): void {
    this.#answers.clear();
  }
  answer(name: string, find: () => boolean): boolean {
    const known = this.#answers.get(name);
    if (known !== undefined) return known;
    if (this.#answers.size > 5000) this.#answers.clear();
    const found = find();
    this.#answers.set(name, found);
    return found;
  }
}
const knownKeys = new Known();
const knownSignatures = new Known();

export function isEd25519Signature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  const isSoundKey = knownKeys.answer(hexOf(key), () => isSoundPoint(key));
  // Key and signature have fixed lengths: no two questions share these bytes.
  const name = sha256Hex(concat(key, signature, message));
  return isSoundKey && knownSignatures.answer(name, () => isGood(key, message, signature));
}

function isGood(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  // Where R = [S]B - [k]A holds as it stands, R is of prime order since A and B are; only the neutral element is left.
  if (platform !== undefined) return !isNeutral(signature) && platform(key, message, signature);
  // noble checks the equation times the cofactor: then R must be looked at by itself.
  if (!isSoundPoint(signature.subarray(0, KEY_BYTES))) return false;
  try {
    return ed25519.verify(concat(signature), concat(message), concat(key), { zip215: false });
  } catch {
    return false;
  }
}

const isNeutral = (signature: Uint8Array): boolean =>
  signature[0] === 1 && signature.subarray(1, KEY_BYTES).every((byte) => byte === 0);
