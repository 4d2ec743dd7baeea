/**
 * The members of an object in canonical order.
 *
 * A member is written where it is read, and its place is kept in a frame, by insertion: the names of a log come nearly in
 * the same order each time, and a dozen of them are compared by their first eight bytes.
 * Source: RFC 8785 §3.2.3 (order of UTF-16 units; the same as of bytes below U+E000).
 * Trust: names are the log's; frames are bounded by MAX_MEMBERS.
 */
import { ENTRY_BYTES, FRAME_COUNT, FRAME_ENTRIES, FRAME_IS_SORTED, MAX_MEMBERS } from './layout';
import { cursor, putBytes } from './text';

// An entry: name (u64), where the member's text begins (u32), length of the name, length of the text, what becomes of it.
const TEXT: usize = 8;
const NAME_LENGTH: usize = 12;
const TEXT_LENGTH: usize = 16;
const FATE: usize = 20;

/** The member stays where it is. */
export const KEPT: u32 = 0;
/** The member says nothing. */
export const DROPPED: u32 = 1;
/** The member does not pass through and goes into `metadata.fields`. */
export const ASIDE: u32 = 2;

export function clearFrame(frame: usize): void {
  store<u32>(frame, 0, FRAME_COUNT);
  store<u32>(frame, 1, FRAME_IS_SORTED);
}

export function countOf(frame: usize): u32 {
  return load<u32>(frame, FRAME_COUNT);
}

export function isSorted(frame: usize): bool {
  return load<u32>(frame, FRAME_IS_SORTED) != 0;
}

export function entryOf(frame: usize, index: u32): usize {
  return frame + FRAME_ENTRIES + (index as usize) * ENTRY_BYTES;
}

/** The value's first byte in the member's text: after the name, its quotes and the colon. */
export function valueOf(entry: usize): usize {
  return (load<u32>(entry, TEXT) + load<u32>(entry, NAME_LENGTH) + 3) as usize;
}

export function endOf(entry: usize): usize {
  return (load<u32>(entry, TEXT) + load<u32>(entry, TEXT_LENGTH)) as usize;
}

/** Bytes 9 to 12 of a name that is 9 to 12 bytes long; 0 for a shorter one. */
export function restOf(text: usize, length: u32): u32 {
  return length <= 8 ? 0 : bswap<u32>(load<u32>(text, 9)) >> ((12 - length) << 3);
}

/** @param length at most 12 */
export function isNamed(entry: usize, name: u64, length: u32, rest: u32 = 0): bool {
  return (
    load<u64>(entry) == name &&
    load<u32>(entry, NAME_LENGTH) == length &&
    restOf(load<u32>(entry, TEXT) as usize, length) == rest
  );
}

/** Where a member's text begins. */
export function textOf(entry: usize): usize {
  return load<u32>(entry, TEXT) as usize;
}

/**
 * Puts a member into its place. Its text `"name":value` ends where the scanner writes.
 *
 * @returns false where the name is there already, or the frame is full
 */
export function addMember(frame: usize, name: u64, length: u32, text: usize): bool {
  const count = load<u32>(frame, FRAME_COUNT);
  if (count >= (MAX_MEMBERS as u32)) return false;
  return placeMember(frame, name, length, text);
}

/** The same for members of ours, for which there is room. */
export function placeMember(frame: usize, name: u64, length: u32, text: usize): bool {
  const count = load<u32>(frame, FRAME_COUNT);
  const first = frame + FRAME_ENTRIES;
  let at = first + (count as usize) * ENTRY_BYTES;
  const last = at;
  while (at > first) {
    const before = at - ENTRY_BYTES;
    const order = compare(name, length, text, before);
    if (order == 0) return false;
    if (order > 0) break;
    store<u64>(at, load<u64>(before));
    store<u64>(at, load<u64>(before, 8), 8);
    store<u64>(at, load<u64>(before, 16), 16);
    at = before;
  }
  if (at != last) store<u32>(frame, 0, FRAME_IS_SORTED);
  store<u64>(at, name);
  store<u32>(at, text as u32, TEXT);
  store<u32>(at, length, NAME_LENGTH);
  store<u32>(at, (cursor.to - text) as u32, TEXT_LENGTH);
  store<u32>(at, KEPT, FATE);
  store<u32>(frame, count + 1, FRAME_COUNT);
  return true;
}

function compare(name: u64, length: u32, text: usize, entry: usize): i32 {
  const other = load<u64>(entry);
  if (name != other) return name < other ? -1 : 1;
  const otherLength = load<u32>(entry, NAME_LENGTH);
  const shorter = length < otherLength ? length : otherLength;
  const otherText = load<u32>(entry, TEXT) as usize;
  // Behind the quote and the eight bytes that are equal. By words: long names that begin alike are an attack.
  for (let i: u32 = 8; i < shorter; i += 8) {
    let left = bswap<u64>(load<u64>(text + i, 1));
    let right = bswap<u64>(load<u64>(otherText + i, 1));
    if (shorter - i < 8) {
      const beyond = u64.MAX_VALUE >> (((shorter - i) as u64) << 3);
      left |= beyond;
      right |= beyond;
    }
    if (left != right) return left < right ? -1 : 1;
  }
  return (length as i32) - (otherLength as i32);
}

export function setFate(entry: usize, fate: u32): void {
  store<u32>(entry, fate, FATE);
}

/** Gives a member another text, which ends where the scanner writes. */
export function setText(entry: usize, text: usize): void {
  store<u32>(entry, text as u32, TEXT);
  store<u32>(entry, (cursor.to - text) as u32, TEXT_LENGTH);
}

/** The member of that name which is kept, or 0. */
export function findKept(frame: usize, name: u64, length: u32, rest: u32 = 0): usize {
  const count = countOf(frame);
  let entry = frame + FRAME_ENTRIES;
  for (let i: u32 = 0; i < count; i += 1) {
    if (isNamed(entry, name, length, rest)) return load<u32>(entry, FATE) == KEPT ? entry : 0;
    entry += ENTRY_BYTES;
  }
  return 0;
}

/** Writes the members of a frame that have one fate, in order, with commas between them. */
export function putMembers(frame: usize, fate: u32): void {
  const count = countOf(frame);
  let entry = frame + FRAME_ENTRIES;
  const first = cursor.to;
  for (let i: u32 = 0; i < count; i += 1) {
    if (load<u32>(entry, FATE) == fate) {
      if (cursor.to != first) {
        store<u8>(cursor.to, 44);
        cursor.to += 1;
      }
      putBytes(load<u32>(entry, TEXT) as usize, load<u32>(entry, TEXT_LENGTH) as usize);
    }
    entry += ENTRY_BYTES;
  }
}
