/**
 * CRC-32 of zip files, eight bytes a step. It finds accidents; hashes find attackers.
 *
 * Pure. Source: PKWARE APPNOTE §4.4.7, ISO 3309; Kounavis and Berry, "slicing-by-8" (2008).
 */
const TABLES = Array.from({ length: 8 }, () => new Uint32Array(256));
const table = (n: number): Uint32Array => TABLES[n] as Uint32Array;
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) !== 0 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  table(0)[byte] = value;
}
for (let n = 1; n < 8; n++) {
  for (let byte = 0; byte < 256; byte++) {
    const before = table(n - 1)[byte] as number;
    table(n)[byte] = (before >>> 8) ^ (table(0)[before & 0xff] as number);
  }
}
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/** @param before the value of the bytes before these */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  let at = 0;
  const byte = (index: number): number => bytes[index] as number;
  for (; at + 8 <= bytes.length; at += 8) {
    const low = value ^ (byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24));
    value =
      (T7[low & 0xff] as number) ^
      (T6[(low >>> 8) & 0xff] as number) ^
      (T5[(low >>> 16) & 0xff] as number) ^
      (T4[low >>> 24] as number) ^
      (T3[byte(at + 4)] as number) ^
      (T2[byte(at + 5)] as number) ^
      (T1[byte(at + 6)] as number) ^
      (T0[byte(at + 7)] as number);
  }
  for (; at < bytes.length; at++) value = (value >>> 8) ^ (T0[(value ^ byte(at)) & 0xff] as number);
  return ~value >>> 0;
}
