import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashChainsInLanes, hashEachInLanes } from './hash-lanes.ts';
import { nodeHasher, sha256Into } from './node-ports.ts';

const reference = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Counts around lanes, a tile, and what the module has room for. */
const COUNTS = [0, 1, 2, 3, 4, 5, 127, 128, 255, 256, 257, 511, 512, 513, 1025];

describe('SHA-256 in lanes', () => {
  it.each([32, 64] as const)('hashes each chunk of %i bytes as node:crypto does', (width) => {
    for (const count of COUNTS) {
      for (const prefix of [0, 1, 2, 255]) {
        const chunks = randomBytes(count * width);
        const expected = Array.from({ length: count }, (_, i) =>
          reference(Uint8Array.of(prefix), chunks.subarray(i * width, (i + 1) * width)),
        );
        for (const each of [hashEachInLanes, nodeHasher.sha256Each]) {
          const target = new Uint8Array(count * 32);
          each(prefix, width, chunks, target);
          expect(Buffer.compare(target, Buffer.concat(expected))).toBe(0);
        }
      }
    }
  });

  it('takes chunks and hashes in one array', () => {
    const chunks = randomBytes(300 * 64);
    const apart = new Uint8Array(300 * 32);
    nodeHasher.sha256Each(1, 64, chunks, apart);
    nodeHasher.sha256Each(1, 64, chunks, chunks);
    expect(Buffer.compare(chunks.subarray(0, apart.length), apart)).toBe(0);
  });

  it('follows four chains as node:crypto follows each', () => {
    for (const count of [0, 1, 2, 127, 128, 129, 256, 300]) {
      const values = randomBytes(128);
      const digests = randomBytes(4 * count * 32);
      const expected = [0, 1, 2, 3].map((lane) => {
        let value: Buffer = values.subarray(lane * 32, lane * 32 + 32);
        for (let i = lane * count; i < (lane + 1) * count; i++) {
          value = reference(Uint8Array.of(2), value, digests.subarray(i * 32, i * 32 + 32));
        }
        return Buffer.from(value);
      });
      hashChainsInLanes(2, values, digests);
      expect(Buffer.compare(values, Buffer.concat(expected))).toBe(0);
    }
  });

  it('writes a hash where it is asked to', () => {
    const target = new Uint8Array(40);
    sha256Into(Buffer.from('abc'), target, 4);
    expect(Buffer.compare(target.subarray(4, 36), reference(Buffer.from('abc')))).toBe(0);
    expect([...target.subarray(0, 4), ...target.subarray(36)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
