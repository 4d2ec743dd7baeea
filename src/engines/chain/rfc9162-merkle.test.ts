import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHasher as hasher } from '../../host/adapters/node-ports.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { concatBytes, decodeBase64, decodeHex, encodeHex } from '../kernel/bytes.ts';
import { CompactRange } from './compact-range.ts';
import {
  consistencyRanges,
  emptyRoot,
  inclusionRanges,
  nodeHash,
  proofOf,
  rangesOfLeaves,
  treeHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

const leafHash = (data: Uint8Array): Uint8Array => hasher.sha256(concatBytes(new Uint8Array(1), data));
const leavesOf = (count: number): Uint8Array =>
  concatBytes(...Array.from({ length: count }, (_, i) => leafHash(new Uint8Array([i >> 8, i]))));

/** RFC 9162 §2.1.1, word for word; slow, and shares nothing with the code under test but SHA-256. */
function definedRoot(leaves: Uint8Array): Uint8Array {
  const count = leaves.length / 32;
  if (count === 0) return hasher.sha256(new Uint8Array(0));
  if (count === 1) return leaves;
  let k = 1;
  while (k * 2 < count) k *= 2;
  const [left, right] = [definedRoot(leaves.subarray(0, k * 32)), definedRoot(leaves.subarray(k * 32))];
  return hasher.sha256(concatBytes(new Uint8Array([1]), left, right));
}

describe('Merkle tree hash (RFC 9162 §2.1.1)', () => {
  it('gives the published root of the empty tree', () => {
    expect(encodeHex(emptyRoot(hasher))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(encodeHex(treeHash(hasher, new Uint8Array(0)))).toBe(encodeHex(new CompactRange(hasher).root()));
  });

  it('gives the published roots of the RFC 6962 reference tree of eight leaves', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const range = new CompactRange(hasher);
    const roots = inputs.map((input) => {
      range.append(leafHash(decodeHex(input) as Uint8Array));
      return encodeHex(range.root());
    });
    expect([roots[0], roots[1], roots[7]]).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  it.each([1, 2, 3, 7, 8, 255, 256, 257, 511, 513, 1000])('agrees with the definition for %i leaves', (count) => {
    const leaves = leavesOf(count);
    const range = new CompactRange(hasher);
    range.append(leaves.subarray(0, 32 * (count >> 1)));
    range.append(leaves.subarray(32 * (count >> 1)));
    const expected = encodeHex(definedRoot(leaves));
    expect([encodeHex(treeHash(hasher, leaves)), encodeHex(range.root())]).toEqual([expected, expected]);
  });

  it('keeps leaf and node hashes apart, so a node cannot be passed off as a leaf', () => {
    const [left, right] = [leavesOf(1), leavesOf(1)];
    expect(encodeHex(nodeHash(hasher, left, right))).not.toBe(encodeHex(leafHash(concatBytes(left, right))));
  });
});

describe('CompactRange', () => {
  it('goes on from what was stored as if it had never stopped', () => {
    const leaves = leavesOf(300);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (cut) => {
        const first = new CompactRange(hasher);
        first.append(leaves.subarray(0, cut * 32));
        const second = CompactRange.restore(hasher, cut, first.peaks());
        second?.append(leaves.subarray(cut * 32));
        expect(second?.size).toBe(300);
        expect(encodeHex(second?.root() as Uint8Array)).toBe(encodeHex(treeHash(hasher, leaves)));
      }),
      { numRuns: 30 },
    );
  });

  it('refuses stored hashes that do not fit the size', () => {
    const outcomes = [
      CompactRange.restore(hasher, 3, new Uint8Array(32)),
      CompactRange.restore(hasher, 3, new Uint8Array(96)),
      CompactRange.restore(hasher, -1, new Uint8Array(0)),
      CompactRange.restore(hasher, 2 ** 53, new Uint8Array(32)),
    ];
    expect(outcomes).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('proofs', () => {
  const sizes = fc.integer({ min: 1, max: 70 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
  const all = leavesOf(70);
  const hashOf = rangesOfLeaves(hasher, all);
  const rootAt = (size: number): Uint8Array => treeHash(hasher, all, 0, size);

  it('proves every leaf, and nothing else at that place', () => {
    fc.assert(
      fc.property(sizes, fc.nat(69), ([size, index], other) => {
        const proof = proofOf(inclusionRanges(index, { from: 0, to: size }), hashOf) as Uint8Array[];
        const leaf = (at: number): Uint8Array => all.subarray(at * 32, at * 32 + 32);
        expect(verifyInclusion(hasher, proof, leaf(index), index, size, rootAt(size))).toBe(true);
        expect(verifyInclusion(hasher, proof, leaf(other), index, size, rootAt(size))).toBe(other === index);
        expect(verifyInclusion(hasher, [...proof, leaf(0)], leaf(index), index, size, rootAt(size))).toBe(false);
      }),
    );
  });

  it('proves every earlier size, and refuses any change of a hash in the proof', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ([size, before], pick) => {
        const oldSize = before + 1;
        const proof = proofOf(consistencyRanges(oldSize, size), hashOf) as Uint8Array[];
        const verify = (hashes: Uint8Array[]): boolean =>
          verifyConsistency(hasher, hashes, oldSize, rootAt(oldSize), size, rootAt(size));
        expect(verify(proof)).toBe(true);
        const changed = proof.map((hash, i) => (i === pick % proof.length ? hash.map((byte) => byte ^ 1) : hash));
        expect(verify(changed)).toBe(proof.length === 0);
        expect(verify([...proof, all.subarray(0, 32)])).toBe(false);
      }),
    );
  });

  it('refuses sizes and places that no tree has', () => {
    const root = rootAt(1);
    expect([
      verifyInclusion(hasher, [], root, 0, 0, root),
      verifyInclusion(hasher, [], root, 1, 1, root),
      verifyInclusion(hasher, [], root, -1, 1, root),
      verifyInclusion(hasher, [], root, 0.5, 1, root),
      verifyConsistency(hasher, [], 0, emptyRoot(hasher), 1, root),
      verifyConsistency(hasher, [], 2, root, 1, root),
    ]).toEqual(Array.from({ length: 6 }, () => false));
  });

  it('walks beyond 32 bits: a path of 53 levels is followed exactly', () => {
    const size = 2 ** 53 - 1;
    const ranges = inclusionRanges(2 ** 52 + 1, { from: 0, to: size });
    const proof = ranges.map(({ from }) => hasher.sha256(new Uint8Array([from % 251])));
    const leaf = leavesOf(1);
    // The last hash joined is the left half of the tree, so the same proof fails at the place that mirrors it.
    expect(ranges.at(-1)).toEqual({ from: 0, to: 2 ** 52 });
    expect(verifyInclusion(hasher, proof.slice(1), leaf, 2 ** 52 + 1, size, leaf)).toBe(false);
  });

  it('says so when a hash a proof needs cannot be had', () => {
    expect(proofOf(inclusionRanges(0, { from: 0, to: 71 }), hashOf)).toBeUndefined();
  });
});

const filesUnder = (folder: string): string[] =>
  readdirSync(sharedPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted();

const hash = (text: string | null): Uint8Array => decodeBase64(text ?? '') ?? new Uint8Array(0);

describe.skipIf(!hasShared)('vectors of transparency-dev/merkle', () => {
  interface Inclusion {
    leafIdx: number;
    treeSize: number;
    root: string;
    leafHash: string;
    proof: string[] | null;
    wantErr: boolean;
  }
  interface Consistency {
    size1: number;
    size2: number;
    root1: string;
    root2: string;
    proof: string[] | null;
    wantErr: boolean;
  }
  const load = <T>(path: string): T => JSON.parse(readFileSync(sharedPath(path), 'utf8')) as T;

  it('reaches the roots and hashes of the RFC 6962 reference tree', () => {
    const reference = load<{ leafInputsHex: string[]; rootsHexBySize: string[]; hasher: Record<string, string> }>(
      'vectors/merkle/rfc6962-reference-roots.json',
    );
    const leaves = concatBytes(...reference.leafInputsHex.map((input) => leafHash(decodeHex(input) as Uint8Array)));
    const roots = reference.rootsHexBySize.map((_, size) => encodeHex(treeHash(hasher, leaves, 0, size)));
    expect(roots).toEqual(reference.rootsHexBySize);
    const text = new TextEncoder();
    expect(reference.hasher).toEqual({
      emptyRoot: encodeHex(emptyRoot(hasher)),
      "leaf('')": encodeHex(leafHash(new Uint8Array(0))),
      "leaf('L123456')": encodeHex(leafHash(text.encode('L123456'))),
      "node('N123','N456')": hasher.sha256Hex(text.encode('\u0001N123N456')),
    });
  });

  it('agrees with every inclusion case', () => {
    const names = filesUnder('vectors/merkle/inclusion');
    const wrong = names.filter((name) => {
      const c = load<Inclusion>(`vectors/merkle/inclusion/${name}`);
      const proof = (c.proof ?? []).map(hash);
      const holds = verifyInclusion(hasher, proof, hash(c.leafHash), c.leafIdx, c.treeSize, hash(c.root));
      return holds === c.wantErr;
    });
    expect(names.length).toBe(68);
    expect(wrong).toEqual([]);
  });

  it('agrees with every consistency case', () => {
    const names = filesUnder('vectors/merkle/consistency');
    const wrong = names.filter((name) => {
      const c = load<Consistency>(`vectors/merkle/consistency/${name}`);
      const proof = (c.proof ?? []).map(hash);
      const holds = verifyConsistency(hasher, proof, c.size1, hash(c.root1), c.size2, hash(c.root2));
      return holds === c.wantErr;
    });
    expect(names.length).toBe(54);
    expect(wrong).toEqual([]);
  });
});
