/**
 * Builds an inverted index: for each term the documents it stands in, and where in them.
 *
 * A document is a row (or a dictionary entry), its texts follow one another with a gap, so that a phrase never runs from
 * one value into the next. ASCII text, nearly all of it, is cut into tokens here, one pass without an object per token;
 * anything else goes through tokens.ts. Both give the same tokens.
 *
 * Cost: about 10 ns a character; 4 bytes of memory a token until `finish`, then 12 for a moment.
 * Trust: texts are hostile: terms are compared byte by byte, never only by hash, and the hash begins with a number of
 * this process alone, so that nobody can make words up that all fall into one place.
 */
import { randomInt } from 'node:crypto';
import { foldText, scanTokens } from '../../../engines/search/tokens.ts';
import { ByteWriter } from './byte-writer.ts';
import { HEX_VALUES, idKeyOf, MAX_TERM_BYTES, MIN_ID_DIGITS, uuidGroupKey } from './index-tokens.ts';

/** In the token stream: a place that no term takes (an id, or the gap between two values). */
const HOLE = 0xffff_ffff;
/** Marks a term that is the only token of its value: no phrase needs its place. */
const ALONE = 0x8000_0000;
const NOT_HEX = 0x80;
const HASH_SEED = randomInt(2 ** 32) | 0;

/** Folded character by character code below 128; 0 separates. */
const FOLDED = (() => {
  const table = new Uint8Array(128);
  for (let c = 48; c < 58; c++) table[c] = c;
  for (let c = 97; c < 123; c++) {
    table[c] = c;
    table[c - 32] = c;
  }
  table[95] = 95;
  return table;
})();

/** Takes the fingerprint of an id token and the document it stands in. */
export type IdSink = (key: number, document: number) => void;

/** What `finish` gives: pages of sorted terms, and the two streams they point into. */
export interface BuiltTermIndex {
  /** Pages follow one another; each begins with the offsets of its first lists; its terms are front-coded. */
  pages: Uint8Array;
  /** For each page: its length, the length of its first term, that term. */
  directory: Uint8Array;
  documents: Uint8Array;
  positions: Uint8Array;
  termCount: number;
}

export const PAGE_BYTES = 4096;

export class TermIndexBuilder {
  readonly #onId: IdSink | undefined;
  readonly #token = new Uint8Array(MAX_TERM_BYTES + 1);
  // Open addressing; two words a slot: the term's number + 1 (0: free) and its hash, side by side for one cache line.
  #slots = new Int32Array(2 << 14);
  // Two words a term: where its bytes begin in the arena, and how many they are.
  #terms = new Uint32Array(2 << 13);
  #arena = new Uint8Array(1 << 17);
  #arenaUsed = 0;
  #termCount = 0;
  #stream = new Uint32Array(1 << 15);
  #streamUsed = 0;
  #documents = new Uint32Array(1 << 12);
  #documentStarts = new Uint32Array(1 << 12);
  #documentCount = 0;

  /** @param onId where ids go; without it they are terms like any other */
  constructor(onId?: IdSink) {
    this.#onId = onId;
  }

  /** Bytes of memory in use, roughly. */
  get memoryBytes(): number {
    return (
      this.#stream.byteLength + this.#arena.byteLength + this.#slots.byteLength * 2 + this.#documents.byteLength * 2
    );
  }

  /** Adds a text of a document. Documents come in ascending order; several texts of one come one after the other. */
  add(document: number, text: string): void {
    if (this.#onId !== undefined && isUuidLike(text) && this.#addUuid(document, text, this.#onId)) return;
    const before = this.#streamUsed;
    const isNew = this.#documentCount === 0 || this.#documents[this.#documentCount - 1] !== document;
    if (!isNew) this.#push(HOLE);
    const from = this.#streamUsed;
    this.#addTokens(document, text);
    if (this.#streamUsed === from) {
      this.#streamUsed = before;
      return;
    }
    if (this.#streamUsed === from + 1 && this.#stream[from] !== HOLE) this.#stream[from]! |= ALONE;
    if (isNew) this.#beginDocument(document, from);
  }

  /** A value that is a UUID: five fingerprints and no terms. */
  #addUuid(document: number, text: string, onId: IdSink): boolean {
    const token = this.#token;
    let size = 0;
    for (let i = 0; i < UUID_LENGTH; i++) {
      if (UUID_HYPHENS.includes(i)) continue;
      const code = text.charCodeAt(i);
      if (code > 127 || HEX_VALUES[code]! < 0) return false;
      token[size++] = FOLDED[code]!;
    }
    const last = token.slice(20, 32);
    for (const at of [8, 12, 16]) {
      const high = (HEX_VALUES[token[at]!]! << 4) | HEX_VALUES[token[at + 1]!]!;
      onId(uuidGroupKey((high << 8) | (HEX_VALUES[token[at + 2]!]! << 4) | HEX_VALUES[token[at + 3]!]!), document);
    }
    onId(idKeyOf(token, 8), document);
    onId(idKeyOf(last, 12), document);
    return true;
  }

  #beginDocument(document: number, from: number): void {
    if (this.#documentCount === this.#documents.length) {
      this.#documents = grown(this.#documents);
      this.#documentStarts = grown(this.#documentStarts);
    }
    this.#documents[this.#documentCount] = document;
    this.#documentStarts[this.#documentCount++] = from;
  }

  #push(value: number): void {
    if (this.#streamUsed === this.#stream.length) this.#stream = grown(this.#stream);
    this.#stream[this.#streamUsed++] = value;
  }

  #addTokens(document: number, text: string): void {
    const start = this.#streamUsed;
    const token = this.#token;
    const length = text.length;
    let hash = HASH_SEED;
    let size = 0;
    let flags = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        this.#streamUsed = start;
        this.#addFolded(document, text);
        return;
      }
      const folded = FOLDED[code]!;
      if (folded === 0) {
        if (size > 0) {
          this.#endToken(document, hash, size, flags);
          hash = HASH_SEED;
          size = 0;
          flags = 0;
        }
        continue;
      }
      hash = Math.imul(hash ^ folded, 0x0100_0193);
      flags |= HEX_VALUES[folded]!;
      if (size < MAX_TERM_BYTES) token[size++] = folded;
    }
    if (size > 0) this.#endToken(document, hash, size, flags);
  }

  /** The hash covers what a cut token has lost, so both paths must run over the whole token alike. */
  #addFolded(document: number, text: string): void {
    const folded = foldText(text);
    scanTokens(folded, (from, to) => {
      const bytes = Buffer.from(folded.slice(from, to), 'utf8');
      let hash = HASH_SEED;
      let flags = 0;
      for (const byte of bytes) {
        hash = Math.imul(hash ^ byte, 0x0100_0193);
        flags |= byte < 128 ? HEX_VALUES[byte]! : NOT_HEX;
      }
      const size = Math.min(bytes.length, MAX_TERM_BYTES);
      this.#token.set(bytes.subarray(0, size));
      this.#endToken(document, hash, size, flags);
      return true;
    });
  }

  #endToken(document: number, hash: number, size: number, flags: number): void {
    if (size >= MIN_ID_DIGITS && (flags & NOT_HEX) === 0 && this.#onId !== undefined) {
      this.#onId(idKeyOf(this.#token, size), document);
      this.#push(HOLE);
      return;
    }
    this.#push(this.#termOf(size === MAX_TERM_BYTES ? hashOf(this.#token, size) : hash, size));
  }

  #termOf(fullHash: number, size: number): number {
    const token = this.#token;
    const arena = this.#arena;
    const hash = fullHash ^ (fullHash >>> 15);
    const slots = this.#slots;
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const term = slots[slot]! - 1;
      if (term < 0) break;
      if (slots[slot + 1] === hash && this.#terms[term * 2 + 1] === size) {
        const start = this.#terms[term * 2]!;
        let i = 0;
        while (i < size && arena[start + i] === token[i]) i++;
        if (i === size) return term;
      }
      slot = (slot + 2) & mask;
    }
    return this.#newTerm(hash, size, slot);
  }

  #newTerm(hash: number, size: number, slot: number): number {
    const term = this.#termCount++;
    if (term * 2 === this.#terms.length) this.#terms = grown(this.#terms);
    if (this.#arenaUsed + size > this.#arena.length) this.#arena = grown(this.#arena);
    this.#terms[term * 2] = this.#arenaUsed;
    this.#terms[term * 2 + 1] = size;
    this.#arena.set(this.#token.subarray(0, size), this.#arenaUsed);
    this.#arenaUsed += size;
    this.#slots[slot] = term + 1;
    this.#slots[slot + 1] = hash;
    if (this.#termCount * 4 > this.#slots.length) this.#rehash();
    return term;
  }

  #rehash(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] === 0) continue;
      let slot = (old[from + 1]! << 1) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = old[from]!;
      slots[slot + 1] = old[from + 1]!;
    }
    this.#slots = slots;
  }

  /** @param size how many documents there could be: document numbers are below it */
  finish(size: number): BuiltTermIndex {
    const lists = this.#gather();
    const documents = new ByteWriter(this.#streamUsed * 2 + 1024);
    const positions = new ByteWriter(this.#streamUsed * 2 + 1024);
    const pages = new ByteWriter(this.#termCount * 12 + 1024);
    const directory = new ByteWriter(this.#termCount / 8 + 1024);
    const page = new ByteWriter(PAGE_BYTES * 2);
    let first: Uint8Array = new Uint8Array(0);
    let previous = first;
    const endPage = () => {
      if (page.length === 0) return;
      directory.varint(page.length);
      directory.byte(first.length);
      directory.append(first, 0, first.length);
      pages.append(page.bytes, 0, page.length);
      page.length = 0;
    };
    for (const term of this.#sortedTerms()) {
      const start = this.#terms[term * 2]!;
      const bytes = this.#arena.subarray(start, start + this.#terms[term * 2 + 1]!);
      if (page.length > PAGE_BYTES) endPage();
      if (page.length === 0) {
        first = bytes;
        page.varint(documents.length);
        page.varint(positions.length);
        previous = new Uint8Array(0);
      }
      const documentsFrom = documents.length;
      const positionsFrom = positions.length;
      const { count, isBitmap } = writeList(documents, positions, lists, term, size);
      let shared = 0;
      while (shared < previous.length && shared < bytes.length && previous[shared] === bytes[shared]) shared++;
      page.byte(shared);
      page.byte(bytes.length - shared);
      page.append(bytes, shared, bytes.length);
      page.varint(count * 2 + (isBitmap ? 1 : 0));
      page.varint(documents.length - documentsFrom);
      page.varint(positions.length - positionsFrom);
      previous = bytes;
    }
    endPage();
    return {
      pages: pages.view(),
      directory: directory.view(),
      documents: documents.view(),
      positions: positions.view(),
      termCount: this.#termCount,
    };
  }

  /** Counting sort of the stream by term: for each term its documents and positions, in order. */
  #gather(): Lists {
    const stream = this.#stream;
    const used = this.#streamUsed;
    const ends = new Uint32Array(this.#termCount + 1);
    const isLinked = new Uint8Array(this.#termCount);
    for (let i = 0; i < used; i++) {
      const place = stream[i]!;
      if (place === HOLE) continue;
      const term = place & ~ALONE;
      ends[term + 1]!++;
      if (place < ALONE) isLinked[term] = 1;
    }
    for (let t = 1; t <= this.#termCount; t++) ends[t]! += ends[t - 1]!;
    const next = ends.slice(0, this.#termCount);
    const total = ends[this.#termCount]!;
    const documents = new Uint32Array(total);
    const positions = new Uint32Array(total);
    for (let d = 0; d < this.#documentCount; d++) {
      const from = this.#documentStarts[d]!;
      const to = d + 1 < this.#documentCount ? this.#documentStarts[d + 1]! : used;
      const document = this.#documents[d]!;
      for (let i = from; i < to; i++) {
        const place = stream[i]!;
        if (place === HOLE) continue;
        const at = next[place & ~ALONE]!++;
        documents[at] = document;
        positions[at] = i - from;
      }
    }
    return { starts: ends, documents, positions, isLinked };
  }

  /** Term numbers in the order of their bytes: by the first four as one number, then the few that are alike by all. */
  #sortedTerms(): Uint32Array {
    const count = this.#termCount;
    const keys = new Float64Array(count);
    for (let term = 0; term < count; term++) {
      const start = this.#terms[term * 2]!;
      const length = this.#terms[term * 2 + 1]!;
      let prefix = 0;
      for (let i = 0; i < 4; i++) prefix = prefix * 256 + (i < length ? this.#arena[start + i]! : 0);
      keys[term] = prefix * 2 ** 21 + (term & 0x1f_ffff);
    }
    if (count > 2 ** 21) return this.#sortedByBytes();
    keys.sort();
    const order = new Uint32Array(count);
    for (let i = 0; i < count; i++) order[i] = keys[i]! % 2 ** 21;
    let from = 0;
    for (let i = 1; i <= count; i++) {
      if (i < count && Math.floor(keys[i]! / 2 ** 21) === Math.floor(keys[from]! / 2 ** 21)) continue;
      if (i - from > 1) order.subarray(from, i).sort(this.#compareTerms);
      from = i;
    }
    return order;
  }

  #sortedByBytes(): Uint32Array {
    return Uint32Array.from({ length: this.#termCount }, (_, i) => i).toSorted(this.#compareTerms);
  }

  readonly #compareTerms = (a: number, b: number): number => {
    const arena = this.#arena;
    const startA = this.#terms[a * 2]!;
    const startB = this.#terms[b * 2]!;
    const lengthA = this.#terms[a * 2 + 1]!;
    const lengthB = this.#terms[b * 2 + 1]!;
    const shorter = Math.min(lengthA, lengthB);
    for (let i = 0; i < shorter; i++) {
      const difference = arena[startA + i]! - arena[startB + i]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  };
}

interface Lists {
  /** The lists of term t are at starts[t] … starts[t+1]-1. */
  starts: Uint32Array;
  documents: Uint32Array;
  positions: Uint32Array;
  /** 1 for a term that stands beside another somewhere. */
  isLinked: Uint8Array;
}

/**
 * A term's documents as differences, or as a bitmap where that is shorter; its positions for each document in turn:
 * a single one p as 2p, several as 2·count+1 and their differences. No positions where no phrase can hold the term.
 */
function writeList(
  documents: ByteWriter,
  positions: ByteWriter,
  lists: Lists,
  term: number,
  size: number,
): { count: number; isBitmap: boolean } {
  const from = lists.starts[term]!;
  const to = lists.starts[term + 1]!;
  const documentsFrom = documents.length;
  const isLinked = lists.isLinked[term] === 1;
  let count = 0;
  let previous = 0;
  for (let i = from; i < to; ) {
    const document = lists.documents[i]!;
    let end = i + 1;
    while (end < to && lists.documents[end] === document) end++;
    documents.varint(document - previous);
    previous = document;
    count++;
    if (!isLinked) i = end;
    else if (end - i === 1) positions.varint(lists.positions[i]! * 2);
    else {
      positions.varint((end - i) * 2 + 1);
      let last = 0;
      for (; i < end; i++) {
        positions.varint(lists.positions[i]! - last);
        last = lists.positions[i]!;
      }
    }
    i = end;
  }
  const bitmapBytes = Math.ceil(size / 8);
  if (documents.length - documentsFrom <= bitmapBytes) return { count, isBitmap: false };
  documents.length = documentsFrom;
  documents.reserve(bitmapBytes);
  documents.bytes.fill(0, documentsFrom, documentsFrom + bitmapBytes);
  for (let i = from; i < to; i++) {
    const document = lists.documents[i]!;
    documents.bytes[documentsFrom + (document >>> 3)]! |= 1 << (document & 7);
  }
  documents.length = documentsFrom + bitmapBytes;
  return { count, isBitmap: true };
}

const UUID_LENGTH = 36;
const UUID_HYPHENS: readonly number[] = [8, 13, 18, 23];

const isUuidLike = (text: string): boolean =>
  text.length === UUID_LENGTH && UUID_HYPHENS.every((at) => text.charCodeAt(at) === 45);

function hashOf(bytes: Uint8Array, length: number): number {
  let hash = HASH_SEED;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x0100_0193);
  return hash;
}

function grown<T extends Uint8Array | Uint32Array>(array: T): T {
  const Kind = array.constructor as new (length: number) => T;
  const copy = new Kind(array.length * 2);
  copy.set(array as never);
  return copy;
}
