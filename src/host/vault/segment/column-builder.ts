/**
 * One column of a segment under construction: the values of one path, row by row, as small codes into a dictionary.
 *
 * The dictionary is open until it turns out that most values are different; then the values it holds keep their codes and
 * every other one is `TEXT` (found through the text index, decided by the line) or `NUMBER` (kept as a number).
 *
 * Cost: one Map read per value, none where it repeats the value of the row before; 2 bytes a row, 6 a value while rare.
 * Trust: values are hostile. Dictionary texts are copied, so that none keeps the buffer it was cut from alive.
 */
import { ByteWriter } from './byte-writer.ts';
import { encodeNumbers } from './number-codec.ts';

/** Codes that are not an entry of the dictionary. Entry e has the code e + FIRST_ENTRY. */
export const ABSENT = 0;
export const TEXT = 1;
export const NUMBER = 2;
/** Several values: they are in the list of extra values. */
export const MULTIPLE = 3;
export const FIRST_ENTRY = 4;

export type Scalar = string | number | boolean;

/** How large dictionaries may grow; smaller numbers than the defaults only cost speed. */
export interface ColumnLimits {
  /** Up to this many entries a dictionary never closes. */
  openEntries: number;
  /** Most entries of a dictionary: codes have 16 bits. */
  maxEntries: number;
  /** Paths with a column of their own; values of further ones are found as words and decided by the line. */
  maxColumns: number;
}
export const COLUMN_LIMITS: ColumnLimits = { openEntries: 4_096, maxEntries: 65_535 - FIRST_ENTRY, maxColumns: 4_096 };
/** Above it, it closes when more than this share of the values was new. */
const MAX_NEW_RATIO = 0.25;
const MAX_ENTRY_CHARS = 256;
/** Places in the table of texts seen lately. */
const MAX_NEAR = 16_384;
/** After so many values since closing, the lookups end where fewer than one in twenty hit. */
const TRIAL_VALUES = 2_048;

/** All columns of a segment share this allowance of dictionary text, UTF-16 units. */
export interface DictionaryBudget {
  chars: number;
}

export interface BuiltColumn {
  /** Dense codes: low bytes, then (where `isWide`) high bytes. Sparse: pairs of row difference and code. */
  codes: Uint8Array;
  isSparse: boolean;
  isWide: boolean;
  /** JSON array of the dictionary. */
  entries: string;
  /** Events that hold the entry, for each entry. */
  counts: Uint8Array;
  extras: Uint8Array;
  extraCount: number;
  numbers: Uint8Array;
  numberCount: number;
  textCount: number;
  presentRows: number;
  presentEvents: number;
  entryCount: number;
}

export class ColumnBuilder {
  readonly path: string;
  /** Whether bare words look into this path. */
  readonly isText: boolean;
  readonly #budget: DictionaryBudget;
  readonly #limits: ColumnLimits;
  #codeOf: Map<Scalar, number> | undefined = new Map();
  #isOpen: boolean;
  readonly entries: Scalar[] = [];
  #counts = new Uint32Array(16);
  // In front of the Map: texts by a hash of a few characters. A Map would hash every text whole, in a call of its own.
  // Code 0: a free place.
  #nearTexts: string[] = [];
  #nearCodes = new Uint16Array(0);
  #lastText = '';
  #lastTextCode = 0;
  #trialValues = 0;
  #trialHits = 0;
  // Sparse until it pays to have one cell per row: then #rows is undefined and #codes is indexed by row.
  #rows: Uint32Array | undefined = new Uint32Array(16);
  #codes = new Uint16Array(16);
  #used = 0;
  #row = -1;
  #rowCode = ABSENT;
  readonly #rowExtras = new Set<number>();
  readonly #extras = new ByteWriter(16);
  #extraCount = 0;
  #extraRow = 0;
  #numbers = new Float64Array(4);
  #numberCount = 0;
  #textCount = 0;
  #presentRows = 0;
  #presentEvents = 0;

  /** @param isCoded false: no dictionary, every value is different anyway */
  constructor(path: string, isText: boolean, isCoded: boolean, budget: DictionaryBudget, limits = COLUMN_LIMITS) {
    this.path = path;
    this.isText = isText;
    this.#budget = budget;
    this.#limits = limits;
    this.#isOpen = isCoded;
    if (!isCoded) this.#codeOf = undefined;
  }

  get memoryBytes(): number {
    return this.#codes.byteLength + (this.#rows?.byteLength ?? 0) + this.#numbers.byteLength + this.#counts.byteLength;
  }

  /**
   * Adds a value of a row; rows ascend, a row may have several values.
   *
   * @returns whether the value is not in the dictionary and must be findable through the text index
   */
  add(row: number, value: Scalar, isEvent: boolean): boolean {
    const code = typeof value === 'string' ? this.#codeOfText(value) : this.#lookUp(value);
    if (row === this.#row) this.#addAnother(row, code, isEvent);
    else {
      this.#row = row;
      this.#rowCode = code;
      if (this.#rowExtras.size > 0) this.#rowExtras.clear();
      this.#presentRows++;
      if (isEvent) this.#presentEvents++;
      this.#put(row, code);
      if (code >= FIRST_ENTRY) {
        if (isEvent) this.#counts[code - FIRST_ENTRY]!++;
        return false;
      }
      if (code === NUMBER) this.#pushNumber(Number(value));
      else this.#textCount++;
    }
    return code < FIRST_ENTRY;
  }

  #codeOfText(text: string): number {
    if (this.#codeOf === undefined) return isNumeric(text) ? NUMBER : TEXT;
    if (this.#lastTextCode !== 0 && text === this.#lastText) return this.#lastTextCode;
    const hash = quickHash(text);
    let near = hash & (this.#nearCodes.length - 1);
    let code = this.#nearCodes[near] ?? 0;
    if (code === 0 || this.#nearTexts[near] !== text) {
      code = this.#lookUp(text);
      if (code < FIRST_ENTRY) return code;
      // A new entry may have made the table grow.
      near = hash & (this.#nearCodes.length - 1);
      // The dictionary's own copy: the text at hand may be a slice of a large buffer.
      this.#nearTexts[near] = this.entries[code - FIRST_ENTRY] as string;
      this.#nearCodes[near] = code;
    } else if (!this.#isOpen) this.#trialHits++;
    this.#lastText = this.#nearTexts[near]!;
    this.#lastTextCode = code;
    return code;
  }

  #lookUp(value: Scalar): number {
    const codeOf = this.#codeOf;
    if (codeOf === undefined) return isNumeric(value) ? NUMBER : TEXT;
    const known = codeOf.get(value);
    if (known !== undefined) {
      if (!this.#isOpen) this.#trialHits++;
      return known;
    }
    if (this.#isOpen && this.#mayTake(value)) {
      const own = typeof value === 'string' ? copyText(value) : value;
      const code = this.entries.length + FIRST_ENTRY;
      this.entries.push(own);
      codeOf.set(own, code);
      if (this.entries.length * 2 > this.#nearCodes.length && this.#nearCodes.length < MAX_NEAR) this.#growNear();
      if (this.entries.length > this.#counts.length) {
        const counts = new Uint32Array(this.#counts.length * 4);
        counts.set(this.#counts);
        this.#counts = counts;
      }
      return code;
    }
    if (!this.#isOpen && ++this.#trialValues >= TRIAL_VALUES) {
      if (this.#trialHits * 19 < this.#trialValues) this.#codeOf = undefined;
      this.#trialValues = 0;
      this.#trialHits = 0;
    }
    return isNumeric(value) ? NUMBER : TEXT;
  }

  #growNear(): void {
    const size = Math.max(64, this.#nearCodes.length * 4);
    this.#nearTexts = Array.from({ length: size }, () => '');
    this.#nearCodes = new Uint16Array(size);
  }

  #mayTake(value: Scalar): boolean {
    const count = this.entries.length;
    const chars = typeof value === 'string' ? value.length : 8;
    if (chars > MAX_ENTRY_CHARS) return false;
    if (
      count >= this.#limits.maxEntries ||
      (count >= this.#limits.openEntries && count > (this.#presentRows + this.#extraCount) * MAX_NEW_RATIO)
    )
      this.#isOpen = false;
    if (this.#budget.chars < chars) this.#isOpen = false;
    if (this.#isOpen) this.#budget.chars -= chars;
    return this.#isOpen;
  }

  /** A second or later value of the row: all of them go to the list of extra values, each once. */
  #addAnother(row: number, code: number, isEvent: boolean): void {
    const extras = this.#rowExtras;
    if (extras.size === 0) {
      if (code === this.#rowCode && code >= FIRST_ENTRY) return;
      if (this.#rowCode === NUMBER) this.#numberCount--;
      else if (this.#rowCode === TEXT) this.#textCount--;
      this.#pushExtra(row, this.#rowCode);
      this.#rowCode = MULTIPLE;
      this.#codes[this.#rows === undefined ? row : this.#used - 1] = MULTIPLE;
    }
    const kept = code === NUMBER ? TEXT : code;
    if (extras.has(kept)) return;
    this.#pushExtra(row, kept);
    if (isEvent && kept >= FIRST_ENTRY) this.#counts[kept - FIRST_ENTRY]!++;
  }

  #pushExtra(row: number, code: number): void {
    const kept = code === NUMBER ? TEXT : code;
    this.#rowExtras.add(kept);
    this.#extras.varint(row - this.#extraRow);
    this.#extras.varint(kept);
    this.#extraRow = row;
    this.#extraCount++;
  }

  #pushNumber(value: number): void {
    if (this.#numberCount === this.#numbers.length) {
      const numbers = new Float64Array(this.#numbers.length * 2);
      numbers.set(this.#numbers);
      this.#numbers = numbers;
    }
    this.#numbers[this.#numberCount++] = value;
  }

  #put(row: number, code: number): void {
    if (this.#rows === undefined) {
      if (row < this.#codes.length || this.#growDense(row)) {
        this.#codes[row] = code;
        return;
      }
    }
    this.#putSparse(row, code);
  }

  #putSparse(row: number, code: number): void {
    if (this.#used === this.#codes.length && !this.#growSparse(row)) {
      this.#put(row, code);
      return;
    }
    this.#rows![this.#used] = row;
    this.#codes[this.#used++] = code;
  }

  /** Makes cells up to the row, or goes back to pairs where most cells would be empty; says whether it is still dense. */
  #growDense(row: number): boolean {
    const count = Math.max(row + 1, this.#codes.length * 2);
    if (this.#presentRows * 16 >= count) {
      this.#growTo(count);
      return true;
    }
    const rows = new Uint32Array(this.#presentRows * 2 + 16);
    const codes = new Uint16Array(rows.length);
    this.#used = 0;
    for (let i = 0; i < this.#codes.length; i++) {
      if (this.#codes[i] === ABSENT) continue;
      rows[this.#used] = i;
      codes[this.#used++] = this.#codes[i]!;
    }
    this.#rows = rows;
    this.#codes = codes;
    return false;
  }

  #growTo(count: number): void {
    const codes = new Uint16Array(Math.max(count, this.#codes.length * 2));
    codes.set(this.#codes);
    this.#codes = codes;
  }

  /** Makes room for more pairs, or turns to one cell per row; says whether it is still sparse. */
  #growSparse(row: number): boolean {
    const rows = this.#rows!;
    if (this.#used * 3 > row) {
      const codes = new Uint16Array(Math.max(row + 1, 16_384));
      for (let i = 0; i < this.#used; i++) codes[rows[i]!] = this.#codes[i]!;
      this.#codes = codes;
      this.#rows = undefined;
      return false;
    }
    const more = new Uint32Array(rows.length * 2);
    more.set(rows);
    this.#rows = more;
    this.#growTo(more.length);
    return true;
  }

  /** @param rowCount of the whole segment */
  finish(rowCount: number): BuiltColumn {
    const isWide = this.entries.length + FIRST_ENTRY > 256;
    const isSparse = this.#presentRows * 8 < rowCount;
    const counts = new ByteWriter(this.entries.length * 2);
    for (let e = 0; e < this.entries.length; e++) counts.varint(this.#counts[e]!);
    return {
      codes: isSparse ? this.#sparseCodes(rowCount) : this.#denseCodes(rowCount, isWide),
      isSparse,
      isWide,
      entries: JSON.stringify(this.entries),
      counts: counts.view(),
      extras: this.#extras.view(),
      extraCount: this.#extraCount,
      numbers: encodeNumbers(this.#numbers.subarray(0, this.#numberCount)),
      numberCount: this.#numberCount,
      textCount: this.#textCount,
      presentRows: this.#presentRows,
      presentEvents: this.#presentEvents,
      entryCount: this.entries.length,
    };
  }

  #denseCodes(rowCount: number, isWide: boolean): Uint8Array {
    const out = new Uint8Array(isWide ? rowCount * 2 : rowCount);
    this.#eachCode(rowCount, (row, code) => {
      out[row] = code;
      if (isWide) out[rowCount + row] = code >>> 8;
    });
    return out;
  }

  #sparseCodes(rowCount: number): Uint8Array {
    const out = new ByteWriter(this.#presentRows * 3 + 16);
    let previous = 0;
    this.#eachCode(rowCount, (row, code) => {
      if (code === ABSENT) return;
      out.varint(row - previous);
      out.varint(code);
      previous = row;
    });
    return out.view();
  }

  #eachCode(rowCount: number, visit: (row: number, code: number) => void): void {
    const rows = this.#rows;
    const count = rows === undefined ? Math.min(rowCount, this.#codes.length) : this.#used;
    for (let i = 0; i < count; i++) visit(rows === undefined ? i : rows[i]!, this.#codes[i]!);
  }
}

/** Of all characters of a short text, of some two dozen spread over a longer one. */
function quickHash(text: string): number {
  const length = text.length;
  const step = length <= 32 ? 1 : length >>> 4;
  let hash = length;
  for (let i = length - 1; i >= 0; i -= step) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash ^ (hash >>> 15);
}

/** A text of its own, whatever it was cut from. */
const copyText = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));

/** Whether a number holds the value whole: a number, or exactly the text of one. */
function isNumeric(value: Scalar): boolean {
  if (typeof value === 'number') return true;
  if (typeof value !== 'string' || value.length > 17) return false;
  const first = value.charCodeAt(0);
  if ((first < 48 || first > 57) && first !== 45) return false;
  const number = Number(value);
  return Number.isFinite(number) && !Object.is(number, -0) && String(number) === value;
}
