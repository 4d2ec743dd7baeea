/**
 * Splits a secret so that any `threshold` of the shares give it again, and fewer say nothing about it: Shamir over GF(2^8).
 *
 * Pure. Each byte is the value at 0 of its own polynomial of degree threshold-1; share x holds the values at x.
 * Source: A. Shamir, "How to share a secret" (1979); field and test vectors of draft-mcgrew-tss-03 (polynomial 0x11B).
 * Differences: no header, x from 1 to 5. Not constant in time: whoever can time this reads the memory of an open workstation.
 * Trust: shares are typed in by people; that they are of one set and whole is checked by whoever calls (share-text.ts).
 */
import { invariant } from '../../shared/verdict.ts';
import type { Rng } from '../kernel/ports.ts';

export const MAX_SHARES = 5;
export const MIN_THRESHOLD = 2;

export interface RawShare {
  /** 1 to 255. */
  readonly x: number;
  readonly bytes: Uint8Array;
}

/** @param threshold 2 to `count` @param count up to 5 */
export function splitSecret(rng: Rng, secret: Uint8Array, threshold: number, count: number): RawShare[] {
  invariant(
    Number.isInteger(threshold) && threshold >= MIN_THRESHOLD && threshold <= count && count <= MAX_SHARES,
    '2 of 2 to 5 of 5 shares',
  );
  const higher = Array.from({ length: threshold - 1 }, () => rng.bytes(secret.length));
  const shares = Array.from({ length: count }, (_, i) => {
    const x = i + 1;
    // Horner, from the highest coefficient down to the secret itself.
    const bytes = secret.map(
      (constant, at) =>
        higher.reduceRight((sum, coefficients) => multiply(sum ^ (coefficients[at] as number), x), 0) ^ constant,
    );
    return { x, bytes };
  });
  for (const coefficients of higher) coefficients.fill(0);
  return shares;
}

/** The value at 0 of the polynomials through exactly these points; with fewer than were asked for it is noise. */
export function joinShares(shares: readonly RawShare[]): Uint8Array {
  const [first] = shares;
  invariant(first !== undefined, 'there are shares');
  invariant(new Set(shares.map(({ x }) => x)).size === shares.length, 'every share is another');
  const secret = new Uint8Array(first.bytes.length);
  for (const { x, bytes } of shares) {
    const weight = shares.reduce(
      (product, other) => (other.x === x ? product : multiply(product, divide(other.x, other.x ^ x))),
      1,
    );
    for (let at = 0; at < secret.length; at++)
      secret[at] = (secret[at] as number) ^ multiply(weight, bytes[at] as number);
  }
  return secret;
}

/** In GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. */
export function multiply(left: number, right: number): number {
  let product = 0;
  for (let a = left, b = right; b > 0; b >>= 1) {
    if ((b & 1) === 1) product ^= a;
    a = (a << 1) ^ ((a & 0x80) === 0 ? 0 : 0x11b);
  }
  return product;
}

/** a / b = a * b^254. */
function divide(left: number, right: number): number {
  let inverse = 1;
  for (let i = 0; i < 254; i++) inverse = multiply(inverse, right);
  return multiply(left, inverse);
}
