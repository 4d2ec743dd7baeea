/**
 * The whole log as a row of cells, each standing for a run of records: what the check said about them.
 *
 * Pure. O(cells + ranges). A cell says the worst of what lies in it: bad, then missing, then not read, then not sealed.
 * `plain` is no praise: it means that no finding names a record of the cell.
 */
import type { VerifyReport } from '../../stores/verification.store.ts';

export type CellState = 'bad' | 'missing' | 'unread' | 'unsealed' | 'plain';

export interface StripCell {
  firstSeq: number;
  /** Inclusive. */
  lastSeq: number;
  state: CellState;
}

type Facts = Pick<VerifyReport, 'recordCount' | 'headSize' | 'badRanges' | 'unreadRanges'>;
interface Range {
  firstSeq: number;
  lastSeq: number;
}

const RANK: Readonly<Record<CellState, number>> = { plain: 0, unsealed: 1, unread: 2, missing: 3, bad: 4 };

/** @param maxCells at least 1; fewer come where there are fewer records */
export function stripCells(facts: Facts, maxCells: number): StripCell[] {
  const { recordCount, headSize, badRanges, unreadRanges } = facts;
  // A head that counts more records than there are: those are missing, and have their place in the row.
  const total = Math.max(recordCount, headSize);
  const count = Math.min(maxCells, total);
  const firstOf = (cell: number): number => Math.floor((cell * total) / count);
  const cells = Array.from(
    { length: count },
    (_, i): StripCell => ({ firstSeq: firstOf(i), lastSeq: firstOf(i + 1) - 1, state: 'plain' }),
  );
  const mark = ({ firstSeq, lastSeq }: Range, state: CellState): void => {
    for (let i = cellAt(cells, firstSeq); i < cells.length; i++) {
      const cell = cells[i] as StripCell;
      if (cell.firstSeq > lastSeq) break;
      if (RANK[state] > RANK[cell.state]) cell.state = state;
    }
  };
  if (recordCount > headSize) mark({ firstSeq: headSize, lastSeq: recordCount - 1 }, 'unsealed');
  if (headSize > recordCount) mark({ firstSeq: recordCount, lastSeq: headSize - 1 }, 'missing');
  for (const range of unreadRanges) mark(range, 'unread');
  for (const range of badRanges) mark(range, 'bad');
  return cells;
}

/** Index of the cell that holds a record, the nearest where none does. */
export function cellAt(cells: readonly StripCell[], seq: number): number {
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cells[middle] as StripCell).lastSeq < seq) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low);
}

/** The next cell in that direction that says something; undefined where there is none. */
export function nextMarked(cells: readonly StripCell[], from: number, step: 1 | -1): number | undefined {
  for (let i = from + step; i >= 0 && i < cells.length; i += step) {
    if (cells[i]?.state !== 'plain') return i;
  }
  return undefined;
}

/** What of the ranges lies in a cell. */
export const rangesIn = <R extends Range>(ranges: readonly R[], { firstSeq, lastSeq }: StripCell): R[] =>
  ranges.filter((range) => range.firstSeq <= lastSeq && range.lastSeq >= firstSeq);

export const countIn = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, { firstSeq, lastSeq }) => sum + lastSeq - firstSeq + 1, 0);
