/**
 * The compression of SHA-256 for four messages in the lanes of 128-bit vectors.
 *
 * Source: FIPS 180-4 §4.1.2 (functions), §4.2.2 (constants), §5.3.3 (first state), §6.2.2 (compression). Differences: none.
 */

export const LANES: u32 = 4;

const K = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

/** Words 0 to 63 of the message schedule, of all lanes next to each other. */
const w = memory.data(1024, 16);
const state = memory.data(128, 16);

export function startState(): void {
  v128.store(state, i32x4.splat(0x6a09e667));
  v128.store(state, i32x4.splat(0xbb67ae85), 16);
  v128.store(state, i32x4.splat(0x3c6ef372), 32);
  v128.store(state, i32x4.splat(0xa54ff53a), 48);
  v128.store(state, i32x4.splat(0x510e527f), 64);
  v128.store(state, i32x4.splat(0x9b05688c), 80);
  v128.store(state, i32x4.splat(0x1f83d9ab), 96);
  v128.store(state, i32x4.splat(0x5be0cd19), 112);
}

/**
 * Words `first` to `first` + 3 of the next block of each lane, from 16 big-endian bytes of it each.
 *
 * From registers: bytes put together in memory first could not be loaded before they are stored.
 */
export function setWords(first: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab0 = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const ab2 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const cd2 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  const to = w + (first << 4);
  v128.store(to, turn(v128.shuffle<u64>(ab0, cd0, 0, 2)));
  v128.store(to, turn(v128.shuffle<u64>(ab0, cd0, 1, 3)), 16);
  v128.store(to, turn(v128.shuffle<u64>(ab2, cd2, 0, 2)), 32);
  v128.store(to, turn(v128.shuffle<u64>(ab2, cd2, 1, 3)), 48);
}

/**
 * The end of a message: its last byte, in each lane another, as word `at` of the next block, the mark behind it, zeros, and
 * the length of the whole message in bytes.
 */
export function setEnd(at: usize, a: u32, b: u32, c: u32, d: u32, length: u32): void {
  const last = i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(a), 1, b), 2, c), 3, d);
  v128.store(w + (at << 4), v128.or(i32x4.shl(last, 24), i32x4.splat(0x800000)));
  for (let i = at + 1; i < 15; i++) v128.store(w + (i << 4), i32x4.splat(0));
  v128.store(w, i32x4.splat(length * 8), 240);
}

/** The bytes of each word in the other order. */
function turn(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

function rotr(x: v128, n: i32): v128 {
  return v128.or(i32x4.shr_u(x, n), i32x4.shl(x, 32 - n));
}

function sum0(a: v128): v128 {
  return v128.xor(v128.xor(rotr(a, 2), rotr(a, 13)), rotr(a, 22));
}

function sum1(e: v128): v128 {
  return v128.xor(v128.xor(rotr(e, 6), rotr(e, 11)), rotr(e, 25));
}

function choose(e: v128, f: v128, g: v128): v128 {
  return v128.bitselect(f, g, e);
}

/** Where a and b differ, c decides. */
function majority(a: v128, b: v128, c: v128): v128 {
  return v128.bitselect(c, a, v128.xor(a, b));
}

function add(a: v128, b: v128): v128 {
  return i32x4.add(a, b);
}

/** K + W of the round `t` after those at `k` and `at`. */
function keyed(k: usize, at: usize, t: usize): v128 {
  return add(v128.load32_splat(k + (t << 2)), v128.load(at + (t << 4)));
}

/** T1 of a round: h + Σ1(e) + Ch(e, f, g) + K + W. What is ready first is added first: rounds wait for each other. */
function t1(e: v128, f: v128, g: v128, h: v128, kw: v128): v128 {
  return add(add(add(h, kw), sum1(e)), choose(e, f, g));
}

function t2(a: v128, b: v128, c: v128): v128 {
  return add(sum0(a), majority(a, b, c));
}

/** The word of the message schedule 16 behind word `t` from `at`. */
function extend(at: usize, t: usize): void {
  const word = at + (t << 4);
  const x = v128.load(word, 16);
  const y = v128.load(word, 224);
  const s0 = v128.xor(v128.xor(rotr(x, 7), rotr(x, 18)), i32x4.shr_u(x, 3));
  const s1 = v128.xor(v128.xor(rotr(y, 17), rotr(y, 19)), i32x4.shr_u(y, 10));
  v128.store(word, add(add(v128.load(word), s0), add(v128.load(word, 144), s1)), 256);
}

/**
 * Compresses the block of each lane into the state.
 *
 * The schedule grows between the rounds: each round waits for the one before, and the processor has time for it meanwhile.
 */
export function compressLanes(): void {
  let a = v128.load(state);
  let b = v128.load(state, 16);
  let c = v128.load(state, 32);
  let d = v128.load(state, 48);
  let e = v128.load(state, 64);
  let f = v128.load(state, 80);
  let g = v128.load(state, 96);
  let h = v128.load(state, 112);
  let k: usize = K;
  let at: usize = w;
  // Eight rounds a turn: each variable is back in its own place after them.
  for (; at < w + 768; at += 128, k += 32) {
    h = t1(e, f, g, h, keyed(k, at, 0));
    extend(at, 0);
    d = add(d, h);
    h = add(h, t2(a, b, c));
    g = t1(d, e, f, g, keyed(k, at, 1));
    extend(at, 1);
    c = add(c, g);
    g = add(g, t2(h, a, b));
    f = t1(c, d, e, f, keyed(k, at, 2));
    extend(at, 2);
    b = add(b, f);
    f = add(f, t2(g, h, a));
    e = t1(b, c, d, e, keyed(k, at, 3));
    extend(at, 3);
    a = add(a, e);
    e = add(e, t2(f, g, h));
    d = t1(a, b, c, d, keyed(k, at, 4));
    extend(at, 4);
    h = add(h, d);
    d = add(d, t2(e, f, g));
    c = t1(h, a, b, c, keyed(k, at, 5));
    extend(at, 5);
    g = add(g, c);
    c = add(c, t2(d, e, f));
    b = t1(g, h, a, b, keyed(k, at, 6));
    extend(at, 6);
    f = add(f, b);
    b = add(b, t2(c, d, e));
    a = t1(f, g, h, a, keyed(k, at, 7));
    extend(at, 7);
    e = add(e, a);
    a = add(a, t2(b, c, d));
  }
  for (; at < w + 1024; at += 128, k += 32) {
    h = t1(e, f, g, h, keyed(k, at, 0));
    d = add(d, h);
    h = add(h, t2(a, b, c));
    g = t1(d, e, f, g, keyed(k, at, 1));
    c = add(c, g);
    g = add(g, t2(h, a, b));
    f = t1(c, d, e, f, keyed(k, at, 2));
    b = add(b, f);
    f = add(f, t2(g, h, a));
    e = t1(b, c, d, e, keyed(k, at, 3));
    a = add(a, e);
    e = add(e, t2(f, g, h));
    d = t1(a, b, c, d, keyed(k, at, 4));
    h = add(h, d);
    d = add(d, t2(e, f, g));
    c = t1(h, a, b, c, keyed(k, at, 5));
    g = add(g, c);
    c = add(c, t2(d, e, f));
    b = t1(g, h, a, b, keyed(k, at, 6));
    f = add(f, b);
    b = add(b, t2(c, d, e));
    a = t1(f, g, h, a, keyed(k, at, 7));
    e = add(e, a);
    a = add(a, t2(b, c, d));
  }
  v128.store(state, add(v128.load(state), a));
  v128.store(state, add(v128.load(state, 16), b), 16);
  v128.store(state, add(v128.load(state, 32), c), 32);
  v128.store(state, add(v128.load(state, 48), d), 48);
  v128.store(state, add(v128.load(state, 64), e), 64);
  v128.store(state, add(v128.load(state, 80), f), 80);
  v128.store(state, add(v128.load(state, 96), g), 96);
  v128.store(state, add(v128.load(state, 112), h), 112);
}

/** The hash of each lane, one behind the other. */
export function storeStates(to: usize): void {
  storeHalf(state, to);
  storeHalf(state + 64, to + 16);
}

function storeHalf(from: usize, to: usize): void {
  const a = turn(v128.load(from));
  const b = turn(v128.load(from, 16));
  const c = turn(v128.load(from, 32));
  const d = turn(v128.load(from, 48));
  const ab0 = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const ab2 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const cd2 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<u64>(ab0, cd0, 0, 2));
  v128.store(to, v128.shuffle<u64>(ab0, cd0, 1, 3), 32);
  v128.store(to, v128.shuffle<u64>(ab2, cd2, 0, 2), 64);
  v128.store(to, v128.shuffle<u64>(ab2, cd2, 1, 3), 96);
}
