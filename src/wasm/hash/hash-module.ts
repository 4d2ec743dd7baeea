/**
 * SHA-256 of many short messages at once: four side by side in the lanes of 128-bit vectors.
 *
 * A message is one prefix byte and a chunk of 32 or 64 bytes: the leaves, nodes and chain values of the case log. Calls into
 * the runtime's own SHA-256 cost more than these hashes do.
 * Source: FIPS 180-4 §4.1.2, §5.1.1, §6.2.2. Differences: none.
 */
import { compressLanes, LANES, setEnd, setWords, startState, storeStates } from './sha256-lanes';

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
    const chunk = data + i * width;
    startState();
    setWords(
      0,
      after(prefix, chunk),
      after(prefix, chunk + width),
      after(prefix, chunk + 2 * width),
      after(prefix, chunk + 3 * width),
    );
    setRow(4, chunk + 15, width);
    if (width === 32) {
      endAt(8, chunk + 31, width, 33);
      compressLanes();
    } else {
      setRow(8, chunk + 31, width);
      setRow(12, chunk + 47, width);
      compressLanes();
      endAt(0, chunk + 63, width, 65);
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
  const step = count * 32;
  for (let i: u32 = 0; i < count; i++) {
    const digest = data + i * 32;
    startState();
    setWords(
      0,
      after(prefix, values),
      after(prefix, values + 32),
      after(prefix, values + 64),
      after(prefix, values + 96),
    );
    setRow(4, values + 15, 32);
    setWords(
      8,
      joined(values, digest),
      joined(values + 32, digest + step),
      joined(values + 64, digest + 2 * step),
      joined(values + 96, digest + 3 * step),
    );
    setRow(12, digest + 15, step);
    compressLanes();
    endAt(0, digest + 31, step, 65);
    compressLanes();
    storeStates(values);
  }
}

/** A byte and the first 15 bytes at `chunk`; the byte before them is in the module's memory, and is not looked at. */
function after(byte: u32, chunk: usize): v128 {
  return i8x16.replace_lane(v128.load(chunk - 1), 0, byte as i8);
}

/** The last byte of a chain value and the first 15 of a digest. */
function joined(value: usize, digest: usize): v128 {
  return after(load<u8>(value, 31), digest);
}

/** Four words of each lane from bytes that lie `step` apart. */
function setRow(first: usize, from: usize, step: usize): void {
  setWords(first, v128.load(from), v128.load(from + step), v128.load(from + 2 * step), v128.load(from + 3 * step));
}

function endAt(word: usize, from: usize, step: usize, length: u32): void {
  setEnd(word, load<u8>(from), load<u8>(from + step), load<u8>(from + 2 * step), load<u8>(from + 3 * step), length);
}
