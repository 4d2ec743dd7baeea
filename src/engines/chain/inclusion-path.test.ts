import { describe, expect, it } from 'vitest';
import { nodeHasher } from '../../host/adapters/node-ports.ts';
import { encodeHex } from '../kernel/bytes.ts';
import { inclusionPath } from './inclusion-path.ts';
import { HASH_BYTES, inclusionRanges, proofOf, rangesOfLeaves, rootFromInclusion, treeHash } from './merkle.ts';

const hex = (bytes: Uint8Array | undefined): string => encodeHex(bytes ?? new Uint8Array());

const leavesOf = (size: number): Uint8Array => {
  const leaves = new Uint8Array(size * HASH_BYTES);
  for (let i = 0; i < size; i++) leaves.set(nodeHasher.sha256(Uint8Array.of(i, i >> 8)), i * HASH_BYTES);
  return leaves;
};

describe('the path of an inclusion proof', () => {
  it('ends in the root of every tree, from every leaf', () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = leavesOf(size);
      const root = treeHash(nodeHasher, leaves);
      for (let index = 0; index < size; index++) {
        const leaf = leaves.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES);
        const ranges = inclusionRanges(index, { from: 0, to: size });
        const proof = proofOf(ranges, rangesOfLeaves(nodeHasher, leaves)) as Uint8Array[];
        const steps = inclusionPath(nodeHasher, proof, leaf, index, size);
        expect(hex(steps?.at(-1)?.result ?? leaf), `${index} of ${size}`).toBe(hex(root));
        expect(steps?.map(({ side }) => side)).toEqual(ranges.map(({ from }) => (from > index ? 'right' : 'left')));
      }
    }
  });

  it('ends where the check of the proof ends, also for a leaf that is not in the tree', () => {
    const leaves = leavesOf(21);
    const proof = proofOf(inclusionRanges(13, { from: 0, to: 21 }), rangesOfLeaves(nodeHasher, leaves)) as Uint8Array[];
    const other = nodeHasher.sha256(Uint8Array.of(1, 2, 3));
    const steps = inclusionPath(nodeHasher, proof, other, 13, 21);
    expect(hex(steps?.at(-1)?.result)).toBe(hex(rootFromInclusion(nodeHasher, proof, other, 13, 21)));
    expect(hex(steps?.at(-1)?.result)).not.toBe(hex(treeHash(nodeHasher, leaves)));
  });

  it('is not there for a proof of another length, or a place outside the tree', () => {
    const leaf = leavesOf(1);
    expect(inclusionPath(nodeHasher, [leaf], leaf, 0, 1)).toBeUndefined();
    expect(inclusionPath(nodeHasher, [], leaf, 0, 2)).toBeUndefined();
    expect(inclusionPath(nodeHasher, [], leaf, 1, 1)).toBeUndefined();
  });
});
