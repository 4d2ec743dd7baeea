/**
 * The edge cases of C2SP CCTV have no single right answer: RFC 8032 leaves them open, and libraries differ. This pins the
 * rule of ed25519.ts, in every runtime the tests run under.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { asciiBytes, decodeHex } from '../kernel/bytes.ts';
import { type Ed25519, isSoundPublicKey, nobleEd25519 } from './ed25519.ts';

interface Case {
  number: number;
  key: string;
  sig: string;
  msg: string;
  flags: string[] | null;
}

const hex = (text: string): Uint8Array => decodeHex(text) as Uint8Array;
const load = (): Case[] =>
  JSON.parse(readFileSync(sharedPath('vectors/cctv-ed25519/ed25519vectors.json'), 'utf8')) as Case[];

/** Why a case is refused: the first reason that applies, in the order the rule is checked. */
function reasonOf({ key, flags }: Case): string {
  const has = (flag: string): boolean => flags?.includes(flag) ?? false;
  if (has('non_canonical_A')) return 'A is not canonically encoded';
  if (has('low_order_A')) return 'A has low order';
  if (has('low_order_component_A')) return 'A has a low-order component';
  if (!isSoundPublicKey(hex(key))) return 'A refused for a reason no flag gives';
  if (has('non_canonical_R')) return 'R is not canonically encoded';
  if (has('low_order_R')) return 'R has low order';
  if (has('low_order_component_R')) return 'R has a low-order component';
  return 'no edge case';
}

describe.skipIf(!hasShared)('CCTV ed25519vectors', () => {
  it.each<[string, Ed25519]>([
    ['node:crypto', nodeEd25519],
    ['noble', nobleEd25519],
  ])('are accepted with %s exactly where nothing about the key or the signature is crafted', (_, implementation) => {
    const cases = load();
    const accepted = cases.filter(
      ({ key, sig, msg }) => implementation.verifierOf(hex(key))?.verify(asciiBytes(msg), hex(sig)) ?? false,
    );
    expect(accepted.map(reasonOf)).toEqual(['no edge case']);
  });

  it('fall under these reasons', () => {
    const counts: Record<string, number> = {};
    for (const c of load()) counts[reasonOf(c)] = (counts[reasonOf(c)] ?? 0) + 1;
    expect(counts).toEqual({
      'A is not canonically encoded': 157,
      'A has low order': 193,
      'A has a low-order component': 237,
      'R is not canonically encoded': 5,
      'R has low order': 5,
      'R has a low-order component': 5,
      'no edge case': 1,
    });
  });
});
