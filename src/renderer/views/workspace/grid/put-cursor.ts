/** Puts the cursor of the grid into a row, and leaves the keyboard where it was. */
import type { GridApi } from 'ag-grid-community';
import { isCovered } from '../../../commands/keymap.ts';
import { workspaceNow } from '../../../stores/workspace.store.ts';
import type { EventRow } from './event-row.ts';

const REDRAW_MS = 60;

/** The grid takes the focus with its cursor; it is given back to what had it. */
export function putCursor(api: GridApi<EventRow>, row: number, wantedColumn?: string | null): void {
  const column =
    (wantedColumn == null ? undefined : api.getColumn(wantedColumn)) ??
    api.getFocusedCell()?.column ??
    api.getAllDisplayedColumns()[1];
  if (column === undefined) return;
  workspaceNow().focus(api.getDisplayedRowAtIndex(row)?.data?.event.seq ?? null);
  // A menu or dialog keeps the focus in itself: two that take it from each other never end.
  if (isCovered()) return;
  const before = document.activeElement;
  api.setFocusedCell(row, column);
  if (!(before instanceof HTMLElement) || before === document.body) return;
  // A row that has just come into view takes the focus only when it is drawn.
  before.focus({ preventScroll: true });
  setTimeout(() => before.focus({ preventScroll: true }), REDRAW_MS);
}
