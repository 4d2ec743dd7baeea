/**
 * The folded rows of a stretch of a result, as far as they were read: which run, or which event of an unfolded one, a row is.
 *
 * Pure. The number of rows is known only when the end was read. A run is one row until it is opened, then a row an event.
 * Memory: one event a run; a stretch ends at so many runs, and whoever goes on begins another there.
 */
import { joinRuns } from '../../../../../shared/join-runs.ts';
import type { EventRun, RowFold } from '../event-row.ts';
import { MAX_SLICE_ROWS } from '../grid-slice.ts';

export const MAX_RUNS = 20_000;

export interface FoldedRow extends RowFold {
  runIndex: number;
  /** Place of its event in the unfolded result. */
  offset: number;
}

export interface RunsPage {
  runs: readonly EventRun[];
  nextOffset: number | null;
}

export class FoldMap {
  readonly firstOffset: number;
  readonly #order: 'newest' | 'oldest';
  readonly #maxRuns: number;
  readonly #maxRows: number;
  readonly #runs: EventRun[] = [];
  /** By the seq of the first event, which a run keeps however far it is read. */
  readonly #open = new Set<number>();
  readonly #indexOfHead = new Map<number, number>();
  /** First row of each run; undefined: to be counted again. */
  #starts: number[] | undefined;
  #nextOffset: number | null;

  constructor(
    firstOffset: number,
    order: 'newest' | 'oldest',
    { maxRuns = MAX_RUNS, maxRows = MAX_SLICE_ROWS }: { maxRuns?: number; maxRows?: number } = {},
  ) {
    this.firstOffset = firstOffset;
    this.#nextOffset = firstOffset;
    this.#order = order;
    this.#maxRuns = maxRuns;
    this.#maxRows = maxRows;
  }

  get runs(): readonly EventRun[] {
    return this.#runs;
  }

  /** Where to read on; null: there is nothing more, or the stretch is full. */
  get nextOffset(): number | null {
    const isFull = this.#runs.length >= this.#maxRuns && this.#runs.at(-1)?.goesOn !== true;
    return isFull || this.#isCut() ? null : this.#nextOffset;
  }

  /** Whether the last row is the last of the result. */
  get isEnd(): boolean {
    return this.#nextOffset === null && !this.#isCut();
  }

  get rowCount(): number {
    return Math.min(this.#allRows(), this.#maxRows);
  }

  /** Place in the result after the last row. */
  get endOffset(): number {
    const last = this.#isCut() ? this.rowAt(this.rowCount - 1) : undefined;
    if (last !== undefined) return last.offset + (last.place === 'folded' ? last.run.count : 1);
    const run = this.#runs.at(-1);
    return run === undefined ? this.firstOffset : run.offset + run.count;
  }

  append(page: RunsPage): void {
    joinRuns(this.#runs, page.runs, this.#order);
    for (let i = this.#indexOfHead.size; i < this.#runs.length; i++) {
      this.#indexOfHead.set(this.#runs[i]!.event.seq, i);
    }
    this.#nextOffset = page.nextOffset;
    this.#starts = undefined;
  }

  /** The run whose first event it is. */
  runOfHead(seq: number): EventRun | undefined {
    const index = this.#indexOfHead.get(seq);
    return index === undefined ? undefined : this.#runs[index];
  }

  isOpen = (run: EventRun): boolean => this.#open.has(run.event.seq);

  setOpen(run: EventRun, isOpen: boolean): void {
    if (isOpen) this.#open.add(run.event.seq);
    else this.#open.delete(run.event.seq);
    this.#starts = undefined;
  }

  rowAt(row: number): FoldedRow | undefined {
    if (row < 0 || row >= this.rowCount) return undefined;
    const starts = this.#rowStarts();
    const runIndex = lastAtMost(starts, (start) => start, row);
    const run = this.#runs[runIndex]!;
    const inside = row - starts[runIndex]!;
    const place =
      run.count === 1 && !run.goesOn ? 'alone' : this.isOpen(run) ? (inside === 0 ? 'first' : 'inside') : 'folded';
    return { run, runIndex, offset: run.offset + inside, place };
  }

  /** The row of the event at a place of the result; undefined: it was not read, or is folded away behind the first of its run. */
  rowOf(offset: number): number | undefined {
    const index = this.#indexAt(offset);
    if (index === undefined) return undefined;
    const run = this.#runs[index]!;
    const inside = offset - run.offset;
    if (inside > 0 && !this.isOpen(run)) return undefined;
    const row = this.#rowStarts()[index]! + inside;
    return row < this.rowCount ? row : undefined;
  }

  /** The run that holds a place of the result. */
  runAt(offset: number): EventRun | undefined {
    const index = this.#indexAt(offset);
    return index === undefined ? undefined : this.#runs[index];
  }

  #indexAt(offset: number): number | undefined {
    const last = this.#runs.at(-1);
    if (last === undefined || offset < this.firstOffset || offset >= last.offset + last.count) return undefined;
    return lastAtMost(this.#runs, ({ offset: first }) => first, offset);
  }

  #isCut = (): boolean => this.#allRows() > this.#maxRows;

  #allRows(): number {
    const last = this.#runs.at(-1);
    return last === undefined ? 0 : this.#rowStarts().at(-1)! + this.#rowsOf(last);
  }

  #rowsOf = (run: EventRun): number => (this.isOpen(run) ? run.count : 1);

  #rowStarts(): number[] {
    if (this.#starts !== undefined) return this.#starts;
    let row = 0;
    this.#starts = this.#runs.map((run) => {
      const start = row;
      row += this.#rowsOf(run);
      return start;
    });
    return this.#starts;
  }
}

/** Index of the last entry that is not higher; the entries rise, the first is at most `value`. */
function lastAtMost<T>(rising: readonly T[], of: (entry: T) => number, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (of(rising[middle]!) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
