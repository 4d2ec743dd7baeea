/**
 * Fingerprints and the rows they stand in, sorted at the end: for values that are almost all different.
 *
 * Adding is O(1); `finishIds` is a radix sort in three passes. The bytes are those that host/vault/segment/id-index.ts reads.
 */
import { ByteStream, closeChunk, lengthOf, newStream, putVarint, reserve, varintSize } from '../common/byte-stream';
import { take, takeZeroed } from '../common/memory';

/** A row number fits 19 bits. */
const ROW_BITS: u64 = 19;
const CHUNK_BYTES: u32 = 4_096;
const DIGIT_BITS: u32 = 11;
const DIGITS: u32 = 1 << DIGIT_BITS;
const PAIR: u32 = 8;

@unmanaged
export class IdIndex {
  pairs: ByteStream = changetype<ByteStream>(0);
  chunks: ByteStream = changetype<ByteStream>(0);
  directory: ByteStream = changetype<ByteStream>(0);
}

export function newIdIndex(): IdIndex {
  const index = changetype<IdIndex>(take(offsetof<IdIndex>()));
  index.pairs = newStream();
  index.chunks = newStream();
  index.directory = newStream();
  return index;
}

/** Rows come in ascending order; the same pair may come again. */
export function addId(index: IdIndex, key: u32, row: u32): void {
  const pairs = index.pairs;
  reserve(pairs, PAIR);
  store<u32>(pairs.at, key);
  store<u32>(pairs.at, row, 4);
  pairs.at += PAIR;
}

/** The pairs in one piece; the low half of a pair is its key. */
function gather(stream: ByteStream): usize {
  closeChunk(stream);
  const out = take(lengthOf(stream));
  let to = out;
  for (let chunk = stream.first; chunk != 0; chunk = load<u32>(chunk)) {
    const used = load<u32>(chunk, 4);
    memory.copy(to, chunk + 8, used);
    to += used;
  }
  return out;
}

/** Stable, so rows go on ascending within a key. */
function sort(pairs: usize, count: u32): usize {
  let from = pairs;
  let to = take(count * PAIR);
  const starts = takeZeroed((DIGITS + 1) * 4);
  for (let shift: u32 = 0; shift < 32; shift += DIGIT_BITS) {
    memory.fill(starts, 0, (DIGITS + 1) * 4);
    const end = from + count * PAIR;
    for (let at = from; at < end; at += PAIR) {
      const slot = starts + ((((load<u32>(at) >>> shift) & (DIGITS - 1)) + 1) << 2);
      store<u32>(slot, load<u32>(slot) + 1);
    }
    for (let digit: u32 = 1; digit <= DIGITS; digit++) {
      const slot = starts + (digit << 2);
      store<u32>(slot, load<u32>(slot) + load<u32>(slot - 4));
    }
    for (let at = from; at < end; at += PAIR) {
      const pair = load<u64>(at);
      const slot = starts + (((<u32>pair >>> shift) & (DIGITS - 1)) << 2);
      const place = load<u32>(slot);
      store<u32>(slot, place + 1);
      store<u64>(to + place * PAIR, pair);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  return from;
}

/** Fills `chunks`, and `directory`: for each chunk its length and the key it begins with (difference from the last). */
export function finishIds(index: IdIndex): void {
  const count = lengthOf(index.pairs) / PAIR;
  if (count == 0) return;
  const pairs = sort(gather(index.pairs), count);
  const chunks = index.chunks;
  const directory = index.directory;
  let start: u32 = 0;
  let written: u32 = 0;
  let firstKey: u32 = 0;
  let previous: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const key = load<u32>(pairs + i * PAIR);
    const entry = ((<u64>key) << ROW_BITS) + load<u32>(pairs + i * PAIR, 4);
    if (entry == previous && written > start) continue;
    if (written - start > CHUNK_BYTES) {
      putVarint(directory, written - start);
      start = written;
    }
    let difference = entry - previous;
    if (written == start) {
      putVarint(directory, key - firstKey);
      firstKey = key;
      difference = entry;
    }
    written += varintSize(difference);
    putVarint(chunks, difference);
    previous = entry;
  }
  if (written > start) putVarint(directory, written - start);
}
