import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { decodeHex } from '../kernel/bytes.ts';
import { type Ed25519, nobleEd25519 } from './ed25519.ts';

interface Vectors {
  numberOfTests: number;
  testGroups: {
    publicKey: { pk: string };
    tests: { tcId: number; comment: string; msg: string; sig: string; result: 'valid' | 'invalid' }[];
  }[];
}

/** tcIds whose outcome here differs from the published one: none. */
const DEVIATIONS: readonly number[] = [];

describe.skipIf(!hasShared)('Wycheproof ed25519_test', () => {
  it.each<[string, Ed25519]>([
    ['node:crypto', nodeEd25519],
    ['noble', nobleEd25519],
  ])('all come out as published with %s', (_, implementation) => {
    const vectors = JSON.parse(readFileSync(sharedPath('vectors/wycheproof/ed25519_test.json'), 'utf8')) as Vectors;
    const hex = (text: string): Uint8Array => decodeHex(text) as Uint8Array;
    let count = 0;
    const different: number[] = [];
    for (const { publicKey, tests } of vectors.testGroups) {
      const verifier = implementation.verifierOf(hex(publicKey.pk));
      for (const { tcId, msg, sig, result } of tests) {
        count++;
        const isGood = verifier?.verify(hex(msg), hex(sig)) ?? false;
        if (isGood !== (result === 'valid')) different.push(tcId);
      }
    }
    expect([count, different]).toEqual([vectors.numberOfTests, DEVIATIONS]);
  });
});
