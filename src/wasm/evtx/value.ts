/**
 * Substitution values as canonical JSON text.
 *
 * Source: engines/ingest/parsers/evtx/values.ts, which is the oracle, byte for byte; types and sizes that are rare there
 * (lists, floating point, SYSTEMTIME, wrong sizes) are not written but mark the record for it.
 */
import { fail, hasRoom, putAscii, putByte, putCount, putHex, putHexBytes, putPadded, putUtf16 } from './text';

export const TYPE_BINXML: u32 = 0x21;
const QUOTE: u32 = 0x22;
const MINUS: u32 = 0x2d;
/** Room that any value but text and bytes fits into: a SID of 255 parts. */
const MOST_BYTES: usize = 4_096;
/** 2^53: from here on a number would not be exact, and is text. */
const UNSAFE: u64 = 0x20_0000_0000_0000;
const TICKS_PER_DAY: u64 = 864_000_000_000;
/** Days from 1601-01-01 to 1970-01-01 and to 10000-01-01. */
const DAYS_TO_1970: u64 = 134_774;
const DAYS_TO_10000: u64 = 3_067_671;

const isText = (type: u32): bool => type === 0x01 || type === 0x23;

/** Size of text without the NULs behind it. */
function trimmed(at: usize, size: u32): u32 {
  let length = size & ~1;
  while (length > 0 && load<u16>(at + length - 2) === 0) length -= 2;
  return length;
}

function trimmedAnsi(at: usize, size: u32): u32 {
  let length = size;
  while (length > 0 && load<u8>(at + length - 1) === 0) length -= 1;
  return length;
}

/** Whether there is no value. */
export function isAbsent(type: u32, at: usize, size: u32): bool {
  if (size === 0 || type === 0 || type === TYPE_BINXML) return true;
  if (isText(type)) return trimmed(at, size) === 0;
  return type === 0x02 && trimmedAnsi(at, size) === 0;
}

function putSigned(value: i64): void {
  if (value < 0) {
    putByte(MINUS);
    putCount(-value as u64);
  } else putCount(value as u64);
}

function putSigned64(value: i64): void {
  const isExact = value < (UNSAFE as i64) && value > -(UNSAFE as i64);
  if (!isExact) putByte(QUOTE);
  putSigned(value);
  if (!isExact) putByte(QUOTE);
}

function putUnsigned64(value: u64): void {
  if (value >= UNSAFE) putByte(QUOTE);
  putCount(value);
  if (value >= UNSAFE) putByte(QUOTE);
}

function putBoolean(isTrue: bool): void {
  putByte(isTrue ? 0x74 : 0x66);
  if (isTrue) {
    putByte(0x72);
    putByte(0x75);
  } else {
    putByte(0x61);
    putByte(0x6c);
    putByte(0x73);
  }
  putByte(0x65);
}

/** Windows writes other numbers than 1 for true, and booleans of other sizes. */
function putAnyBit(at: usize, size: u32): void {
  if (size > 8) return fail();
  let bits: u32 = 0;
  for (let i: usize = 0; i < size; i += 1) bits |= load<u8>(at + i);
  putBoolean(bits !== 0);
}

function putPrefixedHex(value: u64): void {
  putByte(QUOTE);
  putByte(0x30);
  putByte(0x78);
  putHex(value);
  putByte(QUOTE);
}

function putReversed(at: usize, count: usize): void {
  for (let i = count; i > 0; i -= 1) putHexBytes(at + i - 1, 1);
}

function putGuid(at: usize): void {
  putByte(QUOTE);
  putReversed(at, 4);
  putByte(MINUS);
  putReversed(at + 4, 2);
  putByte(MINUS);
  putReversed(at + 6, 2);
  putByte(MINUS);
  putHexBytes(at + 8, 2);
  putByte(MINUS);
  putHexBytes(at + 10, 6);
  putByte(QUOTE);
}

function putSid(at: usize, size: u32): void {
  const count: u32 = load<u8>(at + 1);
  if (size < 8 || size !== 8 + 4 * count || load<u16>(at + 2) !== 0) return fail();
  putByte(QUOTE);
  putByte(0x53);
  putByte(MINUS);
  putCount(load<u8>(at));
  putByte(MINUS);
  putCount(bswap<u32>(load<u32>(at + 4)));
  for (let i: u32 = 0; i < count; i += 1) {
    putByte(MINUS);
    putCount(load<u32>(at + 8 + 4 * i));
  }
  putByte(QUOTE);
}

/** `"YYYY-MM-DDThh:mm:ss.fffffffZ"`, days by the era method of engines/event/time-civil.ts. */
function putFileTime(ticks: u64): void {
  const days = ticks / TICKS_PER_DAY;
  if (days >= DAYS_TO_10000) return fail();
  const rest = ticks - days * TICKS_PER_DAY;
  const z = (days + 719_468 - DAYS_TO_1970) as u32;
  const era = z / 146_097;
  const dayOfEra = z - era * 146_097;
  const yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const shifted = (5 * dayOfYear + 2) / 153;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const seconds = (rest / 10_000_000) as u32;
  putByte(QUOTE);
  putPadded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
  putByte(MINUS);
  putPadded(month, 2);
  putByte(MINUS);
  putPadded(dayOfYear - (153 * shifted + 2) / 5 + 1, 2);
  putByte(0x54);
  putPadded(seconds / 3_600, 2);
  putByte(0x3a);
  putPadded((seconds / 60) % 60, 2);
  putByte(0x3a);
  putPadded(seconds % 60, 2);
  putByte(0x2e);
  putPadded((rest % 10_000_000) as u32, 7);
  putByte(0x5a);
  putByte(QUOTE);
}

/** Bytes of one value; 0 where the size is free. */
function fixedBytes(type: u32): u32 {
  switch (type) {
    case 0x03:
    case 0x04:
      return 1;
    case 0x05:
    case 0x06:
      return 2;
    case 0x07:
    case 0x08:
    case 0x14:
      return 4;
    case 0x09:
    case 0x0a:
    case 0x11:
    case 0x15:
      return 8;
    case 0x0f:
      return 16;
    default:
      return 0;
  }
}

/** Writes a value that is not absent. */
export function putValue(type: u32, at: usize, size: u32): void {
  if (isText(type)) return putUtf16(at, trimmed(at, size));
  if (!hasRoom(MOST_BYTES)) return;
  const fixed = fixedBytes(type);
  if (fixed !== 0 && fixed !== size) return fail();
  switch (type) {
    case 0x02:
      return putAscii(at, trimmedAnsi(at, size));
    case 0x03:
      return putSigned(load<i8>(at));
    case 0x04:
      return putCount(load<u8>(at));
    case 0x05:
      return putSigned(load<i16>(at));
    case 0x06:
      return putCount(load<u16>(at));
    case 0x07:
      return putSigned(load<i32>(at));
    case 0x08:
      return putCount(load<u32>(at));
    case 0x09:
      return putSigned64(load<i64>(at));
    case 0x0a:
      return putUnsigned64(load<u64>(at));
    case 0x0d:
      return putAnyBit(at, size);
    case 0x0e:
      if (!hasRoom((size as usize) * 2 + 32)) return;
      putByte(QUOTE);
      putHexBytes(at, size);
      return putByte(QUOTE);
    case 0x0f:
      return putGuid(at);
    case 0x11:
      return putFileTime(load<u64>(at));
    case 0x13:
      return putSid(at, size);
    case 0x14:
      return putPrefixedHex(load<u32>(at));
    case 0x15:
      return putPrefixedHex(load<u64>(at));
    default:
      return fail();
  }
}
