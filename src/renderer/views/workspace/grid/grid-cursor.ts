/** The cursor of a grid as commands move it: by rows, or with the keyboard into it. */
import type { GridApi } from 'ag-grid-community';
import { tabsNow, contentsOfTab } from '../../../stores/tabs.store.ts';
import type { GridPlace } from '../../../stores/workspace.store.ts';
import type { EventRow } from './event-row.ts';
import { letFocusGo } from './keep-focus.ts';
import { cursorColumn } from './put-cursor.ts';
import type { KeptPlace } from './use-kept-place.ts';

export interface GridCursor {
  move: (rows: number) => void;
  focusGrid: () => void;
  /** Takes the event of the row with the cursor, where it was not there yet when the cursor came. */
  take: () => void;
  /** The cursor goes where the pointer puts it, not where it was to stand. */
  letGo: () => void;
  /** Where the grid stands now. */
  place: () => GridPlace | null;
}

interface CursorOptions {
  tabId: number;
  /** Undefined until there is a grid. */
  api: () => GridApi<EventRow> | undefined;
  kept: KeptPlace;
}

export function cursorOf({ tabId, api: apiNow, kept }: CursorOptions): GridCursor {
  const focus = (focusedSeq: number | null): void => tabsNow().update(tabId, { focusedSeq });
  const live = (): GridApi<EventRow> | undefined => {
    const api = apiNow();
    return api?.isDestroyed() === false ? api : undefined;
  };
  const focusRow = (api: GridApi<EventRow>, index: number): void => {
    const column = cursorColumn(api);
    if (column === undefined || index < 0 || index >= api.getDisplayedRowCount()) return;
    kept.letGo();
    letFocusGo();
    api.ensureIndexVisible(index);
    api.setFocusedCell(index, column);
    // The grid tells of it later; a key pressed right after must already meet this event.
    focus(api.getDisplayedRowAtIndex(index)?.data?.event.seq ?? null);
  };
  const rowNow = (api: GridApi<EventRow>): number | undefined => kept.waitingRow() ?? api.getFocusedCell()?.rowIndex;
  return {
    move: (rows) => {
      const api = live();
      if (kept.moveWaiting(rows) || api === undefined) return;
      focusRow(api, Math.min(Math.max(0, (rowNow(api) ?? -1) + rows), api.getDisplayedRowCount() - 1));
    },
    take: () => {
      const api = live();
      if (api === undefined || kept.isWaiting() || contentsOfTab(tabId)?.focusedSeq !== null) return;
      const index = api.getFocusedCell()?.rowIndex;
      const row = index === undefined ? undefined : api.getDisplayedRowAtIndex(index)?.data;
      if (row !== undefined) focus(row.event.seq);
    },
    focusGrid: () => {
      const api = live();
      const row = api === undefined ? undefined : (rowNow(api) ?? (kept.isWaiting() ? undefined : 0));
      if (api === undefined || row === undefined || row >= api.getDisplayedRowCount()) kept.focusWaiting();
      else focusRow(api, row);
    },
    letGo: () => kept.letGo(),
    place: () => kept.now(),
  };
}
