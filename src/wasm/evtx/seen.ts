/**
 * Short values that were seen before, by their bytes: who made a text of one finds it again by its place and stamp.
 *
 * O(bytes). A place holds the value that came last; each new one gets another stamp, so nobody takes one for another.
 * Trust: the bytes are hostile. Values made up to share a place only drive each other out.
 */
import { CHUNK, MAX_SEEN, SEEN, SEEN_BYTES, STAMPS } from './layout';

/** Type and size, filled up to a word. */
const HEAD_BYTES: usize = 8;
export const NOT_KEPT: u32 = 0xffff_ffff;
const LAST_STAMP: u32 = 0xffff_ffff;

let lastStamp: u32 = 0;

/** The place of the value [at, at + size) of the chunk; NOT_KEPT where it is too long. */
export function placeOf(type: u32, at: u32, size: u32): u32 {
  if (size > ((SEEN_BYTES - HEAD_BYTES) as u32)) return NOT_KEPT;
  const from = CHUNK + at;
  const whole = size & ~7;
  // Of the last word only what belongs to the value.
  const left = (size & 7) << 3;
  const rest: u64 = left === 0 ? 0 : load<u64>(from + whole) & ((1 << (left as u64)) - 1);
  const head: u64 = ((type as u64) << 32) | (size as u64);
  let hash: u64 = head * 0xff51_afd7_ed55_8ccd;
  for (let i: u32 = 0; i < whole; i += 8) hash = mixed(hash, load<u64>(from + i));
  hash = mixed(hash, rest);
  const place = ((hash >> 32) as u32) & (MAX_SEEN - 1);
  const entry = SEEN + place * SEEN_BYTES;
  if (load<u64>(entry) === head && load<u64>(entry + HEAD_BYTES + whole) === rest) {
    let i: u32 = 0;
    while (i < whole && load<u64>(entry + HEAD_BYTES + i) === load<u64>(from + i)) i += 8;
    if (i === whole) return place;
  }
  if (lastStamp === LAST_STAMP) return NOT_KEPT;
  lastStamp += 1;
  store<u32>(STAMPS + place * 4, lastStamp);
  store<u64>(entry, head);
  memory.copy(entry + HEAD_BYTES, from, whole);
  store<u64>(entry + HEAD_BYTES + whole, rest);
  return place;
}

function mixed(hash: u64, word: u64): u64 {
  const next = (hash ^ word) * 0xff51_afd7_ed55_8ccd;
  return next ^ (next >> 32);
}
