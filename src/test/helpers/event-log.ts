/**
 * Event log files for the tests of their proofs: whole, and as somebody who removes records leaves them.
 *
 * Pure. Trust: none; only tests make these.
 */
import { crc32 } from '../../engines/ingest/parsers/evtx/testing/crc32.ts';
import {
  buildFile,
  ChunkBuilder,
  embedded,
  EVENT_TEMPLATE,
  fileTime,
  LOGON_DATA,
  nothing,
  sealChunk,
  string,
  u16,
  u32,
  u64,
} from '../../engines/ingest/parsers/evtx/testing/evtx-builder.ts';

export interface MadeRecord {
  /** Number in the frame. */
  id: number;
  /** Number in the content; default: the same. */
  ownId?: number;
  /** Microseconds since 1970. */
  timeUs: number;
  code?: number;
}

const CHUNK_BYTES = 65_536;
const HEADER_BYTES = 4_096;
const TO_1601_US = 11_644_473_600_000_000n;

/** Records in chunks of `perChunk`. @param next what the header says comes next; default: one more than the last */
export function eventLog(
  records: readonly MadeRecord[],
  { perChunk = 60, next, flags = 0 }: { perChunk?: number; next?: number; flags?: number } = {},
): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < records.length; from += perChunk) {
    const chunk = new ChunkBuilder();
    for (const { id, ownId = id, timeUs, code = 4624 } of records.slice(from, from + perChunk)) {
      const ticks = (BigInt(timeUs) + TO_1601_US) * 10n;
      const data = embedded(LOGON_DATA, [string(`user${ownId}`), string('CORP'), u32(3), string('10.0.0.7')]);
      chunk.add(id, EVENT_TEMPLATE, [u16(code), fileTime(ticks), u64(BigInt(ownId)), string('WS1'), data, nothing], {
        written: ticks,
      });
    }
    chunks.push(chunk.bytes());
  }
  const file = buildFile(chunks, flags);
  new DataView(file.buffer).setBigUint64(24, BigInt(next ?? (records.at(-1)?.id ?? 0) + 1), true);
  sealHeader(file);
  return file;
}

export function sealHeader(file: Uint8Array): void {
  new DataView(file.buffer).setUint32(124, crc32(file.subarray(0, 120)), true);
}

/** As published editors do it: the record before swallows the next one, numbers behind go down by one, checksums are made anew. */
export function hideRecord(file: Uint8Array, chunkIndex: number, place: number): Uint8Array {
  const edited = Uint8Array.from(file);
  const chunk = edited.subarray(HEADER_BYTES + chunkIndex * CHUNK_BYTES, HEADER_BYTES + (chunkIndex + 1) * CHUNK_BYTES);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const places: number[] = [];
  for (let at = 512; at < view.getUint32(48, true); at += view.getUint32(at + 4, true)) places.push(at);
  const [before, hidden] = [places[place - 1] as number, places[place] as number];
  const size = view.getUint32(before + 4, true) + view.getUint32(hidden + 4, true);
  view.setUint32(before + 4, size, true);
  view.setUint32(before + size - 4, size, true);
  for (const at of places.slice(place + 1)) view.setBigUint64(at + 8, view.getBigUint64(at + 8, true) - 1n, true);
  for (const at of [16, 32]) view.setBigUint64(at, view.getBigUint64(at, true) - 1n, true);
  sealChunk(chunk);
  new DataView(edited.buffer).setBigUint64(24, new DataView(edited.buffer).getBigUint64(24, true) - 1n, true);
  sealHeader(edited);
  return edited;
}
