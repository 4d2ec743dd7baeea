/**
 * Compresses the chunks of originals, each a zstd frame of its own, with contexts that are used again.
 *
 * A context costs more than the compression of a small chunk, and its memory drives the garbage collector; so one serves all
 * chunks of a file, and file after file.
 * Trust: the content is evidence and may be anything.
 */
import { constants, createZstdCompress } from 'node:zlib';
import type { ZstdCompress } from 'node:zlib';

/** Compressed at most this share of the plain size, or it is kept as it is: reading raw is faster. */
const WORTH_RATIO = 0.95;
/** Few large output buffers: each one is a round trip through the thread pool. */
const OUTPUT_BYTES = 262_144;
const MAX_SPARE = 2;

export class ChunkCompressor {
  #zstd: ZstdCompress | undefined;
  #out: Buffer[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #fail: (error: Error) => void = () => undefined;

  /** @param plain must stay unchanged until the promise settles */
  pack(plain: Buffer): Promise<Buffer[] | undefined> {
    const result = this.#last.then(() => this.#run(plain));
    this.#last = result.catch(() => undefined);
    return result;
  }

  close(): void {
    this.#zstd?.destroy();
  }

  #run(plain: Buffer): Promise<Buffer[] | undefined> {
    return new Promise((resolve, reject) => {
      const zstd = this.#open();
      this.#out = [];
      this.#fail = reject;
      zstd.write(plain);
      zstd.flush(constants.ZSTD_e_end, () => {
        const size = this.#out.reduce((sum, piece) => sum + piece.length, 0);
        resolve(size <= plain.length * WORTH_RATIO ? this.#out : undefined);
      });
    });
  }

  #open(): ZstdCompress {
    if (this.#zstd !== undefined) return this.#zstd;
    const params = { [constants.ZSTD_c_compressionLevel]: 1 };
    const zstd = createZstdCompress({ chunkSize: OUTPUT_BYTES, params });
    zstd.on('data', (piece: Buffer) => this.#out.push(piece));
    zstd.on('error', (error) => this.#fail(error));
    this.#zstd = zstd;
    return zstd;
  }
}

/** Contexts at rest. One that failed in the middle of a chunk never comes back. */
export class CompressorPool {
  readonly #spare: ChunkCompressor[] = [];
  readonly #taken = new Set<ChunkCompressor>();

  take(): ChunkCompressor {
    const compressor = this.#spare.pop() ?? new ChunkCompressor();
    this.#taken.add(compressor);
    return compressor;
  }

  /** After the last chunk of a file. */
  giveBack(compressor: ChunkCompressor): void {
    if (this.#spare.length < MAX_SPARE && this.#taken.delete(compressor)) this.#spare.push(compressor);
  }

  /** Frees one that was not given back. */
  drop(compressor: ChunkCompressor): void {
    if (this.#taken.delete(compressor)) compressor.close();
  }
}
