/**
 * What a stream is, by its first bytes. Names play no part.
 *
 * Pure.
 * Source: RFC 1952 §2.3 (gzip), RFC 8878 §3.1.1 (zstd), APPNOTE 6.3.10 §4.3.7 (zip), POSIX.1-2017 pax "ustar" (tar);
 * the others from their own specifications.
 * Trust: the bytes are hostile; a wrong guess costs a finding, never a crash.
 */
import { isTarHeader } from './tar-header.ts';

/** Bytes `detect` wants to see; fewer are enough for a shorter source. */
export const MAGIC_BYTES = 512;

export type Detected =
  | { kind: 'gzip' | 'zstd' | 'tar' | 'zip' }
  /** A container or compression we know by sight but do not open. */
  | { kind: 'unsupported'; label: string }
  | { kind: 'leaf' };

const UNSUPPORTED: readonly [label: string, hex: string][] = [
  ['bzip2', '425a68'],
  ['xz', 'fd377a585a00'],
  ['7-Zip', '377abcaf271c'],
  ['RAR', '526172211a07'],
  ['LZ4', '04224d18'],
  ['lzip', '4c5a4950'],
  ['compress (.Z)', '1f9d'],
  ['Microsoft cabinet', '4d53434600000000'],
  ['cpio', '303730373031'],
  ['cpio', '303730373037'],
  ['EnCase image (E01)', '455646090d0aff00'],
];

/** bzip2 begins with `BZh`, a level and the magic of its first block or its end; text may begin with `BZh` too. */
const isBzip2 = (head: Buffer): boolean =>
  /^BZh[1-9](314159265359|177245385090)/.test(head.toString('latin1', 0, 4) + head.toString('hex', 4, 10));

/** @param head the first bytes, at least 512 of them or the whole source */
export function detect(head: Buffer): Detected {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8 && ((head[3] ?? 0xff) & 0xe0) === 0)
    return { kind: 'gzip' };
  const word = head.length >= 4 ? head.readUInt32LE(0) : 0;
  if (word === 0xfd2f_b528 || (word >= 0x184d_2a50 && word <= 0x184d_2a5f)) return { kind: 'zstd' };
  // Local header, end of an empty archive, or the marker of a spanned one.
  if (word === 0x0403_4b50 || word === 0x0605_4b50 || word === 0x0807_4b50) return { kind: 'zip' };
  if (isTarHeader(head)) return { kind: 'tar' };
  const label = UNSUPPORTED.find(([, hex]) => head.toString('hex', 0, hex.length / 2) === hex)?.[0];
  if (label === undefined || (label === 'bzip2' && !isBzip2(head))) return { kind: 'leaf' };
  return { kind: 'unsupported', label };
}
