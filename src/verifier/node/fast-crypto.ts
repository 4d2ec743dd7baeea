/**
 * Node's own hashes and Ed25519, ten times as fast as portable ones; the answers are the same, which tests hold.
 *
 * Node. Source: FIPS 180-4, RFC 8032; `node:crypto` (OpenSSL checks without cofactor, and compares R as bytes).
 */
import * as crypto from 'node:crypto';
import type { Ed25519Engine } from '../sign/ed25519.ts';
import type { HashEngine } from '../base/hash.ts';

// `hash` came with Node 20.12 and 21.7: one call, no object.
const oneShot = (crypto as { hash?: (name: string, data: Uint8Array, form: 'buffer') => Uint8Array }).hash;

export const nodeEngine: HashEngine = {
  sha256:
    oneShot === undefined
      ? (bytes) => crypto.createHash('sha256').update(bytes).digest()
      : (bytes) => oneShot('sha256', bytes, 'buffer'),
  start(name) {
    const running = crypto.createHash(name);
    return { update: (bytes) => void running.update(bytes), hex: () => running.digest('hex') };
  },
};

/** RFC 8410: what stands before the 32 bytes of a key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
export const nodeEd25519: Ed25519Engine = (key, message, signature) => {
  try {
    const publicKey = crypto.createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' });
    return crypto.verify(null, message, publicKey, signature);
  } catch {
    return false;
  }
};
