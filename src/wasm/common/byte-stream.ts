/**
 * Bytes that grow at the end: a chain of chunks, so that nothing is copied when it grows. A value never lies across two.
 *
 * A chunk is {u32 next, u32 used, bytes …}; the host walks the chain. O(1) a byte.
 */
import { take } from './memory';

const HEAD: usize = 8;
const FIRST_BYTES: u32 = 56;
const MOST_BYTES: u32 = 65_528;

@unmanaged
export class ByteStream {
  first: usize = 0;
  chunk: usize = 0;
  at: usize = 0;
  end: usize = 0;
  /** Bytes in the chunks before the last. */
  closed: u32 = 0;
}

export function newStream(): ByteStream {
  const stream = changetype<ByteStream>(take(offsetof<ByteStream>()));
  stream.first = 0;
  stream.chunk = 0;
  stream.at = 0;
  stream.end = 0;
  stream.closed = 0;
  return stream;
}

/** Makes room for `size` bytes in one piece. */
export function reserve(stream: ByteStream, size: u32): void {
  if (<u32>(stream.end - stream.at) < size) grow(stream, size);
}

function grow(stream: ByteStream, size: u32): void {
  const last = stream.chunk;
  const before = last == 0 ? FIRST_BYTES / 2 : <u32>(stream.end - last - HEAD);
  const room = max(size, min(before * 2, MOST_BYTES));
  const chunk = take(HEAD + room);
  store<u32>(chunk, 0);
  store<u32>(chunk, 0, 4);
  if (last == 0) stream.first = chunk;
  else {
    closeChunk(stream);
    store<u32>(last, <u32>chunk);
    stream.closed += load<u32>(last, 4);
  }
  stream.chunk = chunk;
  stream.at = chunk + HEAD;
  stream.end = stream.at + room;
}

/** Writes down how far the last chunk is filled; before the host reads the chain. */
export function closeChunk(stream: ByteStream): void {
  if (stream.chunk != 0) store<u32>(stream.chunk, <u32>(stream.at - stream.chunk - HEAD), 4);
}

export function lengthOf(stream: ByteStream): u32 {
  return stream.chunk == 0 ? 0 : stream.closed + <u32>(stream.at - stream.chunk - HEAD);
}

export function putByte(stream: ByteStream, value: u32): void {
  reserve(stream, 1);
  store<u8>(stream.at++, value);
}

/** Seven bits a byte, low bits first; the top bit says "goes on". */
export function putVarint(stream: ByteStream, value: u64): void {
  reserve(stream, 10);
  stream.at = writeVarint(stream.at, value);
}

export function putBytes(stream: ByteStream, from: usize, size: u32): void {
  while (size > 0) {
    reserve(stream, 1);
    const part = min(size, <u32>(stream.end - stream.at));
    memory.copy(stream.at, from, part);
    stream.at += part;
    from += part;
    size -= part;
  }
}

/** @returns the address after it */
export function writeVarint(at: usize, value: u64): usize {
  while (value >= 0x80) {
    store<u8>(at++, <u8>value | 0x80);
    value >>= 7;
  }
  store<u8>(at++, <u8>value);
  return at;
}

export function varintSize(value: u64): u32 {
  let size: u32 = 1;
  while (value >= 0x80) {
    size++;
    value >>= 7;
  }
  return size;
}

/** Reads a stream of varints from its beginning. */
@unmanaged
export class StreamReader {
  at: usize = 0;
  end: usize = 0;
  next: usize = 0;
}

export function readFrom(reader: StreamReader, stream: ByteStream): void {
  closeChunk(stream);
  openChunk(reader, stream.first);
}

function openChunk(reader: StreamReader, chunk: usize): void {
  if (chunk == 0) {
    reader.at = 0;
    reader.end = 0;
    reader.next = 0;
    return;
  }
  reader.at = chunk + HEAD;
  reader.end = reader.at + load<u32>(chunk, 4);
  reader.next = load<u32>(chunk);
}

/** Whether nothing more is there. */
export function isAtEnd(reader: StreamReader): bool {
  while (reader.at == reader.end) {
    if (reader.next == 0) return true;
    openChunk(reader, reader.next);
  }
  return false;
}

/** The next number; only where `isAtEnd` said false. */
export function nextVarint(reader: StreamReader): u32 {
  if (reader.at == reader.end) isAtEnd(reader);
  let at = reader.at;
  let byte: u32 = load<u8>(at++);
  let value = byte & 0x7f;
  let shift: u32 = 7;
  while (byte >= 0x80) {
    byte = load<u8>(at++);
    value |= (byte & 0x7f) << shift;
    shift += 7;
  }
  reader.at = at;
  return value;
}
