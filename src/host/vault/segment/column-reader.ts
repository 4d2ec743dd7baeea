/**
 * Reads one column of a segment: which rows hold a value that satisfies a test, and how often each value occurs.
 *
 * Cost: a pass over the codes, about 1 ns a row; the dictionary is tested once per entry, not per row.
 */
import { foldText } from '../../../engines/search/tokens.ts';
import { ByteCursor } from './byte-writer.ts';
import { FIRST_ENTRY, MULTIPLE, NUMBER, type Scalar, TEXT } from './column-codes.ts';
import { ExtraValues } from './extra-values.ts';
import { decodeNumbers } from './number-codec.ts';
import { addRow, countRows, nextRow, previousRow, type RowSet } from './row-set.ts';
import type { ColumnFacts } from './segment-file.ts';
import type { SegmentStore } from './segment-store.ts';

export type Codes = Uint8Array | Uint16Array;

export class ColumnReader {
  readonly facts: ColumnFacts;
  readonly #store: SegmentStore;
  readonly #name: string;

  constructor(store: SegmentStore, facts: ColumnFacts) {
    this.#store = store;
    this.facts = facts;
    this.#name = `column ${facts.codes.at}`;
  }

  /** A code for each row. */
  codes(): Codes {
    return this.#store.cached(`${this.#name} codes`, () => {
      const value = this.#decodeCodes();
      return { value, sizeBytes: value.byteLength };
    });
  }

  #decodeCodes(): Codes {
    const { isSparse, isWide, codes: place, presentRows } = this.facts;
    const { rowCount } = this.#store.facts;
    const bytes = this.#store.frame(place);
    if (!isSparse && !isWide) return bytes;
    const codes = isWide ? new Uint16Array(rowCount) : new Uint8Array(rowCount);
    if (isSparse) {
      const cursor = new ByteCursor(bytes);
      let row = 0;
      for (let i = 0; i < presentRows; i++) {
        row += cursor.varint();
        codes[row] = cursor.varint();
      }
    } else {
      for (let row = 0; row < rowCount; row++) codes[row] = bytes[row]! | (bytes[rowCount + row]! << 8);
    }
    return codes;
  }

  entries(): readonly Scalar[] {
    return this.#store.cached(`${this.#name} entries`, () => {
      const text = Buffer.from(this.#store.frame(this.facts.entries)).toString('utf8');
      return { value: JSON.parse(text) as Scalar[], sizeBytes: text.length * 2 + this.facts.entryCount * 32 };
    });
  }

  /** The dictionary as the tests of clauses see it. */
  foldedEntries(): readonly string[] {
    return this.#store.cached(`${this.#name} folded`, () => {
      const value = this.entries().map((entry) => (typeof entry === 'string' ? foldText(entry) : String(entry)));
      return { value, sizeBytes: this.facts.entryCount * 64 };
    });
  }

  /** How many events hold each entry. */
  counts(): Uint32Array {
    const cursor = new ByteCursor(this.#store.read(this.facts.counts));
    return Uint32Array.from({ length: this.facts.entryCount }, () => cursor.varint());
  }

  /** Rows with several values, once for each different one. */
  extras(): ExtraValues {
    return this.#store.cached(`${this.#name} extras`, () => {
      const { extras, extraMarks, extraCount } = this.facts;
      const values = new ExtraValues(this.#store.read(extras).slice(), this.#store.read(extraMarks), extraCount);
      return { value: values, sizeBytes: values.sizeBytes };
    });
  }

  /** The numbers of the rows whose code is NUMBER, in row order. */
  numbers(): Float64Array {
    return this.#store.cached(`${this.#name} numbers`, () => {
      const value = decodeNumbers(this.#store.frame(this.facts.numbers), this.facts.numberCount);
      return { value, sizeBytes: value.byteLength };
    });
  }

  /**
   * Which codes satisfy a test on folded text.
   *
   * @param booleans whether true and false are looked at
   */
  matchEntries(test: (folded: string) => boolean, booleans: boolean): Uint8Array {
    const folded = this.foldedEntries();
    const entries = this.entries();
    const match = new Uint8Array(FIRST_ENTRY + folded.length);
    for (let e = 0; e < folded.length; e++) {
      if (test(folded[e]!) && (booleans || typeof entries[e] !== 'boolean')) match[FIRST_ENTRY + e] = 1;
    }
    return match;
  }

  /**
   * Adds the rows that hold one of the codes with a 1 in `match` (one for each code).
   *
   * @param within only these rows are looked at, and what lies between them; others may be added or not
   */
  addMatching(match: Uint8Array, target: RowSet, within?: RowSet): void {
    if (!match.includes(1)) return;
    if (within === undefined) this.#addAll(match, target, 0, target.size);
    else if (countRows(within) * FEW_ROWS < within.size) this.#addFew(match, target, within);
    else this.#addAll(match, target, nextRow(within, 0), previousRow(within, within.size - 1) + 1);
  }

  /** Rows from `from`, and perhaps some before it, to before `to`. */
  #addAll(match: Uint8Array, target: RowSet, from: number, to: number): void {
    const codes = this.codes();
    const { words } = target;
    for (let row = from & ~31; row < to; row += 32) {
      const end = Math.min(row + 32, to);
      let word = 0;
      for (let i = row; i < end; i++) word |= match[codes[i]!]! << (i - row);
      words[row >>> 5]! |= word;
    }
    if (this.facts.extraCount === 0) return;
    this.extras().addMatching(match, target, from, to);
  }

  #addFew(match: Uint8Array, target: RowSet, within: RowSet): void {
    const codes = this.codes();
    const extras = this.facts.extraCount === 0 ? undefined : this.extras();
    for (let row = nextRow(within, 0); row >= 0; row = nextRow(within, row + 1)) {
      const code = codes[row]!;
      if (match[code] === 1) addRow(target, row);
      if (code === MULTIPLE && extras?.isMatch(match, row) === true) addRow(target, row);
    }
  }

  /** Adds the rows that hold a text outside the dictionary. */
  addTextRows(target: RowSet, within?: RowSet): void {
    if (this.facts.textCount === 0 && this.facts.extraCount === 0) return;
    const match = new Uint8Array(FIRST_ENTRY + this.facts.entryCount);
    match[TEXT] = 1;
    this.addMatching(match, target, within);
  }

  /** Adds the rows whose number outside the dictionary satisfies the test. */
  addNumberRows(test: (value: number) => boolean, target: RowSet): void {
    if (this.facts.numberCount === 0) return;
    const codes = this.codes();
    const numbers = this.numbers();
    let at = 0;
    for (let row = 0; row < codes.length; row++) {
      if (codes[row] === NUMBER && test(numbers[at++]!)) addRow(target, row);
    }
  }
}

/** Below one row in so many it is quicker to look at each than at all. */
const FEW_ROWS = 32;
