/**
 * An inverted index under construction: for each term the documents it stands in, and where in them.
 *
 * A document is a row (or a dictionary entry); its texts follow one another with a gap, so that a phrase never runs from
 * one value into the next. The places of a term are kept as a chain of varints that grows by slices, so nothing is sorted
 * at the end but the terms.
 *
 * Cost: about 2 ns a character; 3 bytes of memory a token, 48 a term.
 * Trust: texts are hostile: terms are compared byte by byte, never only by their (seeded) hash.
 */
import { hashSeed, isSameWords, mixHash, slotsAnew, take, takeLines, takeZeroed } from '../common/memory';
import { hexValue } from '../common/json-text';
import { foldTokens } from './imports';
import { addId, IdIndex } from './id-index';

/** A token of eight or more hexadecimal digits is an id: fingerprinted, no term (host/vault/segment/index-tokens.ts). */
const MIN_ID_DIGITS: u32 = 8;
/** Terms are cut here. UTF-8 bytes. */
export const MAX_TERM_BYTES: u32 = 255;
const UUID_LENGTH: u32 = 36;
const FIRST_SLICE: u32 = 12;
const MOST_SLICE: u32 = 4_096;
const NEXT: u32 = 4;

/** For each byte what it folds to (0: separates), and in the second half whether it is no hexadecimal digit. */
const FOLDED = memory.data(512);

export function makeFoldTable(): void {
  for (let code: u32 = 0; code < 256; code++) {
    const isDigit = code - 48 < 10;
    const isUpper = code - 65 < 26;
    const isWord = isDigit || isUpper || code - 97 < 26 || code == 95 || code > 127;
    store<u8>(FOLDED + code, isWord ? (isUpper ? code + 32 : code) : 0);
    store<u8>(FOLDED + 256 + code, isDigit || (code | 32) - 97 < 6 ? 0 : 1);
  }
}

/** What is looked at for each token lies in one cache line, the first bytes of the term included. */
@unmanaged
export class Term {
  size: u32 = 0;
  /** First slice of the chain, where the next byte goes, and where the link to the next slice stands. */
  head: usize = 0;
  at: usize = 0;
  end: usize = 0;
  sliceBytes: u32 = 0;
  lastDocument: u32 = 0;
  lastPlace: u32 = 0;
  documentCount: u32 = 0;
  /** Whether it stands beside another term somewhere: only then a phrase needs its places. */
  isLinked: u32 = 0;
  /** Its bytes follow, filled up with zeros to a multiple of eight. */
  unused: u32 = 0;
}

export function bytesOf(term: Term): usize {
  return changetype<usize>(term) + offsetof<Term>();
}

@unmanaged
export class TermIndex {
  /** Open addressing: {term, hash} a slot, term 0 is free. */
  slots: usize = 0;
  mask: u32 = 0;
  termCount: u32 = 0;
  /** Where ids go; null: they are terms like any other. */
  ids: IdIndex | null = null;
  document: u32 = 0;
  /** Whether the current document has a token already. */
  isBegun: bool = false;
  /** Place of the next token in the current document. */
  place: u32 = 0;
  /** Tokens of the current value so far, and its first where that is a term. */
  valuePlaces: u32 = 0;
  firstTerm: Term | null = null;
}

const FIRST_SLOTS: u32 = 1 << 10;

export function newTermIndex(ids: IdIndex | null): TermIndex {
  const index = changetype<TermIndex>(takeZeroed(offsetof<TermIndex>()));
  index.slots = takeZeroed(FIRST_SLOTS * 8);
  index.mask = FIRST_SLOTS - 1;
  index.ids = ids;
  return index;
}

/** The folded token under construction. */
const TOKEN = memory.data(264);
/** The tokens of a text that is not ASCII; the host writes them here. */
let scratch: usize = 0;
let scratchBytes: u32 = 0;

/** Scratch memory is taken anew for each segment: before `giveBack` it is forgotten. */
export function forgetScratch(): void {
  scratch = 0;
  scratchBytes = 0;
  slicesAt = 0;
  slicesEnd = 0;
}

/** @param at UTF-8 without escapes @param isWide whether a byte is above 127 */
export function addText(index: TermIndex, document: u32, at: usize, size: u32, isWide: bool): void {
  if (!index.isBegun || index.document != document) {
    index.document = document;
    index.isBegun = false;
    index.place = 0;
  }
  if (size == UUID_LENGTH && index.ids != null && addUuid(index, at)) return;
  // The gap between two values of one document.
  const before = index.place;
  if (index.isBegun) index.place++;
  index.valuePlaces = 0;
  index.firstTerm = null;
  if (isWide) {
    if (scratchBytes < size * 2) {
      scratchBytes = size * 2;
      scratch = take(scratchBytes);
    }
    addTokens(index, scratch, foldTokens(at, size, scratch));
  } else addTokens(index, at, size);
  if (index.valuePlaces == 0) index.place = before;
  else index.isBegun = true;
}

function addTokens(index: TermIndex, at: usize, size: u32): void {
  const end = at + size;
  let length: u32 = 0;
  let notHex: u32 = 0;
  // Eight bytes at a time: what is written byte by byte can't be read back as words without waiting.
  let word: u64 = 0;
  let hash = hashSeed;
  while (at < end) {
    const byte = <u32>load<u8>(at++);
    const folded = <u32>load<u8>(FOLDED + byte);
    if (folded == 0) {
      if (length > 0) {
        endToken(index, length, notHex, word, hash);
        length = 0;
        notHex = 0;
        word = 0;
        hash = hashSeed;
      }
      continue;
    }
    notHex |= load<u8>(FOLDED + 256 + byte);
    if (length < MAX_TERM_BYTES) {
      word |= (<u64>folded) << ((length & 7) << 3);
      length++;
      if ((length & 7) == 0) {
        store<u64>(TOKEN + length - 8, word);
        hash = mixHash(hash, word);
        word = 0;
      }
    }
  }
  if (length > 0) endToken(index, length, notHex, word, hash);
}

function endToken(index: TermIndex, size: u32, notHex: u32, word: u64, hash: u64): void {
  store<u64>(TOKEN + (size & ~7), word);
  const place = index.place++;
  const valuePlaces = index.valuePlaces++;
  const ids = index.ids;
  if (valuePlaces == 1) {
    const first = index.firstTerm;
    if (first != null) first.isLinked = 1;
  }
  if (notHex == 0 && size >= MIN_ID_DIGITS && ids != null) {
    addId(ids, idKeyOf(TOKEN, size), index.document);
    return;
  }
  const term = termOf(index, size, mixHash(hash, word ^ size));
  if (valuePlaces == 0) index.firstTerm = term;
  else term.isLinked = 1;
  addPlace(term, index.document, place);
}

/** A value that is a UUID: five fingerprints and no terms. */
function addUuid(index: TermIndex, at: usize): bool {
  if (load<u8>(at, 8) != 45 || load<u8>(at, 13) != 45 || load<u8>(at, 18) != 45 || load<u8>(at, 23) != 45) return false;
  let size: u32 = 0;
  for (let i: u32 = 0; i < UUID_LENGTH; i++) {
    if (i == 8 || i == 13 || i == 18 || i == 23) continue;
    const byte = <u32>load<u8>(at + i);
    if (load<u8>(FOLDED + 256 + byte) != 0) return false;
    store<u8>(TOKEN + size++, load<u8>(FOLDED + byte));
  }
  const ids = index.ids!;
  const document = index.document;
  for (let from: u32 = 8; from <= 16; from += 4) addId(ids, digitsOf(TOKEN + from) << 16, document);
  addId(ids, idKeyOf(TOKEN, 8), document);
  addId(ids, idKeyOf(TOKEN + 20, 12), document);
  return true;
}

function digitsOf(at: usize): u32 {
  return (
    (hexValue(load<u8>(at)) << 12) |
    (hexValue(load<u8>(at, 1)) << 8) |
    (hexValue(load<u8>(at, 2)) << 4) |
    hexValue(load<u8>(at, 3))
  );
}

/** The same key as `idKeyOf` of host/vault/segment/index-tokens.ts. */
function idKeyOf(at: usize, size: u32): u32 {
  let hash: u32 = 0x811c_9dc5;
  for (let i: u32 = 4; i < size; i++) hash = (hash ^ load<u8>(at + i)) * 0x0100_0193;
  hash ^= hash >>> 15;
  const rest = (hash ^ (hash >>> 16)) & 0xffff;
  return (digitsOf(at) << 16) | (rest == 0 ? 1 : rest);
}

function termOf(index: TermIndex, size: u32, fullHash: u64): Term {
  const hash = <u32>(fullHash >> 32);
  const mask = index.mask;
  let slot = hash & mask;
  for (;;) {
    const place = index.slots + (slot << 3);
    const known = load<u32>(place);
    if (known == 0) break;
    if (load<u32>(place, 4) == hash) {
      const term = changetype<Term>(known);
      if (term.size == size && isSameWords(bytesOf(term), TOKEN, size)) return term;
    }
    slot = (slot + 1) & mask;
  }
  const made = makeTerm(size);
  const place = index.slots + (slot << 3);
  store<u32>(place, <u32>changetype<usize>(made));
  store<u32>(place, hash, 4);
  if (++index.termCount * 2 > index.mask) rehash(index);
  return made;
}

function makeTerm(size: u32): Term {
  const padded = (size + 7) & ~7;
  const at = takeLines(offsetof<Term>() + padded);
  const term = changetype<Term>(at);
  memory.fill(at, 0, offsetof<Term>());
  term.size = size;
  memory.copy(bytesOf(term), TOKEN, padded);
  return term;
}

function rehash(index: TermIndex): void {
  const count = (index.mask + 1) * 2;
  index.slots = slotsAnew(index.slots, index.mask, count);
  index.mask = count - 1;
}

/**
 * The chain of a term: for the first place in a document 2·(difference of documents)+1 and the place, for each further
 * one in it 2·(difference of places).
 */
function addPlace(term: Term, document: u32, place: u32): void {
  if (term.documentCount > 0 && term.lastDocument == document) putNumber(term, (place - term.lastPlace) << 1);
  else {
    putNumber(term, ((document - term.lastDocument) << 1) | 1);
    putNumber(term, place);
    term.documentCount++;
    term.lastDocument = document;
  }
  term.lastPlace = place;
}

function putNumber(term: Term, value: u32): void {
  let at = term.at;
  if (term.end - at >= 5) {
    while (value >= 0x80) {
      store<u8>(at++, value | 0x80);
      value >>>= 7;
    }
    store<u8>(at, value);
    term.at = at + 1;
    return;
  }
  while (value >= 0x80) {
    putByte(term, value | 0x80);
    value >>>= 7;
  }
  putByte(term, value);
}

function putByte(term: Term, value: u32): void {
  if (term.at == term.end) addSlice(term);
  store<u8>(term.at++, value);
}

function addSlice(term: Term): void {
  const size = term.sliceBytes == 0 ? FIRST_SLICE : min(term.sliceBytes * 2, MOST_SLICE);
  const slice = takeSlice(size + NEXT);
  if (term.head == 0) term.head = slice;
  else store<u32>(term.end, <u32>slice);
  term.sliceBytes = size;
  term.at = slice;
  term.end = slice + size;
}

/** Slices lie together, apart from terms, so that those in use fill few cache lines. */
const SLICES_BYTES: u32 = 1 << 16;
let slicesAt: usize = 0;
let slicesEnd: usize = 0;

function takeSlice(size: u32): usize {
  if (slicesEnd - slicesAt < size) {
    slicesAt = take(SLICES_BYTES);
    slicesEnd = slicesAt + SLICES_BYTES;
  }
  const slice = slicesAt;
  slicesAt += size;
  return slice;
}

/** Reads the chain of a term from its beginning. */
@unmanaged
export class PlaceReader {
  at: usize = 0;
  end: usize = 0;
  sliceBytes: u32 = 0;
  last: usize = 0;
}

export function readPlaces(reader: PlaceReader, term: Term): void {
  reader.at = term.head;
  reader.sliceBytes = FIRST_SLICE;
  reader.end = term.head + FIRST_SLICE;
  reader.last = term.at;
}

export function hasMore(reader: PlaceReader): bool {
  return reader.at != reader.last;
}

export function nextNumber(reader: PlaceReader): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  let byte: u32 = 0;
  do {
    if (reader.at == reader.end) {
      const slice = <usize>load<u32>(reader.end);
      reader.sliceBytes = min(reader.sliceBytes * 2, MOST_SLICE);
      reader.at = slice;
      reader.end = slice + reader.sliceBytes;
    }
    byte = <u32>load<u8>(reader.at++);
    value |= (byte & 0x7f) << shift;
    shift += 7;
  } while (byte >= 0x80);
  return value;
}
