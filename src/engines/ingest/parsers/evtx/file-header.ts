/**
 * The EVTX file header: the first block of the file, in front of the chunks.
 *
 * Pure. O(1).
 * Source: libevtx "Windows XML Event Log (EVTX)" §2 (file header), MS-EVEN6 for the log states.
 * Trust: hostile; nothing read here decides more than where the first chunk lies, and that is checked against the bytes.
 */
import type { Hasher } from '../../../kernel/ports.ts';

export const FILE_MAGIC = 'ElfFile\0';
export const FILE_HEADER_BYTES = 128;
/** Size of the block that holds the header, and so the offset of the first chunk, in every known file. */
export const FILE_BLOCK_BYTES = 4_096;

/** Flags, at most these three: not closed cleanly, full (circular or archived), written without checksums. */
export const FILE_DIRTY = 1;
export const FILE_FULL = 2;
export const NO_CHECKSUMS = 4;

export interface FileHeader {
  /** Chunk numbers, from 0: of the oldest and of the newest chunk (a circular log has them the other way round). */
  firstChunk: number;
  lastChunk: number;
  nextRecordId: number;
  majorVersion: number;
  minorVersion: number;
  /** Offset of the first chunk as the header says it, bytes. */
  blockBytes: number;
  chunkCount: number;
  flags: number;
  isChecksumGood: boolean;
}

/** Whether eight bytes at `at` are the ASCII text `magic`. */
export function hasMagic(bytes: Uint8Array, at: number, magic: string): boolean {
  if (at + 8 > bytes.length) return false;
  for (let i = 0; i < 8; i += 1) if (bytes[at + i] !== magic.charCodeAt(i)) return false;
  return true;
}

/** A 64-bit count as a double: exact below 2^53, which every honest count is. */
export function readCount(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 4_294_967_296 + view.getUint32(at, true);
}

/** The header, or undefined where the bytes are too few or do not begin with the magic. */
export function decodeFileHeader(head: Uint8Array, hasher: Hasher): FileHeader | undefined {
  if (head.length < FILE_HEADER_BYTES || !hasMagic(head, 0, FILE_MAGIC)) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return {
    firstChunk: readCount(view, 8),
    lastChunk: readCount(view, 16),
    nextRecordId: readCount(view, 24),
    minorVersion: view.getUint16(36, true),
    majorVersion: view.getUint16(38, true),
    blockBytes: view.getUint16(40, true),
    chunkCount: view.getUint16(42, true),
    flags: view.getUint32(120, true),
    isChecksumGood: hasher.crc32(head.subarray(0, 120), 0) === view.getUint32(124, true),
  };
}
