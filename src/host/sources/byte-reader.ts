/**
 * Pulls bytes from a stream: look ahead, take, put back, drain; can hash everything it pulls.
 *
 * Memory: what is looked at, and one piece.
 * Trust: none of the bytes; counts asked for must be bounded by the caller.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';

export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #isEnded = false;
  #hash: Hash | undefined;
  #pulled = 0;
  /** Offset of the next byte. */
  position = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Hashes all bytes of the stream from its start; call before anything was taken. */
  startHashing(): void {
    this.#hash = createHash('sha256');
    for (const piece of this.#queue) this.#hash.update(piece);
  }

  /** Drains the stream. @returns SHA-256 (64 hex digits) and size of all its bytes */
  async finishHashing(): Promise<{ sha256: string; sizeBytes: number }> {
    await this.drain();
    return { sha256: this.#hash?.digest('hex') ?? '', sizeBytes: this.#pulled };
  }

  /** The next `count` bytes, or all that are left where there are fewer; they stay unread. */
  async peek(count: number): Promise<Buffer> {
    await this.#fill(count);
    if (this.#queue.length > 1) this.#queue = [Buffer.concat(this.#queue)];
    return asBuffer(this.#queue[0] ?? new Uint8Array(0)).subarray(0, count);
  }

  /** Like `peek`, but takes the bytes. */
  async take(count: number): Promise<Buffer> {
    const bytes = await this.peek(count);
    this.#consume(bytes.length);
    return bytes;
  }

  /** Whatever is at hand, at most `max` bytes; undefined at the end. */
  async piece(max: number): Promise<Uint8Array | undefined> {
    await this.#fill(1);
    const first = this.#queue[0];
    if (first === undefined) return undefined;
    const bytes = first.length > max ? first.subarray(0, max) : first;
    this.#consume(bytes.length);
    return bytes;
  }

  /** Puts bytes back in front; they must be the last ones taken. */
  unread(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#queue.unshift(bytes);
    this.#queued += bytes.length;
    this.position -= bytes.length;
  }

  /** @returns how many bytes were there to skip, at most `count` */
  async skip(count: number): Promise<number> {
    let done = 0;
    while (done < count) {
      const bytes = await this.piece(count - done);
      if (bytes === undefined) break;
      done += bytes.length;
    }
    return done;
  }

  async drain(): Promise<number> {
    return this.skip(Number.POSITIVE_INFINITY);
  }

  /** The rest of the stream, or its next `count` bytes; may be left early, the reader then stands where it was left. */
  async *stream(count = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0; ) {
      const bytes = await this.piece(left);
      if (bytes === undefined) return;
      left -= bytes.length;
      yield bytes;
    }
  }

  /** Gives the stream up: frees what it holds. */
  async close(): Promise<void> {
    this.#isEnded = true;
    await this.#source.return?.();
  }

  async #fill(count: number): Promise<void> {
    while (this.#queued < count && !this.#isEnded) {
      const next = await this.#source.next();
      if (next.done === true) {
        this.#isEnded = true;
        return;
      }
      if (next.value.length === 0) continue;
      this.#hash?.update(next.value);
      this.#pulled += next.value.length;
      this.#queue.push(next.value);
      this.#queued += next.value.length;
    }
  }

  #consume(count: number): void {
    this.position += count;
    this.#queued -= count;
    for (let left = count; left > 0; ) {
      const first = this.#queue[0];
      if (first === undefined) return;
      if (first.length > left) {
        this.#queue[0] = first.subarray(left);
        return;
      }
      left -= first.length;
      this.#queue.shift();
    }
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
