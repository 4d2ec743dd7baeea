/**
 * Memory of a module: taken from a heap that only grows, and given back all at once.
 *
 * O(1). What is taken is never freed by itself: whoever fills a segment starts over with `giveBack` for the next one.
 * Taken memory holds what stood there before; `takeZeroed` clears it.
 */
const GROWTH_PAGES = 64;
const PAGE_BITS = 16;

let bottom: usize = 0;
let top: usize = 0;

/** What lies below stays; everything after it is given back by `giveBack`. */
export function keepBelow(): void {
  bottom = top;
}

export function giveBack(): void {
  top = bottom;
}

/** Where the next memory would be taken. */
export function heapTop(): usize {
  return top;
}

/** Gives back what was taken since `heapTop` was `mark`. */
export function giveBackTo(mark: usize): void {
  top = mark;
}

/** @returns address of `size` bytes, a multiple of 8; traps where there is no more memory */
export function take(size: usize): usize {
  if (top == 0) top = __heap_base;
  const at = (top + 7) & ~7;
  top = at + size;
  const have = (<usize>memory.size()) << PAGE_BITS;
  if (top > have) {
    const needed = <i32>((top - have + 0xffff) >> PAGE_BITS);
    if (memory.grow(max(needed, GROWTH_PAGES)) < 0 && memory.grow(needed) < 0) unreachable();
  }
  return at;
}

export function takeZeroed(size: usize): usize {
  const at = take(size);
  memory.fill(at, 0, size);
  return at;
}

/** Whether two runs of `size` bytes are the same. */
export function isSame(a: usize, b: usize, size: u32): bool {
  if (size < 8) return tailOf(a, size) == tailOf(b, size);
  const last = a + size - 8;
  // The last word may overlap the one before: no byte is looked at alone.
  if (load<u64>(last) != load<u64>(b + size - 8)) return false;
  while (a < last) {
    if (load<u64>(a) != load<u64>(b)) return false;
    a += 8;
    b += 8;
  }
  return true;
}

/** Fewer than eight bytes as one number, another one for other bytes of the same size. */
function tailOf(at: usize, size: u32): u64 {
  if (size >= 4) return ((<u64>load<u32>(at)) << 32) | load<u32>(at + size - 4);
  if (size == 0) return 0;
  return ((<u64>load<u8>(at)) << 16) | ((<u64>load<u8>(at + (size >> 1))) << 8) | load<u8>(at + size - 1);
}

/** The same for runs that are filled up to a multiple of eight. */
export function isSameWords(a: usize, b: usize, size: u32): bool {
  for (let at: u32 = 0; at < size; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  return true;
}

/** Like `take`, at the beginning of a cache line. */
export function takeLines(size: usize): usize {
  if (top == 0) top = __heap_base;
  top = (top + 63) & ~63;
  return take(size);
}

/** What a hash of words begins with: a number of this process alone. */
export let hashSeed: u64 = 0x9e37_79b9_7f4a_7c15;

/** Adds a word to a hash; its high half is the hash at the end. */
export function mixHash(hash: u64, word: u64): u64 {
  const mixed = (hash ^ word) * 0xff51_afd7_ed55_8ccd;
  return mixed ^ (mixed >> 32);
}

/** A number of this process alone, so that nobody can make values up that all fall into one place. */
export function seedHash(value: u32): void {
  hashSeed = ((<u64>value) << 32) ^ 0x9e37_79b9_7f4a_7c15 ^ value;
}

/** 32-bit hash of bytes, seeded. */
export function hashOf(at: usize, size: u32): u32 {
  let hash = hashSeed ^ size;
  let rest: u64;
  if (size < 8) rest = tailOf(at, size);
  else {
    const last = at + size - 8;
    rest = load<u64>(last);
    while (at < last) {
      hash = (hash ^ load<u64>(at)) * 0xff51_afd7_ed55_8ccd;
      hash ^= hash >> 32;
      at += 8;
    }
  }
  hash = (hash ^ rest) * 0xc4ce_b9fe_1a85_ec53;
  return <u32>(hash ^ (hash >> 32));
}

/**
 * A larger table of slots with what the smaller one holds: open addressing, {u32 value, u32 hash} a slot, value 0 is free.
 *
 * @param mask slots of the smaller one, less one @param count slots of the larger one, a power of two
 */
export function slotsAnew(slots: usize, mask: u32, count: u32): usize {
  const larger = takeZeroed(count * 8);
  const end = slots + (mask + 1) * 8;
  for (let from = slots; from < end; from += 8) {
    const pair = load<u64>(from);
    if (<u32>pair == 0) continue;
    let slot = <u32>(pair >> 32) & (count - 1);
    while (load<u32>(larger + (slot << 3)) != 0) slot = (slot + 1) & (count - 1);
    store<u64>(larger + (slot << 3), pair);
  }
  return larger;
}
