/**
 * Chain values inside of a tile of digests, worked out where somebody asks, and kept.
 *
 * A chain can only be followed step by step, at half a microsecond a step; those of four tiles side by side take little
 * longer than one (`followChains`). O(steps from the nearest value known before).
 * Source: evidence-format.md §2.
 * Trust: the digests were checked, the value before the tile was not: it is no part of what the signed head covers.
 */
import { chainOfDigests, CHAINS_AT_ONCE, chainsOfDigests, DIGEST_BYTES } from '../../engines/chain/entry.ts';
import { nodeHasher } from '../adapters/node-ports.ts';

/** Values kept of a tile: a quarter of them, so that few are followed twice. */
const MAX_KNOWN = 64;

export class ChainValues {
  readonly #digests: Uint8Array;
  readonly #before: Uint8Array;
  /** Known values by index. Usually one or two: room for all would take as much memory again as the digests. */
  readonly #values = new Map<number, Uint8Array>();

  /**
   * @param digests 32 bytes each
   * @param before the value before the first of them, 32 bytes
   */
  constructor(digests: Uint8Array, before: Uint8Array) {
    this.#digests = digests;
    this.#before = before;
  }

  get count(): number {
    return this.#digests.length / DIGEST_BYTES;
  }

  has(index: number): boolean {
    return this.#values.has(index);
  }

  /** The value after a digest, 32 bytes. @param index below `count` */
  at(index: number): Uint8Array {
    const known = this.#values.get(index);
    if (known !== undefined) return known;
    const { from, before } = this.startFor(index);
    const value = chainOfDigests(nodeHasher, this.digests(from, index + 1), before);
    this.put(index, value);
    return value;
  }

  /** Where to begin: the digest behind the last known value, and that value. */
  startFor(index: number): { from: number; before: Uint8Array } {
    for (let from = index; from > 0; from--) {
      const before = this.#values.get(from - 1);
      if (before !== undefined) return { from, before };
    }
    return { from: 0, before: this.#before };
  }

  digests(from: number, to: number): Uint8Array {
    return this.#digests.subarray(from * DIGEST_BYTES, to * DIGEST_BYTES);
  }

  put(index: number, value: Uint8Array): void {
    // Whoever reads on and on needs the last one only.
    if (this.#values.size >= MAX_KNOWN) this.#values.clear();
    this.#values.set(index, value);
  }
}

/** Records of one tile whose chain values are wanted: indexes, ascending. */
export interface WantedChain {
  chain: ChainValues;
  indexes: number[];
}

/** A chain on its way: where it began and which steps from there are wanted. */
interface Lane {
  chain: ChainValues;
  from: number;
  before: Uint8Array;
  steps: number[];
}

/** Works out all that is wanted, four tiles at once; `at` has it afterwards. */
export function followChains(wanted: readonly WantedChain[]): void {
  const lanes = wanted.flatMap(({ chain, indexes }): Lane[] => {
    const missing = indexes.filter((index) => !chain.has(index));
    const [first] = missing;
    if (first === undefined) return [];
    const { from, before } = chain.startFor(first);
    return [{ chain, from, before, steps: missing.map((index) => index + 1 - from) }];
  });
  // Beside one another go those that are about as long: all take as many steps as the longest.
  const byLength = lanes.toSorted((a, b) => lastOf(a.steps) - lastOf(b.steps));
  for (let i = 0; i < byLength.length; i += CHAINS_AT_ONCE) followSide(byLength.slice(i, i + CHAINS_AT_ONCE));
}

function followSide(lanes: readonly Lane[]): void {
  // Alone it is quicker without the others' lanes.
  if (lanes.length === 1) return;
  let values = new Uint8Array(CHAINS_AT_ONCE * DIGEST_BYTES);
  lanes.forEach(({ before }, lane) => values.set(before, lane * DIGEST_BYTES));
  const stops = [...new Set(lanes.flatMap(({ steps }) => steps))].toSorted((a, b) => a - b);
  let done = 0;
  for (const stop of stops) {
    // A lane that has come to its end goes on with nothing: nobody looks at it.
    const digests = new Uint8Array(CHAINS_AT_ONCE * (stop - done) * DIGEST_BYTES);
    lanes.forEach(({ chain, from }, lane) =>
      digests.set(chain.digests(from + done, from + stop), lane * (stop - done) * DIGEST_BYTES),
    );
    values = chainsOfDigests(nodeHasher, digests, values) as typeof values;
    lanes.forEach(({ chain, from, steps }, lane) => {
      if (!steps.includes(stop)) return;
      chain.put(from + stop - 1, values.slice(lane * DIGEST_BYTES, (lane + 1) * DIGEST_BYTES));
    });
    done = stop;
  }
}

const lastOf = (list: readonly number[]): number => list.at(-1) ?? 0;
