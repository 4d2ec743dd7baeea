/** ECDSA in two libraries: what the engine verifies (P-256, DER), and what both do with the rest of the published cases. */
import { createPublicKey, type DSAEncoding, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { asciiBytes, decodeHex, encodeHex } from '../kernel/bytes.ts';
import { p256Spki, p256VerifierOf } from './ecdsa.ts';

interface Vectors {
  numberOfTests: number;
  testGroups: {
    publicKey: { uncompressed: string };
    publicKeyDer: string;
    tests: { tcId: number; flags: string[]; msg: string; sig: string; result: string }[];
  }[];
}
interface Question {
  /** Uncompressed point. */
  point: Uint8Array;
  spki: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
}
type Answer = (question: Question) => boolean;

const hex = (text: string): Uint8Array => decodeHex(text) as Uint8Array;

const byNode =
  (dsaEncoding: DSAEncoding): Answer =>
  ({ spki, message, signature }) => {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return verify('sha256', message, { key, dsaEncoding }, signature);
  };

const byNoble =
  (curve: typeof p256 | typeof secp256k1, format: 'der' | 'compact', lowS: boolean): Answer =>
  ({ point, message, signature }) => {
    try {
      return curve.verify(signature, message, point, { format, lowS });
    } catch {
      return false;
    }
  };

const byEngine: Answer = ({ spki, message, signature }) => p256VerifierOf(spki)?.(message, signature) ?? false;

/** How many cases ran, and the flags of those that came out otherwise than published. */
function run(name: string, answer: Answer): { count: number; different: Record<string, number> } {
  const vectors = JSON.parse(readFileSync(sharedPath(`vectors/wycheproof/${name}.json`), 'utf8')) as Vectors;
  let count = 0;
  const different: Record<string, number> = {};
  for (const { publicKey, publicKeyDer, tests } of vectors.testGroups) {
    for (const { flags, msg, sig, result } of tests) {
      count++;
      const question = {
        point: hex(publicKey.uncompressed),
        spki: hex(publicKeyDer),
        message: hex(msg),
        signature: hex(sig),
      };
      if (answer(question) === (result === 'valid')) continue;
      const key = flags.join('+');
      different[key] = (different[key] ?? 0) + 1;
    }
  }
  return { count, different };
}

describe('P-256 verification', () => {
  /** RFC 6979 §A.2.5, SHA-256, message "sample". */
  const point = hex(
    '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
  );
  const der = hex(
    '3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  );
  const spki = p256Spki(point);

  it('accepts the signature published in RFC 6979 §A.2.5, which has a high S', () => {
    const verifier = p256VerifierOf(spki);
    expect([verifier?.(asciiBytes('sample'), der), verifier?.(asciiBytes('test'), der)]).toEqual([true, false]);
    expect(verifier?.(asciiBytes('sample'), der.slice(0, -1))).toBe(false);
  });

  it('refuses keys that are no uncompressed P-256 point', () => {
    const off = point.slice();
    off[64] = (off[64] as number) ^ 1;
    const compressed = new Uint8Array([0x02, ...point.slice(1, 33)]);
    const otherCurve = spki.slice();
    otherCurve[22] = 0x22;
    const refused = [p256Spki(off), p256Spki(compressed), otherCurve, spki.slice(0, -1), new Uint8Array(0)];
    expect(refused.map((key) => p256VerifierOf(key))).toEqual(refused.map(() => undefined));
  });
});

describe.skipIf(!hasShared)('Wycheproof ECDSA', () => {
  it.each<[string, string, Answer, number, Record<string, number>]>([
    ['ecdsa_secp256r1_sha256_test', 'the engine', byEngine, 306, {}],
    ['ecdsa_secp256r1_sha256_test', 'node:crypto', byNode('der'), 306, {}],
    ['ecdsa_secp256r1_sha256_p1363_test', 'noble', byNoble(p256, 'compact', false), 166, {}],
    ['ecdsa_secp256r1_sha256_p1363_test', 'node:crypto', byNode('ieee-p1363'), 166, {}],
    ['ecdsa_secp256k1_sha256_test', 'noble', byNoble(secp256k1, 'der', false), 303, {}],
    ['ecdsa_secp256k1_sha256_test', 'node:crypto', byNode('der'), 303, {}],
    ['ecdsa_secp256k1_sha256_bitcoin_test', 'noble, low S', byNoble(secp256k1, 'der', true), 288, {}],
    ['ecdsa_secp256k1_sha256_bitcoin_test', 'node:crypto', byNode('der'), 288, {}],
  ])('%s comes out as published with %s', (name, _, answer, count, different) => {
    expect(run(name, answer)).toEqual({ count, different });
  });

  it('reproduces the deterministic signature of CCTV whose first nonce is rejected', () => {
    const vector = JSON.parse(
      readFileSync(sharedPath('vectors/cctv-ed25519/rfc6979-p256-rejection.json'), 'utf8'),
    ) as Record<'x' | 'Ux' | 'Uy' | 'message' | 'r' | 's', string>;
    const signature = p256.sign(asciiBytes(vector.message), hex(vector.x.toLowerCase()), { lowS: false });
    expect(encodeHex(signature)).toBe((vector.r + vector.s).toLowerCase());
    expect(encodeHex(p256.getPublicKey(hex(vector.x.toLowerCase()), false))).toBe(
      `04${vector.Ux}${vector.Uy}`.toLowerCase(),
    );
  });
});
