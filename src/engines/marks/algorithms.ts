/**
 * Which hashes and signatures a time stamp may be made with, by their names in DER.
 *
 * Pure. Source: RFC 5754 §2-3, RFC 5758 §3.2, RFC 4055 §3 (PSS), RFC 5652 §5.3. Differences: no hash below 256 bits; PSS only
 * with one hash for message and mask, and an explicit salt.
 * Trust: the names come from the token. The key decides what kind of signature it can make; a name that does not fit it fails.
 */
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { context, type Element, elements, Malformed, oidOf, partsOf, smallOf, TAG } from './der.ts';

export type HashName = 'sha256' | 'sha384' | 'sha512';

export type Scheme =
  | { readonly kind: 'rsa'; readonly hash: HashName }
  | { readonly kind: 'ecdsa'; readonly hash: HashName }
  | { readonly kind: 'pss'; readonly hash: HashName; readonly saltBytes: number };

/** Checks signatures of keys that this program never makes: the host has the platform's library for them. */
export interface SignatureCheck {
  /** @param key SubjectPublicKeyInfo, DER. False also for a key of another kind, too short, or not to be read. */
  isGood(key: Uint8Array, scheme: Scheme, message: Uint8Array, signature: Uint8Array): boolean;
}

const HASHES: Readonly<Record<string, HashName>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const SIGNATURES: Readonly<Record<string, readonly [kind: 'rsa' | 'ecdsa', hash: HashName | undefined]>> = {
  '1.2.840.113549.1.1.1': ['rsa', undefined],
  '1.2.840.113549.1.1.11': ['rsa', 'sha256'],
  '1.2.840.113549.1.1.12': ['rsa', 'sha384'],
  '1.2.840.113549.1.1.13': ['rsa', 'sha512'],
  '1.2.840.10045.2.1': ['ecdsa', undefined],
  '1.2.840.10045.4.3.2': ['ecdsa', 'sha256'],
  '1.2.840.10045.4.3.3': ['ecdsa', 'sha384'],
  '1.2.840.10045.4.3.4': ['ecdsa', 'sha512'],
};
const PSS = '1.2.840.113549.1.1.10';
const MASK = '1.2.840.113549.1.1.8';

/** @param algorithm AlgorithmIdentifier */
export function hashNamed(algorithm: Element | undefined): HashName {
  const [name] = partsOf(algorithm, TAG.sequence, 'the name of a hash');
  const hash = HASHES[oidOf(name)];
  if (hash === undefined) throw new Malformed('it uses a hash that is too weak, or not known here');
  return hash;
}

/** @param beside the hash that is named beside: some only say which kind of key signed */
export function schemeNamed(algorithm: Element | undefined, beside?: HashName): Scheme {
  const [name, parameters] = partsOf(algorithm, TAG.sequence, 'the name of a signature');
  const oid = oidOf(name);
  if (oid === PSS) return pssOf(parameters);
  const [kind, hash = beside] = SIGNATURES[oid] ?? [];
  if (kind === undefined || hash === undefined) throw new Malformed('it is signed in a way that is not known here');
  return { kind, hash };
}

/** What is left out means SHA-1 (RFC 4055 §3.1), so hash, mask and salt must all be said. */
function pssOf(parameters: Element | undefined): Scheme {
  const fields = partsOf(parameters, TAG.sequence, 'how a PSS signature was made');
  const field = (n: number): Element | undefined => {
    const found = fields.find(({ tag }) => tag === context(n));
    return found === undefined ? undefined : elements(found.value)[0];
  };
  const hash = hashNamed(field(0));
  const [maskName, maskHash] = partsOf(field(1), TAG.sequence, 'the mask of a PSS signature');
  if (oidOf(maskName) !== MASK || hashNamed(maskHash) !== hash) throw new Malformed('a PSS signature with two hashes');
  return { kind: 'pss', hash, saltBytes: smallOf(field(2), 'the salt of a PSS signature') };
}

const FUNCTIONS = { sha256, sha384, sha512 } as const;

export const digestBy = (hash: HashName, bytes: Uint8Array): Uint8Array => FUNCTIONS[hash](bytes);
