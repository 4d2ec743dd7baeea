/**
 * DER, strictly: one encoding for each value, definite lengths, nothing after the end.
 *
 * Pure. O(n), depth bounded. Source: ITU-T X.690 §8 and §10. Differences: tags of more than one byte are refused; nothing
 * that this program reads has any.
 * Trust: tokens and certificates come from a bundle; every length is checked against the bytes that are there.
 */
import { demand } from '../base/refused.ts';

export interface Der {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content: what a signature or a hash is made over. */
  readonly whole: Uint8Array;
  /** Parts of a constructed value, none of a primitive one. */
  readonly children: readonly Der[];
  /** Dotted, empty where this is no OBJECT IDENTIFIER. */
  readonly oid: string;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const MAX_DEPTH = 32;
const CONSTRUCTED = 0x20;

/** One value that fills the bytes. */
export function readDer(bytes: Uint8Array): Der {
  const value = readAt(bytes, 0, 0);
  demand(value.whole.length === bytes.length, 'bytes after the end of the DER');
  return value;
}

function readAt(bytes: Uint8Array, start: number, depth: number): Der {
  demand(depth < MAX_DEPTH, 'DER nested too deep');
  const tag = bytes[start] ?? 0;
  demand(start + 2 <= bytes.length && tag !== 0 && (tag & 0x1f) !== 0x1f, 'a tag that is not accepted');
  const [length, at] = lengthAt(bytes, start + 1);
  demand(at + length <= bytes.length, 'DER that ends too early');
  const content = bytes.subarray(at, at + length);
  const children: Der[] = [];
  if ((tag & CONSTRUCTED) !== 0) {
    for (let next = 0; next < content.length; ) {
      const child = readAt(content, next, depth + 1);
      children.push(child);
      next += child.whole.length;
    }
  }
  return {
    tag,
    content,
    children,
    whole: bytes.subarray(start, at + length),
    oid: tag === TAG.oid ? oidOf(content) : '',
  };
}

function lengthAt(bytes: Uint8Array, at: number): [length: number, next: number] {
  const first = bytes[at] as number;
  if (first < 0x80) return [first, at + 1];
  const width = first & 0x7f;
  demand(width >= 1 && width <= 4 && at + 1 + width <= bytes.length, 'a length that is not accepted');
  const length = bytes.subarray(at + 1, at + 1 + width).reduce((sum, byte) => sum * 256 + byte, 0);
  demand(length >= 0x80 && bytes[at + 1] !== 0, 'a length that is not the shortest');
  return [length, at + 1 + width];
}

function oidOf(content: Uint8Array): string {
  demand(content.length > 0 && content.length <= 64 && (content.at(-1) as number) < 0x80, 'a wrong object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  let isFirst = true;
  for (const byte of content) {
    demand(!(isFirst && byte === 0x80), 'an object identifier that is not the shortest');
    arc = arc * 128n + BigInt(byte & 0x7f);
    isFirst = byte < 0x80;
    if (!isFirst) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [head = 0n, ...rest] = arcs;
  const top = head < 40n ? 0n : head < 80n ? 1n : 2n;
  return [top, head - top * 40n, ...rest].join('.');
}

/** The bytes of a number that is not negative, without the leading zero that only says so; none for zero. */
export function integerBytes({ tag, content }: Der): Uint8Array {
  demand(tag === TAG.integer && content.length > 0 && (content[0] as number) < 0x80, 'not a positive number');
  const hasZero = content[0] === 0;
  demand(!(hasZero && content.length > 1 && (content[1] as number) < 0x80), 'a number that is not the shortest');
  return hasZero ? content.subarray(1) : content;
}

export function smallInteger(value: Der | undefined): number {
  demand(value !== undefined, 'a number is missing');
  const bytes = integerBytes(value);
  demand(bytes.length <= 6, 'a number too large');
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Milliseconds since 1970. GeneralizedTime and UTCTime in UTC (RFC 5280 §4.1.2.5, RFC 3161 §2.4.2). */
export function timeOf(value: Der | undefined): number {
  demand(value !== undefined && (value.tag === TAG.utcTime || value.tag === TAG.generalizedTime), 'not a time');
  const text = String.fromCharCode(...value.content);
  const isShort = value.tag === TAG.utcTime;
  const match = (
    isShort
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/u
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z$/u
  ).exec(text);
  demand(match !== null, 'not a time in UTC');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const full = isShort ? (year < 50 ? 2000 + year : 1900 + year) : year;
  const ms = Date.UTC(full, month - 1, day, hour, minute, second) + Math.floor(Number(`0.${match[7] || '0'}`) * 1000);
  const back = new Date(ms);
  demand(
    back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60,
    'a day that is none',
  );
  return ms;
}

/** The child with a context tag [n]. */
export const contextOf = ({ children }: Der, n: number): Der | undefined =>
  children.find(({ tag }) => (tag & 0xc0) === 0x80 && (tag & 0x1f) === n);
