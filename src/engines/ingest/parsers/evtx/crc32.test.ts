import { crc32 as nodeCrc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';

describe('CRC-32', () => {
  it('gives the check value of the standard', () => {
    const digits = new TextEncoder().encode('123456789');
    expect(crc32(digits, 0, 9)).toBe(0xcbf43926);
  });

  it('is zero for no bytes', () => {
    expect(crc32(new Uint8Array(4), 2, 2)).toBe(0);
  });

  it('agrees with zlib over any range, whole or in two parts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, a, b) => {
        const start = Math.min(a, b, bytes.length);
        const end = Math.min(Math.max(a, b), bytes.length);
        const middle = (start + end) >> 1;
        const expected = nodeCrc32(bytes.subarray(start, end));
        expect(crc32(bytes, start, end)).toBe(expected);
        expect(crc32(bytes, middle, end, crc32(bytes, start, middle))).toBe(expected);
      }),
    );
  });
});
