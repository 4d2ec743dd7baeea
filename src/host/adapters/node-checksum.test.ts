/** The CRC-32 that readers are given is that of the standard, in one go and in parts. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../engines/ingest/parsers/evtx/testing/crc32.ts';
import { nodeHasher } from './node-ports.ts';

describe('CRC-32', () => {
  it('gives the check value of the standard, and zero for no bytes', () => {
    expect(nodeHasher.crc32(new TextEncoder().encode('123456789'), 0)).toBe(0xcbf43926);
    expect(nodeHasher.crc32(new Uint8Array(0), 0)).toBe(0);
  });

  it('agrees with a byte at a time, whole or in two parts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, at) => {
        const expected = crc32(bytes);
        expect(nodeHasher.crc32(bytes, 0)).toBe(expected);
        expect(nodeHasher.crc32(bytes.subarray(at), nodeHasher.crc32(bytes.subarray(0, at), 0))).toBe(expected);
      }),
    );
  });
});
