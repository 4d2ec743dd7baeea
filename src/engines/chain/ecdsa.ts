/**
 * ECDSA over P-256 with SHA-256, verification only: for logs of others whose checkpoints are signed so (Rekor v1).
 *
 * Pure. About 2 ms a signature.
 * Source: FIPS 186-5 §6; SEC 1 §2.3 (points); RFC 5480 (SPKI); RFC 3279 §2.2.3 (signature as DER). Differences: only the
 * uncompressed point form and strict DER; high S is accepted, as the standard does and as these logs produce it.
 * Trust: key and signature come from files; anything malformed is refused, nothing throws.
 */
import { p256 } from '@noble/curves/nist.js';
import { concatBytes, decodeHex, equalBytes } from '../kernel/bytes.ts';

/** SubjectPublicKeyInfo of an uncompressed P-256 key, up to the 65 bytes of the point. */
const SPKI_PREFIX = decodeHex('3059301306072a8648ce3d020106082a8648ce3d030107034200') as Uint8Array;
const POINT_BYTES = 65;

/** SPKI DER of an uncompressed point (65 bytes). */
export const p256Spki = (point: Uint8Array): Uint8Array => concatBytes(SPKI_PREFIX, point);

/**
 * Verifies signatures (DER) of one P-256 key given as SPKI DER; `undefined` where that is not such a key.
 */
export function p256VerifierOf(
  spki: Uint8Array,
): ((message: Uint8Array, signature: Uint8Array) => boolean) | undefined {
  const point = spki.slice(SPKI_PREFIX.length);
  if (point.length !== POINT_BYTES || !equalBytes(spki.subarray(0, SPKI_PREFIX.length), SPKI_PREFIX)) return undefined;
  const key = new Uint8Array(point);
  if (!p256.utils.isValidPublicKey(key, false)) return undefined;
  return (message, signature) => {
    try {
      return p256.verify(new Uint8Array(signature), new Uint8Array(message), key, { format: 'der', lowS: false });
    } catch {
      // noble throws for a signature that is not DER.
      return false;
    }
  };
}
