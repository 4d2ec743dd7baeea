import { describe, expect, it } from 'vitest';
import { refusalOf } from '../testing/vectors.ts';
import { parseArguments } from './arguments.ts';

describe('the command line', () => {
  it('reads every option', () => {
    const words =
      'verify b.zip --fingerprint 43af1-59b21-91266-6739e-2b43f-b15d2-55192-05FF5 --tsa-root a --tsa-root b --earlier h --signers 2 --json';
    expect(parseArguments(words.split(' '))).toMatchObject({
      command: 'verify',
      bundles: ['b.zip'],
      fingerprint: '43af159b21912666739e2b43fb15d25519205ff5',
      tsaRoots: ['a', 'b'],
      earlier: ['h'],
      signers: 2,
      isJson: true,
    });
    expect(parseArguments(['compare', 'a', 'b']).bundles).toEqual(['a', 'b']);
    expect(parseArguments(['--bundle', 'a']).bundles).toEqual(['a']);
  });

  it.each([
    ['nothing', ''],
    ['two bundles', 'a b'],
    ['one bundle to compare', 'compare a'],
    ['an option that is not known', 'a --trust-everybody'],
    ['an option without its value', 'a --policy'],
    ['a fingerprint that is too short', 'a --fingerprint 43af1'],
    ['two fingerprints', `a --fingerprint ${'0'.repeat(40)} --fingerprint ${'0'.repeat(40)}`],
    ['no signers', 'a --signers 0'],
  ])('with %s is refused', (_, line) => {
    expect(refusalOf(() => parseArguments(line.split(' ').filter((word) => word !== '')))).toMatch(/^Error: /u);
  });
});
