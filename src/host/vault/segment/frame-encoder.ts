/**
 * Packs many blocks into zstd frames with one encoder and one buffer: Node's `zstdCompressSync` makes an encoder, its
 * tables and a buffer for every call.
 *
 * An encoder that has ended a frame begins the next one by itself. It is reached through the members that Node's own
 * function uses; they are tried once, and whatever does not come out as expected is packed by `zstdCompressSync`.
 * Source: Node lib/zlib.js, processChunkSync; RFC 8878 for the frames.
 */
import { constants, createZstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { KeptCodec } from './kept-codec.ts';

const SAMPLES = ['a sample, a sample, a sample', 'another, another', ''].map((text) => Buffer.from(text));

export class FrameEncoder {
  readonly #level: number;
  #kept: KeptCodec | undefined;
  #room = Buffer.alloc(0);

  /** @param level of zstd, 1 to 19 */
  constructor(level: number) {
    this.#level = level;
    this.#kept = createZstdCompress({ params: this.#params }) as KeptCodec;
    const isSound = SAMPLES.every((sample) => {
      const frame = this.#tryEncode(sample);
      return frame !== undefined && Buffer.compare(zstdDecompressSync(frame), sample) === 0;
    });
    if (!isSound) this.#kept = undefined;
  }

  get #params(): Record<number, number> {
    return { [constants.ZSTD_c_compressionLevel]: this.#level };
  }

  /** @returns one zstd frame, good until the next call */
  encode(bytes: Uint8Array): Uint8Array {
    const frame = this.#tryEncode(bytes);
    if (frame !== undefined) return frame;
    this.#kept = undefined;
    return zstdCompressSync(bytes, { params: this.#params, chunkSize: roomFor(bytes.length) });
  }

  #tryEncode(bytes: Uint8Array): Uint8Array | undefined {
    const handle = this.#kept?.['_handle'];
    const left = this.#kept?.['_writeState'];
    if (typeof handle?.writeSync !== 'function' || left === undefined) return undefined;
    const room = roomFor(bytes.length);
    if (this.#room.length < room) this.#room = Buffer.allocUnsafeSlow(Math.ceil(room * 1.25));
    try {
      left.fill(0xffff_ffff);
      handle.writeSync(constants.ZSTD_e_end, bytes, 0, bytes.length, this.#room, 0, this.#room.length);
      const [unused = 0xffff_ffff, unread] = left;
      return unread === 0 && unused > 0 && unused < this.#room.length
        ? this.#room.subarray(0, this.#room.length - unused)
        : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Surely holds the frame: zstd adds less than a 256th, and a few bytes. */
const roomFor = (length: number): number => length + (length >>> 7) + 1024;
