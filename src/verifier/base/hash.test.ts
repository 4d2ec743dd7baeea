import { afterEach, describe, expect, it } from 'vitest';
import { nodeEngine } from '../node/fast-crypto.ts';
import { concat, hexOf, utf8 } from './bytes.ts';
import { hashOfOne, hashOfPair, nobleEngine, sha256, useHashEngine } from './hash.ts';

afterEach(() => useHashEngine(nobleEngine));
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe.each([
  ['portable', nobleEngine],
  ['of Node', nodeEngine],
])('hashes, %s', (_, engine) => {
  it('are those of FIPS 180-4, in one piece and in several', () => {
    expect(hexOf(engine.sha256(utf8('abc')))).toBe(ABC);
    const running = engine.start('sha256');
    running.update(utf8('a'));
    running.update(utf8('bc'));
    expect(running.hex()).toBe(ABC);
  });

  it('of every length agree with the other’s, MD5 and SHA-1 too', () => {
    const other = engine === nodeEngine ? nobleEngine : nodeEngine;
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_value, i) => (i * 7 + length) & 0xff);
      expect(hexOf(engine.sha256(bytes))).toBe(hexOf(other.sha256(bytes)));
      for (const name of ['md5', 'sha1', 'sha512'] as const) {
        const [a, b] = [engine.start(name), other.start(name)];
        a.update(bytes);
        b.update(bytes);
        expect(a.hex()).toBe(b.hex());
      }
    }
  });

  it('of pairs and single hashes keep no bytes of the question before', () => {
    useHashEngine(engine);
    const [a, b] = [sha256(utf8('a')), sha256(utf8('b'))];
    const first = hashOfPair(1, a, b);
    const second = hashOfPair(2, b, a);
    expect(hexOf(first)).toBe(hexOf(sha256(concat(Uint8Array.of(1), a, b))));
    expect(hexOf(second)).toBe(hexOf(sha256(concat(Uint8Array.of(2), b, a))));
    expect(hexOf(hashOfOne(0, a))).toBe(hexOf(sha256(concat(Uint8Array.of(0), a))));
    expect(() => hashOfPair(1, a, utf8('short'))).toThrow('a hash has 32 bytes');
  });
});
