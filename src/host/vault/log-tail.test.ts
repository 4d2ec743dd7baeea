/** The tail gives one root, one chain and one set of tiles, however the records come and wherever it is reopened. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialChain, leavesOfDigests, linkEntries } from '../../engines/chain/entry.ts';
import { emptyRoot, treeHash } from '../../engines/chain/merkle.ts';
import type { TileStore } from '../../engines/chain/tiles.ts';
import { expectValid, findingOf } from '../../test/helpers/expect-verdict.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { type DigestTile, LogTail, type TailChanges } from './log-tail.ts';

/** What `case.db` keeps, in memory. */
class Stored {
  readonly digestTiles = new Map<number, DigestTile>();
  readonly tiles = new Map<string, Uint8Array>();

  save({ digestTiles, tiles }: TailChanges): void {
    for (const tile of digestTiles) this.digestTiles.set(tile.n, tile);
    for (const { level, index, hashes } of tiles) this.tiles.set(`${level}/${index}`, hashes);
  }

  readonly store: TileStore = {
    get: (level, index) => {
      if (level > 0) return this.tiles.get(`${level}/${index}`);
      const tile = this.digestTiles.get(index);
      return tile === undefined ? undefined : leavesOfDigests(nodeHasher, tile.digests);
    },
  };

  open(size: number) {
    return LogTail.open(this.store, size, this.digestTiles.get(Math.floor((size - 1) / 256)));
  }
}

function digestsOf(count: number): Uint8Array {
  const digests = new Uint8Array(count * 32);
  for (let i = 0; i < count; i++) digests.set(nodeHasher.sha256(Buffer.from(`record ${i}`)), i * 32);
  return digests;
}

/** Sorted, so that two sets of tiles can be compared. */
const contentOf = (stored: Stored) => ({
  digestTiles: [...stored.digestTiles].toSorted(([a], [b]) => a - b).map(([, tile]) => tile),
  tiles: [...stored.tiles].toSorted(([a], [b]) => (a < b ? -1 : 1)),
});

const COUNT = 70_000;
const all = digestsOf(COUNT);

function inOneGo(count: number) {
  const stored = new Stored();
  const tail = LogTail.empty();
  tail.append(all.subarray(0, count * 32));
  stored.save(tail.takeChanges());
  return { tail, stored };
}

describe('the tail of the log', () => {
  it('gives the root and chain of its definition', () => {
    const { tail } = inOneGo(1000);
    const { leaves, chain } = linkEntries(nodeHasher, all.subarray(0, 32_000), initialChain());
    expect(tail.root()).toEqual(treeHash(nodeHasher, leaves));
    expect(tail.chain).toEqual(chain);
    expect(tail.size).toBe(1000);
  });

  it('is empty at first', () => {
    const tail = LogTail.empty();
    expect(tail.root()).toEqual(emptyRoot(nodeHasher));
    expect(tail.chain).toEqual(new Uint8Array(32));
    expect(tail.takeChanges()).toEqual({ digestTiles: [], tiles: [] });
  });

  it('gives the same root, chain and tiles for any split into appends, saves and reopenings', () => {
    const steps = fc.array(
      fc.record({ count: fc.integer({ min: 0, max: 700 }), act: fc.constantFrom('append', 'save', 'reopen') }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(steps, (row) => {
        const stored = new Stored();
        let tail = LogTail.empty();
        let size = 0;
        for (const { count, act } of row) {
          tail.append(all.subarray(size * 32, (size + count) * 32));
          size += count;
          if (act === 'append') continue;
          stored.save(tail.takeChanges());
          if (act === 'reopen') tail = expectValid(stored.open(size));
        }
        stored.save(tail.takeChanges());
        const whole = inOneGo(size);
        expect(tail.root()).toEqual(whole.tail.root());
        expect(tail.chain).toEqual(whole.tail.chain);
        expect(contentOf(stored)).toEqual(contentOf(whole.stored));
      }),
      { numRuns: 150 },
    );
  });

  it.each([1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537])(
    'goes on at size %d as if it had never stopped',
    (size) => {
      const { stored } = inOneGo(size);
      const tail = expectValid(stored.open(size));
      expect(tail.size).toBe(size);
      tail.append(all.subarray(size * 32));
      stored.save(tail.takeChanges());
      const whole = inOneGo(COUNT);
      expect(tail.root()).toEqual(whole.tail.root());
      expect(tail.chain).toEqual(whole.tail.chain);
      expect(contentOf(stored)).toEqual(contentOf(whole.stored));
    },
  );

  it('goes on at an earlier size from tiles that have grown since', () => {
    const { stored } = inOneGo(1000);
    const tail = expectValid(LogTail.open(stored.store, 900, stored.digestTiles.get(3)));
    expect(tail.root()).toEqual(inOneGo(900).tail.root());
    expect(tail.chain).toEqual(inOneGo(900).tail.chain);
  });

  it('hands out each change once', () => {
    const { tail } = inOneGo(300);
    expect(tail.takeChanges()).toEqual({ digestTiles: [], tiles: [] });
    tail.append(all.subarray(0, 32));
    const { digestTiles } = tail.takeChanges();
    expect(digestTiles.map(({ n, digests }) => [n, digests.length / 32])).toEqual([[1, 45]]);
  });

  it('keeps what it handed out apart from what comes later', () => {
    const tail = LogTail.empty();
    tail.append(all.subarray(0, 32));
    const [tile] = tail.takeChanges().digestTiles;
    tail.append(all.subarray(32, 64));
    expect(tile?.digests).toEqual(all.slice(0, 32));
    expect(tile?.chainBefore).toEqual(new Uint8Array(32));
  });

  it('does not open where its newest digests are missing or cut short', () => {
    const { stored } = inOneGo(300);
    const last = stored.digestTiles.get(1) as DigestTile;
    expect(findingOf(LogTail.open(stored.store, 300, undefined)).kind).toBe('tile-missing');
    expect(findingOf(LogTail.open(stored.store, 300, { ...last, digests: last.digests.slice(32) })).kind).toBe(
      'tile-missing',
    );
    stored.tiles.delete('1/0');
    expect(findingOf(stored.open(300)).kind).toBe('tile-missing');
  });
});
