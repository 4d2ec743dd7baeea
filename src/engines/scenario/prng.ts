/**
 * Seeded random numbers: the same seed gives the same sample data on every machine.
 *
 * Pure. A few nanoseconds per number. Not for keys, salts or anything that must not be guessed.
 * Source: xoshiro128** 1.1 (Blackman, Vigna 2018, "Scrambled linear pseudorandom number generators"), state filled by
 * splitmix32. Differences: none in the generator.
 */

export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed an integer; its low 32 bits count */
  constructor(seed: number) {
    let state = seed >>> 0;
    const fill = (): number => {
      state = (state + 0x9e37_79b9) >>> 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x21f0_aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a_2d97);
      return (mixed ^ (mixed >>> 15)) >>> 0;
    };
    this.#a = fill();
    this.#b = fill();
    this.#c = fill();
    this.#d = fill();
  }

  /** A generator in the given state of four 32-bit words, not all zero. */
  static fromState(a: number, b: number, c: number, d: number): Prng {
    const prng = new Prng(0);
    prng.#a = a;
    prng.#b = b;
    prng.#c = c;
    prng.#d = d;
    return prng;
  }

  /** 0 to 2^32-1. */
  u32(): number {
    const scaled = Math.imul(this.#b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** 0 to below 1, in steps of 2^-32. */
  unit(): number {
    return this.u32() / 4_294_967_296;
  }

  /** An integer from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** @param list not empty */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.unit() * list.length)] as T;
  }

  /** Mean 1, most values small, a few large: sizes, pauses. */
  exponential(): number {
    return -Math.log(1 - this.unit());
  }

  /** Lower-case hex digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.u32().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** Upper-case letters and digits 2 to 7, as in key ids. */
  base32(length: number): string {
    let text = '';
    for (let at = 0; at < length; at++) text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[this.u32() >>> 27];
    return text;
  }

  /** Text of a version 4 UUID. */
  uuid(): string {
    const digits = this.hex(32);
    const variant = '89ab'[this.u32() >>> 30];
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
  }

  /** An independent generator: adding numbers to one part of the data leaves the other parts as they are. */
  fork(label: string): Prng {
    let mixed = this.#a ^ Math.imul(this.#c, 0x85eb_ca6b);
    for (let at = 0; at < label.length; at++) mixed = Math.imul(mixed ^ label.charCodeAt(at), 0x0100_0193);
    return new Prng(mixed);
  }
}
