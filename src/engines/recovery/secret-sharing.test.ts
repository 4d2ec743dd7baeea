/** Splitting and joining a secret: the published vectors, any set of shares, and what fewer shares give. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHex } from '../kernel/bytes.ts';
import { joinShares, multiply, splitSecret } from './secret-sharing.ts';

const hex = (text: string): Uint8Array => decodeHex(text) as Uint8Array;
const rngOf = (...values: readonly Uint8Array[]) => {
  const left = [...values];
  return { bytes: (length: number) => (left.shift() ?? new Uint8Array(length)).slice(0, length) };
};

describe('joining shares', () => {
  it('gives the secret of draft-mcgrew-tss-03 (section 9): 2 of 2', () => {
    expect(
      joinShares([
        { x: 1, bytes: hex('b9fa07e185') },
        { x: 2, bytes: hex('f5409b4511') },
      ]),
    ).toEqual(hex('7465737400'));
  });

  it('gives the secret of the vector of codahale/shamir: 3 of 5', () => {
    expect(
      joinShares([
        { x: 1, bytes: Uint8Array.of(64, 163, 216, 189, 193) },
        { x: 3, bytes: Uint8Array.of(194, 250, 117, 212, 82) },
        { x: 5, bytes: Uint8Array.of(95, 17, 153, 111, 252) },
      ]),
    ).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
  });

  it('multiplies in the field of AES: FIPS 197, section 4.2', () => {
    expect([multiply(0x57, 0x83), multiply(0x57, 0x13), multiply(0x57, 0)]).toEqual([0xc1, 0xfe, 0]);
  });
});

describe('splitting a secret', () => {
  it('makes the shares of the draft where chance gives its coefficients', () => {
    const coefficients = hex('cd9f749585');
    expect(splitSecret(rngOf(coefficients), hex('7465737400'), 2, 2)).toEqual([
      { x: 1, bytes: hex('b9fa07e185') },
      { x: 2, bytes: hex('f5409b4511') },
    ]);
  });

  it('lets any `threshold` shares give it again, in any order, and fewer give something else', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc
          .integer({ min: 2, max: 5 })
          .chain((count) => fc.tuple(fc.integer({ min: 2, max: count }), fc.constant(count))),
        fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 4, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        (secret, [threshold, count], chance, order) => {
          const shares = splitSecret(rngOf(...chance), secret, threshold, count);
          const shuffled = shares
            .map((share) => ({ share, at: order.next().value as number }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ share }) => share);
          expect(joinShares(shuffled.slice(0, threshold))).toEqual(secret);
          // The highest coefficient is never all zero here: a polynomial of a lower degree would need fewer points.
          (chance[threshold - 2] as Uint8Array)[0] = 1;
          const sharpened = splitSecret(rngOf(...chance), secret, threshold, count);
          expect(joinShares(sharpened.slice(0, threshold - 1))).not.toEqual(secret);
        },
      ),
    );
  });

  it('tells nothing by one share: for every secret there are coefficients that give it', () => {
    const seen = Uint8Array.of(0x5a);
    const possible = Array.from({ length: 256 }, (_, secret) => {
      const coefficient = Uint8Array.of((seen[0] as number) ^ secret);
      return splitSecret(rngOf(coefficient), Uint8Array.of(secret), 2, 2)[0]?.bytes[0];
    });
    expect(new Set(possible)).toEqual(new Set(seen));
  });

  it('makes no set of which one share is enough, and none of more than five', () => {
    for (const [threshold, count] of [
      [1, 2],
      [3, 2],
      [2, 6],
    ] as const)
      expect(() => splitSecret(rngOf(), new Uint8Array(32), threshold, count)).toThrow('shares');
  });
});
