/**
 * Reads the inverted index that src/wasm/segment/term-writer.ts wrote: terms by text, by beginning or by any test; documents as rows;
 * phrases by position.
 *
 * Cost: a term is one page (4 KiB) by binary search; a list takes one byte a document or less.
 * Trust: pages carry the cipher's tag, so a reader trusts their layout; documents at or above `size` are still dropped.
 */
import type { Place } from './byte-store.ts';
import { ByteCursor } from './byte-writer.ts';
import { MAX_TERM_BYTES } from './index-tokens.ts';
import { addRow, emptyRows, hasRow, intersectInto, isEmpty, type RowSet, uniteInto } from './row-set.ts';

/** The bytes of a segment. */
export interface ByteSource {
  read(place: Place): Uint8Array;
  /** Bytes that were compressed. */
  frame(place: Place): Uint8Array;
  /** Something decoded, kept in the reader's cache: `make` says also how many bytes it takes. */
  cached<T>(key: string, make: () => { value: T; sizeBytes: number }): T;
}

/** Where the parts of an index lie. */
export interface TermIndexFacts {
  pages: Place;
  directory: Place;
  documents: Place;
  positions: Place;
  termCount: number;
}

/** What is known of each page without reading it. */
interface Directory {
  firstTerms: Uint8Array[];
  /** Offsets of the pages; one more than pages. */
  starts: number[];
}

export interface TermEntry {
  /** The text of the term, folded; up to MAX_TERM_BYTES of it. */
  term: Uint8Array;
  /** How many documents it stands in. */
  count: number;
  isBitmap: boolean;
  documentsAt: number;
  documentsBytes: number;
  positionsAt: number;
  positionsBytes: number;
}

/** Positions are below this: a record has at most 2^20 bytes. */
const PLACES = 2 ** 21;

export class TermIndexReader {
  readonly #source: ByteSource;
  readonly #facts: TermIndexFacts;
  readonly #size: number;

  /** @param size how many documents there could be */
  constructor(source: ByteSource, facts: TermIndexFacts, size: number) {
    this.#source = source;
    this.#facts = facts;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  /** The term with exactly these bytes (UTF-8, folded); longer ones are cut as the builder cut them. */
  find(token: string): TermEntry | undefined {
    const bytes = termBytes(token);
    const pageIndex = this.#pageOf(bytes);
    if (pageIndex < 0) return undefined;
    let found: TermEntry | undefined;
    this.#scanPage(pageIndex, (entry) => {
      const order = Buffer.compare(entry.term, bytes);
      if (order === 0) found = copyTerm(entry);
      return order < 0;
    });
    return found;
  }

  /** All terms that begin with the text. */
  withPrefix(prefix: string): TermEntry[] {
    const bytes = termBytes(prefix);
    const found: TermEntry[] = [];
    const pageCount = this.#directory().firstTerms.length;
    for (let page = Math.max(0, this.#pageOf(bytes)); page < pageCount; page++) {
      const isWhole = this.#scanPage(page, (entry) => {
        if (startsWith(entry.term, bytes)) found.push(copyTerm(entry));
        else return Buffer.compare(entry.term, bytes) < 0;
        return true;
      });
      if (!isWhole) break;
    }
    return found;
  }

  /**
   * All terms that satisfy the test; a cut term (MAX_TERM_BYTES long) is always among them.
   *
   * @param literal text that every such term holds, '' where there is none: spares most terms the test
   */
  matching(test: (term: string) => boolean, literal: string): TermEntry[] {
    const wanted = Buffer.from(literal, 'utf8');
    const found: TermEntry[] = [];
    for (let page = 0; page < this.#directory().firstTerms.length; page++) {
      this.#scanPage(
        page,
        (entry) => {
          const { term } = entry;
          if (term.length >= MAX_TERM_BYTES) found.push(copyTerm(entry));
          else if (test(Buffer.from(term.buffer, term.byteOffset, term.length).toString('utf8')))
            found.push(copyTerm(entry));
          return true;
        },
        wanted,
      );
    }
    return found;
  }

  /** The documents of a term, ascending. */
  documentsOf(entry: TermEntry): Uint32Array {
    const bytes = this.#stream(this.#facts.documents, entry.documentsAt, entry.documentsBytes);
    const documents = new Uint32Array(entry.count);
    let at = 0;
    if (entry.isBitmap) {
      for (let i = 0; i < bytes.length; i++) {
        for (let rest = bytes[i]!; rest !== 0; rest &= rest - 1) {
          documents[at++] = (i << 3) + 31 - Math.clz32(rest & -rest);
        }
      }
      return documents;
    }
    let document = 0;
    for (let i = 0; at < entry.count; ) {
      let byte = bytes[i++]!;
      let delta = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[i++]!;
        delta |= (byte & 0x7f) << shift;
      }
      document += delta;
      documents[at++] = document;
    }
    return documents;
  }

  /** Adds the documents of a term to a set. */
  addDocuments(entry: TermEntry, target: RowSet): void {
    if (entry.isBitmap) {
      const bytes = this.#stream(this.#facts.documents, entry.documentsAt, entry.documentsBytes);
      const words = new Uint32Array(target.words.length);
      new Uint8Array(words.buffer).set(bytes.subarray(0, words.byteLength));
      uniteInto(target, { size: target.size, words });
      return;
    }
    for (const document of this.documentsOf(entry)) if (document < target.size) addRow(target, document);
  }

  /** Documents of any of the terms. */
  documentsOfAny(entries: readonly TermEntry[]): RowSet {
    const set = emptyRows(this.#size);
    for (const entry of entries) this.addDocuments(entry, set);
    return set;
  }

  /** Documents that hold one term of each list, in this order, next to each other. */
  phrase(lists: readonly (readonly TermEntry[])[]): RowSet {
    const [first, ...rest] = lists;
    if (first === undefined) return emptyRows(this.#size);
    const both = this.documentsOfAny(first);
    for (const list of rest) {
      if (isEmpty(both)) return both;
      intersectInto(both, this.documentsOfAny(list));
    }
    if (rest.length === 0 || isEmpty(both)) return both;
    let ends = this.#placesWithin(first, both);
    for (const list of rest) ends = following(ends, this.#placesWithin(list, both));
    const set = emptyRows(this.#size);
    for (const place of ends) addRow(set, Math.floor(place / PLACES));
    return set;
  }

  /** Where any of the terms stands in the documents of the set: document × PLACES + position, ascending. */
  #placesWithin(entries: readonly TermEntry[], documents: RowSet): Float64Array {
    const lists = entries.map((entry) => this.#placesOf(entry, documents));
    const [only] = lists;
    if (lists.length === 1 && only !== undefined) return only;
    const all = new Float64Array(lists.reduce((length, list) => length + list.length, 0));
    let at = 0;
    for (const list of lists) {
      all.set(list, at);
      at += list.length;
    }
    return all.toSorted();
  }

  #placesOf(entry: TermEntry, wanted: RowSet): Float64Array {
    if (entry.positionsBytes === 0) return new Float64Array(0);
    const cursor = new ByteCursor(this.#stream(this.#facts.positions, entry.positionsAt, entry.positionsBytes));
    const documents = this.documentsOf(entry);
    // A position takes a byte at least.
    const places = new Float64Array(entry.positionsBytes);
    let used = 0;
    for (let d = 0; d < documents.length; d++) {
      const document = documents[d]!;
      const isWanted = document < wanted.size && hasRow(wanted, document);
      const head = cursor.varint();
      if ((head & 1) === 0) {
        if (isWanted) places[used++] = document * PLACES + head / 2;
        continue;
      }
      let position = 0;
      for (let rest = (head - 1) / 2; rest > 0; rest--) {
        position += cursor.varint();
        if (isWanted) places[used++] = document * PLACES + position;
      }
    }
    return places.subarray(0, used);
  }

  /** The page in which the term would stand, -1 where it comes before all. */
  #pageOf(term: Uint8Array): number {
    const { firstTerms } = this.#directory();
    let low = 0;
    let high = firstTerms.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(firstTerms[middle]!, term) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #directory(): Directory {
    return this.#source.cached(`terms ${this.#facts.directory.at}`, () => {
      const cursor = new ByteCursor(this.#source.frame(this.#facts.directory));
      const firstTerms: Uint8Array[] = [];
      const starts = [0];
      while (cursor.at < cursor.bytes.length) {
        starts.push(starts.at(-1)! + cursor.varint());
        const length = cursor.byte();
        firstTerms.push(cursor.bytes.subarray(cursor.at, cursor.at + length));
        cursor.at += length;
      }
      return { value: { firstTerms, starts }, sizeBytes: cursor.bytes.length + starts.length * 112 };
    });
  }

  /**
   * Calls `visit` with each entry until it says false, and says whether it never did. The entry and its term are valid
   * during the call only.
   *
   * @param literal only entries that hold these bytes, or are cut
   */
  #scanPage(index: number, visit: (entry: TermEntry) => boolean, literal: Uint8Array = NO_BYTES): boolean {
    const { starts } = this.#directory();
    const start = starts[index]!;
    const cursor = new ByteCursor(this.#stream(this.#facts.pages, start, starts[index + 1]! - start));
    const { bytes } = cursor;
    let documentsAt = cursor.varint();
    let positionsAt = cursor.varint();
    const term = new Uint8Array(MAX_TERM_BYTES);
    while (cursor.at < bytes.length) {
      const shared = cursor.byte();
      const own = cursor.byte();
      const length = shared + own;
      for (let i = shared; i < length; i++) term[i] = bytes[cursor.at++]!;
      const head = cursor.varint();
      const documentsBytes = cursor.varint();
      const positionsBytes = cursor.varint();
      if (literal.length === 0 || length >= MAX_TERM_BYTES || holds(term, length, literal)) {
        const entry = {
          term: term.subarray(0, length),
          count: Math.floor(head / 2),
          isBitmap: head % 2 === 1,
          documentsAt,
          documentsBytes,
          positionsAt,
          positionsBytes,
        };
        if (!visit(entry)) return false;
      }
      documentsAt += documentsBytes;
      positionsAt += positionsBytes;
    }
    return true;
  }

  #stream(place: Place, at: number, length: number): Uint8Array {
    return this.#source.read({ at: place.at + at, length });
  }
}

const NO_BYTES = new Uint8Array(0);

/** Whether the first `length` bytes hold the literal. */
function holds(bytes: Uint8Array, length: number, literal: Uint8Array): boolean {
  const first = literal[0];
  const last = length - literal.length;
  for (let at = 0; at <= last; at++) {
    if (bytes[at] !== first) continue;
    let i = 1;
    while (i < literal.length && bytes[at + i] === literal[i]) i++;
    if (i === literal.length) return true;
  }
  return false;
}

/** The places of `next` that come right after one of `ends`. */
function following(ends: Float64Array, next: Float64Array): Float64Array {
  const found = new Float64Array(Math.min(ends.length, next.length));
  let used = 0;
  let e = 0;
  for (let n = 0; n < next.length; n++) {
    const wanted = next[n]! - 1;
    while (e < ends.length && ends[e]! < wanted) e++;
    if (e === ends.length) break;
    if (ends[e] === wanted) found[used++] = next[n]!;
  }
  return found.subarray(0, used);
}

export const termBytes = (token: string): Uint8Array => Buffer.from(token, 'utf8').subarray(0, MAX_TERM_BYTES);

/** Whether the index holds the token whole, so that a hit is one. */
export const isWholeTerm = (token: string): boolean => Buffer.byteLength(token, 'utf8') < MAX_TERM_BYTES;

const startsWith = (term: Uint8Array, prefix: Uint8Array): boolean => {
  if (term.length < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (term[i] !== prefix[i]) return false;
  return true;
};

const copyTerm = (entry: TermEntry): TermEntry => ({ ...entry, term: entry.term.slice() });
