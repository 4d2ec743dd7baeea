/**
 * The rows of one segment that match a query, kept as a bitmap, and the questions that finding a place in the order of all
 * hits puts to them: how many lie where in time, how many up to a record.
 *
 * Synchronous. Memory: 64 KiB for a full segment, once it is asked. Cost: a question is a pass over the rows it is about.
 */
import type { HitPart, HitSlice, TimeTally } from '../hit-index.ts';
import { countRows, emptyRows, nextRow, previousRow, type RowSet } from './row-set.ts';
import type { HitKey } from './segment-reader.ts';
import type { SegmentStore } from './segment-store.ts';

/** @param find the matching rows; asked once, and only where a place could lie in this segment */
export function matchesOfSegment(store: SegmentStore, find: () => RowSet): HitPart {
  let found: RowSet | undefined;
  const rows = (): RowSet => (found ??= find());
  const { minTimeUs, maxTimeUs, withoutTime } = store.facts;
  return {
    timed(lowUs, highUs) {
      if (minTimeUs === null || maxTimeUs === null || maxTimeUs < lowUs || minTimeUs > highUs) return undefined;
      return new RowSlice(store, rowsInside(store, rows(), lowUs, highUs));
    },
    untimed() {
      if (withoutTime === 0) return undefined;
      const untimed = emptyRows(rows().size);
      for (const row of store.untimedRows()) untimed.words[row >>> 5]! |= rows().words[row >>> 5]! & (1 << (row & 31));
      return new RowSlice(store, untimed);
    },
  };
}

/** Rows of the set whose time lies in [lowUs, highUs]. A new set. */
function rowsInside(store: SegmentStore, rows: RowSet, lowUs: number, highUs: number): RowSet {
  const inside = emptyRows(rows.size);
  const times = store.times();
  const isSorted = store.facts.isTimeSorted && store.facts.withoutTime === 0;
  const first = isSorted ? firstRowFrom(times, lowUs) : 0;
  for (let row = nextRow(rows, first); row >= 0; row = nextRow(rows, row + 1)) {
    const time = times[row]!;
    if (time >= lowUs && time <= highUs) inside.words[row >>> 5]! |= 1 << (row & 31);
    else if (isSorted) break;
  }
  return inside;
}

function firstRowFrom(times: Float64Array, timeUs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nearest records of the set before and after one in log order, nearest first. */
export function neighboursInSegment(
  store: SegmentStore,
  rows: RowSet,
  seq: number,
  limits: { before: number; after: number },
): { before: number[]; after: number[] } {
  const before: number[] = [];
  const after: number[] = [];
  const end = rowsUpTo(store, seq - 1);
  for (
    let row = previousRow(rows, end - 1);
    row >= 0 && before.length < limits.before;
    row = previousRow(rows, row - 1)
  ) {
    before.push(store.seqOf(row));
  }
  const start = rowsUpTo(store, seq);
  for (let row = nextRow(rows, start); row >= 0 && after.length < limits.after; row = nextRow(rows, row + 1)) {
    after.push(store.seqOf(row));
  }
  return { before, after };
}

/** How many rows hold records up to `seq`: rows ascend as their records do. */
function rowsUpTo({ facts: { runs } }: SegmentStore, seq: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (runs[middle]!.firstSeq <= seq) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  return run === undefined ? 0 : run.rowStart + Math.min(run.count, seq - run.firstSeq + 1);
}

class RowSlice implements HitSlice {
  readonly count: number;
  readonly #store: SegmentStore;
  readonly #rows: RowSet;

  constructor(store: SegmentStore, rows: RowSet) {
    this.#store = store;
    this.#rows = rows;
    this.count = countRows(rows);
  }

  get lastSeq(): number {
    const last = this.#store.facts.runs.at(-1);
    return last === undefined ? -1 : last.firstSeq + last.count - 1;
  }

  narrow(lowUs: number, highUs: number): HitSlice {
    return new RowSlice(this.#store, rowsInside(this.#store, this.#rows, lowUs, highUs));
  }

  addTo(tally: TimeTally): void {
    const times = this.#store.times();
    const { words } = this.#rows;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i]!; word !== 0; word &= word - 1)
        tally.add(times[(i << 5) + 31 - Math.clz32(word & -word)]!);
    }
  }

  keys(): HitKey[] {
    const keys: HitKey[] = [];
    const times = this.#store.times();
    for (let row = nextRow(this.#rows, 0); row >= 0; row = nextRow(this.#rows, row + 1)) {
      keys.push({ timeUs: times[row]!, seq: this.#store.seqOf(row) });
    }
    return keys;
  }

  countUpTo(seq: number): number {
    const end = rowsUpTo(this.#store, seq);
    const { words } = this.#rows;
    const whole = countRows({ size: end, words: words.subarray(0, end >>> 5) });
    const rest = end & 31;
    if (rest === 0) return whole;
    return whole + countRows({ size: 32, words: Uint32Array.of(words[end >>> 5]! & (0xffff_ffff >>> (32 - rest))) });
  }
}
