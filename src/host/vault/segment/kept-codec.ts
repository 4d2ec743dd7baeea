/**
 * What a zstd stream of Node offers beside its documented members: the native part that its own synchronous functions use.
 *
 * Who keeps one for many frames tries it once and falls back to those functions (frame-encoder.ts, frame-decoder.ts).
 * Source: Node lib/zlib.js, processChunkSync.
 */
export interface KeptCodec {
  _handle?: {
    writeSync(
      flush: number,
      input: Uint8Array,
      inputAt: number,
      inputLength: number,
      output: Uint8Array,
      outputAt: number,
      outputLength: number,
    ): void;
  };
  /** Bytes of output, and of input, that were left. */
  _writeState?: Uint32Array;
}
