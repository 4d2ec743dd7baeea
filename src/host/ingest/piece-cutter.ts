/**
 * Cuts a stream of bytes into pieces of whole records, with bounded memory.
 *
 * A piece is about TARGET_BYTES; a record longer than MAX_RECORD_BYTES is never held: it is hashed while it passes, and its
 * place is told. Nothing is skipped: pieces and too-long records together cover every byte from the start offset on.
 * Trust: the stream is evidence; its lengths and line ends are whatever an attacker chose.
 */
import { createHash, type Hash } from 'node:crypto';
import { MAX_RECORD_BYTES, type FormatContext, type FormatReader } from '../../engines/ingest/format.ts';

/** Even of two-byte records no more fit than a segment has room for. */
const TARGET_BYTES = 1024 * 1024;
/** A window grows as it is filled: most files of a folder are small. */
const FIRST_WINDOW_BYTES = 128 * 1024;
/** Small files share small buffers, all others fit into what a piece usually takes. */
const MIN_BUFFER_BYTES = 64 * 1024;
/** Buffers kept: as many as pieces are usually on their way. */
const MAX_SPARE = 8;

export type CutPiece =
  | { kind: 'piece'; bytes: Uint8Array; offset: number; isLast: boolean }
  | { kind: 'too-long'; offset: number; length: number; rawHash: string };

/** A record that is being passed over. */
interface TooLong {
  offset: number;
  length: number;
  hash: Hash;
}

/** Gives memory for pieces, and takes it back when they are read: new memory costs more than what is done with it. */
export class PieceBuffers {
  readonly #spare: ArrayBuffer[] = [];

  /** @returns `length` bytes of a buffer of their own, which may be larger */
  take(length: number): Uint8Array {
    const at = this.#spare.findIndex((buffer) => buffer.byteLength >= length);
    const [buffer] = at < 0 ? [] : this.#spare.splice(at, 1);
    return new Uint8Array(buffer ?? new ArrayBuffer(Math.max(length, MIN_BUFFER_BYTES)), 0, length);
  }

  giveBack(bytes: Uint8Array): void {
    if (this.#spare.length < MAX_SPARE) this.#spare.push(bytes.buffer as ArrayBuffer);
  }
}

class Window {
  #buffer = new Uint8Array(FIRST_WINDOW_BYTES);
  length = 0;

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.length);
  }

  add(chunk: Uint8Array): void {
    const needed = this.length + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.bytes);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.length);
    this.length = needed;
  }

  /** The first `count` bytes, in a buffer of their own that can be given to another thread. */
  take(count: number, buffers: PieceBuffers): Uint8Array {
    const taken = buffers.take(count);
    taken.set(this.#buffer.subarray(0, count));
    this.drop(count);
    return taken;
  }

  drop(count: number): void {
    this.#buffer.copyWithin(0, count, this.length);
    this.length -= count;
  }
}

/**
 * @param stream the source's bytes from `startOffset` on
 * @param startOffset a record boundary in the source
 * @param targetBytes about how large pieces are to be
 */
export async function* cutPieces(
  stream: AsyncIterable<Uint8Array>,
  startOffset: number,
  reader: FormatReader,
  context: FormatContext,
  buffers = new PieceBuffers(),
  targetBytes = TARGET_BYTES,
): AsyncGenerator<CutPiece> {
  const window = new Window();
  let offset = startOffset;
  /** Below this length no boundary was found: looking again before the window doubled would cost quadratic time. */
  let wanted = targetBytes;
  let tooLong: TooLong | undefined;

  const skip = (count: number): void => {
    if (tooLong === undefined) tooLong = { offset, length: 0, hash: createHash('sha256') };
    tooLong.hash.update(window.bytes.subarray(0, count));
    tooLong.length += count;
    offset += count;
    window.drop(count);
  };

  const iterator = stream[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<Uint8Array>> => {
    const asked = iterator.next();
    // Asked for ahead of its use: where it fails and nobody comes for it any more, that must not end the process.
    asked.catch(() => undefined);
    return asked;
  };
  try {
    let next = ask();
    for (;;) {
      const step = await next;
      if (step.done === true) break;
      // Asked for before this chunk is worked on: the disk reads meanwhile, and the end is known in time.
      next = ask();
      for (let at = 0; at < step.value.length; ) {
        // Never more than the longest record: what is too long does not depend on how the stream is chunked.
        const part = step.value.subarray(at, at + MAX_RECORD_BYTES - window.length);
        window.add(part);
        at += part.length;
        while (window.length >= wanted) {
          if (tooLong !== undefined) {
            const start = reader.resync(window.bytes, context);
            // The last bytes may be the first half of a boundary, so some stay.
            skip(start < 0 ? Math.max(0, window.length - RESYNC_OVERLAP) : start);
            if (start < 0) break;
            yield told(tooLong);
            tooLong = undefined;
            continue;
          }
          const count = reader.cut(window.bytes, false, context);
          if (count > 0) {
            const bytes = window.take(count, buffers);
            yield { kind: 'piece', bytes, offset, isLast: false };
            offset += count;
            wanted = targetBytes;
          } else if (window.length >= MAX_RECORD_BYTES) {
            skip(Math.max(1, window.length - RESYNC_OVERLAP));
            wanted = targetBytes;
          } else {
            wanted = Math.min(MAX_RECORD_BYTES, window.length * 2);
          }
        }
      }
    }
    if (tooLong !== undefined) {
      const start = window.length === 0 ? -1 : reader.resync(window.bytes, context);
      skip(start < 0 ? window.length : start);
      yield told(tooLong);
    }
    // Also when nothing is left: the reader must learn that the source ended.
    yield { kind: 'piece', bytes: window.take(window.length, buffers), offset, isLast: true };
  } finally {
    // Whoever stops early leaves the stream open otherwise.
    await iterator.return?.();
  }
}

const told = ({ offset, length, hash }: TooLong): CutPiece => ({
  kind: 'too-long',
  offset,
  length,
  rawHash: hash.digest('hex'),
});

/** Bytes kept while looking for the next record start: longer than any format's boundary mark. */
const RESYNC_OVERLAP = 64;
