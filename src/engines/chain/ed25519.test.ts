import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { asciiBytes, concatBytes, decodeHex, encodeHex } from '../kernel/bytes.ts';
import { type Ed25519, isSoundPublicKey, nobleEd25519 } from './ed25519.ts';

const hex = (text: string): Uint8Array => decodeHex(text) as Uint8Array;
const both: [string, Ed25519][] = [
  ['node:crypto', nodeEd25519],
  ['noble', nobleEd25519],
];

const { Fn } = ed25519.Point;
const fromLittleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${encodeHex(bytes.toReversed())}`);
const toLittleEndian = (value: bigint): Uint8Array => hex(value.toString(16).padStart(64, '0')).toReversed();

/** RFC 8032 §7.1, tests 1 to 3. */
const RFC8032 = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

describe.each(both)('Ed25519 with %s', (_, implementation) => {
  it('reproduces RFC 8032 §7.1', () => {
    for (const { seed, publicKey, message, signature } of RFC8032) {
      const signer = implementation.signerOf(hex(seed));
      expect([encodeHex(signer.publicKey), encodeHex(signer.sign(hex(message)))]).toEqual([publicKey, signature]);
      expect(implementation.verifierOf(hex(publicKey))?.verify(hex(message), hex(signature))).toBe(true);
    }
  });

  it('does not depend on the caller’s seed array after it was handed over', () => {
    const seed = hex(RFC8032[0]?.seed as string);
    const signer = implementation.signerOf(seed);
    seed.fill(0);
    expect(encodeHex(signer.sign(new Uint8Array(0)))).toBe(RFC8032[0]?.signature);
  });

  it('calls signatures of a wrong length not good, without throwing', () => {
    const verifier = implementation.verifierOf(hex(RFC8032[0]?.publicKey as string));
    expect([0, 63, 65].map((length) => verifier?.verify(new Uint8Array(0), new Uint8Array(length)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('refuses a signature with L added to S: one signature, one encoding', () => {
    const { publicKey, message, signature } = RFC8032[1] as (typeof RFC8032)[number];
    const [r, s] = [hex(signature).subarray(0, 32), hex(signature).subarray(32)];
    const raised = toLittleEndian(fromLittleEndian(s) + Fn.ORDER);
    expect(implementation.verifierOf(hex(publicKey))?.verify(hex(message), concatBytes(r, raised))).toBe(false);
  });

  it('refuses a signature whose R is the neutral element, though the equation holds', () => {
    const { seed, publicKey } = RFC8032[0] as (typeof RFC8032)[number];
    const neutral = new Uint8Array(32);
    neutral[0] = 1;
    const message = asciiBytes('repudiate me');
    const { scalar } = ed25519.utils.getExtendedPublicKey(hex(seed));
    const challenge = createHash('sha512').update(neutral).update(hex(publicKey)).update(message).digest();
    const s = Fn.mul(Fn.create(fromLittleEndian(challenge)), scalar);
    const signature = concatBytes(neutral, toLittleEndian(s));
    expect(ed25519.verify(signature, message, hex(publicKey), { zip215: false })).toBe(true);
    expect(implementation.verifierOf(hex(publicKey))?.verify(message, signature)).toBe(false);
  });
});

describe('the key rule', () => {
  const sound = ed25519.Point.fromBytes(hex(RFC8032[0]?.publicKey as string));

  it('takes generated keys', () => {
    expect(isSoundPublicKey(sound.toBytes())).toBe(true);
  });

  it('refuses all eight low-order points', () => {
    expect(ED25519_TORSION_SUBGROUP.map((point) => isSoundPublicKey(hex(point)))).toEqual(
      ED25519_TORSION_SUBGROUP.map(() => false),
    );
  });

  it('refuses a good key with a low-order point added', () => {
    const mixed = ED25519_TORSION_SUBGROUP.map((point) => sound.add(ed25519.Point.fromHex(point)).toBytes());
    expect(mixed.map(isSoundPublicKey).filter(Boolean).length).toBe(1);
  });

  it.each([
    ['y = p, another way to write 0', `ed${'ff'.repeat(30)}7f`],
    ['y = p + 1, another way to write 1', `ee${'ff'.repeat(30)}7f`],
    ['1 with the sign of x set, where x is 0', `01${'00'.repeat(30)}80`],
    ['y = 2, which is no point', `02${'00'.repeat(31)}`],
    ['31 bytes', '00'.repeat(31)],
    ['33 bytes', `${RFC8032[0]?.publicKey}00`],
  ])('refuses %s', (_, key) => {
    expect([isSoundPublicKey(hex(key)), nodeEd25519.verifierOf(hex(key)), nobleEd25519.verifierOf(hex(key))]).toEqual([
      false,
      undefined,
      undefined,
    ]);
  });
});

describe('node:crypto against noble', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

  it('sign alike and accept each other', () => {
    fc.assert(
      fc.property(bytes(32), fc.uint8Array({ maxLength: 300 }), (seed, message) => {
        const [left, right] = [nodeEd25519.signerOf(seed), nobleEd25519.signerOf(seed)];
        const signature = left.sign(message);
        expect([encodeHex(left.publicKey), encodeHex(signature)]).toEqual([
          encodeHex(right.publicKey),
          encodeHex(right.sign(message)),
        ]);
        expect(nobleEd25519.verifierOf(left.publicKey)?.verify(message, signature)).toBe(true);
        expect(nodeEd25519.verifierOf(left.publicKey)?.verify(message, signature)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('agree on every one-bit change of key, message and signature', () => {
    const signer = nodeEd25519.signerOf(new Uint8Array(32).fill(5));
    const message = asciiBytes('message');
    const whole = concatBytes(signer.publicKey, signer.sign(message), message);
    const verify = (implementation: Ed25519, all: Uint8Array): boolean =>
      implementation.verifierOf(all.slice(0, 32))?.verify(all.slice(96), all.slice(32, 96)) ?? false;
    fc.assert(
      fc.property(fc.nat(whole.length * 8 - 1), (bit) => {
        const changed = whole.slice();
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        expect([verify(nodeEd25519, changed), verify(nobleEd25519, changed)]).toEqual([false, false]);
      }),
      { numRuns: 60 },
    );
    expect([verify(nodeEd25519, whole), verify(nobleEd25519, whole)]).toEqual([true, true]);
  });
});
