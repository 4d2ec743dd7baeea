/**
 * The header of an EVTX chunk: 64 KiB that hold records and everything needed to read them.
 *
 * Pure. O(chunk) for the data checksum, O(1) for the rest.
 * Source: libevtx "Windows XML Event Log (EVTX)" §3 (chunk).
 * Trust: hostile; each number is checked against the chunk before it is used.
 */
import type { Hasher } from '../../../kernel/ports.ts';
import { hasMagic, NO_CHECKSUMS, readCount } from './file-header.ts';

export const CHUNK_MAGIC = 'ElfChnk\0';
export const CHUNK_BYTES = 65_536;
/** Header, string table and template table; records begin behind them. */
export const CHUNK_HEADER_BYTES = 512;

export interface ChunkHeader {
  /** First and last record id, as the header says them. */
  firstRecordId: number;
  lastRecordId: number;
  /** Offset in the chunk behind the last record: where the next one would go. */
  freeSpaceOffset: number;
  flags: number;
  /** `absent`: the chunk says it was written without checksums. */
  headerChecksum: 'good' | 'bad' | 'absent';
  dataChecksum: 'good' | 'bad' | 'absent';
}

/** The header; undefined where the magic is wrong or the bytes are too few. @param bytes the chunk, at most 64 KiB */
export function decodeChunkHeader(bytes: Uint8Array, hasher: Hasher): ChunkHeader | undefined {
  if (bytes.length < CHUNK_HEADER_BYTES || !hasMagic(bytes, 0, CHUNK_MAGIC)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const freeSpaceOffset = view.getUint32(48, true);
  const flags = view.getUint32(120, true);
  const hasChecksums = (flags & NO_CHECKSUMS) === 0;
  const crc = (from: number, end: number, before: number): number => hasher.crc32(bytes.subarray(from, end), before);
  const isHeaderGood = crc(128, CHUNK_HEADER_BYTES, crc(0, 120, 0)) === view.getUint32(124, true);
  const isRangeGood = freeSpaceOffset >= CHUNK_HEADER_BYTES && freeSpaceOffset <= bytes.length;
  const isDataGood = isRangeGood && crc(CHUNK_HEADER_BYTES, freeSpaceOffset, 0) === view.getUint32(52, true);
  const verdict = (isGood: boolean): 'good' | 'bad' | 'absent' => (!hasChecksums ? 'absent' : isGood ? 'good' : 'bad');
  return {
    firstRecordId: readCount(view, 24),
    lastRecordId: readCount(view, 32),
    freeSpaceOffset,
    flags,
    headerChecksum: verdict(isHeaderGood),
    dataChecksum: verdict(isDataGood),
  };
}
