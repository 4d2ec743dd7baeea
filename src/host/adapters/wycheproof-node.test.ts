/**
 * The platform's library under the published hard cases: the ciphers and derivations that the vault is built on, and
 * signatures of time stamp authorities through the adapter that checks them.
 *
 * A runtime that answers one case otherwise must not be trusted with a case; so each of them runs, used here or not.
 */
import { type CipherGCMTypes, createCipheriv, createDecipheriv, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Scheme } from '../../engines/marks/algorithms.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { nodeSignatureCheck } from './node-signature.ts';

type Case = Record<string, string> & { tcId: number };
interface Vectors {
  numberOfTests: number;
  testGroups: { ivSize: number; tagSize: number; keySize: number; publicKeyDer: string; tests: Case[] }[];
}

const hex = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'hex');

/** OpenSSL takes no nonce over 128 bytes; a vault's has 12. */
const NONCE_TOO_LONG = [268, 272, 276];

/** Every case of a file through `holds`; the ids of those that came out otherwise than published. */
function run(
  name: string,
  holds: (each: Case, group: Vectors['testGroups'][number]) => boolean,
): { count: number; differ: number[] } {
  const vectors = JSON.parse(readFileSync(sharedPath(`vectors/wycheproof/${name}_test.json`), 'utf8')) as Vectors;
  const differ: number[] = [];
  let count = 0;
  for (const group of vectors.testGroups) {
    for (const each of group.tests) {
      count += 1;
      // "acceptable" is for signatures of lax form: refused here.
      if (holds(each, group) !== (each['result'] === 'valid')) differ.push(each.tcId);
    }
  }
  expect(count).toBe(vectors.numberOfTests);
  return { count, differ };
}

/** Opens what the case says was sealed, and seals it again to the same bytes. */
function isAesGcm({ key, iv, aad, msg, ct, tag }: Case, { keySize, tagSize }: Vectors['testGroups'][number]): boolean {
  const cipher = `aes-${keySize}-gcm` as CipherGCMTypes;
  const authTagLength = tagSize / 8;
  try {
    const open = createDecipheriv(cipher, hex(key), hex(iv), { authTagLength });
    open.setAAD(hex(aad)).setAuthTag(hex(tag));
    const plain = Buffer.concat([open.update(hex(ct)), open.final()]);
    const seal = createCipheriv(cipher, hex(key), hex(iv), { authTagLength });
    seal.setAAD(hex(aad));
    const sealed = Buffer.concat([seal.update(plain), seal.final()]);
    return plain.equals(hex(msg)) && sealed.equals(hex(ct)) && seal.getAuthTag().equals(hex(tag));
  } catch {
    return false;
  }
}

function isHkdf({ ikm, salt, info, okm, size }: Case): boolean {
  try {
    return Buffer.from(hkdfSync('sha256', hex(ikm), hex(salt), hex(info), Number(size))).equals(hex(okm));
  } catch {
    return false;
  }
}

const isSignedBy =
  (scheme: Scheme) =>
  ({ msg, sig }: Case, { publicKeyDer }: Vectors['testGroups'][number]): boolean =>
    nodeSignatureCheck.isGood(hex(publicKeyDer), scheme, hex(msg), hex(sig));

describe.skipIf(!hasShared)('Wycheproof, in the library of this runtime', () => {
  it.each<[name: string, count: number, holds: Parameters<typeof run>[1], differ?: readonly number[]]>([
    ['aes_gcm', 212, isAesGcm, NONCE_TOO_LONG],
    ['hkdf_sha256', 61, isHkdf],
    [
      'hmac_sha256',
      120,
      ({ key, msg, tag }, { tagSize }) =>
        createHmac('sha256', hex(key))
          .update(hex(msg))
          .digest()
          .subarray(0, tagSize / 8)
          .equals(hex(tag)),
    ],
    [
      'pbkdf2_hmacsha512',
      39,
      ({ password, salt, iterationCount, dkLen, dk }) =>
        pbkdf2Sync(hex(password), hex(salt), Number(iterationCount), Number(dkLen), 'sha512').equals(hex(dk)),
    ],
    ['ecdsa_secp256r1_sha256', 306, isSignedBy({ kind: 'ecdsa', hash: 'sha256' })],
    ['rsa_signature_2048_sha256', 180, isSignedBy({ kind: 'rsa', hash: 'sha256' })],
    ['rsa_pss_2048_sha256_mgf1_32', 72, isSignedBy({ kind: 'pss', hash: 'sha256', saltBytes: 32 })],
  ])('%s: %i cases as published', (name, count, holds, differ = []) => {
    const answers = run(name, holds);
    console.info(`Wycheproof ${name}, this runtime: ${answers.count} cases, ${answers.differ.length} differ`);
    expect(answers).toEqual({ count, differ });
  });
});
