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

export class ChainValues {
  readonly #digests: Uint8Array;
  readonly #before: Uint8Array;
  /** The value after each digest, where it is known. */
  readonly #values: Uint8Array;
  readonly #isKnown: Uint8Array;

  /**
   * @param digests 32 bytes each
   * @param before the value before the first of them, 32 bytes
   */
  constructor(digests: Uint8Array, before: Uint8Array) {
    this.#digests = digests;
    this.#before = before;
    this.#values = new Uint8Array(digests.length);
    this.#isKnown = new Uint8Array(digests.length / DIGEST_BYTES);
  }

  get count(): number {
    return this.#isKnown.length;
  }

  has(index: number): boolean {
    return this.#isKnown[index] === 1;
  }

  /** The value after a digest, 32 bytes. @param index below `count` */
  at(index: number): Uint8Array {
    if (!this.has(index)) {
      const from = this.startFor(index);
      this.put(index, chainOfDigests(nodeHasher, this.digests(from, index + 1), this.before(from)));
    }
    return this.#values.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
  }

  /** The digest behind the last known value before `index`: where to begin. */
  startFor(index: number): number {
    let from = index;
    while (from > 0 && !this.has(from - 1)) from--;
    return from;
  }

  /** The value before a digest; known, where `startFor` named it. */
  before(index: number): Uint8Array {
    return index === 0 ? this.#before : this.#values.subarray((index - 1) * DIGEST_BYTES, index * DIGEST_BYTES);
  }

  digests(from: number, to: number): Uint8Array {
    return this.#digests.subarray(from * DIGEST_BYTES, to * DIGEST_BYTES);
  }

  put(index: number, value: Uint8Array): void {
    this.#values.set(value, index * DIGEST_BYTES);
    this.#isKnown[index] = 1;
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
  steps: number[];
}

/** Works out all that is wanted, four tiles at once; `at` has it afterwards. */
export function followChains(wanted: readonly WantedChain[]): void {
  const lanes = wanted.flatMap(({ chain, indexes }): Lane[] => {
    const missing = indexes.filter((index) => !chain.has(index));
    const [first] = missing;
    if (first === undefined) return [];
    const from = chain.startFor(first);
    return [{ chain, from, steps: missing.map((index) => index + 1 - from) }];
  });
  // Beside one another go those that are about as long: all take as many steps as the longest.
  const byLength = lanes.toSorted((a, b) => lastOf(a.steps) - lastOf(b.steps));
  for (let i = 0; i < byLength.length; i += CHAINS_AT_ONCE) followSide(byLength.slice(i, i + CHAINS_AT_ONCE));
}

function followSide(lanes: readonly Lane[]): void {
  // Alone it is quicker without the others' lanes.
  if (lanes.length === 1) return;
  let values = new Uint8Array(CHAINS_AT_ONCE * DIGEST_BYTES);
  lanes.forEach(({ chain, from }, lane) => values.set(chain.before(from), lane * DIGEST_BYTES));
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
      chain.put(from + stop - 1, values.subarray(lane * DIGEST_BYTES, (lane + 1) * DIGEST_BYTES));
    });
    done = stop;
  }
}

const lastOf = (list: readonly number[]): number => list.at(-1) ?? 0;
