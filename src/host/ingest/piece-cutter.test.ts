/** Pieces cover every byte of the stream once, whatever its chunks are, and hold whole records only. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FormatContext, type FormatReader, MAX_RECORD_BYTES } from '../../engines/ingest/format.ts';
import { type CutPiece, cutPieces } from './piece-cutter.ts';

const MIB = 1024 * 1024;

/** Lines, as the simplest readers cut them. */
const lineReader: FormatReader = {
  id: 'text',
  version: 'test',
  sniff: () => 0,
  prepare: () => ({ refused: 'format-unknown', message: 'not needed' }),
  cut: (window, isEnd) => (isEnd ? window.length : window.lastIndexOf(10) + 1),
  resync: (window) => window.indexOf(10) + 1 || -1,
  parse: () => undefined,
};
const context: FormatContext = { format: 'text', dataOffset: 0, sourceTag: '', options: {}, settings: null };

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function cut(bytes: Uint8Array, sizes: readonly number[], startOffset = 0): Promise<CutPiece[]> {
  return readAll(cutPieces(chunksOf(bytes, sizes), startOffset, lineReader, context));
}

async function readAll(stream: AsyncIterable<CutPiece>): Promise<CutPiece[]> {
  const pieces: CutPiece[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What is wrong with a cutting of `bytes` that began at `startOffset`; empty where every byte is told once. */
function faultsOf(pieces: readonly CutPiece[], bytes: Uint8Array, startOffset = 0): string[] {
  const faults: string[] = [];
  let offset = startOffset;
  pieces.forEach((piece, i) => {
    if (piece.offset !== offset) faults.push(`piece ${i} begins at ${piece.offset}, not at ${offset}`);
    const length = piece.kind === 'piece' ? piece.bytes.length : piece.length;
    const told = piece.kind === 'piece' ? sha256(piece.bytes) : piece.rawHash;
    const at = offset - startOffset;
    if (told !== sha256(bytes.subarray(at, at + length))) faults.push(`piece ${i} holds other bytes`);
    if ((piece.kind === 'piece' && piece.isLast) !== (i === pieces.length - 1)) faults.push(`piece ${i}: wrong end`);
    offset += length;
  });
  if (offset !== startOffset + bytes.length) faults.push(`the pieces end at ${offset}`);
  return faults;
}

/** Lines of these lengths, newline included. */
function linesOf(lengths: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0)).fill(97);
  let at = 0;
  for (const length of lengths) {
    at += length;
    bytes[at - 1] = 10;
  }
  return bytes;
}

describe('cutting a stream into pieces', () => {
  it('covers every byte once, in whole lines, however the stream is chunked', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 900_000 }), { maxLength: 12 });
    const chunkSizes = fc.array(fc.integer({ min: 1000, max: 3 * MIB }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(lengths, chunkSizes, fc.boolean(), fc.nat(1e9), async (lines, sizes, isOpen, startOffset) => {
        const whole = linesOf(lines);
        const bytes = isOpen ? whole.subarray(0, Math.max(0, whole.length - 1)) : whole;
        const pieces = await cut(bytes, sizes, startOffset);
        expect(faultsOf(pieces, bytes, startOffset)).toEqual([]);
        for (const piece of pieces.slice(0, -1)) {
          expect(piece.kind === 'piece' && piece.bytes.at(-1) === 10 && piece.bytes.length >= 100_000).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('tells the end of an empty stream', async () => {
    expect(await cut(new Uint8Array(0), [1])).toEqual([
      { kind: 'piece', bytes: new Uint8Array(0), offset: 0, isLast: true },
    ]);
  });

  it.each([[1 * MIB], [300_000], [7 * MIB]])(
    'passes over a line of 40 MB, in chunks of %d, and tells its place and hash',
    async (chunk) => {
      const lines = [50, 40_000_000, 20, 3_000_000, 7];
      const bytes = linesOf(lines);
      const pieces = await cut(bytes, [chunk]);
      expect(faultsOf(pieces, bytes)).toEqual([]);
      expect(pieces.filter((piece) => piece.kind === 'too-long')).toEqual([
        { kind: 'too-long', offset: 50, length: 40_000_000, rawHash: sha256(bytes.subarray(50, 40_000_050)) },
      ]);
    },
  );

  it('passes over a line of 40 MB that nothing ends', async () => {
    const bytes = new Uint8Array(40_000_000).fill(97);
    const pieces = await cut(bytes, [MIB]);
    expect(faultsOf(pieces, bytes)).toEqual([]);
    expect(pieces.map((piece) => piece.kind)).toEqual(['too-long', 'piece']);
  });

  it('passes over several too long lines in a row', async () => {
    const bytes = linesOf([MAX_RECORD_BYTES + 2 * MIB, MAX_RECORD_BYTES + 5 * MIB, 10]);
    const pieces = await cut(bytes, [MIB]);
    expect(faultsOf(pieces, bytes)).toEqual([]);
    expect(pieces.filter((piece) => piece.kind === 'too-long').map(({ offset }) => offset)).toEqual([
      0,
      MAX_RECORD_BYTES + 2 * MIB,
    ]);
  });

  it('draws the line of what is too long at the same byte however the stream is chunked', async () => {
    const lines = [10, MAX_RECORD_BYTES, 10, MAX_RECORD_BYTES + 1, 10];
    const bytes = linesOf(lines);
    for (const chunk of [MIB, 3 * MIB, 5_000_001, bytes.length]) {
      const tooLong = (await cut(bytes, [chunk])).filter((piece) => piece.kind === 'too-long');
      expect(tooLong).toMatchObject([{ offset: MAX_RECORD_BYTES + 20, length: MAX_RECORD_BYTES + 1 }]);
    }
  });

  it('gives each piece a buffer of its own', async () => {
    const bytes = linesOf(Array.from({ length: 40 }, () => 100_000));
    const pieces = await cut(bytes, [MIB]);
    const buffers = pieces.map((piece) => (piece.kind === 'piece' ? piece.bytes.buffer : undefined));
    expect(new Set(buffers).size).toBe(pieces.length);
  });

  it('closes the stream of whoever stops early, also while a read is under way', async () => {
    let isClosed = false;
    async function* stream(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield linesOf([2 * MIB]);
      } finally {
        isClosed = true;
      }
    }
    for await (const piece of cutPieces(stream(), 0, lineReader, context)) {
      expect(piece.kind).toBe('piece');
      break;
    }
    expect(isClosed).toBe(true);
  });

  it('lets a read fail that nobody waits for any more', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    async function* stream(): AsyncGenerator<Uint8Array> {
      yield linesOf([2 * MIB]);
      throw new Error('the disk went away');
    }
    for await (const piece of cutPieces(stream(), 0, lineReader, context)) {
      expect(piece.kind).toBe('piece');
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it('hands on the error of a stream that breaks off', async () => {
    async function* stream(): AsyncGenerator<Uint8Array> {
      yield linesOf([100]);
      throw new Error('the disk went away');
    }
    await expect(readAll(cutPieces(stream(), 0, lineReader, context))).rejects.toThrow('the disk went away');
  });
});
