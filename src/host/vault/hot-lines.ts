/**
 * Canonical lines as they stand in the hot part of `case.db`: newline-joined, zstd.
 *
 * Trust: a block read back may have been changed by whoever has the key; sizes are bounded, lines are checked by digest.
 */
import { constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { HotBlock } from './case-store.ts';
import type { LineBatch } from './line-batch.ts';

const LINES_PER_BLOCK = 512;
/** A block is closed once it has so many bytes, so that one line never costs much more than itself to read. */
const BYTES_PER_BLOCK = 4 * 1_048_576;
/** With one more line of 1 MiB: nothing honest is larger. */
const MAX_BLOCK_BYTES = BYTES_PER_BLOCK + 2 * 1_048_576;

/** Lines of one run of neighbouring records, in blocks. */
export function* packHot(run: { firstSeq: number; batch: Pick<LineBatch, 'bytes' | 'starts'> }): Generator<HotBlock> {
  const { bytes, starts } = run.batch;
  const total = starts.length - 1;
  for (let from = 0, to = 0; from < total; from = to) {
    const start = starts[from] as number;
    while (to < total && to - from < LINES_PER_BLOCK && (starts[to] as number) - start < BYTES_PER_BLOCK) to++;
    const lines = bytes.subarray(start, (starts[to] as number) - 1);
    yield {
      firstSeq: run.firstSeq + from,
      count: to - from,
      lines: zstdCompressSync(lines, { params: { [zlib.ZSTD_c_compressionLevel]: 1 } }),
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
