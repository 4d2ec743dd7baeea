/** Whatever is asked for in whichever order, the values are those of following the chain step by step. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIGEST_BYTES, nextChain } from '../../engines/chain/entry.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { ChainValues, followChains } from './chain-values.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const tiles = fc.array(
  fc.record({
    digests: fc.integer({ min: 1, max: 24 }).chain((count) => bytes(count * DIGEST_BYTES)),
    before: bytes(DIGEST_BYTES),
    asked: fc.array(fc.nat({ max: 23 }), { maxLength: 6 }),
    wanted: fc.uniqueArray(fc.nat({ max: 23 }), { maxLength: 6 }),
  }),
  { maxLength: 11 },
);

function stepByStep(digests: Uint8Array, before: Uint8Array): Uint8Array[] {
  const values: Uint8Array[] = [];
  for (let at = 0; at < digests.length; at += DIGEST_BYTES) {
    values.push(nextChain(nodeHasher, values.at(-1) ?? before, digests.subarray(at, at + DIGEST_BYTES)));
  }
  return values;
}

describe('chain values', () => {
  it('are those of each step, also where many tiles are followed at once', () => {
    fc.assert(
      fc.property(tiles, (made) => {
        const chains = made.map(({ digests, before, asked, wanted }) => {
          const chain = new ChainValues(digests, before);
          const inside = (index: number) => index < chain.count;
          for (const index of asked.filter(inside)) chain.at(index);
          return { chain, indexes: wanted.filter(inside).toSorted((a, b) => a - b) };
        });
        followChains(chains);
        for (const [i, { chain }] of chains.entries()) {
          const { digests, before } = made[i] as (typeof made)[number];
          const values = stepByStep(digests, before).map((value) => Buffer.from(value).toString('hex'));
          expect(values.map((_, index) => Buffer.from(chain.at(index)).toString('hex'))).toEqual(values);
        }
      }),
    );
  });
});
