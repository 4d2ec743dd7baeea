/**
 * Values from JSON to canonical JSON, at the place where the scanner writes.
 *
 * One pass; an object whose names are not in order is written once more.
 * Source: RFC 8259 (what is read), RFC 8785 (what is written). Declined: see decision 0021.
 * Trust: the bytes are the log's; the depth is bounded before anything recurses. Every function returns the byte after
 * what it read, or 0 where it declines.
 */
import { MAX_DEPTH, SWAP, frameAt } from './layout';
import { KEPT, addMember, clearFrame, isSorted, putMembers } from './members';
import { copyNumber } from './number';
import { cursor, copyName, copyText } from './text';

/** Blanks. Line ends between values are left to the JavaScript path: a record read here is one line. */
export function skipBlank(at: usize): usize {
  while (load<u8>(at) == 32 || load<u8>(at) == 9) at += 1;
  return at;
}

export function putByte(code: u8): void {
  store<u8>(cursor.to, code);
  cursor.to += 1;
}

/** Copies the value at `at`, which lies in `depth` objects and arrays. */
export function copyValue(at: usize, depth: i32): usize {
  const code: u32 = load<u8>(at);
  if (code == 34) {
    putByte(34);
    return copyText(at + 1);
  }
  if (code == 123) return copyObject(at + 1, depth + 1);
  if (code == 91) return copyArray(at + 1, depth + 1);
  const to = cursor.to;
  // true, false and null as they lie in memory.
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) {
    store<u32>(to, word);
    cursor.to = to + 4;
    return at + 4;
  }
  if (word == 0x736c6166 && load<u8>(at, 4) == 101) {
    store<u32>(to, word);
    store<u8>(to, 101, 4);
    cursor.to = to + 5;
    return at + 5;
  }
  return copyNumber(at);
}

/** Copies the name at `at`, its colon, and skips to the value. */
export function copyNameAndColon(at: usize): usize {
  if (load<u8>(at) != 34) return 0;
  at = copyName(at + 1);
  if (at == 0) return 0;
  if (load<u8>(at) != 58) {
    at = skipBlank(at);
    if (load<u8>(at) != 58) return 0;
  }
  putByte(58);
  return skipBlank(at + 1);
}

/**
 * Reads the members of an object into a frame, and writes them in the order in which they stand.
 *
 * @param at after the opening brace
 * @param depth of the object itself
 */
export function readMembers(at: usize, frame: usize, depth: i32): usize {
  clearFrame(frame);
  at = skipBlank(at);
  if (load<u8>(at) == 125) return at + 1;
  while (true) {
    const text = cursor.to;
    at = copyNameAndColon(at);
    if (at == 0) return 0;
    const name = cursor.name;
    const nameLength = cursor.nameLength;
    at = copyValue(at, depth);
    if (at == 0 || !addMember(frame, name, nameLength, text)) return 0;
    let code: u32 = load<u8>(at);
    if (code != 44 && code != 125) {
      at = skipBlank(at);
      code = load<u8>(at);
    }
    if (code == 125) return at + 1;
    if (code != 44) return 0;
    putByte(44);
    at = skipBlank(at + 1);
  }
}

function copyObject(at: usize, depth: i32): usize {
  if (depth > MAX_DEPTH) return 0;
  const frame = frameAt(depth);
  putByte(123);
  const from = cursor.to;
  at = readMembers(at, frame, depth);
  if (at == 0) return 0;
  if (!isSorted(frame)) sortText(frame, from);
  putByte(125);
  return at;
}

/** Writes the members again, in order. */
function sortText(frame: usize, from: usize): void {
  cursor.to = SWAP;
  putMembers(frame, KEPT);
  const length = cursor.to - SWAP;
  memory.copy(from, SWAP, length);
  cursor.to = from + length;
}

function copyArray(at: usize, depth: i32): usize {
  if (depth > MAX_DEPTH) return 0;
  putByte(91);
  at = skipBlank(at);
  if (load<u8>(at) == 93) {
    putByte(93);
    return at + 1;
  }
  while (true) {
    at = copyValue(at, depth);
    if (at == 0) return 0;
    at = skipBlank(at);
    const code: u32 = load<u8>(at);
    if (code == 93) {
      putByte(93);
      return at + 1;
    }
    if (code != 44) return 0;
    putByte(44);
    at = skipBlank(at + 1);
  }
}
