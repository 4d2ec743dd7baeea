/**
 * Runs a node:zlib decoder over a reader and stops exactly where its stream ends.
 *
 * The work is done in the thread pool, a piece ahead of the consumer. Memory: about 4 MiB of output, however much a few
 * packed bytes unfold to.
 * Source: RFC 1951 (deflate), RFC 8878 (zstd).
 * Trust: packed bytes are hostile. What was decoded before the damage is given out, except for the output of the one
 * step (32 KiB of input, 128 KiB of output) in which the damage shows.
 */
import { createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { InflateRaw, ZstdDecompress } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';

const SLICE_BYTES = 32_768;
const OUTPUT_BYTES = 131_072;
const AHEAD_BYTES = 4 * 1024 * 1024;

export type DecodeEnd =
  | { state: 'end' }
  /** The consumer's `onPiece` said stop. */
  | { state: 'stopped' }
  /** The packed bytes end before the stream does. */
  | { state: 'truncated' }
  | { state: 'damaged'; reason: string };

export type Engine = () => InflateRaw | ZstdDecompress;
export const inflateEngine: Engine = () => createInflateRaw({ chunkSize: OUTPUT_BYTES });
export const zstdEngine: Engine = () => createZstdDecompress({ chunkSize: OUTPUT_BYTES });

/**
 * Decodes one deflate stream or zstd frame. Afterwards the reader stands at the first byte that is not part of it.
 * @param onPiece called with each piece before it is given out; false stops
 */
export async function* decodeOne(
  engine: Engine,
  reader: ByteReader,
  onPiece: (piece: Uint8Array) => boolean,
): AsyncGenerator<Uint8Array, DecodeEnd> {
  const decoder = engine();
  let ready: Buffer[] = [];
  let readyBytes = 0;
  let failure: (Error & { code?: string }) | undefined;
  let isEnded = false;
  let isIdle = true;
  let wake: () => void = () => undefined;
  decoder.on('data', (piece: Buffer) => {
    ready.push(piece);
    readyBytes += piece.length;
    if (readyBytes >= AHEAD_BYTES) decoder.pause();
    wake();
  });
  decoder.on('end', () => {
    isEnded = true;
    wake();
  });
  decoder.on('error', (error) => {
    failure = error;
    wake();
  });
  let slice: Uint8Array = new Uint8Array(0);
  let fed = 0;
  try {
    for (;;) {
      const pieces = ready;
      ready = [];
      readyBytes = 0;
      for (const piece of pieces) {
        if (!onPiece(piece)) return { state: 'stopped' };
        yield piece;
      }
      if (ready.length > 0) continue;
      if (failure !== undefined) {
        const { code, message } = failure;
        return code === 'Z_BUF_ERROR' ? { state: 'truncated' } : { state: 'damaged', reason: code ?? message };
      }
      if (isEnded) return { state: 'end' };
      if (decoder.isPaused()) decoder.resume();
      if (isIdle) {
        isIdle = false;
        const next = await reader.piece(SLICE_BYTES);
        if (next === undefined) {
          decoder.end();
        } else {
          slice = next;
          fed += next.length;
          decoder.write(next, () => {
            isIdle = true;
            wake();
          });
        }
      }
      if (ready.length === 0 && failure === undefined && !isEnded && !isIdle) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    // Every slice but the last was consumed whole, or its successor would not have been written.
    const unused = Math.min(fed - decoder.bytesWritten, slice.length);
    if (unused > 0) reader.unread(slice.subarray(slice.length - unused));
    decoder.destroy();
  }
}
