/**
 * What an engine needs from the world, as parameters: time, chance, hashing, text. The host implements them on Node,
 * tests with fixed values.
 *
 * Pure.
 */

export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Never runs backwards within one boot; milliseconds from an arbitrary start. */
  monotonicMs(): number;
}

export interface Rng {
  /** Fresh bytes from a cryptographic source. */
  bytes(length: number): Uint8Array;
}

export interface Hasher {
  /** SHA-256 (FIPS 180-4), 32 bytes. */
  sha256(data: Uint8Array): Uint8Array;
  /** SHA-256 of bytes, 64 lower-case hex digits. */
  sha256Hex(data: Uint8Array): string;
  /** SHA-256 of the UTF-8 bytes of well-formed text, 64 lower-case hex digits. */
  sha256TextHex(text: string): string;
  /** Writes the 32 bytes of SHA-256 to `target` from `at`: no array a hash. */
  sha256Into(data: Uint8Array, target: Uint8Array, at: number): void;
  /**
   * SHA-256(prefix || chunk) for each chunk, written one behind the other from the start of `target`.
   *
   * @param prefix one byte
   * @param width bytes of a chunk, 32 or 64
   * @param chunks a whole number of them; `target` may be the same array
   */
  sha256Each(prefix: number, width: 32 | 64, chunks: Uint8Array, target: Uint8Array): void;
  /**
   * Four hash chains, each as many steps on as there are digests for it: value = SHA-256(prefix || value || digest).
   *
   * @param values four times 32 bytes, changed in place
   * @param digests those of the first chain, then of the second ...: the same whole number of 32 bytes each
   */
  sha256Chains(prefix: number, values: Uint8Array, digests: Uint8Array): void;
  /**
   * CRC-32 of ISO 3309 (ITU-T V.42), for formats that carry one: it tells accidents, not attackers.
   *
   * @param before CRC-32 of the bytes in front, to go on with; 0 to begin
   * @returns 0 to 2^32-1
   */
  crc32(data: Uint8Array, before: number): number;
}

/** Text to bytes and back, as fast as the runtime can. */
export interface TextCodec {
  /** One character per byte, 0x00-0xFF; use where the caller knows the bytes are ASCII, or wants them one to one. */
  latin1(bytes: Uint8Array, start: number, end: number): string;
  /** UTF-8; each ill-formed sequence becomes U+FFFD (never throws). */
  utf8(bytes: Uint8Array, start: number, end: number): string;
  /** UTF-16 little endian; an odd last byte is ignored. */
  utf16le(bytes: Uint8Array, start: number, end: number): string;
  isAscii(bytes: Uint8Array): boolean;
  /** Whether the bytes are well-formed UTF-8. */
  isUtf8(bytes: Uint8Array): boolean;
  encodeUtf8(text: string): Uint8Array;
  /** Writes well-formed text as UTF-8 at `at`; the caller has made sure of the room. @returns how many bytes it took */
  writeUtf8(text: string, into: Uint8Array, at: number): number;
}
