/**
 * Puts a grid where its tab was left: the same rows on screen, the cursor in the same event.
 *
 * Rows are asked for anew, so they come later than keys: until they are there, the cursor counts from where it will stand,
 * and where another event has come to stand there meanwhile, the one that had it is looked for.
 */
import type { GridApi } from 'ag-grid-community';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { isCovered } from '../../../commands/keymap.ts';
import { contentsOfTab, tabsNow } from '../../../stores/tabs.store.ts';
import type { GridPlace } from '../../../stores/workspace.store.ts';
import type { EventRow } from './event-row.ts';
import type { Slice } from './grid-slice.ts';
import { ROW_PX } from './grid-theme.ts';
import { putCursor } from './put-cursor.ts';
import { useReveal } from './reveal.store.ts';

interface KeptPlaceOptions {
  tabId: number;
  isActive: boolean;
  api: GridApi<EventRow> | undefined;
  slice: Slice | undefined;
}

/** The place of the grid, to be read and changed at any time. */
export interface KeptPlace {
  /** Moves a cursor that is still to come; false where the grid has one of its own. */
  moveWaiting: (rows: number) => boolean;
  /** The keyboard is to go to the cursor that is still to come. */
  focusWaiting: () => void;
  /** Row in the slice where the cursor will stand; undefined where none is to come. */
  waitingRow: () => number | undefined;
  /** The cursor went elsewhere. */
  letGo: () => void;
  now: () => GridPlace | null;
}

/** The place to be taken up by a grid that begins now: none where an event is to be revealed. */
export function useStart(tabId: number): GridPlace | null {
  const [start] = useState(() =>
    tabId === tabsNow().activeId && useReveal.getState().wanted !== null ? null : (contentsOfTab(tabId)?.place ?? null),
  );
  return start;
}

/** @param start as `useStart` gave it; null once another question is asked; @returns the place, and what is to be called when rows have come */
export function useKeptPlace(
  start: GridPlace | null,
  { tabId, isActive, api, slice }: KeptPlaceOptions,
): { kept: KeptPlace; resume: () => void } {
  const waiting = useRef(start);
  /** Where it was scrolled to from here; undefined: not yet. */
  const scrolledPx = useRef<number>(undefined);
  const first = slice?.first;
  const count = slice?.count;
  const latest = useRef<{ api: GridApi<EventRow> | undefined; first: number | undefined }>({ api, first });
  // After the grid itself was told how many rows there are.
  useEffect(() => {
    latest.current = { api, first };
  }, [api, first]);
  useLayoutEffect(() => {
    if (start === null) waiting.current = null;
  }, [start]);

  const resume = useCallback((): void => {
    const place = waiting.current;
    if (place === null || api === undefined || api.isDestroyed() || first === undefined || count === undefined) return;
    const top = place.topRow - first;
    // Whoever scrolled meanwhile stays where they went.
    const isUntouched = scrolledPx.current === undefined || scrolledPx.current === api.getVerticalPixelRange().top;
    if (isUntouched && top >= 0 && top < count) {
      api.ensureIndexVisible(top, 'top');
      scrolledPx.current = api.getVerticalPixelRange().top;
    }
    if (place.cursorRow === null || place.cursorRow < first || count === 0) {
      const isThere = api.getDisplayedRowAtIndex(Math.max(0, Math.min(top, count - 1)))?.data !== undefined;
      if (isThere || count === 0) waiting.current = null;
      return;
    }
    // Two cursors at once would not know whose the keyboard is; a menu has it to itself, and the cursor can wait.
    if (!isActive || isCovered()) return;
    const row = Math.min(place.cursorRow - first, count - 1);
    const event = api.getDisplayedRowAtIndex(row)?.data?.event;
    if (event === undefined) {
      // Enter pressed now opens it when it comes.
      if (place.takesFocus === true || (isFree() && isOnScreen(api, row))) setCell(api, row, place.column);
      return;
    }
    waiting.current = null;
    const focusedSeq = contentsOfTab(tabId)?.focusedSeq ?? null;
    if (focusedSeq !== null && focusedSeq !== event.seq) return useReveal.getState().ask(focusedSeq);
    if (place.takesFocus !== true) return putCursor(api, row, place.column);
    setCell(api, row, place.column);
    tabsNow().update(tabId, { focusedSeq: event.seq });
  }, [api, first, count, isActive, tabId]);

  // What is there already sends no word that it came.
  useEffect(resume, [resume]);

  const kept = useMemo(
    (): KeptPlace => ({
      moveWaiting: (rows) => {
        const place = waiting.current;
        const isThere = latest.current.api !== undefined;
        if (isThere && (place === null || latest.current.first !== undefined)) return false;
        const { cursorRow, ...rest } = place ?? { topRow: 0, cursorRow: null, column: null };
        waiting.current = { ...rest, cursorRow: Math.max(0, (cursorRow ?? -1) + rows) };
        tabsNow().update(tabId, { focusedSeq: null });
        return true;
      },
      focusWaiting: () => {
        const { cursorRow, ...rest } = waiting.current ?? { topRow: 0, cursorRow: 0, column: null };
        waiting.current = { ...rest, cursorRow: cursorRow ?? rest.topRow, takesFocus: true };
      },
      waitingRow: () => {
        const row = waiting.current?.cursorRow;
        return row == null ? undefined : row - (latest.current.first ?? 0);
      },
      letGo: () => {
        waiting.current = null;
      },
      now: () => waiting.current ?? placeOfGrid(latest.current),
    }),
    [tabId],
  );
  // The grid itself goes right after this.
  useLayoutEffect(() => () => tabsNow().update(tabId, { place: kept.now() }), [kept, tabId]);
  return useMemo(() => ({ kept, resume }), [kept, resume]);
}

const isFree = (): boolean => document.activeElement === null || document.activeElement === document.body;

function isOnScreen(api: GridApi<EventRow>, row: number): boolean {
  const { top, bottom } = api.getVerticalPixelRange();
  return row * ROW_PX >= top && (row + 1) * ROW_PX <= bottom;
}

function setCell(api: GridApi<EventRow>, row: number, wanted: string | null): void {
  const column = (wanted === null ? null : api.getColumn(wanted)) ?? api.getAllDisplayedColumns()[1];
  if (column !== undefined) api.setFocusedCell(row, column);
}

function placeOfGrid({ api, first }: { api: GridApi<EventRow> | undefined; first: number | undefined }) {
  if (api === undefined || api.isDestroyed() || first === undefined) return null;
  // Undefined, too, where its types say null.
  const cell = api.getFocusedCell() ?? undefined;
  return {
    topRow: first + Math.round(api.getVerticalPixelRange().top / ROW_PX),
    cursorRow: cell === undefined ? null : first + cell.rowIndex,
    column: cell?.column.getColId() ?? null,
  };
}
