/**
 * Silences of a source that are unlike its others.
 *
 * Pure. O(1) an interval; memory: the longest silences only.
 * Source: B. M. Hill, "A simple general approach to inference about the tail of a distribution" (1975). The tail of the
 * source's own silences is fitted from the 6th longest down; one of the 5 longest is named where by that tail fewer than
 * EXPECTED_AT_MOST of its length would be expected in the whole source. Differences: none but these bounds. Logs come in bursts and rest at
 * night; a fixed limit, or a mean, would cry at each.
 */

export interface Silence {
  /** Microseconds since 1970. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Places of the records before and behind. */
  readonly beforeOffset: number;
  readonly afterOffset: number;
  readonly beforeId: number;
  readonly afterId: number;
}

export interface QuietWindow extends Silence {
  /** How many silences as long the source's own others would let expect. */
  readonly expectedCount: number;
  /** The longest of the silences that it was compared with, microseconds. */
  readonly usualUs: number;
}

const CANDIDATES = 5;
const REFERENCE = 40;
const MIN_REFERENCE = 20;
const MIN_INTERVALS = 100;
/** Shorter silences hide little, and clocks of records are no finer. */
const MIN_QUIET_US = 30 * 60 * 1e6;
const EXPECTED_AT_MOST = 0.001;

const lengthOf = ({ fromUs, toUs }: Silence): number => toUs - fromUs;

export class QuietWindows {
  /** Longest first, at most CANDIDATES + REFERENCE. */
  readonly #longest: Silence[] = [];
  #count = 0;

  add(silence: Silence): void {
    const length = lengthOf(silence);
    if (!(length >= 0)) return;
    this.#count++;
    const shortest = this.#longest.at(-1);
    const isFull = this.#longest.length === CANDIDATES + REFERENCE;
    if (isFull && shortest !== undefined && length <= lengthOf(shortest)) return;
    if (isFull) this.#longest.pop();
    const at = this.#longest.findIndex((other) => lengthOf(other) < length);
    this.#longest.splice(at < 0 ? this.#longest.length : at, 0, silence);
  }

  /** Longest first. Empty where the source has too few records to know its own rhythm. */
  find(): QuietWindow[] {
    const reference = this.#longest.slice(CANDIDATES).map(lengthOf);
    const tail = reference.at(-1) ?? 0;
    const usualUs = reference[0] ?? 0;
    if (this.#count < MIN_INTERVALS || reference.length < MIN_REFERENCE || tail <= 0) return [];
    const meanLog = reference.reduce((sum, length) => sum + Math.log(length / tail), 0) / reference.length;
    // All the same: any longer one would be infinitely unlikely. A tail that thin is not believed.
    const exponent = 1 / Math.max(meanLog, 0.2);
    return this.#longest.slice(0, CANDIDATES).flatMap((silence) => {
      const length = lengthOf(silence);
      const expectedCount = (CANDIDATES + REFERENCE) * (length / tail) ** -exponent;
      const isUnlike = length >= MIN_QUIET_US && expectedCount < EXPECTED_AT_MOST;
      return isUnlike ? [{ ...silence, expectedCount, usualUs }] : [];
    });
  }

  /** Whether there were enough records to say anything. */
  get isKnown(): boolean {
    return this.#count >= MIN_INTERVALS && this.#longest.length >= CANDIDATES + MIN_REFERENCE;
  }
}
