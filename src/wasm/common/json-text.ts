/**
 * Strings of canonical JSON in memory: where they end, what they hold, and their characters without escapes.
 *
 * Pure. Sixteen bytes a step while nothing has to be looked at; reads up to 15 bytes past `limit`, so the caller leaves
 * room behind it.
 * Source: RFC 8785 §3.2.2.2 (the escapes that canonical text may hold); RFC 8259 §7.
 */
export const HAS_ESCAPE: u32 = 1;
export const HAS_WIDE: u32 = 2;

/** What the string scanned last holds: HAS_ESCAPE, HAS_WIDE (a byte above 127). */
export let stringFlags: u32 = 0;

/** @param at after the opening quote @returns address of the closing quote, or 0 where there is none before `limit` */
export function stringEnd(at: usize, limit: usize): usize {
  const quotes = i8x16.splat(34);
  const slashes = i8x16.splat(92);
  let flags: u32 = 0;
  while (at < limit) {
    const bytes = v128.load(at);
    const stops = i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, slashes)));
    const wide = i8x16.bitmask(bytes);
    if (stops == 0) {
      if (wide != 0) flags |= HAS_WIDE;
      at += 16;
      continue;
    }
    const step = ctz(stops);
    if ((wide & ((1 << step) - 1)) != 0) flags |= HAS_WIDE;
    at += step;
    if (at >= limit) return 0;
    if (load<u8>(at) == 34) {
      stringFlags = flags;
      return at;
    }
    flags |= HAS_ESCAPE;
    at += 2;
  }
  return 0;
}

/** Writes the characters of a string without its escapes; never longer than the string. @returns bytes written */
export function unescape(from: usize, size: u32, to: usize): u32 {
  const end = from + size;
  let out = to;
  while (from < end) {
    const byte = load<u8>(from++);
    if (byte != 92) {
      store<u8>(out++, byte);
      continue;
    }
    const escape = load<u8>(from++);
    if (escape == 117) {
      const code =
        (hexValue(load<u8>(from)) << 12) |
        (hexValue(load<u8>(from, 1)) << 8) |
        (hexValue(load<u8>(from, 2)) << 4) |
        hexValue(load<u8>(from, 3));
      from += 4;
      out = writeUtf8(out, code);
    } else store<u8>(out++, plainOf(escape));
  }
  return <u32>(out - to);
}

function plainOf(escape: u8): u8 {
  if (escape == 110) return 10;
  if (escape == 116) return 9;
  if (escape == 114) return 13;
  if (escape == 98) return 8;
  if (escape == 102) return 12;
  return escape;
}

/** A code unit as UTF-8, three bytes at most. Canonical text escapes control characters only. */
function writeUtf8(out: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(out, code);
    return out + 1;
  }
  if (code < 0x800) {
    store<u8>(out, 0xc0 | (code >> 6));
    store<u8>(out, 0x80 | (code & 0x3f), 1);
    return out + 2;
  }
  store<u8>(out, 0xe0 | (code >> 12));
  store<u8>(out, 0x80 | ((code >> 6) & 0x3f), 1);
  store<u8>(out, 0x80 | (code & 0x3f), 2);
  return out + 3;
}

export function hexValue(code: u32): u32 {
  if (code - 48 < 10) return code - 48;
  const letter = (code | 32) - 97;
  return letter < 6 ? letter + 10 : 0;
}
