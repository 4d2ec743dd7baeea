import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor, ByteWriter } from './byte-writer.ts';
import { decodeNumbers, encodeNumbers } from './number-codec.ts';

describe('encodeNumbers', () => {
  it('gives back exactly the numbers that went in', () => {
    const number = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 100),
      fc.nat().map((n) => n * 1_000_000),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 30 }), (values) => {
        const array = Float64Array.from(values);
        const back = decodeNumbers(encodeNumbers(array), array.length);
        expect(back.every((value, i) => Object.is(value, array[i]))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes a byte or two for times that rise, and for prices', () => {
    const times = Float64Array.from({ length: 1000 }, (_, i) => 1_700_000_000_000_000 + i * 50_000);
    const prices = Float64Array.from({ length: 1000 }, (_, i) => ((i * 37) % 100) / 10);
    expect(encodeNumbers(times).length).toBeLessThan(1020);
    expect(encodeNumbers(prices).length).toBeLessThan(2000);
  });
});

describe('a variable-length integer', () => {
  it('survives at every size', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.maxSafeInteger().map(Math.abs), fc.nat(300)), { maxLength: 20 }), (values) => {
        const writer = new ByteWriter(1);
        for (const value of values) writer.varint(value);
        const cursor = new ByteCursor(writer.view());
        expect(values.map(() => cursor.varint())).toEqual(values);
        expect(cursor.at).toBe(writer.length);
      }),
    );
    const writer = new ByteWriter();
    const edges = [0, 127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 35, 2 ** 53 - 1];
    for (const value of edges) writer.varint(value);
    const cursor = new ByteCursor(writer.view());
    expect(edges.map(() => cursor.varint())).toEqual(edges);
  });
});
