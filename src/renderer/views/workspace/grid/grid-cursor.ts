/** The cursor of the grid as commands move it; the grid's own focused cell. */
import type { Column, GridApi } from 'ag-grid-community';
import { workspaceNow } from '../../../stores/workspace.store.ts';
import type { EventRow } from './event-row.ts';
import { FOLDS_COLUMN } from './grid-columns.tsx';

/** Moves the cursor of the grid from outside: commands, citations. */
export interface GridCursor {
  move: (rows: number) => void;
  focusGrid: () => void;
  /** Takes the event of the row with the cursor, where it was not there yet when the cursor came. */
  take: () => void;
}

/** Where the cursor stands in a row: where it was, else in the repeats, else in the first field. */
export const cursorColumn = (api: GridApi<EventRow>): Column | undefined =>
  api.getFocusedCell()?.column ?? api.getColumn(FOLDS_COLUMN) ?? api.getAllDisplayedColumns()[1];

export function cursorOf(api: GridApi<EventRow>): GridCursor {
  const focusRow = (index: number): void => {
    const column = cursorColumn(api);
    if (column === undefined || index < 0 || index >= api.getDisplayedRowCount()) return;
    api.ensureIndexVisible(index);
    api.setFocusedCell(index, column);
    // The grid tells of it later; a key pressed right after must already meet this event.
    workspaceNow().focus(api.getDisplayedRowAtIndex(index)?.data?.event.seq ?? null);
  };
  return {
    move: (rows) => {
      if (api.isDestroyed()) return;
      const now = api.getFocusedCell()?.rowIndex ?? -1;
      focusRow(Math.min(Math.max(0, now + rows), api.getDisplayedRowCount() - 1));
    },
    take: () => {
      if (api.isDestroyed() || workspaceNow().focusedSeq !== null) return;
      const index = api.getFocusedCell()?.rowIndex;
      const row = index === undefined ? undefined : api.getDisplayedRowAtIndex(index)?.data;
      if (row !== undefined) workspaceNow().focus(row.event.seq);
    },
    focusGrid: () => {
      if (!api.isDestroyed()) focusRow(api.getFocusedCell()?.rowIndex ?? 0);
    },
  };
}
