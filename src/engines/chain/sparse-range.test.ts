import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nodeHasher } from '../../host/adapters/node-ports.ts';
import { CompactRange } from './compact-range.ts';
import { treeHash } from './merkle.ts';
import { SparseRange } from './sparse-range.ts';

const leaves = Array.from({ length: 37 }, (_, i) => new Uint8Array(hash('sha256', `leaf ${i}`, 'buffer')));
const joined = (from: number, to: number): Uint8Array => new Uint8Array(Buffer.concat(leaves.slice(from, to)));

describe('the root of a tree of which parts are left out', () => {
  it('is that of all leaves, whichever perfect subtrees stand in the place of theirs', () => {
    const whole = new CompactRange(nodeHasher);
    whole.append(joined(0, 37));
    const nodes = new Map<string, Uint8Array>();
    const sparse = new SparseRange(nodeHasher, (level, n, node) => void nodes.set(`${level}/${n}`, node));
    for (let at = 0; at < 37; ) {
      const count = [8, 4, 2].find((each) => at % 3 !== 0 && sparse.fits(each) && at + each <= 37) ?? 1;
      sparse.append(count, treeHash(nodeHasher, joined(at, at + count)));
      at += count;
    }
    expect(sparse.size).toBe(37);
    expect(sparse.root()).toEqual(whole.root());
    expect(nodes.get('4/1')).toEqual(treeHash(nodeHasher, joined(16, 32)));
  });

  it('takes no subtree where its size does not put it', () => {
    const sparse = new SparseRange(nodeHasher, () => undefined);
    sparse.append(1, leaves[0] as Uint8Array);
    expect([sparse.fits(1), sparse.fits(2), sparse.fits(3)]).toEqual([true, false, false]);
  });
});
