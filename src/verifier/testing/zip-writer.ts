/**
 * For tests: a zip file, stored or deflated, with room for lies.
 *
 * Node's zlib. Source: PKWARE APPNOTE §4.3.
 */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../bag/crc32.ts';
import { concat, utf8 } from '../base/bytes.ts';

export interface ZipPart {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isDeflated?: boolean;
  /** What the file's own header says instead. */
  readonly localPath?: string;
  readonly localSize?: number;
  /** What both headers say instead. */
  readonly size?: number;
  readonly mode?: number;
}

const u16 = (...numbers: number[]): Uint8Array => Uint8Array.from(numbers.flatMap((n) => [n & 0xff, (n >> 8) & 0xff]));
const u32 = (...numbers: number[]): Uint8Array =>
  Uint8Array.from(numbers.flatMap((n) => [n & 0xff, (n >>> 8) & 0xff, (n >>> 16) & 0xff, n >>> 24]));

/** @param gap bytes before each entry */
export function writeZip(parts: readonly ZipPart[], gap: Uint8Array = new Uint8Array(), comment = ''): Uint8Array {
  const body: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const {
    path,
    bytes,
    isDeflated = false,
    localPath = path,
    localSize,
    size = bytes.length,
    mode = 0o100644,
  } of parts) {
    const packed = isDeflated ? new Uint8Array(deflateRawSync(bytes)) : bytes;
    const method = isDeflated ? 8 : 0;
    const [name, localName] = [utf8(path), utf8(localPath)];
    const crc = crc32(bytes);
    const local = concat(
      u32(0x04034b50),
      u16(20, 0x800, method, 0, 33),
      u32(crc, packed.length, localSize ?? size),
      u16(localName.length, 0),
      localName,
    );
    body.push(gap, local, packed);
    const headerAt = at + gap.length;
    directory.push(
      concat(
        u32(0x02014b50),
        u16(0x031e, 20, 0x800, method, 0, 33),
        u32(crc, packed.length, size),
        u16(name.length, 0, 0, 0, 0),
        u32(mode * 65_536, headerAt),
        name,
      ),
    );
    at = headerAt + local.length + packed.length;
  }
  const entries = concat(...directory);
  return concat(
    ...body,
    entries,
    u32(0x06054b50),
    u16(0, 0, parts.length, parts.length),
    u32(entries.length, at),
    u16(comment.length),
    utf8(comment),
  );
}
