/**
 * The canonical bodies of a parsed piece, one after another in one buffer, until they get their place in the log.
 *
 * One buffer and no object a record: what a piece of a megabyte leaves to the garbage collector is three arrays.
 */
import { RECORD_KINDS, type RecordKind } from '../../engines/chain/record.ts';

const FIRST_BYTES = 2 * 1024 * 1024;
const FIRST_ROWS = 2_048;

export class ParsedBodies {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #ends = new Float64Array(FIRST_ROWS);
  #kinds = new Uint8Array(FIRST_ROWS);
  #timesUs = new Float64Array(FIRST_ROWS);
  #used = 0;
  count = 0;

  get byteLength(): number {
    return this.#used;
  }

  get kinds(): Uint8Array {
    return this.#kinds.subarray(0, this.count);
  }

  get timesUs(): Float64Array {
    return this.#timesUs.subarray(0, this.count);
  }

  body(index: number): Uint8Array {
    return this.#bytes.subarray(index === 0 ? 0 : (this.#ends[index - 1] as number), this.#ends[index] as number);
  }

  /** Forgets everything; the buffers stay. */
  clear(): void {
    this.#used = 0;
    this.count = 0;
  }

  /**
   * Adds a body that is text.
   *
   * @param timeUs microseconds since the epoch; NaN where the record has no valid time
   * @returns its length in bytes
   */
  addText(kind: RecordKind, text: string, timeUs: number): number {
    this.#reserve(text.length * 3);
    return this.#close(kind, timeUs, this.#bytes.write(text, this.#used, 'utf8'));
  }

  /** Adds a body that is bytes [start, end) of `source`. @returns its length */
  addBytes(kind: RecordKind, source: Uint8Array, start: number, end: number, timeUs: number): number {
    this.#reserve(end - start);
    this.#bytes.set(source.subarray(start, end), this.#used);
    return this.#close(kind, timeUs, end - start);
  }

  /** Takes the body added last away again. */
  dropLast(): void {
    this.count--;
    this.#used = this.count === 0 ? 0 : (this.#ends[this.count - 1] as number);
  }

  #close(kind: RecordKind, timeUs: number, length: number): number {
    const row = this.count++;
    if (row === this.#kinds.length) this.#growRows();
    this.#used += length;
    this.#ends[row] = this.#used;
    this.#kinds[row] = RECORD_KINDS.indexOf(kind);
    this.#timesUs[row] = timeUs;
    return length;
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#used + count));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
  }

  #growRows(): void {
    const size = this.#kinds.length * 2;
    const ends = new Float64Array(size);
    ends.set(this.#ends);
    this.#ends = ends;
    const kinds = new Uint8Array(size);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
    const timesUs = new Float64Array(size);
    timesUs.set(this.#timesUs);
    this.#timesUs = timesUs;
  }
}
