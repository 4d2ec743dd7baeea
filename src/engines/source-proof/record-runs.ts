/**
 * Record numbers as runs without gaps, whatever order they come in: a circular log has its newest chunk before its oldest.
 *
 * Pure. Memory: one run where a log is whole; as many as there are gaps and chunks. Sorting is O(runs log runs).
 * Trust: numbers are the log's; those past 2^53 are left to the caller.
 */

export interface RecordPlace {
  readonly id: number;
  readonly offset: number;
  /** Microseconds since 1970; NaN where the record has none. */
  readonly timeUs: number;
}

export interface RecordRun {
  readonly first: RecordPlace;
  last: RecordPlace;
}

export interface IdGap {
  readonly before: RecordPlace;
  readonly after: RecordPlace;
  readonly missing: number;
}

export class RecordRuns {
  #runs: RecordRun[] = [];
  count = 0;

  add(place: RecordPlace): void {
    this.count++;
    const run = this.#runs.at(-1);
    if (run !== undefined && place.id === run.last.id + 1) run.last = place;
    else this.#runs.push({ first: place, last: place });
  }

  /** Ascending, joined where one follows the other. Overlaps stay apart. */
  sorted(): RecordRun[] {
    const joined: RecordRun[] = [];
    for (const { first, last } of this.#runs.toSorted((a, b) => a.first.id - b.first.id)) {
      const before = joined.at(-1);
      if (before !== undefined && first.id === before.last.id + 1) before.last = last;
      else joined.push({ first, last });
    }
    return joined;
  }
}

/** Numbers that stand between runs and in none, and numbers that stand twice. */
export function gapsBetween(runs: readonly RecordRun[]): { gaps: IdGap[]; doubled: RecordPlace[] } {
  const gaps: IdGap[] = [];
  const doubled: RecordPlace[] = [];
  let [end] = runs.map(({ last }) => last);
  for (const { first, last } of runs.slice(1)) {
    if (end === undefined) break;
    if (first.id <= end.id) doubled.push(first);
    else if (first.id > end.id + 1) gaps.push({ before: end, after: first, missing: first.id - end.id - 1 });
    if (last.id > end.id) end = last;
  }
  return { gaps, doubled };
}
