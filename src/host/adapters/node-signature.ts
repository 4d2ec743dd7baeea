/**
 * Signatures of time stamp authorities, on the platform's own library: RSA from 2,048 bits, ECDSA on P-256, P-384 and P-521.
 *
 * One check is well under a millisecond. Source: RFC 8017 §8, FIPS 186-5 §6; keys as SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
 * Differences: no other kind of key, also where OpenSSL would take it: BoringSSL, under Electron, has no other curves.
 * Trust: keys and signatures come from certificates and tokens of anybody; what the library refuses is simply not good.
 */
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Scheme, SignatureCheck } from '../../engines/marks/algorithms.ts';

const MIN_RSA_BITS = 2048;
const CURVES: ReadonlySet<unknown> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

export const nodeSignatureCheck: SignatureCheck = {
  isGood(key, scheme, message, signature) {
    try {
      const handle = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
      return fits(handle, scheme) && verify(scheme.hash, message, { key: handle, ...optionsOf(scheme) }, signature);
    } catch {
      // The library throws for keys and signatures that it can't read: those prove nothing.
      return false;
    }
  },
};

function fits({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, { kind }: Scheme): boolean {
  if (kind === 'ecdsa') return asymmetricKeyType === 'ec' && CURVES.has(asymmetricKeyDetails?.namedCurve);
  const isRsa = asymmetricKeyType === 'rsa' || (kind === 'pss' && asymmetricKeyType === 'rsa-pss');
  return isRsa && (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
}

function optionsOf(scheme: Scheme): { padding?: number; saltLength?: number; dsaEncoding?: 'der' } {
  if (scheme.kind === 'ecdsa') return { dsaEncoding: 'der' };
  if (scheme.kind === 'rsa') return { padding: constants.RSA_PKCS1_PADDING };
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltBytes };
}
