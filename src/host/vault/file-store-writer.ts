/**
 * Writes one encrypted original: plain bytes in, sealed 1 MiB chunks out, in one pass.
 *
 * Bound by zstd level 1 (in the thread pool) and the disk; memory is a few chunks, whatever the size of the file.
 * Source: resources/docs/evidence-format-files.md.
 * Trust: the content is evidence and may be anything; it only decides whether a chunk is compressed.
 */
import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { ChunkCompressor } from './chunk-compressor.ts';
import {
  BLOCK_CHUNK,
  BLOCK_INDEX,
  BLOCK_LAST_CHUNK,
  CHUNK_BYTES,
  CODING_RAW,
  CODING_ZSTD,
  deriveFileKey,
  encodeHeader,
  encodeIndex,
  encodeTrailer,
  FRAME_BYTES,
  SALT_BYTES,
  sealBlock,
} from './file-store-format.ts';

const SAMPLE_BYTES = 4096;
/** Order-0 entropy above which a sample passes for random; 4,096 random bytes measure 7.95 +- 0.01 bits. */
const RANDOM_BITS = 7.9;
/** Chunks waiting for the compressor; also the memory bound (times 2 MiB). */
const IN_FLIGHT = 3;

interface PendingChunk {
  plain: Buffer;
  /** Compressed bytes; undefined where compression is not worth it. */
  packed: Promise<Buffer[] | undefined>;
}

/** Full disk and quota become an error with an action; everything else passes as it is. */
export function writeFailure(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('DISK_FULL', 'The disk that holds the case is full', { cause: error });
  }
  return error;
}

export class EncryptedFileWriter {
  readonly #handle: FileHandle;
  readonly #header: Buffer;
  readonly #key: KeyObject;
  readonly #lengths: number[] = [];
  readonly #queue: PendingChunk[] = [];
  readonly #spare: Buffer[] = [];
  readonly #compressor: ChunkCompressor;
  readonly #ownsCompressor: boolean;
  #current: Buffer = Buffer.alloc(0);
  #used = 0;
  #sizeBytes = 0;
  #storedBytes = 0;
  #lastWasRaw = false;

  /**
   * @param handle empty file, open for writing; stays the caller's to close
   * @param filesKey 32 bytes, the key all file keys are derived from
   * @param compressor used by one writer at a time; absent: one of its own, which `close` frees
   */
  constructor(handle: FileHandle, filesKey: Uint8Array, compressor?: ChunkCompressor) {
    const salt = randomBytes(SALT_BYTES);
    this.#handle = handle;
    this.#compressor = compressor ?? new ChunkCompressor();
    this.#ownsCompressor = compressor === undefined;
    this.#header = encodeHeader(salt);
    this.#key = deriveFileKey(filesKey, salt);
  }

  /** Takes a copy of the bytes; resolves when there is room for more. */
  async write(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#used === CHUNK_BYTES) await this.#enqueue();
      this.#makeRoom(bytes.length - at);
      const count = Math.min(bytes.length - at, this.#current.length - this.#used);
      this.#current.set(bytes.subarray(at, at + count), this.#used);
      this.#used += count;
      at += count;
    }
    this.#sizeBytes += bytes.length;
  }

  /**
   * Seals the last chunk and the index. The file is complete but not yet synced.
   * @param sha256 of all bytes written, 64 hex digits
   */
  async finish(sha256: string): Promise<{ sizeBytes: number; storedBytes: number }> {
    await this.#enqueue();
    while (this.#queue.length > 0) await this.#seal(this.#queue.length === 1 ? BLOCK_LAST_CHUNK : BLOCK_CHUNK);
    const index = { sizeBytes: this.#sizeBytes, sha256, lengths: Uint32Array.from(this.#lengths) };
    const count = this.#lengths.length;
    const sealed = Buffer.concat(sealBlock(this.#key, this.#header, BLOCK_INDEX, count, [encodeIndex(index)]));
    await this.#put([sealed, encodeTrailer(sealed.length, count)]);
    return { sizeBytes: this.#sizeBytes, storedBytes: this.#storedBytes };
  }

  /** Needed after a failure too. */
  close(): void {
    if (this.#ownsCompressor) this.#compressor.close();
  }

  /** Small files get small buffers; a second chunk gets the full size at once. */
  #makeRoom(wanted: number): void {
    if (this.#used < this.#current.length) return;
    const full = this.#spare.pop();
    const larger = full ?? Buffer.allocUnsafeSlow(this.#capacityFor(this.#used + wanted));
    larger.set(this.#current.subarray(0, this.#used));
    this.#current = larger;
  }

  #capacityFor(bytes: number): number {
    if (this.#sizeBytes >= CHUNK_BYTES) return CHUNK_BYTES;
    return Math.min(CHUNK_BYTES, Math.max(bytes, this.#current.length * 4, 4096));
  }

  async #enqueue(): Promise<void> {
    // One chunk always stays behind: only `finish` knows which one is the last.
    while (this.#queue.length >= IN_FLIGHT) await this.#seal(BLOCK_CHUNK);
    const plain = this.#current.subarray(0, this.#used);
    const packed = this.#lastWasRaw && looksRandom(plain) ? Promise.resolve(undefined) : this.#compressor.pack(plain);
    // Awaited later, in order; a rejection must not count as unhandled until then.
    packed.catch(() => undefined);
    this.#queue.push({ plain, packed });
    this.#current = Buffer.alloc(0);
    this.#used = 0;
  }

  async #seal(kind: typeof BLOCK_CHUNK | typeof BLOCK_LAST_CHUNK): Promise<void> {
    const chunk = this.#queue.shift();
    if (chunk === undefined) return;
    const packed = await chunk.packed;
    const body = packed ?? [chunk.plain];
    const stored = body.reduce((sum, piece) => sum + piece.length, 1);
    this.#lastWasRaw = packed === undefined;
    const coding = Buffer.of(packed === undefined ? CODING_RAW : CODING_ZSTD);
    const frame = Buffer.alloc(FRAME_BYTES);
    frame.writeUInt32LE(stored);
    const sealed = sealBlock(this.#key, this.#header, kind, this.#lengths.length, [coding, ...body]);
    this.#lengths.push(stored);
    await this.#put([frame, ...sealed]);
    if (chunk.plain.buffer.byteLength === CHUNK_BYTES) this.#spare.push(Buffer.from(chunk.plain.buffer));
  }

  async #put(parts: Buffer[]): Promise<void> {
    const pieces = this.#storedBytes === 0 ? [this.#header, ...parts] : parts;
    const expected = pieces.reduce((sum, piece) => sum + piece.length, 0);
    try {
      const { bytesWritten } = await this.#handle.writev(pieces);
      // A short write happens at quota and disk limits; the rest then fails with the reason.
      if (bytesWritten < expected) await this.#handle.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
    } catch (error) {
      throw writeFailure(error);
    }
    this.#storedBytes += expected;
  }
}

/** A cheap look at the middle of a chunk: order-0 entropy close to eight bits a byte. */
function looksRandom(plain: Buffer): boolean {
  if (plain.length < SAMPLE_BYTES) return false;
  const counts = new Uint16Array(256);
  const start = (plain.length - SAMPLE_BYTES) >> 1;
  for (let at = start; at < start + SAMPLE_BYTES; at++) {
    const byte = plain[at] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= count * Math.log2(count / SAMPLE_BYTES);
  return bits / SAMPLE_BYTES > RANDOM_BITS;
}
