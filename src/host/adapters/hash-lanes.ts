/**
 * SHA-256 of many short messages at once, four in the lanes of a vector: links src/wasm/hash.
 *
 * One instance a thread; nothing here yields while its memory holds data.
 */
import { newInstance, type WasmMemory } from './wasm-module.ts';

interface HashModule extends WasmMemory {
  dataAt(): number;
  outAt(): number;
  valuesAt(): number;
  hashEach(prefix: number, width: number, count: number): void;
  hashChains(prefix: number, count: number): void;
}

const HASH_BYTES = 32;
const LANES = 4;
/** Bytes of data and of hashes the module has room for. */
const DATA_BYTES = 16_384;
const OUT_BYTES = 8192;

const lanes = newInstance<HashModule>(new URL('../../wasm/hash.wasm', import.meta.url));
const data = new Uint8Array(lanes.memory.buffer, lanes.dataAt(), DATA_BYTES);
const out = new Uint8Array(lanes.memory.buffer, lanes.outAt(), OUT_BYTES);
const chainValues = new Uint8Array(lanes.memory.buffer, lanes.valuesAt(), LANES * HASH_BYTES);

/** As `Hasher.sha256Each`. */
export function hashEachInLanes(prefix: number, width: 32 | 64, chunks: Uint8Array, target: Uint8Array): void {
  const atOnce = Math.min(DATA_BYTES / width, OUT_BYTES / HASH_BYTES);
  const total = chunks.length / width;
  for (let done = 0; done < total; done += atOnce) {
    const count = Math.min(atOnce, total - done);
    data.set(chunks.subarray(done * width, (done + count) * width));
    // What lanes without a message hash is not looked at.
    lanes.hashEach(prefix, width, Math.ceil(count / LANES) * LANES);
    target.set(out.subarray(0, count * HASH_BYTES), done * HASH_BYTES);
  }
}

/** As `Hasher.sha256Chains`. */
export function hashChainsInLanes(prefix: number, values: Uint8Array, digests: Uint8Array): void {
  const total = digests.length / LANES / HASH_BYTES;
  const atOnce = DATA_BYTES / LANES / HASH_BYTES;
  chainValues.set(values);
  for (let done = 0; done < total; done += atOnce) {
    const count = Math.min(atOnce, total - done);
    for (let lane = 0; lane < LANES; lane++) {
      const from = (lane * total + done) * HASH_BYTES;
      data.set(digests.subarray(from, from + count * HASH_BYTES), lane * count * HASH_BYTES);
    }
    lanes.hashChains(prefix, count);
  }
  values.set(chainValues);
}
