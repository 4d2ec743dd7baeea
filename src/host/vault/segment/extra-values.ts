/**
 * The values of rows that have several in one column, as they stand in the segment: pairs of row difference and code, and
 * marks where to begin in the middle.
 *
 * Kept packed: a row with two values is not rare, and unpacked they would fill the cache of a large case by themselves.
 * Cost: a look-up reads some hundred pairs, a pass all of them.
 */
import { ByteCursor } from './byte-writer.ts';
import { addRow, type RowSet } from './row-set.ts';

/** Pairs from one mark to the next (src/wasm/segment/column.ts). */
export const EXTRAS_PER_MARK = 256;

export class ExtraValues {
  readonly #bytes: Uint8Array;
  readonly #count: number;
  /** Row of the pair before each mark, and where the pair behind it begins. */
  readonly #rows: Uint32Array;
  readonly #starts: Uint32Array;

  /** @param marks pairs of a row and a place in `bytes` */
  constructor(bytes: Uint8Array, marks: Uint8Array, count: number) {
    this.#bytes = bytes;
    this.#count = count;
    const markCount = Math.ceil(count / EXTRAS_PER_MARK);
    this.#rows = new Uint32Array(markCount);
    this.#starts = new Uint32Array(markCount);
    const cursor = new ByteCursor(marks);
    for (let i = 0; i < markCount; i++) {
      this.#rows[i] = cursor.varint();
      this.#starts[i] = cursor.varint();
    }
  }

  get sizeBytes(): number {
    return this.#bytes.length + this.#rows.byteLength * 2;
  }

  /** Adds the rows from `from` to before `to` that hold one of the codes with a 1 in `match`. */
  addMatching(match: Uint8Array, target: RowSet, from: number, to: number): void {
    const bytes = this.#bytes;
    const mark = this.#lastMarkBefore(from);
    let at = this.#starts[mark] ?? 0;
    let row = this.#rows[mark] ?? 0;
    // Written out: in a column of lists there are more pairs than rows, and a call for each number doubles the time.
    for (let i = mark * EXTRAS_PER_MARK; i < this.#count; i++) {
      let byte = bytes[at++]!;
      row += byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++]!;
        row += (byte & 0x7f) << shift;
      }
      if (row >= to) return;
      byte = bytes[at++]!;
      let code = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++]!;
        code |= (byte & 0x7f) << shift;
      }
      if (match[code] === 1 && row >= from) addRow(target, row);
    }
  }

  /** Tells every pair of a row and one of its codes, rows ascending. */
  visit(tell: (row: number, code: number) => void): void {
    const cursor = new ByteCursor(this.#bytes);
    let row = 0;
    for (let i = 0; i < this.#count; i++) {
      row += cursor.varint();
      tell(row, cursor.varint());
    }
  }

  /** Whether the row holds one of the codes with a 1 in `match`. */
  isMatch(match: Uint8Array, wanted: number): boolean {
    const mark = this.#lastMarkBefore(wanted);
    const cursor = new ByteCursor(this.#bytes, this.#starts[mark] ?? 0);
    let row = this.#rows[mark] ?? 0;
    for (let i = mark * EXTRAS_PER_MARK; i < this.#count; i++) {
      row += cursor.varint();
      const code = cursor.varint();
      if (row > wanted) return false;
      if (row === wanted && match[code] === 1) return true;
    }
    return false;
  }

  /** The last mark whose pair before lies in an earlier row: no pair of the wanted row can stand before it. */
  #lastMarkBefore(wanted: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rows[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}
