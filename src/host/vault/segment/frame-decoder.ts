/**
 * Unpacks zstd frames into memory that is there already: one decoder and one buffer for many frames.
 *
 * Node's `zstdDecompressSync` makes a decoder and a buffer for every call, which costs more than the decoding of a block. A
 * decoder that is kept is reached through the members that Node's own function uses. They are tried once, and whatever does
 * not come out exactly as expected is done again by `zstdDecompressSync`: it decides, also about what is damaged.
 * Source: Node lib/zlib.js, processChunkSync.
 */
import { createZstdDecompress, constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { KeptCodec } from './kept-codec.ts';

const SAMPLE = Buffer.from('a sample, a sample, a sample');

export class FrameDecoder {
  #kept: KeptCodec | undefined;

  constructor() {
    this.#kept = makeDecoder();
    const target = new Uint8Array(SAMPLE.length);
    if (!this.#tryInto(zstdCompressSync(SAMPLE), target, 0, SAMPLE.length) || Buffer.compare(target, SAMPLE) !== 0) {
      this.#kept = undefined;
    }
  }

  /**
   * Unpacks a frame to `target` from `at`.
   *
   * @param byteLength of the result, as stored beside the frame; there is room for it
   * @throws Error where the frame does not unpack, or not to that length
   */
  decodeInto(frame: Uint8Array, target: Uint8Array, at: number, byteLength: number): void {
    if (this.#tryInto(frame, target, at, byteLength)) return;
    // It may stand in the middle of a frame, or closed: the frame was at fault, not the way.
    if (this.#kept !== undefined) this.#kept = makeDecoder();
    const bytes = zstdDecompressSync(frame, { maxOutputLength: Math.max(64, byteLength) });
    if (bytes.length !== byteLength) throw new RangeError('the frame unpacks to another length');
    target.set(bytes, at);
  }

  #tryInto(frame: Uint8Array, target: Uint8Array, at: number, byteLength: number): boolean {
    const handle = this.#kept?.['_handle'];
    const left = this.#kept?.['_writeState'];
    if (typeof handle?.writeSync !== 'function' || left === undefined) return false;
    // Beyond its bounds Node's native part would end the process.
    if (byteLength < 1 || at + byteLength > target.length) return false;
    try {
      left.fill(0xffff_ffff);
      handle.writeSync(constants.ZSTD_e_end, frame, 0, frame.length, target, at, byteLength);
      return left[0] === 0 && left[1] === 0;
    } catch {
      return false;
    }
  }
}

let ofThisThread: FrameDecoder | undefined;

/** The decoder of this thread. */
export const frameDecoder = (): FrameDecoder => (ofThisThread ??= new FrameDecoder());

function makeDecoder(): KeptCodec {
  const decoder = createZstdDecompress();
  // What a damaged frame does to the decoder is told by the second try.
  decoder.on('error', () => undefined);
  return decoder as KeptCodec;
}
