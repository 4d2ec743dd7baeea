/**
 * SHA-256 of many short messages at once: four side by side in the lanes of 128-bit vectors.
 *
 * A message is one prefix byte and a chunk of 32 or 64 bytes: the leaves, nodes and chain values of the case log. Calls into
 * the runtime's own SHA-256 cost more than these hashes do.
 * Source: FIPS 180-4 §4.1.2, §5.1.1, §6.2.2. Differences: none.
 */
import { compressLanes, laneBlock, LANES, startState, storeStates } from './sha256-lanes';

/** Digests or pairs of them; room for two tiles of 256. */
const DATA_BYTES: u32 = 16_384;
const data = memory.data(16_384, 16);
/** 256 hashes. */
const out = memory.data(8_192, 16);
/** Four chain values. */
const values = memory.data(128, 16);

export function dataAt(): usize {
  return data;
}
export function outAt(): usize {
  return out;
}
export function valuesAt(): usize {
  return values;
}

/**
 * Hashes of `prefix || chunk` for each of `count` chunks at `dataAt`, to `outAt`.
 *
 * @param width bytes of a chunk: 32 or 64
 * @param count a multiple of four; count times width at most 16,384
 */
export function hashEach(prefix: u32, width: u32, count: u32): void {
  if (count * width > DATA_BYTES) unreachable();
  for (let i: u32 = 0; i < count; i += LANES) {
    startState();
    for (let lane: u32 = 0; lane < LANES; lane++) {
      const block = laneBlock(lane);
      const chunk = data + (i + lane) * width;
      store<u8>(block, prefix as u8);
      copy32(block + 1, chunk);
      if (width === 32) pad(block, 33, 33);
      else copy31(block + 33, chunk + 32);
    }
    compressLanes();
    if (width === 64) {
      for (let lane: u32 = 0; lane < LANES; lane++) {
        const block = laneBlock(lane);
        store<u8>(block, load<u8>(data + (i + lane) * width + 63));
        pad(block, 1, 65);
      }
      compressLanes();
    }
    storeStates(out + i * 32);
  }
}

/**
 * Four chains, each `count` steps on: value = hash of `prefix || value || digest`. Values at `valuesAt`, in and out; the
 * digests of chain 0 at `dataAt`, those of chain n at n times `count` times 32 bytes behind.
 *
 * @param count digests a chain, at most 128
 */
export function hashChains(prefix: u32, count: u32): void {
  if (count * 128 > DATA_BYTES) unreachable();
  for (let i: u32 = 0; i < count; i++) {
    startState();
    for (let lane: u32 = 0; lane < LANES; lane++) {
      const block = laneBlock(lane);
      store<u8>(block, prefix as u8);
      copy32(block + 1, values + lane * 32);
      copy31(block + 33, data + (lane * count + i) * 32);
    }
    compressLanes();
    for (let lane: u32 = 0; lane < LANES; lane++) {
      const block = laneBlock(lane);
      store<u8>(block, load<u8>(data + (lane * count + i) * 32 + 31));
      pad(block, 1, 65);
    }
    compressLanes();
    storeStates(values);
  }
}

function copy32(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to + 16, v128.load(from + 16));
}

/** The last byte goes into the next block. */
function copy31(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to + 15, v128.load(from + 15));
}

/** The end of a block whose first `used` bytes stand, of a message of `length` bytes. */
function pad(block: usize, used: u32, length: u32): void {
  memory.fill(block + used, 0, 64 - used);
  store<u8>(block + used, 0x80);
  store<u16>(block + 62, bswap<u16>((length * 8) as u16));
}
