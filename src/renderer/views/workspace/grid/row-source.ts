/**
 * Rows for the grid, by their place in the result: whatever stretch it scrolls to, asked of the host by offset.
 *
 * The host finds the place by counting, so a jump into the middle of ten million rows costs as much as the first page.
 */
import type { IDatasource, IGetRowsParams } from 'ag-grid-community';
import { call } from '../../../api/host.ts';
import { askedOf, type Question } from '../question.ts';
import { noteRows } from '../rows-first.ts';
import { type EventRow, rowsOf } from './event-row.ts';
import { createReadAhead } from './read-ahead.ts';

/** Rows asked for at once, and how many such blocks the grid keeps: some 6,000 rows, whatever was scrolled past. */
export const BLOCK_ROWS = 50;
export const MAX_BLOCKS = 120;

export interface RowSourceOptions {
  question: Question;
  order: 'newest' | 'oldest';
  /** Index of the grid's first row in the whole result. */
  firstIndex: number;
  onRows: (rows: readonly EventRow[]) => void;
  onError: (error: unknown) => void;
}

export interface RowSource extends IDatasource {
  /** These rows come on screen: their blocks are read before the grid asks. */
  expect?: (firstRow: number, lastRow: number) => void;
}

export function createRowSource({ question, order, firstIndex, onRows, onError }: RowSourceOptions): RowSource {
  let isOver = false;
  const ahead = createReadAhead({
    blockRows: BLOCK_ROWS,
    gridBlocks: MAX_BLOCKS,
    read: (startRow) =>
      call('search.run', {
        ...askedOf(question),
        order,
        offset: firstIndex + startRow,
        // One more than shown: it tells how long before the last row nothing happened.
        limit: BLOCK_ROWS + 1,
        wantTotal: false,
      }),
  });
  const load = async ({ startRow, successCallback, failCallback }: IGetRowsParams): Promise<void> => {
    try {
      const { events } = await ahead.take(startRow);
      if (isOver) return;
      noteRows(question);
      const rows = rowsOf(events, { count: BLOCK_ROWS, order });
      onRows(rows);
      // Fewer than asked for: the result ends here, whether or not it was counted yet.
      successCallback(rows, rows.length < BLOCK_ROWS ? startRow + rows.length : undefined);
    } catch (error) {
      noteRows(question);
      if (isOver) return;
      failCallback();
      onError(error);
    }
  };
  return {
    expect: ahead.expect,
    getRows: (params) => void load(params),
    destroy: () => {
      isOver = true;
    },
  };
}
