/** Puts the cursor of the grid into a row, and leaves the keyboard where it was. */
import type { Column, GridApi } from 'ag-grid-community';
import { isCovered } from '../../../commands/keymap.ts';
import { workspaceNow } from '../../../stores/workspace.store.ts';
import type { EventRow } from './event-row.ts';
import { FOLDS_COLUMN } from './grid-columns.ts';
import { keepFocus } from './keep-focus.ts';

/** Where the cursor stands in a row: where it is wanted, where it was, else in the repeats, else in the first field. */
export function cursorColumn(api: GridApi<EventRow>, wanted?: string | null): Column | undefined {
  const wantedColumn = wanted == null ? null : api.getColumn(wanted);
  return wantedColumn ?? api.getFocusedCell()?.column ?? api.getColumn(FOLDS_COLUMN) ?? api.getAllDisplayedColumns()[1];
}

/** The focus stays with what has it. */
export function putCursor(api: GridApi<EventRow>, row: number, wantedColumn?: string | null): void {
  const column = cursorColumn(api, wantedColumn);
  if (column === undefined) return;
  workspaceNow().focus(api.getDisplayedRowAtIndex(row)?.data?.event.seq ?? null);
  // A menu or dialog keeps the focus in itself: two that take it from each other never end.
  if (isCovered()) return;
  keepFocus(() => api.setFocusedCell(row, column));
}
