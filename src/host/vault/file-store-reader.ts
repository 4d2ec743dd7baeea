/**
 * Reads one encrypted original: any range, as a stream, or checked whole.
 *
 * A read costs one decryption per touched chunk; the last chunk read is kept. Memory: two chunks and the index.
 * Source: resources/docs/evidence-format-files.md.
 * Trust: the stored bytes may have been changed by anyone; a chunk counts only when its tag, place and size fit.
 */
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { AppError } from '../../shared/errors.ts';
import { indeterminate, invalid, valid } from '../../shared/verdict.ts';
import type { Finding, Verdict } from '../../shared/verdict.ts';
import {
  BLOCK_CHUNK,
  BLOCK_INDEX,
  BLOCK_LAST_CHUNK,
  CHUNK_BYTES,
  CODING_RAW,
  CODING_ZSTD,
  decodeHeader,
  decodeIndex,
  decodeTrailer,
  deriveFileKey,
  FRAME_BYTES,
  HEADER_BYTES,
  INDEX_FIXED_BYTES,
  openBlock,
  TAG_BYTES,
  TRAILER_BYTES,
} from './file-store-format.ts';
import type { FileIndex } from './file-store-format.ts';

const decompress = promisify(zstdDecompress);
const MAX_FINDINGS = 100;

/** Why stored bytes are not what was written. Never an I/O error: those pass through as they are. */
class Damage extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}

const damaged = (kind: string, message: string): Damage => new Damage({ kind, message });

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw damaged('file-truncated', 'The stored file is shorter than it was when it was written');
    done += bytesRead;
  }
  return bytes;
}

export interface StoredFile {
  /** Plain size, bytes. */
  readonly sizeBytes: number;
  /** Size on disk, bytes. */
  readonly storedBytes: number;
  /** SHA-256 of the plain bytes as recorded in the file, 64 hex digits. */
  readonly sha256: string;
  /**
   * Plain bytes of `[offset, offset + length)`, cut at the end of the file.
   * @throws AppError VAULT_CORRUPT where a touched chunk is not what was written
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** All plain bytes in chunks of 1 MiB; throws like `read`. Each chunk is the caller's to keep. */
  stream(): AsyncIterable<Uint8Array>;
  /** Decrypts every chunk and hashes the whole: lists each damaged chunk (the first 100). */
  verify(): Promise<Verdict<{ sizeBytes: number; sha256: string }>>;
  close(): Promise<void>;
}

export class EncryptedFileReader implements StoredFile {
  readonly #handle: FileHandle;
  readonly #header: Buffer;
  readonly #key: KeyObject;
  readonly #index: FileIndex;
  /** Position of each chunk's frame in the stored file. */
  readonly #starts: Float64Array;
  readonly storedBytes: number;
  #cached: { index: number; plain: Promise<Buffer> } | undefined;

  private constructor(handle: FileHandle, header: Buffer, key: KeyObject, index: FileIndex, storedBytes: number) {
    this.#handle = handle;
    this.#header = header;
    this.#key = key;
    this.#index = index;
    this.storedBytes = storedBytes;
    this.#starts = new Float64Array(index.lengths.length);
    let at = HEADER_BYTES;
    index.lengths.forEach((length, chunk) => {
      this.#starts[chunk] = at;
      at += FRAME_BYTES + length + TAG_BYTES;
    });
  }

  /**
   * @param handle stays open until `close`; closed here on failure
   * @param filesKey 32 bytes
   * @param sha256 what the content must hash to, 64 hex digits
   * @throws AppError VAULT_CORRUPT where header, index or digest are not those written under this key
   */
  static async open(handle: FileHandle, filesKey: Uint8Array, sha256: string): Promise<EncryptedFileReader> {
    try {
      return await EncryptedFileReader.#open(handle, filesKey, sha256);
    } catch (error) {
      await handle.close();
      throw asAppError(error, sha256);
    }
  }

  static async #open(handle: FileHandle, filesKey: Uint8Array, sha256: string): Promise<EncryptedFileReader> {
    const { size } = await handle.stat();
    if (size < HEADER_BYTES + TRAILER_BYTES) throw damaged('file-truncated', 'The stored file is too short');
    const header = await readExactly(handle, 0, HEADER_BYTES);
    const salt = decodeHeader(header);
    if (salt === undefined) throw damaged('file-header-bad', 'The stored file has no valid header');
    const trailer = decodeTrailer(await readExactly(handle, size - TRAILER_BYTES, TRAILER_BYTES));
    if (trailer === undefined) throw damaged('file-truncated', 'The end of the stored file is missing or changed');
    const { sealedIndexBytes, chunkCount } = trailer;
    const indexAt = size - TRAILER_BYTES - sealedIndexBytes;
    if (indexAt < HEADER_BYTES || sealedIndexBytes !== INDEX_FIXED_BYTES + chunkCount * 4 + TAG_BYTES) {
      throw damaged('file-index-bad', 'The index of the stored file was changed');
    }
    const key = deriveFileKey(filesKey, salt);
    const sealed = await readExactly(handle, indexAt, sealedIndexBytes);
    const plain = openBlock(key, header, BLOCK_INDEX, chunkCount, sealed);
    const index = plain === undefined ? undefined : decodeIndex(plain);
    if (index === undefined) {
      throw damaged('file-index-bad', 'The index of the stored file was changed, or belongs to another key');
    }
    const dataEnd = index.lengths.reduce((sum, length) => sum + FRAME_BYTES + length + TAG_BYTES, HEADER_BYTES);
    if (dataEnd !== indexAt) throw damaged('file-truncated', 'Chunks were cut out of the stored file');
    if (index.sha256 !== sha256) {
      const message = 'The stored file holds other content than its name says';
      throw new Damage({ kind: 'digest-mismatch', expected: sha256, actual: index.sha256, message });
    }
    return new EncryptedFileReader(handle, header, key, index, size);
  }

  get sizeBytes(): number {
    return this.#index.sizeBytes;
  }

  get sha256(): string {
    return this.#index.sha256;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, this.sizeBytes);
    if (offset < 0 || end <= offset) return new Uint8Array(0);
    const first = Math.floor(offset / CHUNK_BYTES);
    const last = Math.floor((end - 1) / CHUNK_BYTES);
    const out = new Uint8Array(end - offset);
    for (let chunk = first; chunk <= last; chunk++) {
      const base = chunk * CHUNK_BYTES;
      const plain = await this.#chunk(chunk);
      const piece = plain.subarray(Math.max(0, offset - base), end - base);
      out.set(piece, Math.max(0, base - offset));
    }
    return out;
  }

  async *stream(): AsyncIterable<Uint8Array> {
    if (this.sizeBytes === 0) return;
    const count = this.#index.lengths.length;
    let next: Promise<Buffer> | undefined = this.#load(0);
    for (let chunk = 0; chunk < count; chunk++) {
      let plain: Buffer;
      try {
        plain = await (next ?? this.#load(chunk));
      } catch (error) {
        throw asAppError(error, this.sha256);
      }
      next = chunk + 1 < count ? this.#load(chunk + 1) : undefined;
      // The consumer may stop before it gets there.
      next?.catch(() => undefined);
      yield plain;
    }
  }

  async verify(): Promise<Verdict<{ sizeBytes: number; sha256: string }>> {
    const findings: Finding[] = [];
    const hash = createHash('sha256');
    for (let chunk = 0; chunk < this.#index.lengths.length; chunk++) {
      try {
        hash.update(await this.#load(chunk));
      } catch (error) {
        if (!(error instanceof Damage)) return indeterminate(`The stored file could not be read: ${String(error)}`);
        if (findings.length < MAX_FINDINGS) findings.push(error.finding);
      }
    }
    const actual = hash.digest('hex');
    if (findings.length === 0 && actual !== this.sha256) {
      const message = 'The stored content does not hash to its name';
      findings.push({ kind: 'digest-mismatch', expected: this.sha256, actual, message });
    }
    const [first, ...rest] = findings;
    if (first !== undefined) return invalid(first, ...rest);
    return valid({ sizeBytes: this.sizeBytes, sha256: actual });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #chunk(index: number): Promise<Buffer> {
    const plain = this.#cached?.index === index ? this.#cached.plain : this.#load(index);
    this.#cached = { index, plain };
    try {
      return await plain;
    } catch (error) {
      this.#cached = undefined;
      throw asAppError(error, this.sha256);
    }
  }

  /** @throws Damage */
  async #load(index: number): Promise<Buffer> {
    const { lengths } = this.#index;
    const stored = lengths[index] ?? 0;
    const isLast = index === lengths.length - 1;
    const expectedBytes = isLast ? this.sizeBytes - index * CHUNK_BYTES : CHUNK_BYTES;
    const bytes = await readExactly(this.#handle, this.#starts[index] ?? 0, FRAME_BYTES + stored + TAG_BYTES);
    const frameFits = bytes.readUInt32LE(0) === stored;
    const kind = isLast ? BLOCK_LAST_CHUNK : BLOCK_CHUNK;
    const plain = openBlock(this.#key, this.#header, kind, index, bytes.subarray(FRAME_BYTES));
    const content = plain === undefined || !frameFits ? undefined : await decodeChunk(plain, expectedBytes);
    if (content === undefined) {
      const from = index * CHUNK_BYTES;
      const message = `Bytes ${from} to ${from + expectedBytes - 1} of the stored file were changed, moved or cut`;
      throw new Damage({ kind: 'chunk-damaged', actual: `chunk ${index} of ${lengths.length}`, message });
    }
    return content;
  }
}

async function decodeChunk(plain: Buffer, expectedBytes: number): Promise<Buffer | undefined> {
  const body = plain.subarray(1);
  if (plain[0] === CODING_RAW) return body.length === expectedBytes ? body : undefined;
  if (plain[0] !== CODING_ZSTD) return undefined;
  const content = await decompress(body, { chunkSize: CHUNK_BYTES, maxOutputLength: CHUNK_BYTES }).catch(
    () => undefined,
  );
  return content?.length === expectedBytes ? content : undefined;
}

function asAppError(error: unknown, sha256: string): unknown {
  if (!(error instanceof Damage)) return error;
  const { kind, message } = error.finding;
  return new AppError('VAULT_CORRUPT', message, { details: { file: sha256, finding: kind } });
}
