import { describe, expect, it } from 'vitest';
import { Prng } from './prng.ts';

describe('Prng', () => {
  it('gives the numbers of xoshiro128** for a given state', () => {
    const prng = Prng.fromState(1, 2, 3, 4);
    // From the reference algorithm, evaluated independently with unbounded integers.
    expect(Array.from({ length: 8 }, () => prng.u32())).toEqual([
      11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849,
    ]);
  });

  it('repeats itself for the same seed and not for another', () => {
    const draw = (seed: number): number[] => {
      const prng = new Prng(seed);
      return Array.from({ length: 5 }, () => prng.u32());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('keeps to its ranges and reaches all of them', () => {
    const prng = new Prng(1);
    const seen = new Set<number>();
    for (let at = 0; at < 2000; at++) seen.add(prng.int(-2, 3));
    expect([...seen].toSorted((one, two) => one - two)).toEqual([-2, -1, 0, 1, 2, 3]);
    const units = Array.from({ length: 20_000 }, () => prng.unit());
    const mean = units.reduce((sum, unit) => sum + unit, 0) / units.length;
    expect([Math.min(...units) >= 0, Math.max(...units) < 1, Math.abs(mean - 0.5) < 0.01]).toEqual([true, true, true]);
    const waits = Array.from({ length: 20_000 }, () => prng.exponential());
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).toBeCloseTo(1, 1);
  });

  it('makes ids of the right form', () => {
    const prng = new Prng(3);
    expect(prng.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(prng.hex(13)).toMatch(/^[0-9a-f]{13}$/);
    expect(prng.base32(40)).toMatch(/^[A-Z2-7]{40}$/);
  });

  it('forks into parts that do not depend on each other', () => {
    const first = new Prng(1).fork('a').u32();
    const both = new Prng(1);
    const other = both.fork('b').u32();
    expect([both.fork('a').u32() === first, other === first]).toEqual([true, false]);
  });
});
