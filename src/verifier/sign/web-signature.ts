/**
 * RSA and ECDSA, as time stamp authorities use them, by the Web Cryptography API: Node and browsers have it, offline.
 *
 * Source: RFC 8017 (PKCS1-v1_5, PSS), FIPS 186-5, RFC 3279 §2.2.3 (ECDSA signature as DER), RFC 5480 (curves).
 * Differences: RSA keys of 2,048 to 8,192 bits; hashes of 256 bits and more; NIST curves.
 * Trust: key, signature and the names of the algorithms come from a token.
 */
import { concat } from '../base/bytes.ts';
import { demand, NotSupported } from '../base/refused.ts';
import { type Der, integerBytes, readDer } from '../time/der.ts';

export type HashId = 'SHA-256' | 'SHA-384' | 'SHA-512';
export type SignatureScheme =
  | { readonly kind: 'ecdsa'; readonly hash: HashId }
  | { readonly kind: 'rsa-pkcs1'; readonly hash: HashId }
  | { readonly kind: 'rsa-pss'; readonly hash: HashId; readonly saltBytes: number };

/** Bytes of a coordinate. */
const CURVES: Readonly<Record<string, readonly [name: string, bytes: number]>> = {
  '1.2.840.10045.3.1.7': ['P-256', 32],
  '1.3.132.0.34': ['P-384', 48],
  '1.3.132.0.35': ['P-521', 66],
};
const EC_KEY = '1.2.840.10045.2.1';
const RSA_KEY = '1.2.840.113549.1.1.1';

/** @param spki SubjectPublicKeyInfo as DER (RFC 5280 §4.1.2.7) */
export async function isWebSignature(
  spki: Uint8Array,
  scheme: SignatureScheme,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const [algorithm] = readDer(spki).children;
  const [kind, parameters] = (algorithm as Der).children;
  if (scheme.kind === 'ecdsa') {
    demand(kind?.oid === EC_KEY && parameters !== undefined, 'the key is not of the kind its signature says');
    const curve = CURVES[parameters.oid];
    if (curve === undefined) throw new NotSupported('a curve that is not a NIST curve');
    const raw = p1363Of(signature, curve[1]);
    if (raw === undefined) return false;
    return verify(spki, { name: 'ECDSA', namedCurve: curve[0], hash: scheme.hash }, raw, message);
  }
  demand(kind?.oid === RSA_KEY, 'the key is not of the kind its signature says');
  demandRsaSize(spki);
  return scheme.kind === 'rsa-pss'
    ? verify(spki, { name: 'RSA-PSS', hash: scheme.hash, saltLength: scheme.saltBytes }, signature, message)
    : verify(spki, { name: 'RSASSA-PKCS1-v1_5', hash: scheme.hash }, signature, message);
}

type WebAlgorithm = { name: string; hash: string; namedCurve?: string; saltLength?: number };

async function verify(spki: Uint8Array, algorithm: WebAlgorithm, signature: Uint8Array, message: Uint8Array) {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('spki', concat(spki) as BufferSource, algorithm, false, ['verify']);
  } catch {
    // Not a point of the curve, not a key: whoever made it, nothing is signed by it.
    return false;
  }
  return crypto.subtle.verify(algorithm, key, concat(signature) as BufferSource, concat(message) as BufferSource);
}

function demandRsaSize(spki: Uint8Array): void {
  const bits = readDer(spki).children[1]?.content ?? new Uint8Array();
  const modulus = integerBytes(readDer(bits.subarray(1)).children[0] as Der);
  demand(modulus.length >= 256 && modulus.length <= 1024, 'an RSA key of a size that is not accepted');
}

/** r and s in fixed length from their DER, strictly: `undefined` where it is not the only DER of two positive numbers. */
export function p1363Of(signature: Uint8Array, bytes: number): Uint8Array | undefined {
  try {
    const pair = readDer(signature);
    const [r, s] = pair.children;
    if (pair.tag !== 0x30 || pair.children.length !== 2 || r === undefined || s === undefined) return undefined;
    const parts = [integerBytes(r), integerBytes(s)];
    if (parts.some(({ length }) => length === 0 || length > bytes)) return undefined;
    return concat(...parts.flatMap((part) => [new Uint8Array(bytes - part.length), part]));
  } catch {
    return undefined;
  }
}
