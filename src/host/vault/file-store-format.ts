/**
 * Bytes of an encrypted original: header, sealed chunks, index, trailer.
 *
 * No I/O. One AES-256-GCM call per 1 MiB chunk.
 * Source: resources/docs/evidence-format-files.md; STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015, "Online
 * authenticated-encryption and its nonce-reuse misuse-resistance"), as in age; HKDF is RFC 5869, AES-GCM is SP 800-38D.
 * Differences from STREAM: chunks may be compressed and carry their stored length, and an index block follows the last.
 * Trust: whoever can write to the case folder chooses every byte read here; nothing is believed before its tag is.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Plain bytes per chunk; only the last chunk may hold fewer. */
export const CHUNK_BYTES = 1_048_576;
export const HEADER_BYTES = 32;
export const SALT_BYTES = 16;
export const TAG_BYTES = 16;
/** u32 stored length in front of each chunk. */
export const FRAME_BYTES = 4;
export const TRAILER_BYTES = 16;
/** Index plaintext before the lengths: u64 size, u32 chunk count, 32-byte SHA-256. */
export const INDEX_FIXED_BYTES = 44;

const HEADER_MAGIC = Buffer.from('ATPFILE1', 'latin1');
const TRAILER_MAGIC = Buffer.from('ATPFEND1', 'latin1');
const KEY_INFO = 'audittrailpro/file/v1';

/** Domain of a sealed block; part of nonce and AAD, so that no block can stand in for another kind. */
export const BLOCK_CHUNK = 0;
export const BLOCK_LAST_CHUNK = 1;
export const BLOCK_INDEX = 2;
export type BlockKind = typeof BLOCK_CHUNK | typeof BLOCK_LAST_CHUNK | typeof BLOCK_INDEX;

/** First plain byte of a sealed chunk: how the rest is coded. */
export const CODING_RAW = 0;
export const CODING_ZSTD = 1;

/** @param salt 16 random bytes, fresh for every file */
export function encodeHeader(salt: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  HEADER_MAGIC.copy(header, 0);
  header[8] = 1; // cipher: AES-256-GCM
  header[9] = 20; // log2 of the chunk size
  header.set(salt, 16);
  return header;
}

/** The file salt, or undefined where the header is not one of this version. */
export function decodeHeader(header: Uint8Array): Uint8Array | undefined {
  if (header.length !== HEADER_BYTES) return undefined;
  const salt = header.slice(16, 32);
  return encodeHeader(salt).equals(header) ? salt : undefined;
}

/** @param filesKey 32 bytes @param salt 16 bytes @returns the AES-256 key of one file */
export function deriveFileKey(filesKey: Uint8Array, salt: Uint8Array): KeyObject {
  const bytes = new Uint8Array(hkdfSync('sha256', filesKey, salt, KEY_INFO, 32));
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

function nonceOf(kind: BlockKind, index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce[0] = kind;
  nonce.writeBigUInt64BE(BigInt(index), 4);
  return nonce;
}

function aadOf(header: Uint8Array, kind: BlockKind, index: number): Buffer {
  const aad = Buffer.alloc(HEADER_BYTES + 9);
  aad.set(header, 0);
  aad.writeBigUInt64BE(BigInt(index), HEADER_BYTES);
  aad[HEADER_BYTES + 8] = kind;
  return aad;
}

/**
 * Seals the concatenation of `parts`.
 * @param index chunk number from 0; for the index block the chunk count
 * @returns ciphertext in pieces, then the 16-byte tag
 */
export function sealBlock(
  key: KeyObject,
  header: Uint8Array,
  kind: BlockKind,
  index: number,
  parts: readonly Uint8Array[],
): Buffer[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(kind, index));
  cipher.setAAD(aadOf(header, kind, index));
  const out = parts.map((part) => cipher.update(part));
  cipher.final();
  out.push(cipher.getAuthTag());
  return out;
}

/** @param sealed ciphertext and tag @returns the plain bytes, or undefined where the tag does not fit */
export function openBlock(
  key: KeyObject,
  header: Uint8Array,
  kind: BlockKind,
  index: number,
  sealed: Uint8Array,
): Buffer | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(kind, index), { authTagLength: TAG_BYTES });
  decipher.setAAD(aadOf(header, kind, index));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plain;
}

export interface FileIndex {
  /** Plain size, bytes. */
  sizeBytes: number;
  /** SHA-256 of the plain bytes, 64 hex digits. */
  sha256: string;
  /** Stored length of each chunk in bytes, coding byte included, frame and tag not. */
  lengths: Uint32Array;
}

export function encodeIndex(index: FileIndex): Buffer {
  const bytes = Buffer.alloc(INDEX_FIXED_BYTES + index.lengths.length * 4);
  bytes.writeBigUInt64LE(BigInt(index.sizeBytes), 0);
  bytes.writeUInt32LE(index.lengths.length, 8);
  bytes.write(index.sha256, 12, 'hex');
  index.lengths.forEach((length, at) => bytes.writeUInt32LE(length, INDEX_FIXED_BYTES + at * 4));
  return bytes;
}

/** The index, or undefined where its numbers do not agree with each other. */
export function decodeIndex(bytes: Buffer): FileIndex | undefined {
  if (bytes.length < INDEX_FIXED_BYTES) return undefined;
  const sizeBytes = Number(bytes.readBigUInt64LE(0));
  const count = bytes.readUInt32LE(8);
  if (bytes.length !== INDEX_FIXED_BYTES + count * 4) return undefined;
  if (count !== Math.max(1, Math.ceil(sizeBytes / CHUNK_BYTES))) return undefined;
  const lengths = new Uint32Array(count);
  for (let at = 0; at < count; at++) lengths[at] = bytes.readUInt32LE(INDEX_FIXED_BYTES + at * 4);
  return { sizeBytes, sha256: bytes.toString('hex', 12, INDEX_FIXED_BYTES), lengths };
}

/** @param sealedIndexBytes length of the sealed index, tag included */
export function encodeTrailer(sealedIndexBytes: number, chunkCount: number): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(sealedIndexBytes, 0);
  trailer.writeUInt32LE(chunkCount, 4);
  TRAILER_MAGIC.copy(trailer, 8);
  return trailer;
}

export function decodeTrailer(trailer: Buffer): { sealedIndexBytes: number; chunkCount: number } | undefined {
  if (trailer.length !== TRAILER_BYTES || !trailer.subarray(8).equals(TRAILER_MAGIC)) return undefined;
  return { sealedIndexBytes: trailer.readUInt32LE(0), chunkCount: trailer.readUInt32LE(4) };
}
