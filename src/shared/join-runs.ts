/**
 * Puts the runs of folded pages together: a page that began inside a run goes on with the last run of the page before.
 *
 * Pure. O(runs of the page + ranges of the joined run).
 */

type Pair = [number, number];

export interface RunPart {
  offset: number;
  count: number;
  /** Earliest and latest valid time; null where no event has one. */
  firstTime: string | null;
  lastTime: string | null;
  /** Ascending ranges of places in the log, both ends inside. */
  seqs: Pair[];
  /** The event just before says the same. */
  continues: boolean;
  /** Not read to its end. */
  goesOn: boolean;
}

/** @param runs what came before, in the order of the result; is changed */
export function joinRuns<R extends RunPart>(runs: R[], page: readonly R[], order: 'newest' | 'oldest'): void {
  const [first, ...rest] = page;
  const last = runs.at(-1);
  if (first === undefined) {
    // The result ended exactly where the last page did.
    if (last?.goesOn === true) runs[runs.length - 1] = { ...last, goesOn: false };
    return;
  }
  const isOneRun = last !== undefined && first.continues && last.offset + last.count === first.offset;
  if (isOneRun) runs[runs.length - 1] = joined(last, first, order);
  else {
    if (last?.goesOn === true) runs[runs.length - 1] = { ...last, goesOn: false };
    runs.push(first);
  }
  runs.push(...rest);
}

function joined<R extends RunPart>(a: R, b: R, order: 'newest' | 'oldest'): R {
  const [earlier, later] = order === 'oldest' ? [a, b] : [b, a];
  return {
    ...a,
    count: a.count + b.count,
    firstTime: earlier.firstTime ?? later.firstTime,
    lastTime: later.lastTime ?? earlier.lastTime,
    seqs: united(a.seqs, b.seqs),
    goesOn: b.goesOn,
  };
}

function united(a: readonly Pair[], b: readonly Pair[]): Pair[] {
  const all = [...a, ...b].toSorted((x, y) => x[0] - y[0]);
  const result: Pair[] = [];
  for (const [first, last] of all) {
    const end = result.at(-1);
    if (end !== undefined && first <= end[1] + 1) end[1] = Math.max(end[1], last);
    else result.push([first, last]);
  }
  return result;
}
