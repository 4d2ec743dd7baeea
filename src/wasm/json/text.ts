/**
 * Strings from JSON to canonical JSON: the same characters with the shortest escapes.
 *
 * 16 bytes at a time; an ordinary string is copied as it is looked at.
 * Source: RFC 8259 §7 (what is read), RFC 8785 §3.2.2.2 (what is written).
 * Differences: an escape for half a character is declined, because the JavaScript path has words for it.
 * Trust: the bytes are the log's. Every string ends at a quote or at a control character, and one stands behind the record.
 */

/** Where the scanner writes; and the name it read last. */
@unmanaged
class Cursor {
  /** First eight bytes of the name, the first one the most significant; zeros where it is shorter. */
  name: u64;
  nameLength: u32;
  /** Next free byte. */
  to: usize;
}

export const cursor: Cursor = changetype<Cursor>(memory.data(16, 8));

const QUOTE: u32 = 34;
const BACKSLASH: u32 = 92;

/**
 * Copies a string's characters and its closing quote.
 *
 * @param at the byte after the opening quote
 * @returns the byte after the closing one, or 0 where the string is declined
 */
export function copyText(at: usize): usize {
  let to = cursor.to;
  while (true) {
    const block = v128.load(at);
    v128.store(to, block);
    const special = v128.or(
      v128.or(i8x16.eq(block, i8x16.splat(34)), i8x16.eq(block, i8x16.splat(92))),
      i8x16.lt_u(block, i8x16.splat(32)),
    );
    const mask = i8x16.bitmask(special);
    if (mask == 0) {
      at += 16;
      to += 16;
      continue;
    }
    const plain = ctz(mask);
    at += plain;
    to += plain;
    const code: u32 = load<u8>(at);
    if (code == QUOTE) {
      store<u8>(to, QUOTE);
      cursor.to = to + 1;
      return at + 1;
    }
    if (code != BACKSLASH) return 0;
    cursor.to = to;
    at = copyEscape(at);
    if (at == 0) return 0;
    to = cursor.to;
  }
}

/** Copies the name at `at`, the byte after its opening quote, with both quotes. Declines escapes. */
export function copyName(at: usize): usize {
  const start = at;
  const from = cursor.to;
  store<u8>(from, QUOTE);
  let to = from + 1;
  while (true) {
    const block = v128.load(at);
    v128.store(to, block);
    // The signed comparison finds control characters and everything beyond ASCII.
    const special = v128.or(
      v128.or(i8x16.eq(block, i8x16.splat(34)), i8x16.eq(block, i8x16.splat(92))),
      i8x16.lt_s(block, i8x16.splat(32)),
    );
    const mask = i8x16.bitmask(special);
    if (mask == 0) {
      at += 16;
      to += 16;
      continue;
    }
    const plain = ctz(mask);
    at += plain;
    to += plain;
    const code: u32 = load<u8>(at);
    if (code == QUOTE) break;
    // From U+E000 on the order of bytes is no longer the order of UTF-16.
    if (code < 0x80 || code >= 0xee) return 0;
    at += 1;
    to += 1;
  }
  store<u8>(to, QUOTE);
  cursor.to = to + 1;
  const length = (at - start) as u32;
  let name = bswap<u64>(load<u64>(start));
  if (length < 8) name &= ~(u64.MAX_VALUE >> ((length as u64) << 3));
  cursor.name = name;
  cursor.nameLength = length;
  return at + 1;
}

/** Copies one escape at its backslash. Returns the byte after it, or 0. */
function copyEscape(at: usize): usize {
  const kind: u32 = load<u8>(at, 1);
  const to = cursor.to;
  // " \ b f n r t
  if (kind == 34 || kind == 92 || kind == 98 || kind == 102 || kind == 110 || kind == 114 || kind == 116) {
    store<u16>(to, load<u16>(at));
    cursor.to = to + 2;
    return at + 2;
  }
  if (kind == 47) {
    store<u8>(to, 47);
    cursor.to = to + 1;
    return at + 2;
  }
  if (kind != 117) return 0;
  const code = hexAt(at + 2);
  if (code < 0) return 0;
  if (code >= 0xd800 && code < 0xe000) {
    // A pair of halves: `\ud83d\ude00`.
    if (code >= 0xdc00 || load<u16>(at, 6) != 0x755c) return 0;
    const low = hexAt(at + 8);
    if (low < 0xdc00 || low >= 0xe000) return 0;
    const point = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    store<u8>(to, 0xf0 | (point >> 18));
    store<u8>(to, 0x80 | ((point >> 12) & 63), 1);
    store<u8>(to, 0x80 | ((point >> 6) & 63), 2);
    store<u8>(to, 0x80 | (point & 63), 3);
    cursor.to = to + 4;
    return at + 12;
  }
  writeUnit(code);
  return at + 6;
}

/** Writes one UTF-16 unit that is no half of a character. */
function writeUnit(code: i32): void {
  const to = cursor.to;
  if (code < 32) {
    const letter = code == 8 ? 98 : code == 9 ? 116 : code == 10 ? 110 : code == 12 ? 102 : code == 13 ? 114 : 0;
    store<u8>(to, 92);
    if (letter != 0) {
      store<u8>(to, letter, 1);
      cursor.to = to + 2;
      return;
    }
    store<u32>(to, 0x30303075, 1);
    const low = code & 15;
    store<u8>(to, 48 + (code >> 4), 4);
    store<u8>(to, low < 10 ? 48 + low : 87 + low, 5);
    cursor.to = to + 6;
  } else if (code < 0x80) {
    if (code == 34 || code == 92) {
      store<u8>(to, 92);
      store<u8>(to, code, 1);
      cursor.to = to + 2;
    } else {
      store<u8>(to, code);
      cursor.to = to + 1;
    }
  } else if (code < 0x800) {
    store<u8>(to, 0xc0 | (code >> 6));
    store<u8>(to, 0x80 | (code & 63), 1);
    cursor.to = to + 2;
  } else {
    store<u8>(to, 0xe0 | (code >> 12));
    store<u8>(to, 0x80 | ((code >> 6) & 63), 1);
    store<u8>(to, 0x80 | (code & 63), 2);
    cursor.to = to + 3;
  }
}

/** The value of four hex digits, or -1. */
function hexAt(at: usize): i32 {
  let value = 0;
  for (let i = 0; i < 4; i += 1) {
    const code: i32 = load<u8>(at + i);
    const letter = code | 32;
    if (code >= 48 && code <= 57) value = (value << 4) | (code - 48);
    else if (letter >= 97 && letter <= 102) value = (value << 4) | (letter - 87);
    else return -1;
  }
  return value;
}

/** Writes ASCII of our own. */
export function put(text: string): void {
  const from = changetype<usize>(text);
  const length = text.length as usize;
  const to = cursor.to;
  // Strings of the compiler are UTF-16: 16 units become 16 bytes at once.
  for (let i: usize = 0; i < length; i += 16) {
    v128.store(to + i, i8x16.narrow_i16x8_u(v128.load(from + 2 * i), v128.load(from + 2 * i, 16)));
  }
  cursor.to = to + length;
}

const SHORT: usize = 256;

/** Writes bytes that lie elsewhere; up to 15 bytes after them are overwritten too. */
export function putBytes(from: usize, length: usize): void {
  const to = cursor.to;
  if (length <= SHORT) {
    for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
  } else {
    memory.copy(to, from, length);
  }
  cursor.to = to + length;
}

/** Writes a count in decimal. */
export function putCount(count: u64): void {
  let digits: usize = 1;
  for (let rest = count / 10; rest > 0; rest /= 10) digits += 1;
  const to = cursor.to;
  let at = to + digits;
  let rest = count;
  do {
    at -= 1;
    store<u8>(at, 48 + ((rest % 10) as u8));
    rest /= 10;
  } while (at > to);
  cursor.to = to + digits;
}
