import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHasher as hasher } from '../../host/adapters/node-ports.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { decodeBase64 } from '../kernel/bytes.ts';
import { consistencyRanges, inclusionRanges, proofOf, rangesOfLeaves, treeHash } from './merkle.ts';
import { isSubtree, subtreeConsistencyRanges, verifySubtreeConsistency, verifySubtreeInclusion } from './subtree.ts';

const MAX = 40;
const leaves = new Uint8Array(MAX * 32);
for (let i = 0; i < MAX; i++) leaves.set(hasher.sha256(new Uint8Array([i])), i * 32);
const hashOf = rangesOfLeaves(hasher, leaves);
const treeOf = (from: number, to: number): Uint8Array => treeHash(hasher, leaves, from * 32, to - from);

/** Every subtree of every tree up to 40 leaves. */
const all: { from: number; to: number; size: number }[] = [];
for (let size = 1; size <= MAX; size++) {
  for (let from = 0; from < size; from++) {
    for (let to = from + 1; to <= size; to++) if (isSubtree({ from, to })) all.push({ from, to, size });
  }
}

describe('subtrees (draft-ietf-plants-merkle-tree-certs §4)', () => {
  it('are aligned ranges', () => {
    const ranges = [
      [0, 1],
      [0, 7],
      [4, 6],
      [8, 13],
      [1, 3],
      [2, 6],
      [1, 15],
      [3, 3],
      [5, 4],
      [-2, 0],
      [0, 2 ** 53],
    ];
    expect(ranges.map(([from, to]) => isSubtree({ from: from as number, to: to as number }))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('are proved part of every tree that holds them, and of no other', () => {
    const wrong = all.filter(({ from, to, size }) => {
      const proof = proofOf(subtreeConsistencyRanges({ from, to }, size), hashOf) as Uint8Array[];
      const verify = (hashes: Uint8Array[], subtree: Uint8Array, root: Uint8Array): boolean =>
        verifySubtreeConsistency(hasher, hashes, { from, to }, subtree, size, root);
      const [subtree, root] = [treeOf(from, to), treeOf(0, size)];
      const other = hasher.sha256(subtree);
      return (
        !verify(proof, subtree, root) ||
        verify(proof, other, root) ||
        verify(proof, subtree, other) ||
        verify([...proof, other], subtree, root) ||
        verify(proof.slice(0, -1), subtree, root) !== (proof.length === 0)
      );
    });
    expect(wrong).toEqual([]);
  });

  it('from the first leaf need exactly the proof of RFC 9162', () => {
    for (let size = 1; size <= MAX; size++) {
      for (let to = 1; to <= size; to++) {
        expect(subtreeConsistencyRanges({ from: 0, to }, size)).toEqual(consistencyRanges(to, size));
      }
    }
  });

  it('prove each of their leaves', () => {
    const places = fc
      .constantFrom(...all)
      .chain((at) => fc.tuple(fc.constant(at), fc.integer({ min: at.from, max: at.to - 1 })));
    fc.assert(
      fc.property(places, fc.nat(MAX - 1), ([{ from, to }, index], other) => {
        const proof = proofOf(inclusionRanges(index, { from, to }), hashOf) as Uint8Array[];
        const verify = (leaf: number): boolean =>
          verifySubtreeInclusion(hasher, proof, treeOf(leaf, leaf + 1), index, { from, to }, treeOf(from, to));
        expect([verify(index), verify(other)]).toEqual([true, other === index]);
      }),
    );
  });
});

/** What upstream takes and this code refuses: an empty subtree is part of everything, so a proof of it proves nothing. */
const DEVIATIONS = [
  'additional/subtree-is-empty-sizes-are-equal-one-subtree-root-valid-proof-is-empty.json',
  'additional/subtree-is-empty-sizes-are-equal-one-subtree-root-valid-tree-root-random-proof-is-empty.json',
  'additional/subtree-is-empty-sizes-are-equal-zero-subtree-root-valid-tree-root-random-proof-is-empty.json',
  'additional/subtree-is-empty-subtree-root-valid-proof-is-empty.json',
];

describe.skipIf(!hasShared)('vectors of transparency-dev/merkle', () => {
  const hash = (text: string | null): Uint8Array => decodeBase64(text ?? '') ?? new Uint8Array(0);
  const load = <T>(folder: string): { name: string; case: T }[] =>
    readdirSync(sharedPath(`vectors/merkle/${folder}`), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => ({
        name,
        case: JSON.parse(readFileSync(sharedPath(`vectors/merkle/${folder}/${name}`), 'utf8')) as T,
      }));

  it('agree on every subtree inclusion', () => {
    const cases = load<{
      leafIdx: number;
      start: number;
      end: number;
      root: string;
      leafHash: string;
      proof: string[] | null;
      wantErr: boolean;
    }>('subtreeinclusion');
    const wrong = cases.filter(({ case: c }) => {
      const subtree = { from: c.start, to: c.end };
      const proof = (c.proof ?? []).map(hash);
      return verifySubtreeInclusion(hasher, proof, hash(c.leafHash), c.leafIdx, subtree, hash(c.root)) === c.wantErr;
    });
    expect([cases.length, wrong.map(({ name }) => name)]).toEqual([133, []]);
  });

  it('agree on every subtree consistency', () => {
    const cases = load<{
      start: number;
      end: number;
      size: number;
      root1: string;
      root2: string;
      proof: string[] | null;
      wantErr: boolean;
    }>('subtreeconsistency');
    const wrong = cases.filter(({ case: c }) => {
      const subtree = { from: c.start, to: c.end };
      const proof = (c.proof ?? []).map(hash);
      return verifySubtreeConsistency(hasher, proof, subtree, hash(c.root1), c.size, hash(c.root2)) === c.wantErr;
    });
    expect([cases.length, wrong.map(({ name }) => name)]).toEqual([76, DEVIATIONS]);
  });
});
