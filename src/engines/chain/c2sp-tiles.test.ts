import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHasher as hasher } from '../../host/adapters/node-ports.ts';
import { expectValid, findingOf } from '../../test/helpers/expect-verdict.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { encodeHex } from '../kernel/bytes.ts';
import {
  consistencyRanges,
  inclusionRanges,
  proofOf,
  rangesOfLeaves,
  treeHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import {
  hashCountAt,
  levelCount,
  parseTilePath,
  rangesOfTiles,
  rootOfTiles,
  type Tile,
  TileAppender,
  tilePath,
  type TileStore,
  tileWidth,
} from './tiles.ts';
import { VerifiedTiles } from './verified-tiles.ts';

class MemoryTiles implements TileStore {
  readonly #tiles = new Map<string, Uint8Array>();

  get(level: number, index: number): Uint8Array | undefined {
    return this.#tiles.get(`${level}/${index}`);
  }

  put(tiles: readonly Tile[]): void {
    for (const { level, index, hashes } of tiles) this.#tiles.set(`${level}/${index}`, hashes);
  }
}

const TOTAL = 70_000;
const leaves = new Uint8Array(TOTAL * 32);
for (let i = 0; i < TOTAL; i++) leaves.set(hasher.sha256(new Uint8Array([i >> 16, i >> 8, i])), i * 32);
const rootAt = (size: number): string => encodeHex(treeHash(hasher, leaves, 0, size));
const leafAt = (seq: number): Uint8Array => leaves.subarray(seq * 32, seq * 32 + 32);

const filled = (size: number): MemoryTiles => {
  const [appender, store] = [new TileAppender(hasher), new MemoryTiles()];
  appender.append(leaves.subarray(0, size * 32));
  store.put(appender.takeChanged());
  return store;
};
const store70000 = filled(TOTAL);

describe('tile paths (C2SP tlog-tiles)', () => {
  it('names tiles as the specification shows', () => {
    expect([tilePath(0, 1_234_067), tilePath(1, 0, 17), tilePath(63, 999)]).toEqual([
      'tile/0/x001/x234/067',
      'tile/1/000.p/17',
      'tile/63/999',
    ]);
  });

  it('reads back every path it writes', () => {
    fc.assert(
      fc.property(fc.nat(63), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(tilePath(level, index, width))).toEqual({ level, index, width });
      }),
    );
  });

  it.each([
    'tile/0/0',
    'tile/0/x000/001',
    'tile/0/1234',
    'tile/64/000',
    'tile/00/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/x001/x234/x067',
    `tile/0/${'x999/'.repeat(9)}999`,
    'tile/0/../000',
  ])('refuses %s', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });
});

describe('tile counts', () => {
  it('are those of the specification for logs of 70,000 and 256', () => {
    expect([
      levelCount(TOTAL),
      hashCountAt(1, TOTAL),
      tileWidth(0, 272, TOTAL),
      tileWidth(0, 273, TOTAL),
      tileWidth(1, 1, TOTAL),
      tileWidth(2, 0, TOTAL),
      tileWidth(3, 0, TOTAL),
      levelCount(256),
      tileWidth(1, 0, 256),
      levelCount(0),
    ]).toEqual([3, 273, 256, 112, 17, 1, 0, 2, 1, 0]);
  });

  it.skipIf(!hasShared)('are those of the published vector', () => {
    const vector = JSON.parse(readFileSync(sharedPath('vectors/tlog/tiles.json'), 'utf8')) as {
      paths: { index: number; path: string }[];
      treeSize70000: Record<string, number>;
      treeSize256: Record<string, number>;
    };
    expect(vector.paths.map(({ index }) => tilePath(0, index).slice('tile/0/'.length))).toEqual(
      vector.paths.map(({ path }) => path),
    );
    expect({
      level0Full: Math.floor(hashCountAt(0, TOTAL) / 256),
      level0PartialWidth: hashCountAt(0, TOTAL) % 256,
      level1Full: Math.floor(hashCountAt(1, TOTAL) / 256),
      level1PartialWidth: hashCountAt(1, TOTAL) % 256,
      level2PartialWidth: hashCountAt(2, TOTAL) % 256,
    }).toEqual(vector.treeSize70000);
    expect({ level0Full: 1, level1PartialWidth: hashCountAt(1, 256) }).toEqual(vector.treeSize256);
  });
});

describe('TileAppender', () => {
  const boundaries = [0, 1, 2, 255, 256, 257, 511, 512, 1_000, 65_535, 65_536, 65_537, 65_792, TOTAL];

  it.each(boundaries)('leads to the same root as all %i leaves', (size) => {
    const appender = new TileAppender(hasher);
    appender.append(leaves.subarray(0, size * 32));
    expect(encodeHex(appender.root())).toBe(rootAt(size));
    expect(encodeHex(expectValid(rootOfTiles(hasher, filled(size), size)))).toBe(rootAt(size));
  });

  it('gives the same tiles however the leaves arrive and wherever it was closed and opened again', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (counts) => {
        const store = new MemoryTiles();
        let size = 0;
        let appender = new TileAppender(hasher);
        counts.forEach((count, step) => {
          appender.append(leaves.subarray(size * 32, (size + count) * 32));
          size += count;
          store.put(appender.takeChanged());
          if (step % 3 === 2) appender = expectValid(TileAppender.open(hasher, store, size));
          expect(encodeHex(appender.root())).toBe(rootAt(size));
        });
        const whole = filled(size);
        for (let level = 0; level < levelCount(size); level++) {
          for (let index = 0; tileWidth(level, index, size) > 0; index++) {
            expect(store.get(level, index)).toEqual(whole.get(level, index));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives full tiles alone, and those of the lowest level only to who wants them', () => {
    const appender = new TileAppender(hasher, 1);
    appender.append(leaves.subarray(0, 65_537 * 32));
    const full = appender.takeFull();
    expect(full.map(({ level, index }) => [level, index])).toEqual([[1, 0]]);
    expect(full[0]?.hashes).toEqual(filled(65_537).get(1, 0));
    expect(appender.takeFull()).toEqual([]);
    expect(appender.takeChanged().map(({ level, index }) => [level, index])).toEqual([[2, 0]]);
    expect(encodeHex(appender.root())).toBe(rootAt(65_537));
  });

  it('gives each tile once, and an unfinished one again only when it has grown', () => {
    const appender = new TileAppender(hasher);
    const names = (): string[] =>
      appender.takeChanged().map(({ level, index, hashes }) => tilePath(level, index, hashes.length / 32));
    appender.append(leaves.subarray(0, 300 * 32));
    const first = names();
    const second = names();
    appender.append(leaves.subarray(300 * 32, 301 * 32));
    expect([first, second, names()]).toEqual([
      ['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1'],
      [],
      ['tile/0/001.p/45'],
    ]);
  });

  it('is not changed by what the caller does to tiles it gave away', () => {
    const appender = new TileAppender(hasher);
    appender.append(leaves.subarray(0, 300 * 32));
    for (const { hashes } of appender.takeChanged()) hashes.fill(0);
    expect(encodeHex(appender.root())).toBe(rootAt(300));
  });

  it('opens an earlier size from tiles that have grown since', () => {
    const appender = expectValid(TileAppender.open(hasher, store70000, 69_900));
    expect(encodeHex(appender.root())).toBe(rootAt(69_900));
  });

  it('names the tile that is missing or cut short', () => {
    const short = new MemoryTiles();
    short.put([{ level: 0, index: 0, hashes: new Uint8Array(32) }]);
    expect(findingOf(TileAppender.open(hasher, new MemoryTiles(), 5))).toMatchObject({
      kind: 'tile-missing',
      expected: 'tile/0/000',
    });
    expect(findingOf(TileAppender.open(hasher, short, 2))).toMatchObject({
      kind: 'tile-missing',
      expected: 'tile/0/000',
    });
    expect(findingOf(rootOfTiles(hasher, new MemoryTiles(), 256))).toMatchObject({
      kind: 'tile-missing',
      expected: 'tile/1/000',
    });
  });
});

describe('proofs from tiles', () => {
  const places = fc.integer({ min: 1, max: TOTAL }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
  const fromLeaves = rangesOfLeaves(hasher, leaves);

  it('are the proofs of the whole tree, and hold', () => {
    fc.assert(
      fc.property(places, ([size, index]) => {
        const ranges = inclusionRanges(index, { from: 0, to: size });
        const proof = proofOf(ranges, rangesOfTiles(hasher, store70000, size)) as Uint8Array[];
        expect(verifyInclusion(hasher, proof, leafAt(index), index, size, treeHash(hasher, leaves, 0, size))).toBe(
          true,
        );
      }),
      { numRuns: 20 },
    );
  });

  it('link any two sizes', () => {
    fc.assert(
      fc.property(places, ([size, before]) => {
        const oldSize = before + 1;
        const proof = proofOf(
          consistencyRanges(oldSize, size),
          rangesOfTiles(hasher, store70000, size),
        ) as Uint8Array[];
        const [oldRoot, root] = [treeHash(hasher, leaves, 0, oldSize), treeHash(hasher, leaves, 0, size)];
        expect(verifyConsistency(hasher, proof, oldSize, oldRoot, size, root)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('are refused beyond the size and where a tile is gone', () => {
    const hashOf = rangesOfTiles(hasher, store70000, 100);
    expect([hashOf({ from: 64, to: 101 }), rangesOfTiles(hasher, new MemoryTiles(), 100)({ from: 0, to: 64 })]).toEqual(
      [undefined, undefined],
    );
    expect(hashOf({ from: 64, to: 100 })).toEqual(fromLeaves({ from: 64, to: 100 }));
  });
});

describe('VerifiedTiles', () => {
  const root = treeHash(hasher, leaves);
  /** The store with one byte of one tile changed. */
  const damaged = (level: number, index: number, byte = 0): MemoryTiles => {
    const store = filled(TOTAL);
    const hashes = (store.get(level, index) as Uint8Array).slice();
    hashes[byte] = (hashes[byte] as number) ^ 1;
    store.put([{ level, index, hashes }]);
    return store;
  };

  it('gives every leaf of a sound log, and nothing beyond its end', () => {
    const tiles = expectValid(VerifiedTiles.open(hasher, store70000, TOTAL, root));
    for (const seq of [0, 255, 256, 65_535, 65_536, 69_887, 69_888, TOTAL - 1])
      expect(tiles.leaf(seq)).toEqual(leafAt(seq));
    expect([tiles.leaf(TOTAL), tiles.leaf(-1), tiles.leaf(0.5), tiles.get(0, 274), tiles.get(9, 0)]).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  it('does not open where the right edge does not lead to the root', () => {
    expect(findingOf(VerifiedTiles.open(hasher, store70000, TOTAL - 1, root))).toMatchObject({ kind: 'root-mismatch' });
    expect(findingOf(VerifiedTiles.open(hasher, damaged(0, 273), TOTAL, root))).toMatchObject({
      kind: 'root-mismatch',
    });
    expect(findingOf(VerifiedTiles.open(hasher, damaged(2, 0), TOTAL, root))).toMatchObject({ kind: 'root-mismatch' });
    expect(findingOf(VerifiedTiles.open(hasher, new MemoryTiles(), TOTAL, root))).toMatchObject({
      kind: 'tile-missing',
    });
  });

  it('finds a changed leaf tile and leaves the others usable', () => {
    const tiles = expectValid(VerifiedTiles.open(hasher, damaged(0, 7, 8_191), TOTAL, root));
    expect(findingOf(tiles.check(0, 7))).toMatchObject({ kind: 'tile-mismatch', expected: 'tile/0/007' });
    expect([tiles.leaf(7 * 256), tiles.leaf(8 * 256)]).toEqual([undefined, leafAt(8 * 256)]);
  });

  it('names the upper tile where that one was changed', () => {
    const tiles = expectValid(VerifiedTiles.open(hasher, damaged(1, 0), TOTAL, root));
    expect(findingOf(tiles.check(0, 3))).toMatchObject({ kind: 'tile-mismatch', expected: 'tile/1/000' });
  });

  it('finds tiles that were swapped', () => {
    const store = filled(TOTAL);
    const [three, four] = [store.get(0, 3), store.get(0, 4)] as [Uint8Array, Uint8Array];
    store.put([
      { level: 0, index: 3, hashes: four },
      { level: 0, index: 4, hashes: three },
    ]);
    const tiles = expectValid(VerifiedTiles.open(hasher, store, TOTAL, root));
    expect(findingOf(tiles.check(0, 3))).toMatchObject({ kind: 'tile-mismatch' });
  });

  it('opens the empty log with the empty root only', () => {
    const empty = treeHash(hasher, new Uint8Array(0));
    expect(VerifiedTiles.open(hasher, new MemoryTiles(), 0, empty).kind).toBe('valid');
    expect(findingOf(VerifiedTiles.open(hasher, new MemoryTiles(), 0, root))).toMatchObject({ kind: 'root-mismatch' });
  });
});
