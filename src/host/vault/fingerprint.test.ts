import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

describe('the fingerprint of a case', () => {
  it('is the first 20 bytes of SHA-256 of the genesis line, in eight groups of five', () => {
    // FIPS 180-4, SHA-256("abc") = ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 ...
    expect(fingerprintOf('abc')).toBe('ba781-6bf8f-01cfe-a4141-40de5-dae22-23b00-361a3');
  });
});
