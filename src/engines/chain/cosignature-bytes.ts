/**
 * The bytes of a cosignature/v1: what is signed, and how time and signature are stored.
 *
 * Pure. O(n) in the checkpoint.
 * Source: C2SP tlog-cosignature, "Ed25519 signed message". Differences: times beyond 2^53-1 are refused.
 * Trust: the stored form comes from a note anyone may have written; the time in it means something only once the
 * signature over it is verified.
 */
import { asciiBytes, concatBytes, readUint64, writeUint64 } from '../kernel/bytes.ts';
import { SIGNATURE_BYTES } from './ed25519.ts';

const TIME_BYTES = 8;

/** The signed message: two lines of header, then the checkpoint's text (UTF-8, with its final newline). */
export const cosignedMessage = (checkpointText: Uint8Array, timeSeconds: number): Uint8Array =>
  concatBytes(asciiBytes(`cosignature/v1\ntime ${timeSeconds}\n`), checkpointText);

/** Stored form: 8 bytes of time, big endian, then the 64 bytes of the signature. */
export function cosignatureBytes(timeSeconds: number, signature: Uint8Array): Uint8Array {
  const time = new Uint8Array(TIME_BYTES);
  writeUint64(time, 0, timeSeconds);
  return concatBytes(time, signature);
}

/** Seconds since the Unix epoch in a stored cosignature, not verified; `undefined` where it is not one. */
export const cosignatureTime = (stored: Uint8Array): number | undefined =>
  stored.length === TIME_BYTES + SIGNATURE_BYTES ? readUint64(stored, 0) : undefined;

/** What has to be verified for a stored cosignature under this text. */
export function readCosignature(
  checkpointText: Uint8Array,
  stored: Uint8Array,
): { message: Uint8Array; signature: Uint8Array } | undefined {
  const timeSeconds = cosignatureTime(stored);
  if (timeSeconds === undefined) return undefined;
  return { message: cosignedMessage(checkpointText, timeSeconds), signature: stored.subarray(TIME_BYTES) };
}
