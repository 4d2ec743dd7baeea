/**
 * A folder as a zip file, stored: the same bytes for the same files.
 *
 * Streams: memory is one piece of a file and 46 bytes and a name for each. Each file is hashed again while it is read.
 * Source: PKWARE APPNOTE 6.3.10 §4.3, §4.5.3 (zip64); bundle-format.md §1, "Zip". Differences: sizes and CRC stand in both
 * headers, found beforehand by reading the file, so that nothing follows the data.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ListedFile } from '../../engines/bundle/bundle-lists.ts';
import { AppError } from '../../shared/errors.ts';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const UTF8 = 0x0800;
/** 1980-01-01: the first day a zip can name. */
const DATE = 33;
const MODE = 0o100644;
const FULL = 0xffffffff;
const FULL_COUNT = 0xffff;
const PIECE_BYTES = 1 << 20;

const u16 = (value: number): Buffer => Buffer.from([value & 0xff, (value >> 8) & 0xff]);
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

interface Entry {
  readonly name: Buffer;
  readonly crc: number;
  readonly sizeBytes: number;
  readonly at: number;
}

/**
 * @param files sorted by name
 * @param onBytes called with the bytes written so far; may throw to stop
 */
export async function writeStoredZip(
  root: string,
  files: readonly ListedFile[],
  zip: FileHandle,
  onBytes: (done: number) => void,
): Promise<void> {
  const entries: Entry[] = [];
  let at = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    await zip.writeFile(bytes);
    at += bytes.length;
    onBytes(at);
  };
  for (const file of files) {
    const crc = await checksumOf(root, file, onBytes, at);
    const entry: Entry = { name: Buffer.from(file.name, 'utf8'), crc, sizeBytes: file.sizeBytes, at };
    entries.push(entry);
    await write(localHeader(entry));
    for await (const piece of pieces(root, file)) await write(piece);
  }
  const directoryAt = at;
  let waiting: Buffer[] = [];
  for (const [index, entry] of entries.entries()) {
    waiting.push(centralHeader(entry));
    if (waiting.length < 4096 && index < entries.length - 1) continue;
    await write(Buffer.concat(waiting));
    waiting = [];
  }
  await write(endOf(entries.length, at - directoryAt, directoryAt));
}

const pieces = (root: string, { name }: ListedFile): AsyncIterable<Buffer> =>
  createReadStream(join(root, name), { highWaterMark: PIECE_BYTES });

/** What was written is read back: it must be what the lists say. */
async function checksumOf(root: string, file: ListedFile, onBytes: (at: number) => void, at: number): Promise<number> {
  const hash = createHash('sha256');
  let crc = 0;
  for await (const piece of pieces(root, file)) {
    hash.update(piece);
    crc = crc32(piece, crc);
    onBytes(at);
  }
  if (hash.digest('hex') === file.sha256) return crc;
  throw new AppError('EXPORT_INCOMPLETE', `What was written does not read back as it was: ${file.name}`);
}

function localHeader({ name, crc, sizeBytes }: Entry): Buffer {
  const isLong = sizeBytes >= FULL;
  const size = u32(isLong ? FULL : sizeBytes);
  const extra = isLong ? Buffer.concat([u16(1), u16(16), u64(sizeBytes), u64(sizeBytes)]) : Buffer.alloc(0);
  return Buffer.concat([
    u32(LOCAL),
    ...[isLong ? 45 : 20, UTF8, 0, 0, DATE].map(u16),
    u32(crc),
    size,
    size,
    u16(name.length),
    u16(extra.length),
    name,
    extra,
  ]);
}

/** §4.5.3: only what is full in the header stands in the extra field, in this order. */
function centralHeader({ name, crc, sizeBytes, at }: Entry): Buffer {
  const isLong = sizeBytes >= FULL;
  const isFar = at >= FULL;
  const fields = Buffer.concat([...(isLong ? [u64(sizeBytes), u64(sizeBytes)] : []), ...(isFar ? [u64(at)] : [])]);
  const extra = fields.length === 0 ? fields : Buffer.concat([u16(1), u16(fields.length), fields]);
  const size = u32(isLong ? FULL : sizeBytes);
  return Buffer.concat([
    u32(CENTRAL),
    // Made on Unix (3), so that the mode below is one.
    ...[0x031e, isLong || isFar ? 45 : 20, UTF8, 0, 0, DATE].map(u16),
    u32(crc),
    size,
    size,
    ...[name.length, extra.length, 0, 0, 0].map(u16),
    u32(MODE * 65_536),
    u32(isFar ? FULL : at),
    name,
    extra,
  ]);
}

function endOf(count: number, sizeBytes: number, directoryAt: number): Buffer {
  const isLong = count >= FULL_COUNT || sizeBytes >= FULL || directoryAt >= FULL;
  const end64 = Buffer.concat([
    u32(END64),
    u64(44),
    ...[0x031e, 45].map(u16),
    ...[0, 0].map(u32),
    ...[count, count, sizeBytes, directoryAt].map(u64),
    u32(LOCATOR64),
    u32(0),
    u64(directoryAt + sizeBytes),
    u32(1),
  ]);
  const shown = Math.min(count, FULL_COUNT);
  return Buffer.concat([
    ...(isLong ? [end64] : []),
    u32(END),
    ...[0, 0, shown, shown].map(u16),
    ...[Math.min(sizeBytes, FULL), Math.min(directoryAt, FULL)].map(u32),
    u16(0),
  ]);
}
