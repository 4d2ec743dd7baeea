import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { bytesOfHex, hexOf, utf8 } from '../base/bytes.ts';
import { printTotal, readJson, refusalOf } from '../testing/vectors.ts';
import { GrowingTree } from './growing-tree.ts';
import { isConsistent, isIncluded, leafHash, nodeHash } from './merkle.ts';

const base64 = (text: string | null): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64'));
const filesOf = (folder: string): string[] =>
  readdirSync(sharedPath(`vectors/merkle/${folder}`), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => sharedPath(`vectors/merkle/${folder}/${name}`));

describe('a growing tree', () => {
  it('takes complete subtrees in place of their leaves, and gives the same root', () => {
    const leaves = Array.from({ length: 21 }, (_, i) => leafHash(new Uint8Array([i])));
    const plain = new GrowingTree();
    leaves.forEach((leaf) => plain.add(leaf));
    const folded = new GrowingTree();
    const pair = (i: number): Uint8Array => nodeHash(leaves[i] as Uint8Array, leaves[i + 1] as Uint8Array);
    for (let i = 0; i < 16; i += 4) folded.add(nodeHash(pair(i), pair(i + 2)), 4);
    folded.add(pair(16), 2);
    leaves.slice(18).forEach((leaf) => folded.add(leaf));
    expect([hexOf(folded.root()), folded.size]).toEqual([hexOf(plain.root()), 21]);
  });

  it('refuses a subtree where none of that height can stand, and a number of leaves that is no power of two', () => {
    const tree = new GrowingTree();
    tree.add(leafHash(utf8('a')));
    expect([
      refusalOf(() => tree.add(leafHash(utf8('b')), 2)),
      refusalOf(() => tree.add(leafHash(utf8('b')), 3)),
    ]).toEqual(Array.from({ length: 2 }, () => 'Refused: a subtree that can not stand there'));
  });
});

describe.skipIf(!hasShared)('published vectors', () => {
  it('RFC 6962 reference roots', () => {
    const { leafInputsHex, rootsHexBySize, hasher } = readJson<{
      leafInputsHex: string[];
      rootsHexBySize: string[];
      hasher: Record<string, string>;
    }>(sharedPath('vectors/merkle/rfc6962-reference-roots.json'));
    const tree = new GrowingTree();
    const roots = [hexOf(tree.root())];
    for (const leaf of leafInputsHex) {
      tree.add(leafHash(bytesOfHex(leaf)));
      roots.push(hexOf(tree.root()));
    }
    expect(roots).toEqual(rootsHexBySize);
    expect([
      hexOf(leafHash(utf8(''))),
      hexOf(leafHash(utf8('L123456'))),
      hexOf(nodeHash(utf8('N123'), utf8('N456'))),
    ]).toEqual([hasher["leaf('')"], hasher["leaf('L123456')"], hasher["node('N123','N456')"]]);
    printTotal({ standard: 'RFC 6962 roots and hashes', cases: roots.length + 4 });
  });

  it('inclusion proofs', () => {
    interface Case {
      leafIdx: number;
      treeSize: number;
      root: string;
      leafHash: string;
      proof: string[] | null;
      wantErr: boolean;
    }
    const cases = filesOf('inclusion').map((file) => ({ file, ...readJson<Case>(file) }));
    const differ = cases.filter(
      (one) =>
        isIncluded(one.leafIdx, one.treeSize, base64(one.leafHash), (one.proof ?? []).map(base64), base64(one.root)) ===
        one.wantErr,
    );
    expect([differ.map(({ file }) => file), cases.length]).toEqual([[], 68]);
    printTotal({ standard: 'RFC 9162 inclusion', cases: cases.length });
  });

  it('consistency proofs', () => {
    interface Case {
      size1: number;
      size2: number;
      root1: string;
      root2: string;
      proof: string[] | null;
      wantErr: boolean;
    }
    const cases = filesOf('consistency').map((file) => ({ file, ...readJson<Case>(file) }));
    const differ = cases.filter(
      (one) =>
        isConsistent(one.size1, one.size2, base64(one.root1), base64(one.root2), (one.proof ?? []).map(base64)) ===
        one.wantErr,
    );
    expect([differ.map(({ file }) => file), cases.length]).toEqual([[], 54]);
    printTotal({ standard: 'RFC 9162 consistency', cases: cases.length });
  });
});
