/**
 * A finished inverted index as bytes: sorted terms in pages, and the two streams of documents and places they point into.
 *
 * The bytes are those that host/vault/segment/term-index-reader.ts reads. O(tokens + terms · log terms).
 */
import {
  ByteStream,
  lengthOf,
  newStream,
  putByte,
  putBytes,
  putVarint,
  varintSize,
  writeVarint,
} from '../common/byte-stream';
import { take } from '../common/memory';
import { bytesOf, hasMore, MAX_TERM_BYTES, nextNumber, PlaceReader, readPlaces, Term, TermIndex } from './term-index';

const PAGE_BYTES: u32 = 4_096;
/** What one term adds to a page, at most, beside its own bytes. */
const TERM_OVERHEAD: u32 = 64;

@unmanaged
export class BuiltTerms {
  pages: ByteStream = changetype<ByteStream>(0);
  directory: ByteStream = changetype<ByteStream>(0);
  documents: ByteStream = changetype<ByteStream>(0);
  places: ByteStream = changetype<ByteStream>(0);
}

/** A term to be sorted: its first eight bytes as a big-endian number, and where it is. */
const SORT_BYTES: u32 = 16;

/** @param size how many documents there could be */
export function writeTerms(index: TermIndex, size: u32): BuiltTerms {
  const built = changetype<BuiltTerms>(take(offsetof<BuiltTerms>()));
  built.pages = newStream();
  built.directory = newStream();
  built.documents = newStream();
  built.places = newStream();
  const order = sortedTerms(index);
  const page = take(PAGE_BYTES + MAX_TERM_BYTES + TERM_OVERHEAD * 2);
  const bitmap = take((size + 7) >>> 3);
  let at = page;
  let first: Term | null = null;
  let previous: Term | null = null;
  for (let i: u32 = 0; i < index.termCount; i++) {
    const term = changetype<Term>(load<u32>(order + i * SORT_BYTES, 8));
    if (<u32>(at - page) > PAGE_BYTES) {
      endPage(built, page, at, first!);
      at = page;
    }
    if (at == page) {
      first = term;
      previous = null;
      at = writeVarint(at, lengthOf(built.documents));
      at = writeVarint(at, lengthOf(built.places));
    }
    const documentsFrom = lengthOf(built.documents);
    const placesFrom = lengthOf(built.places);
    const isBitmap = writeLists(built, term, size, bitmap);
    const shared = previous == null ? 0 : sharedBytes(previous, term);
    store<u8>(at++, shared);
    store<u8>(at++, term.size - shared);
    memory.copy(at, bytesOf(term) + shared, term.size - shared);
    at += term.size - shared;
    at = writeVarint(at, term.documentCount * 2 + (isBitmap ? 1 : 0));
    at = writeVarint(at, lengthOf(built.documents) - documentsFrom);
    at = writeVarint(at, lengthOf(built.places) - placesFrom);
    previous = term;
  }
  if (at != page) endPage(built, page, at, first!);
  return built;
}

function endPage(built: BuiltTerms, page: usize, at: usize, first: Term): void {
  putVarint(built.directory, at - page);
  putByte(built.directory, first.size);
  putBytes(built.directory, bytesOf(first), first.size);
  putBytes(built.pages, page, <u32>(at - page));
}

function sharedBytes(a: Term, b: Term): u32 {
  const most = min(a.size, b.size);
  let shared: u32 = 0;
  while (shared < most && load<u8>(bytesOf(a) + shared) == load<u8>(bytesOf(b) + shared)) shared++;
  return shared;
}

const READER = memory.data(offsetof<PlaceReader>());
const AHEAD = memory.data(offsetof<PlaceReader>());

/**
 * A term's documents as differences, or as a bitmap where that is shorter; its places for each document in turn: a single
 * one p as 2p, several as 2·count+1 and their differences. No places where no phrase can hold the term.
 */
function writeLists(built: BuiltTerms, term: Term, size: u32, bitmap: usize): bool {
  const bitmapBytes = (size + 7) >>> 3;
  const isBitmap = term.documentCount > bitmapBytes / 3 && listBytes(term) > bitmapBytes;
  if (isBitmap) memory.fill(bitmap, 0, bitmapBytes);
  const reader = changetype<PlaceReader>(READER);
  readPlaces(reader, term);
  const isLinked = term.isLinked != 0;
  let document: u32 = 0;
  let head = nextNumber(reader);
  for (;;) {
    const difference = head >>> 1;
    document += difference;
    const place = nextNumber(reader);
    if (isBitmap) {
      const byte = bitmap + (document >>> 3);
      store<u8>(byte, <u32>load<u8>(byte) | (1 << (document & 7)));
    } else putVarint(built.documents, difference);
    let isEnd = !hasMore(reader);
    if (!isEnd) {
      // Where it stands more than once in the document, the number of times comes first: looked for ahead.
      memory.copy(AHEAD, READER, offsetof<PlaceReader>());
      head = nextNumber(reader);
      if ((head & 1) == 0) {
        let count: u32 = 1;
        while ((head & 1) == 0) {
          count++;
          if (!hasMore(reader)) {
            isEnd = true;
            break;
          }
          head = nextNumber(reader);
        }
        if (isLinked) {
          putVarint(built.places, count * 2 + 1);
          putVarint(built.places, place);
          for (let i: u32 = 1; i < count; i++)
            putVarint(built.places, nextNumber(changetype<PlaceReader>(AHEAD)) >>> 1);
        }
        if (isEnd) break;
        continue;
      }
    }
    if (isLinked) putVarint(built.places, place * 2);
    if (isEnd) break;
  }
  if (isBitmap) putBytes(built.documents, bitmap, bitmapBytes);
  return isBitmap;
}

/** How long the list of documents would be as differences. */
function listBytes(term: Term): u32 {
  const reader = changetype<PlaceReader>(READER);
  readPlaces(reader, term);
  let bytes: u32 = 0;
  while (hasMore(reader)) {
    const head = nextNumber(reader);
    if ((head & 1) == 0) continue;
    bytes += varintSize(head >>> 1);
    nextNumber(reader);
  }
  return bytes;
}

/** The terms in the order of their bytes: merge sort, so that no choice of words makes it slow. */
function sortedTerms(index: TermIndex): usize {
  const count = index.termCount;
  let from = take(count * SORT_BYTES);
  let to = from;
  const end = index.slots + (index.mask + 1) * 8;
  for (let slot = index.slots; slot < end; slot += 8) {
    const term = load<u32>(slot);
    if (term == 0) continue;
    store<u64>(to, prefixOf(changetype<Term>(term)));
    store<u32>(to, term, 8);
    to += SORT_BYTES;
  }
  to = take(count * SORT_BYTES);
  for (let width: u32 = 1; width < count; width *= 2) {
    for (let start: u32 = 0; start < count; start += width * 2) {
      const middle = min(start + width, count);
      merge(from, start, middle, min(middle + width, count), to);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  return from;
}

function merge(from: usize, start: u32, middle: u32, end: u32, target: usize): void {
  let left = from + start * SORT_BYTES;
  const leftEnd = from + middle * SORT_BYTES;
  let right = leftEnd;
  const rightEnd = from + end * SORT_BYTES;
  let to = target + start * SORT_BYTES;
  while (left < leftEnd && right < rightEnd) {
    if (isAfter(left, right)) {
      copyRecord(to, right);
      right += SORT_BYTES;
    } else {
      copyRecord(to, left);
      left += SORT_BYTES;
    }
    to += SORT_BYTES;
  }
  if (left < leftEnd) memory.copy(to, left, leftEnd - left);
  else if (right < rightEnd) memory.copy(to, right, rightEnd - right);
}

function copyRecord(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
}

function prefixOf(term: Term): u64 {
  return bswap(load<u64>(bytesOf(term)));
}

/** Whether the first record's term is behind the second's. */
function isAfter(a: usize, b: usize): bool {
  const prefixA = load<u64>(a);
  const prefixB = load<u64>(b);
  if (prefixA != prefixB) return prefixA > prefixB;
  const left = changetype<Term>(load<u32>(a, 8));
  const right = changetype<Term>(load<u32>(b, 8));
  const most = min(left.size, right.size);
  for (let i: u32 = 8; i < most; i++) {
    const difference = <i32>load<u8>(bytesOf(left) + i) - <i32>load<u8>(bytesOf(right) + i);
    if (difference != 0) return difference > 0;
  }
  return left.size > right.size;
}
