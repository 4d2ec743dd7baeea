/**
 * Ed25519 with the rule of evidence-format.md: what every implementation accepts, and nothing else.
 *
 * Pure. About 3 ms a check. Source: RFC 8032 §5.1.7, without cofactor freedom: A and R are canonical encodings of points of
 * prime order, S < L. A crafted key of low order would let one signature fit many messages: its owner could deny any of them.
 * Trust: keys and signatures come from the bundle.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { concat } from '../base/bytes.ts';

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

/** Keys are few and signatures are many. Bounded: a bundle may name any number of keys. */
const soundKeys = new Map<string, boolean>();
function isSoundKey(key: Uint8Array): boolean {
  const name = key.join();
  const known = soundKeys.get(name);
  if (known !== undefined) return known;
  if (soundKeys.size > 1000) soundKeys.clear();
  const sound = isSoundPoint(key);
  soundKeys.set(name, sound);
  return sound;
}

export function isEd25519Signature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || !isSoundKey(key) || !isSoundPoint(signature.subarray(0, 32)))
    return false;
  try {
    return ed25519.verify(concat(signature), concat(message), concat(key), { zip215: false });
  } catch {
    return false;
  }
}
