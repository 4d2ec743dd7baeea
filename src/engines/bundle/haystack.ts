/**
 * Many texts at once, asked which of them hold a removed text: for a redaction that takes millions of texts out.
 *
 * Pure. O(texts) to build; a question costs a few look-ups where the text stands nowhere, which is almost always, else a search.
 * Memory: the texts once more, folded, and 2 Mbit. Source: bundle-format.md §3; what counts as standing in is removed-texts.ts.
 * Trust: texts are evidence and people's words.
 */
import { fold, placesIn } from './removed-texts.ts';

const BITS = 20;
/** The shortest text that is looked for, and a length at which almost no text that stands nowhere passes. */
const SHORT = 3;
const LONG = 8;
/** Shorter texts count as whole words alone: `low` is not named by `allowed`. */
const MIN_PART = 5;
const WORD = /[\p{L}\p{N}_]/u;
/** Places of a text at which its letters are compared before it is searched for. */
const PROBES = 8;

export class Haystack<P> {
  readonly #pieces: readonly P[];
  readonly #starts: number[] = [];
  readonly #text: string;
  readonly #short = new Grams(SHORT);
  readonly #long = new Grams(LONG);

  constructor(pieces: readonly { readonly text: string; readonly piece: P }[]) {
    this.#pieces = pieces.map(({ piece }) => piece);
    const folded = pieces.map(({ text }) => fold(text));
    let at = 0;
    for (const text of folded) {
      this.#starts.push(at);
      // Behind each a sign that is no digit and no letter: texts do not run into each other.
      at += text.length + 1;
    }
    this.#text = folded.map((text) => `${text}\n`).join('');
    this.#short.addAll(this.#text);
    this.#long.addAll(this.#text);
  }

  /** @param text folded, of at least 3 characters; @returns each piece that holds it, once */
  find(text: string): P[] {
    if (!this.#short.mayHold(text) || !this.#long.mayHold(text)) return [];
    const found = new Set<P>();
    for (const at of placesIn(text, this.#text)) {
      if (text.length >= MIN_PART || this.#isWord(text, at)) found.add(this.#pieces[this.#pieceAt(at)] as P);
    }
    return [...found];
  }

  #isWord(text: string, at: number): boolean {
    return !WORD.test(this.#text[at - 1] ?? '') && !WORD.test(this.#text[at + text.length] ?? '');
  }

  #pieceAt(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** A Bloom filter of all runs of so many code units. */
class Grams {
  readonly #length: number;
  readonly #bits = new Uint32Array(2 ** (BITS - 5));

  constructor(length: number) {
    this.#length = length;
  }

  addAll(text: string): void {
    for (let at = 0; at + this.#length <= text.length; at++) {
      const hash = this.#hashAt(text, at);
      this.#bits[hash >>> 5] = (this.#bits[hash >>> 5] as number) | (1 << (hash & 31));
    }
  }

  mayHold(text: string): boolean {
    const last = text.length - this.#length;
    if (last < 0) return true;
    const step = Math.max(1, Math.floor(last / PROBES));
    for (let at = 0; at <= last; at += step) {
      const hash = this.#hashAt(text, at);
      if (((this.#bits[hash >>> 5] as number) & (1 << (hash & 31))) === 0) return false;
    }
    return true;
  }

  /** FNV-1a over the code units, folded to the size of the table. */
  #hashAt(text: string, at: number): number {
    let hash = 0x811c9dc5;
    for (let i = at; i < at + this.#length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash ^ (hash >>> BITS)) & (2 ** BITS - 1);
  }
}
