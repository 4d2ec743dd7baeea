import { describe, expect, it } from 'vitest';
import { readFingerprint } from './typed-fingerprint.ts';

describe('a fingerprint from paper', () => {
  it('may be typed in groups, with dashes, in capitals', () => {
    expect(readFingerprint(' 7277F-ddc2c 219f9-1a982\n0b0d7 d5514 d48d6 6b510 ')).toEqual({ state: 'good' });
  });

  it('is told apart from one with digits missing, too many, or letters that are none', () => {
    expect(readFingerprint('7277f-ddc2c')).toEqual({ state: 'short', digits: 10 });
    expect(readFingerprint('a'.repeat(41))).toEqual({ state: 'short', digits: 41 });
    expect(readFingerprint('g277f')).toEqual({ state: 'not-hex' });
    expect(readFingerprint(' - ')).toEqual({ state: 'empty' });
  });
});
