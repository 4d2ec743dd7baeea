/**
 * Which tokens have a list of their own in a segment's text index, and which are only fingerprinted.
 *
 * A token of eight or more hexadecimal digits (a hash, a long number) is an id: almost every one is unique, and as a term
 * it would cost four times as much. Its fingerprint is 32 bits: the first four digits, so that a prefix is one range, and
 * 16 bits of hash of the rest, never 0. It only proposes rows; the line decides. Where a whole value is a UUID, its groups
 * of four digits are fingerprints too, with 0 for the rest: those are exact.
 *
 * Pure. O(length).
 */

export const MIN_ID_DIGITS = 8;
/** Terms are cut here; a cut term only proposes rows. UTF-8 bytes. */
export const MAX_TERM_BYTES = 255;

const onlyHex = /^[0-9a-f]+$/;

/** Whether a folded token is an id. */
export const isIdToken = (token: string): boolean => token.length >= MIN_ID_DIGITS && onlyHex.test(token);

/** Whether a folded token could be one of the middle groups of a UUID. */
export const isUuidGroup = (token: string): boolean => token.length === 4 && onlyHex.test(token);

/** The key of a UUID's group of four digits. */
export const uuidGroupKey = (digits: number): number => (digits << 16) >>> 0;

/** Whether a folded prefix could go on to be an id. */
export const mayBeginId = (prefix: string): boolean => onlyHex.test(prefix);

/** Value of a hexadecimal digit's character code, upper or lower case; -1 for any other below 128. */
export const HEX_VALUES: Int8Array = (() => {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < 10; i++) values[48 + i] = i;
  for (let i = 0; i < 6; i++) {
    values[65 + i] = 10 + i;
    values[97 + i] = 10 + i;
  }
  return values;
})();

/** The key of an id token whose folded ASCII bytes are the first `length` of `token`. */
export function idKeyOf(token: Uint8Array, length: number): number {
  let top = 0;
  for (let i = 0; i < 4; i++) top = (top << 4) | HEX_VALUES[token[i]!]!;
  let hash = 0x811c_9dc5;
  for (let i = 4; i < length; i++) hash = Math.imul(hash ^ token[i]!, 0x0100_0193);
  hash ^= hash >>> 15;
  const rest = (hash ^ (hash >>> 16)) & 0xffff;
  return ((top << 16) | (rest === 0 ? 1 : rest)) >>> 0;
}

/** First and last key of the ids that begin with `prefix`; with more than four digits only the first four narrow. */
export function idKeyRange(prefix: string): { first: number; last: number } {
  const digits = prefix.slice(0, 4);
  const value = digits === '' ? 0 : Number.parseInt(digits, 16);
  const free = 32 - 4 * digits.length;
  return { first: value * 2 ** free, last: (value + 1) * 2 ** free - 1 };
}

/** 32-bit fingerprint of a whole folded value. */
export function valueKeyOf(folded: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < folded.length; i++) hash = Math.imul(hash ^ folded.charCodeAt(i), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
