/**
 * Names of algorithms in certificates and time stamp tokens.
 *
 * Pure. Source: RFC 5754, RFC 5758, RFC 8017 A.2, RFC 4055. Differences: hashes shorter than 256 bits are refused.
 */
import { type Der, contextOf, smallInteger, TAG } from './der.ts';
import { demand, NotSupported, Refused } from '../base/refused.ts';
import type { HashId, SignatureScheme } from '../sign/web-signature.ts';

const HASHES: Readonly<Record<string, HashId>> = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};
const WEAK = new Set(['1.3.14.3.2.26', '1.2.840.113549.2.5', '2.16.840.1.101.3.4.2.4']);
const ECDSA: Readonly<Record<string, HashId>> = {
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};
const RSA: Readonly<Record<string, HashId>> = {
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
};
const RSA_PLAIN = '1.2.840.113549.1.1.1';
const EC_PLAIN = '1.2.840.10045.2.1';
const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

/** @param algorithm AlgorithmIdentifier */
export function hashOf(algorithm: Der | undefined): HashId {
  const oid = nameIn(algorithm);
  if (WEAK.has(oid)) throw new Refused('a hash that is too weak');
  const hash = HASHES[oid];
  if (hash === undefined) throw new NotSupported('a hash that is not SHA-2');
  return hash;
}

/** @param digest what CMS says beside: an algorithm that names only the key takes the hash from there (RFC 5652 §5.3) */
export function schemeOf(algorithm: Der | undefined, digest?: HashId): SignatureScheme {
  const oid = nameIn(algorithm);
  const ecdsa = ECDSA[oid] ?? (oid === EC_PLAIN ? digest : undefined);
  if (ecdsa !== undefined) return { kind: 'ecdsa', hash: ecdsa };
  const rsa = RSA[oid] ?? (oid === RSA_PLAIN ? digest : undefined);
  if (rsa !== undefined) return { kind: 'rsa-pkcs1', hash: rsa };
  if (oid === RSA_PSS) return pssOf(algorithm?.children[1]);
  throw new NotSupported('a signature that is neither RSA nor ECDSA with SHA-2');
}

function nameIn(algorithm: Der | undefined): string {
  demand(algorithm?.tag === TAG.sequence, 'the name of an algorithm is missing');
  return algorithm.children[0]?.oid ?? '';
}

/** The defaults are SHA-1 (RFC 8017 A.2.3), so all but the trailer must be there. */
function pssOf(parameters: Der | undefined): SignatureScheme {
  demand(parameters !== undefined, 'a PSS signature without parameters');
  const hash = hashOf(contextOf(parameters, 0)?.children[0]);
  const mask = contextOf(parameters, 1)?.children[0];
  demand(mask?.children[0]?.oid === MGF1 && hashOf(mask.children[1]) === hash, 'a PSS signature with mixed hashes');
  const salt = contextOf(parameters, 2)?.children[0];
  return { kind: 'rsa-pss', hash, saltBytes: salt === undefined ? 20 : smallInteger(salt) };
}

export const digestOf = async (hash: HashId, bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest(hash, new Uint8Array(bytes)));
