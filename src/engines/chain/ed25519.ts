/**
 * Ed25519 with one rule for keys and signatures, the same in every runtime; and its implementation in plain ECMAScript.
 *
 * Pure. With noble: about 0.5 ms to sign, 3 ms to verify. The host offers the same port on the platform's own library.
 * Source: RFC 8032 §5.1. Differences: stricter than the RFC, which leaves edge cases to the implementation. Accepted is
 * only what every implementation accepts: public key A and commitment R are canonically encoded points of the prime-order
 * group other than the neutral element, S < L, and [S]B = R + [k]A without cofactor.
 * Trust: keys and signatures come from files an attacker may have made. A low-order or mixed-order key would let one
 * signature fit several messages, or be good in one runtime and bad in another: it is refused where it is enrolled and
 * again where it is used.
 */
import { ed25519 } from '@noble/curves/ed25519.js';

export const PUBLIC_KEY_BYTES = 32;
export const SEED_BYTES = 32;
export const SIGNATURE_BYTES = 64;

export interface Ed25519Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes; deterministic (RFC 8032 §5.1.6). */
  sign(message: Uint8Array): Uint8Array;
}

export interface Ed25519Verifier {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Never throws: a signature of another length is simply not good. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Where signatures come from: an engine takes it as a parameter, tests run every implementation against the others. */
export interface Ed25519 {
  /** @param seed 32 secret bytes; not kept by reference */
  signerOf(seed: Uint8Array): Ed25519Signer;
  /** `undefined` where the key breaks the rule above. */
  verifierOf(publicKey: Uint8Array): Ed25519Verifier | undefined;
}

/** Whether 32 bytes are the canonical encoding of a point of prime order. For keys at enrolment; about 1 ms. */
export const isSoundPublicKey = (publicKey: Uint8Array): boolean => isPrimeOrderPoint(publicKey);

function isPrimeOrderPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== PUBLIC_KEY_BYTES) return false;
  try {
    // `false`: refuse y ≥ p and the encoding of -0 (RFC 8032 §5.1.3).
    const point = ed25519.Point.fromBytes(new Uint8Array(bytes), false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    // noble throws for bytes that are no point; nothing else can fail here.
    return false;
  }
}

/** The port without any platform library: for places that have none, and as the second opinion in tests. */
export const nobleEd25519: Ed25519 = {
  signerOf(seed) {
    const secret = new Uint8Array(seed);
    return {
      publicKey: ed25519.getPublicKey(secret),
      sign: (message) => ed25519.sign(message, secret),
    };
  },
  verifierOf(publicKey) {
    if (!isSoundPublicKey(publicKey)) return undefined;
    const key = new Uint8Array(publicKey);
    return {
      publicKey: key,
      verify(message, signature) {
        if (signature.length !== SIGNATURE_BYTES) return false;
        // noble checks the equation times the cofactor; with A and R both of prime order that is the plain equation.
        return (
          isPrimeOrderPoint(signature.subarray(0, PUBLIC_KEY_BYTES)) &&
          ed25519.verify(new Uint8Array(signature), new Uint8Array(message), key, { zip215: false })
        );
      },
    };
  },
};
