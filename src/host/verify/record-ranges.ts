/**
 * Ranges of records, each with what was found in it: all of them, however many, in bounded memory.
 *
 * Pure. Neighbours with the same kinds become one; where there are too many, ranges near each other do, and the whole says that
 * it holds good records too.
 */

export interface RecordRange {
  firstSeq: number;
  lastSeq: number;
  /** Sorted; empty where nothing is said about why. */
  kinds: string[];
}

/** Enough for a strip of cells; each holds two numbers and a list that is nearly always shared. */
const MAX_RANGES = 2_000;
const ROOM = 4 * MAX_RANGES;

export class RecordRanges {
  #ranges: RecordRange[] = [];
  /** Ranges no further apart than so many records were joined; 0 where the list is exact. */
  #gap = 0;

  /** @param lastSeq inclusive */
  add(firstSeq: number, lastSeq: number, kind?: string): void {
    const last = this.#ranges.at(-1);
    const kinds = kind === undefined ? [] : [kind];
    // Most come in log order, one behind the other.
    if (last !== undefined && last.lastSeq + 1 === firstSeq && sameKinds(last.kinds, kinds)) last.lastSeq = lastSeq;
    else this.#ranges.push({ firstSeq, lastSeq, kinds });
    if (this.#ranges.length > ROOM) this.#shrink();
  }

  /** @returns ranges in log order that do not overlap, and whether some hold records that nothing was found about */
  finish(): { ranges: RecordRange[]; isExact: boolean } {
    this.#shrink();
    return { ranges: this.#ranges, isExact: this.#gap === 0 };
  }

  #shrink(): void {
    this.#ranges = merged(this.#ranges, this.#gap);
    while (this.#ranges.length > MAX_RANGES) {
      this.#gap = Math.max(1, this.#gap * 2);
      this.#ranges = merged(this.#ranges, this.#gap);
    }
  }
}

/** @param gap how many records may lie between two ranges that become one; 0: only the same kinds, side by side */
function merged(ranges: readonly RecordRange[], gap: number): RecordRange[] {
  const sorted = splitOverlaps(ranges);
  const out: RecordRange[] = [];
  for (const range of sorted) {
    const last = out.at(-1);
    const distance = last === undefined ? Number.POSITIVE_INFINITY : range.firstSeq - last.lastSeq - 1;
    if (last !== undefined && (gap === 0 ? distance === 0 && sameKinds(last.kinds, range.kinds) : distance <= gap)) {
      last.lastSeq = Math.max(last.lastSeq, range.lastSeq);
      last.kinds = unionOf(last.kinds, range.kinds);
    } else out.push({ ...range });
  }
  return out;
}

/** The same ground in ranges that do not overlap: where several lay, one with the kinds of all. */
function splitOverlaps(ranges: readonly RecordRange[]): RecordRange[] {
  const bounds = [...new Set(ranges.flatMap(({ firstSeq, lastSeq }) => [firstSeq, lastSeq + 1]))].toSorted(
    (a, b) => a - b,
  );
  const starts = Map.groupBy(ranges, ({ firstSeq }) => firstSeq);
  const out: RecordRange[] = [];
  let open: RecordRange[] = [];
  for (const [i, from] of bounds.entries()) {
    open = [...open.filter(({ lastSeq }) => lastSeq >= from), ...(starts.get(from) ?? [])];
    const next = bounds[i + 1];
    if (open.length === 0 || next === undefined) continue;
    out.push({ firstSeq: from, lastSeq: next - 1, kinds: open.map(({ kinds }) => kinds).reduce(unionOf) });
  }
  return out;
}

const sameKinds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((kind, i) => kind === b[i]);

const unionOf = (a: string[], b: string[]): string[] => (sameKinds(a, b) ? a : [...new Set([...a, ...b])].toSorted());
