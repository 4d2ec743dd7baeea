/**
 * DER, one element at a time: what time stamps and certificates are written in.
 *
 * Pure. Nothing recurses: who reads goes down only where it expects something, so nesting costs nothing.
 * Source: ITU-T X.690 §8, §10, §11. Differences: tags of more than one byte and lengths of 4 GiB and more are refused.
 * Trust: bytes from a file of anybody. Every length is compared with the bytes that are there; `Malformed` says what is wrong
 * and is turned into a finding by whoever reads a whole file.
 */
import { encodeHex } from '../kernel/bytes.ts';

/** The bytes are not what they should be. Thrown inside this room only. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  generalTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Tag of a context-specific element [n], constructed or not. */
export const context = (n: number): number => 0xa0 + n;
export const contextPrimitive = (n: number): number => 0x80 + n;

export interface Element {
  readonly tag: number;
  /** Tag, length and value. */
  readonly raw: Uint8Array;
  readonly value: Uint8Array;
}

/** The one element that these bytes are. */
export function element(bytes: Uint8Array): Element {
  const [only, ...more] = elements(bytes, 1);
  if (only === undefined || more.length > 0 || only.raw.length !== bytes.length) {
    throw new Malformed('bytes follow after the end');
  }
  return only;
}

const MAX_PARTS = 4096;

/** The elements in a row that these bytes are, at most `limit` of them. */
export function elements(bytes: Uint8Array, limit = MAX_PARTS): Element[] {
  const parts: Element[] = [];
  for (let at = 0; at < bytes.length && parts.length < limit; ) {
    const part = elementAt(bytes, at);
    parts.push(part);
    at += part.raw.length;
    if (parts.length === MAX_PARTS && at < bytes.length) throw new Malformed('too many parts');
  }
  return parts;
}

/** The parts of an element that must have this tag. */
export function partsOf(of: Element | undefined, tag: number, what: string): Element[] {
  return elements(expectTag(of, tag, what).value);
}

export function expectTag(of: Element | undefined, tag: number, what: string): Element {
  if (of?.tag !== tag) throw new Malformed(`${what} is missing or of another kind`);
  return of;
}

function elementAt(bytes: Uint8Array, start: number): Element {
  const tag = bytes[start] as number;
  if (tag === 0 || (tag & 0x1f) === 0x1f) throw new Malformed('a tag that is not read here');
  const first = bytes[start + 1];
  if (first === undefined) throw new Malformed('the end comes too early');
  let at = start + 2;
  let length = first;
  if (first >= 0x80) {
    const width = first - 0x80;
    if (width === 0) throw new Malformed('a length that is left open');
    if (width > 4 || at + width > bytes.length) throw new Malformed('a length that can not be');
    length = 0;
    for (const end = at + width; at < end; at++) length = length * 256 + (bytes[at] as number);
    if (length < 0x80 || length < 256 ** (width - 1)) throw new Malformed('a length written longer than it is');
  }
  const end = at + length;
  if (end > bytes.length) throw new Malformed('the end comes too early');
  return { tag, raw: bytes.subarray(start, end), value: bytes.subarray(at, end) };
}

/** Dotted form of an OBJECT IDENTIFIER. */
export function oidOf(of: Element | undefined): string {
  const { value } = expectTag(of, TAG.oid, 'the name of something');
  if (value.length === 0 || value.length > 64 || (value.at(-1) as number) >= 0x80)
    throw new Malformed('a name cut off');
  const numbers: bigint[] = [];
  let number = 0n;
  let isStart = true;
  for (const byte of value) {
    if (isStart && byte === 0x80) throw new Malformed('a name written longer than it is');
    number = (number << 7n) | BigInt(byte & 0x7f);
    isStart = byte < 0x80;
    if (!isStart) continue;
    numbers.push(number);
    number = 0n;
  }
  const [first = 0n, ...rest] = numbers;
  const root = first >= 80n ? 2n : first >= 40n ? 1n : 0n;
  return [root, first - root * 40n, ...rest].join('.');
}

/** Bytes of a whole number from 0, without a leading zero; none for 0. */
export function unsignedOf(of: Element | undefined, what: string): Uint8Array {
  return unsignedBytes(expectTag(of, TAG.integer, what).value, what);
}

export function unsignedBytes(value: Uint8Array, what: string): Uint8Array {
  const [first, second] = value;
  if (first === undefined || first >= 0x80) throw new Malformed(`${what} is below zero`);
  if (first !== 0) return value;
  if (second !== undefined && second < 0x80) throw new Malformed(`${what} is written longer than it is`);
  return value.subarray(1);
}

/** A whole number from 0 to 2^48-1. */
export function smallOf(of: Element | undefined, what: string): number {
  return smallNumber(unsignedOf(of, what), what);
}

export function smallNumber(bytes: Uint8Array, what: string): number {
  if (bytes.length > 6) throw new Malformed(`${what} is too large`);
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}

/** TRUE or FALSE; DER has one byte for each (X.690 §11.1). */
export function flagOf(of: Element): boolean {
  const { value } = expectTag(of, TAG.boolean, 'a yes or no');
  if (value.length !== 1 || (value[0] !== 0 && value[0] !== 0xff)) throw new Malformed('neither yes nor no');
  return value[0] === 0xff;
}

const SHORT_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/u;
const LONG_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/u;

/** Milliseconds since 1970 of a UTCTime or GeneralizedTime in UTC (RFC 5280 §4.1.2.5, RFC 3161 §2.4.2). */
export function timeOf(of: Element | undefined): number {
  const isShort = of?.tag === TAG.utcTime;
  if (of === undefined || (!isShort && of.tag !== TAG.generalTime) || of.value.length > 32)
    throw new Malformed('no time');
  const text = String.fromCharCode(...of.value);
  const found = (isShort ? SHORT_TIME : LONG_TIME).exec(text);
  if (found === null) throw new Malformed('a time that is not in UTC, or not one');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const fullYear = !isShort ? year : year < 50 ? 2000 + year : 1900 + year;
  const fraction = Math.floor(Number(`0.${found[7] ?? '0'}`) * 1000);
  const time = new Date(0);
  time.setUTCFullYear(fullYear, month - 1, day);
  time.setUTCHours(hour, minute, second, fraction);
  // Date rolls over what is no day: 31 February would become 3 March.
  const isSame = time.getUTCMonth() === month - 1 && time.getUTCDate() === day && time.getUTCHours() === hour;
  if (!isSame || minute > 59 || second > 59) throw new Malformed('a day or an hour that is none');
  return time.getTime();
}

/** Writes an element: for requests, which are short. */
export function derOf(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > 0xffff) throw new RangeError('longer than anything written here');
  const header =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  let at = header.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export const hexOfElement = (of: Element): string => encodeHex(of.value);
