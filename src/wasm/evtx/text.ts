/**
 * Writing canonical JSON text: constants, digits, and UTF-16 as quoted UTF-8.
 *
 * Source: RFC 8785 §3.2.2.2 (the shortest escapes). Text is written where the last one ended; what does not fit, or has
 * no canonical form, marks the record as one that the JavaScript reader takes.
 */
import { FIELDS, FIELDS_END } from './layout';

/** Longest growth of one UTF-16 unit: \u00xx. */
const ESCAPE_BYTES: usize = 6;
const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;

let cursor: usize = FIELDS;
let isFailed: bool = false;

export function begin(): void {
  cursor = FIELDS;
  isFailed = false;
}

export function position(): usize {
  return cursor;
}

export function fail(): void {
  isFailed = true;
}

export function hasFailed(): bool {
  return isFailed;
}

/** Whether there is room for so many bytes. */
export function hasRoom(count: usize): bool {
  if (cursor + count <= FIELDS_END) return true;
  isFailed = true;
  return false;
}

export function putByte(byte: u32): void {
  store<u8>(cursor, byte as u8);
  cursor += 1;
}

export function putBytes(from: usize, count: usize): void {
  if (!hasRoom(count)) return;
  for (let i: usize = 0; i < count; i += 16) v128.store(cursor + i, v128.load(from + i));
  cursor += count;
}

export function putCount(value: u64): void {
  let digits: usize = 1;
  for (let rest = value / 10; rest > 0; rest /= 10) digits += 1;
  let at = cursor + digits;
  cursor = at;
  let rest = value;
  do {
    at -= 1;
    store<u8>(at, (0x30 + (rest % 10)) as u8);
    rest /= 10;
  } while (rest > 0);
}

/** So many decimal digits, zeros in front. */
export function putPadded(value: u32, digits: usize): void {
  let rest = value;
  for (let i = digits; i > 0; i -= 1) {
    store<u8>(cursor + i - 1, (0x30 + (rest % 10)) as u8);
    rest /= 10;
  }
  cursor += digits;
}

export function putHexDigit(digit: u32, ten: u32): void {
  putByte(digit < 10 ? 0x30 + digit : ten + digit - 10);
}

/** Lower-case digits without zeros in front. */
export function putHex(value: u64): void {
  let shift: u32 = 0;
  while (shift < 60 && value >> (shift + 4) !== 0) shift += 4;
  for (;;) {
    putHexDigit(((value >> shift) & 15) as u32, 0x61);
    if (shift === 0) return;
    shift -= 4;
  }
}

/** Upper-case digits of the bytes. */
export function putHexBytes(from: usize, count: usize): void {
  for (let i: usize = 0; i < count; i += 1) {
    const byte: u32 = load<u8>(from + i);
    putHexDigit(byte >> 4, 0x41);
    putHexDigit(byte & 15, 0x41);
  }
}

function putEscaped(unit: u32): void {
  putByte(BACKSLASH);
  if (unit === QUOTE || unit === BACKSLASH) return putByte(unit);
  if (unit === 8) return putByte(0x62);
  if (unit === 9) return putByte(0x74);
  if (unit === 10) return putByte(0x6e);
  if (unit === 12) return putByte(0x66);
  if (unit === 13) return putByte(0x72);
  putByte(0x75);
  putByte(0x30);
  putByte(0x30);
  putHexDigit(unit >> 4, 0x61);
  putHexDigit(unit & 15, 0x61);
}

/** Text in quotes. NUL and lone surrogates are doubtful, which is for the other reader to say. */
export function putUtf16(from: usize, bytes: usize): void {
  if (!hasRoom((bytes >> 1) * ESCAPE_BYTES + 32)) return;
  putByte(QUOTE);
  const end = from + (bytes & ~1);
  let at = from;
  while (at < end) {
    if (at + 16 <= end) {
      const units = v128.load(at);
      const odd = v128.or(
        v128.or(i16x8.lt_u(units, i16x8.splat(0x20)), i16x8.gt_u(units, i16x8.splat(0x7f))),
        v128.or(i16x8.eq(units, i16x8.splat(QUOTE as i16)), i16x8.eq(units, i16x8.splat(BACKSLASH as i16))),
      );
      if (!v128.any_true(odd)) {
        v128.store(cursor, i8x16.narrow_i16x8_u(units, units));
        cursor += 8;
        at += 16;
        continue;
      }
    }
    const unit: u32 = load<u16>(at);
    at += 2;
    if (unit < 0x80) {
      if (unit >= 0x20 && unit !== QUOTE && unit !== BACKSLASH) putByte(unit);
      else if (unit === 0) return fail();
      else putEscaped(unit);
    } else if (unit < 0x800) {
      putByte(0xc0 | (unit >> 6));
      putByte(0x80 | (unit & 63));
    } else if (unit < 0xd800 || unit > 0xdfff) {
      putByte(0xe0 | (unit >> 12));
      putByte(0x80 | ((unit >> 6) & 63));
      putByte(0x80 | (unit & 63));
    } else {
      const low: u32 = at < end ? load<u16>(at) : 0;
      if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) return fail();
      at += 2;
      const point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      putByte(0xf0 | (point >> 18));
      putByte(0x80 | ((point >> 12) & 63));
      putByte(0x80 | ((point >> 6) & 63));
      putByte(0x80 | (point & 63));
    }
  }
  putByte(QUOTE);
}

/** ASCII text in quotes; other characters, whose code page matters, are for the other reader. */
export function putAscii(from: usize, bytes: usize): void {
  if (!hasRoom(bytes * ESCAPE_BYTES + 32)) return;
  putByte(QUOTE);
  for (let at = from; at < from + bytes; at += 1) {
    const unit: u32 = load<u8>(at);
    if (unit === 0 || unit > 0x7f) return fail();
    if (unit >= 0x20 && unit !== QUOTE && unit !== BACKSLASH) putByte(unit);
    else putEscaped(unit);
  }
  putByte(QUOTE);
}

/** How many bytes more a character takes that JSON escapes; 0 for the others. */
function growthOf(byte: u32): u32 {
  if (byte === QUOTE || byte === BACKSLASH) return 1;
  if (byte >= 0x20) return 0;
  return byte === 8 || byte === 9 || byte === 10 || byte === 12 || byte === 13 ? 1 : 5;
}

/**
 * Quotes well-formed UTF-8 that stands at `at` + 1. What it grows by must be free behind it, and 16 bytes more.
 *
 * @returns the end of the quoted text, which begins at `at`
 */
export function quoteInPlace(at: usize, size: usize): usize {
  const from = at + 1;
  const end = from + size;
  let to = from;
  // The first character that is escaped, or the end.
  while (to < end) {
    const bytes = v128.load(to);
    const odd = v128.or(
      i8x16.lt_u(bytes, i8x16.splat(0x20)),
      v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE as i8)), i8x16.eq(bytes, i8x16.splat(BACKSLASH as i8))),
    );
    const mask = i8x16.bitmask(odd);
    if (mask !== 0) {
      to += ctz(mask);
      break;
    }
    to += 16;
  }
  store<u8>(at, QUOTE as u8);
  if (to >= end) {
    store<u8>(end, QUOTE as u8);
    return end + 1;
  }
  // The rest is moved behind the room that it takes escaped, then written from the front.
  let growth: usize = 0;
  for (let i = to; i < end; i += 1) growth += growthOf(load<u8>(i));
  memory.copy(to + growth, to, end - to);
  cursor = to;
  for (let i = to + growth; i < end + growth; i += 1) {
    const byte: u32 = load<u8>(i);
    if (growthOf(byte) === 0) putByte(byte);
    else putEscaped(byte);
  }
  putByte(QUOTE);
  return cursor;
}
