/**
 * Bytes and their texts: UTF-8, hex, base64. Every text has exactly one form; any other is refused.
 *
 * Pure. O(n). Source: RFC 4648 (padding demanded, unused bits zero), RFC 3629.
 * Trust: everything here comes from a bundle.
 */
import { demand, Refused } from './refused.ts';

const encoder = new TextEncoder();
// `ignoreBOM`: a byte order mark is a character like any other; dropping it would make two byte strings one text.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Refused('not UTF-8');
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
export function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += HEX[byte];
  return hex;
}

/** Lower case only. */
export function bytesOfHex(hex: string): Uint8Array {
  demand(hex.length % 2 === 0 && /^[0-9a-f]*$/u.test(hex), 'not hexadecimal in lower case');
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

export function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** The only base64 text of its bytes: padded, without white space, unused bits zero. */
export function bytesOfBase64(text: string): Uint8Array {
  demand(/^[A-Za-z0-9+/]*={0,2}$/u.test(text) && text.length % 4 === 0, 'not base64');
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  // Two texts for one signature would be two notes with one meaning.
  demand(base64Of(bytes) === text, 'not the base64 of its bytes');
  return bytes;
}

export const uint32At = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);

/** A whole number without sign and leading zeros, at most 2^53-1. */
export function numberOf(text: string): number {
  demand(/^(?:0|[1-9]\d{0,15})$/u.test(text) && Number.isSafeInteger(Number(text)), 'not a whole number');
  return Number(text);
}
