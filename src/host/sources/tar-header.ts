/**
 * One 512-byte tar header block, and the records of a pax header.
 *
 * Pure.
 * Source: POSIX.1-2017 pax, "ustar Interchange Format" and "pax Header Block"; GNU tar manual, "Basic Tar Format" (base-256
 * numbers, old GNU sparse). Differences: names are decoded as UTF-8, ill-formed bytes become U+FFFD.
 * Trust: all fields are hostile; numbers are checked to be integers from 0 to 2^53-1.
 */

export const BLOCK_BYTES = 512;

export interface TarHeader {
  name: string;
  linkName: string;
  /** Type flag character; NUL reads as `0`. */
  type: string;
  /** Bytes of data that follow, before padding. */
  sizeBytes: number;
  mtimeMs?: number;
  /** Old GNU sparse: further map blocks follow this one. */
  hasMoreSparseMap: boolean;
}

function text(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end === -1 || end > start + length ? start + length : end);
}

/** Octal text or base-256; undefined where it is neither or out of range. */
function number(block: Buffer, start: number, length: number): number | undefined {
  const first = block[start] ?? 0;
  if (first === 0x80) {
    let value = 0;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] ?? 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = block
    .toString('latin1', start, start + length)
    .replaceAll('\0', ' ')
    .trim();
  if (digits === '') return 0;
  return /^[0-7]{1,17}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** Sum of the block's bytes with the checksum field read as spaces, unsigned, and as old writers made it, signed. */
function checksumFits(block: Buffer): boolean {
  let unsigned = 256;
  let signed = 256;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    if (at >= 148 && at < 156) continue;
    const byte = block[at] ?? 0;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const stated = number(block, 148, 8);
  return stated === unsigned || stated === signed;
}

/** Whether the bytes begin with a tar header: checksum and size fit and there is a name. */
export function isTarHeader(head: Buffer): boolean {
  return head.length >= BLOCK_BYTES && head[0] !== 0 && parseTarHeader(head.subarray(0, BLOCK_BYTES)) !== undefined;
}

/** @param block 512 bytes @returns undefined where the checksum or the size is not valid */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (!checksumFits(block)) return undefined;
  const sizeBytes = number(block, 124, 12);
  if (sizeBytes === undefined) return undefined;
  const magic = block.toString('latin1', 257, 263);
  const prefix = magic === 'ustar\0' ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  const mtimeSeconds = number(block, 136, 12);
  const flag = block[156] ?? 0;
  const type = flag === 0 ? '0' : String.fromCharCode(flag);
  const header: TarHeader = {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: text(block, 157, 100),
    type,
    sizeBytes,
    hasMoreSparseMap: type === 'S' && block[482] === 1,
  };
  if (mtimeSeconds !== undefined && mtimeSeconds > 0) header.mtimeMs = mtimeSeconds * 1000;
  return header;
}

/** Records of a pax header, `<length> <key>=<value>\n`; what follows the first bad record is left out. */
export function parsePax(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    if (space === -1 || space - at > 9) break;
    const length = Number(bytes.toString('latin1', at, space));
    if (!Number.isInteger(length) || length < 5 || at + length > bytes.length) break;
    const record = bytes.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals < 1) break;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** Lays pax records over a header, as far as they make sense. */
export function applyPax(header: TarHeader, records: ReadonlyMap<string, string>): void {
  header.name = records.get('GNU.sparse.name') ?? records.get('path') ?? header.name;
  header.linkName = records.get('linkpath') ?? header.linkName;
  const size = records.get('size');
  if (size !== undefined && /^\d{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))
    header.sizeBytes = Number(size);
  const mtime = Number(records.get('mtime') ?? Number.NaN);
  if (mtime > 0 && mtime < 1e12) header.mtimeMs = Math.floor(mtime * 1000);
}
