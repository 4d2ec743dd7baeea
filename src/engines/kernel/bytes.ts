/**
 * Bytes and their texts: hex, base64, base64url, joining, comparing, big-endian integers.
 *
 * Pure, ES only (no Buffer, no TextDecoder). O(n) everywhere. Comparison is not constant-time: nothing compared here
 * is secret (digests, roots, public keys, key ids).
 * Source: RFC 4648 §4, §5, §8. Differences: decoding is strict; it takes exactly one text per byte string (padding
 * demanded in base64 and refused in base64url, unused low bits must be zero, no white space, lower-case hex only).
 * Trust: every text to decode comes from a file an attacker may have written; a bad one gives `undefined`, never a throw.
 */

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`;
const BAD = 0xff;

const decodeTable = (alphabet: string): Uint8Array => {
  const table = new Uint8Array(128).fill(BAD);
  for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i;
  return table;
};
const STANDARD_VALUES = decodeTable(STANDARD);
const URL_SAFE_VALUES = decodeTable(URL_SAFE);
const HEX_VALUES = decodeTable('0123456789abcdef');

const valueAt = (table: Uint8Array, text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? (table[code] as number) : BAD;
};

/** Lower-case hex, two digits a byte. */
export function encodeHex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += HEX_OF_BYTE[bytes[i] as number];
  return text;
}

/** The bytes of lower-case hex; `undefined` where the text is odd in length or has any other character. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  return decodeHexInto(text, bytes, 0) ? bytes : undefined;
}

/**
 * Writes the bytes of lower-case hex into `target` from `offset`; saves an allocation where digests are collected.
 *
 * @returns false where the text is not hex or does not fit; `target` may then be partly written
 */
export function decodeHexInto(text: string, target: Uint8Array, offset: number): boolean {
  const length = text.length;
  if (length % 2 !== 0 || offset + length / 2 > target.length) return false;
  for (let i = 0, to = offset; i < length; i += 2, to++) {
    const high = valueAt(HEX_VALUES, text, i);
    const low = valueAt(HEX_VALUES, text, i + 1);
    // BAD has bits above 0x0f, so one test covers both digits.
    if ((high | low) > 15) return false;
    target[to] = (high << 4) | low;
  }
  return true;
}

function encode64(bytes: Uint8Array, alphabet: string, padding: string): string {
  const whole = bytes.length - (bytes.length % 3);
  let text = '';
  for (let i = 0; i < whole; i += 3) {
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    text +=
      (alphabet[bits >> 18] as string) + alphabet[(bits >> 12) & 63] + alphabet[(bits >> 6) & 63] + alphabet[bits & 63];
  }
  if (bytes.length - whole === 1) {
    const bits = bytes[whole] as number;
    text += (alphabet[bits >> 2] as string) + alphabet[(bits & 3) << 4] + padding + padding;
  } else if (bytes.length - whole === 2) {
    const bits = ((bytes[whole] as number) << 8) | (bytes[whole + 1] as number);
    text += (alphabet[bits >> 10] as string) + alphabet[(bits >> 4) & 63] + alphabet[(bits & 15) << 2] + padding;
  }
  return text;
}

/** @param length number of characters that carry bits, padding not counted */
function decode64(text: string, length: number, values: Uint8Array): Uint8Array | undefined {
  if (length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < length; i++) {
    const value = valueAt(values, text, i);
    if (value === BAD) return undefined;
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  // RFC 4648 §3.5: leftover bits must be zero, or two texts would name the same bytes.
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}

/** Base64 with the standard alphabet and padding. */
export const encodeBase64 = (bytes: Uint8Array): string => encode64(bytes, STANDARD, '=');

/** The bytes of padded standard base64; `undefined` for any other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  let length = text.length;
  if (text.endsWith('==')) length -= 2;
  else if (text.endsWith('=')) length -= 1;
  return decode64(text, length, STANDARD_VALUES);
}

/** Base64 with `-` and `_`, without padding. */
export const encodeBase64Url = (bytes: Uint8Array): string => encode64(bytes, URL_SAFE, '');

/** The bytes of unpadded base64url; `undefined` for any other text, also for padded text. */
export const decodeBase64Url = (text: string): Uint8Array | undefined => decode64(text, text.length, URL_SAFE_VALUES);

/** One array holding all parts in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Same length and same bytes. Not constant-time. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

/** Order of unsigned bytes, the shorter first where one begins the other: negative, 0 or positive. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/**
 * The ASCII bytes of text the program made itself (labels, hex, base64).
 *
 * @throws RangeError where a character is outside ASCII: use the text codec for anything that came from outside
 */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) throw new RangeError('not ASCII');
    bytes[i] = code;
  }
  return bytes;
}

/** Writes an integer from 0 to 2^32-1 as 4 bytes, most significant first. */
export function writeUint32(target: Uint8Array, offset: number, value: number): void {
  target[offset] = value >>> 24;
  target[offset + 1] = value >>> 16;
  target[offset + 2] = value >>> 8;
  target[offset + 3] = value;
}

/** Reads 4 bytes, most significant first. @throws RangeError outside the array */
export function readUint32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset);
}

/** Writes an integer from 0 to 2^53-1 as 8 bytes, most significant first. */
export function writeUint64(target: Uint8Array, offset: number, value: number): void {
  writeUint32(target, offset, Math.floor(value / 2 ** 32));
  writeUint32(target, offset + 4, value >>> 0);
}

/** Reads 8 bytes, most significant first; `undefined` above 2^53-1. @throws RangeError outside the array */
export function readUint64(bytes: Uint8Array, offset: number): number | undefined {
  const value = readUint32(bytes, offset) * 2 ** 32 + readUint32(bytes, offset + 4);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** How many bytes well-formed text takes in UTF-8; O(n), no allocation. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    // Each half of a surrogate pair counts two of its four bytes.
    else if (code >= 0xd800 && code <= 0xdfff) length += 2;
    else length += 3;
  }
  return length;
}
