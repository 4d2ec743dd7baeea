/**
 * CRC-32 of files that tests build, apart from the one that the reader is given.
 *
 * Pure. A byte a step.
 * Source: ITU-T V.42 / ISO 3309 (polynomial 0xEDB88320 reflected, initial value and final xor 0xFFFFFFFF). Differences: none.
 */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** @param before CRC-32 of the bytes in front, to go on with @returns 0 to 2^32-1 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number);
  return ~crc >>> 0;
}
