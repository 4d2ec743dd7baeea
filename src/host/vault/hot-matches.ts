/**
 * The hits of the hot part, as a hit index asks for them: few enough to be a list.
 *
 * Pure. O(hits) a question.
 */
import type { HitPart, HitSlice, TimeTally } from './hit-index.ts';
import type { HitKey } from './segment/segment-reader.ts';

export function matchesOfList(hits: readonly HitKey[]): HitPart {
  const untimed = hits.filter(({ timeUs }) => Number.isNaN(timeUs));
  return {
    timed: (lowUs, highUs) => new ListSlice(hits).narrow(lowUs, highUs),
    untimed: () => new ListSlice(untimed),
  };
}

class ListSlice implements HitSlice {
  readonly #hits: readonly HitKey[];

  constructor(hits: readonly HitKey[]) {
    this.#hits = hits;
  }

  get count(): number {
    return this.#hits.length;
  }

  get lastSeq(): number {
    return this.#hits.reduce((last, { seq }) => Math.max(last, seq), -1);
  }

  narrow(lowUs: number, highUs: number): HitSlice {
    return new ListSlice(this.#hits.filter(({ timeUs }) => timeUs >= lowUs && timeUs <= highUs));
  }

  addTo(tally: TimeTally): void {
    for (const { timeUs } of this.#hits) tally.add(timeUs);
  }

  keys(): HitKey[] {
    return [...this.#hits];
  }

  countUpTo(seq: number): number {
    let count = 0;
    for (const hit of this.#hits) if (hit.seq <= seq) count++;
    return count;
  }
}
