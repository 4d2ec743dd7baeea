/**
 * Canonical lines as they stand in the hot part of `case.db`: newline-joined, zstd.
 *
 * Trust: a block read back may have been changed by whoever has the key; sizes are bounded, lines are checked by digest.
 */
import { constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { HotBlock } from './case-store.ts';

const LINES_PER_BLOCK = 512;
/** A block is closed once it has so many characters, so that one line never costs much more than itself to read. */
const CHARS_PER_BLOCK = 4 * 1_048_576;
/** At most four bytes a character, and one more line of 1 MiB: nothing honest is larger. */
const MAX_BLOCK_BYTES = 4 * CHARS_PER_BLOCK + 2 * 1_048_576;

/** Lines of one run of neighbouring records, in blocks. */
export function* packHot(run: { firstSeq: number; lines: readonly string[] }): Generator<HotBlock> {
  for (let start = 0, end = 0; start < run.lines.length; start = end) {
    for (let chars = 0; end < run.lines.length && end - start < LINES_PER_BLOCK && chars < CHARS_PER_BLOCK; end++) {
      chars += (run.lines[end] as string).length;
    }
    const part = run.lines.slice(start, end);
    const text = Buffer.from(part.join('\n'), 'utf8');
    yield {
      firstSeq: run.firstSeq + start,
      count: part.length,
      lines: zstdCompressSync(text, { params: { [zlib.ZSTD_c_compressionLevel]: 1 } }),
    };
  }
}

/** The lines of a block; undefined where it does not decompress. Their number may differ from `count`: the caller checks. */
export function unpackHot(lines: Uint8Array): string[] | undefined {
  return unpack(lines)?.toString('utf8').split('\n');
}

/** As `unpackHot`, the lines as they lie. */
export function unpackHotBytes(lines: Uint8Array): Uint8Array[] | undefined {
  const bytes = unpack(lines);
  if (bytes === undefined) return undefined;
  const found: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; start = end + 1, end = bytes.indexOf(NEWLINE, start)) {
    found.push(bytes.subarray(start, end));
  }
  found.push(bytes.subarray(start));
  return found;
}

const NEWLINE = 10;

function unpack(lines: Uint8Array): Buffer | undefined {
  try {
    return zstdDecompressSync(lines, { maxOutputLength: MAX_BLOCK_BYTES });
  } catch {
    return undefined;
  }
}
