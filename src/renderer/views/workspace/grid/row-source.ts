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

export interface RowSourceOptions {
  question: Question;
  order: 'newest' | 'oldest';
  /** Index of the grid's first row in the whole result. */
  firstIndex: number;
  onRows: (rows: readonly EventRow[]) => void;
  onError: (error: unknown) => void;
}

export function createRowSource({ question, order, firstIndex, onRows, onError }: RowSourceOptions): IDatasource {
  let isOver = false;
  const load = async ({ startRow, endRow, successCallback, failCallback }: IGetRowsParams): Promise<void> => {
    const count = endRow - startRow;
    try {
      // One more than shown: it tells how long before the last row nothing happened.
      const { events } = await call('search.run', {
        ...askedOf(question),
        order,
        offset: firstIndex + startRow,
        limit: count + 1,
        wantTotal: false,
      });
      if (isOver) return;
      noteRows(question);
      const rows = rowsOf(events, { count, order });
      onRows(rows);
      // Fewer than asked for: the result ends here, whether or not it was counted yet.
      successCallback(rows, rows.length < count ? startRow + rows.length : undefined);
    } catch (error) {
      noteRows(question);
      if (isOver) return;
      failCallback();
      onError(error);
    }
  };
  return {
    getRows: (params) => void load(params),
    destroy: () => {
      isOver = true;
    },
  };
}
