/** Node's own hashes, ten times as fast as portable ones. Source: FIPS 180-4; `node:crypto`. */
import * as crypto from 'node:crypto';
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
