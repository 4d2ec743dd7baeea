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
import { focusedPlace, movedPlace, waitingRowOf } from './grid-place.ts';
import { ROW_PX } from './grid-theme.ts';
import { letFocusGo } from './keep-focus.ts';
import { cursorColumn, putCursor } from './put-cursor.ts';
import { useReveal } from './reveal.store.ts';
import type { RowPlaces } from './row-places.ts';

interface KeptPlaceOptions {
  tabId: number;
  isActive: boolean;
  api: GridApi<EventRow> | undefined;
  /** Undefined until counted. */
  total: number | undefined;
  /** Undefined until the grid has rows. */
  places: RowPlaces | undefined;
}

/** The place of the grid, to be read and changed at any time. */
export interface KeptPlace {
  /** Moves a cursor that is still to come; false where the grid has one of its own. */
  moveWaiting: (rows: number) => boolean;
  /** The keyboard is to go to the cursor that is still to come. */
  focusWaiting: () => void;
  /** A cursor is still to come. */
  isWaiting: () => boolean;
  /** Row of the grid where it will stand; undefined where none is to come, or where that is not known yet. */
  waitingRow: () => number | undefined;
  /** The cursor went elsewhere. */
  letGo: () => void;
  /** Other rows are brought on screen than those that were left. */
  leaveTop: () => void;
  now: () => GridPlace | null;
}

/** The place to be taken up by a grid that begins now: none where an event is to be revealed. */
export function useStart(tabId: number): GridPlace | null {
  const [start] = useState(() =>
    tabId === tabsNow().activeId && useReveal.getState().wanted !== null ? null : (contentsOfTab(tabId)?.place ?? null),
  );
  return start;
}

/** @param start as `useStart` gave it; null once another question is asked; @returns the place */
export function useKeptPlace(
  start: GridPlace | null,
  { tabId, isActive, api, total, places }: KeptPlaceOptions,
): KeptPlace {
  const waiting = useRef(start);
  /** Where it was scrolled to from here; undefined: not yet; null: no more. */
  const scrolledPx = useRef<number | null>(undefined);
  const latest = useRef<Latest>({ api, places });
  // After the grid itself was told how many rows there are.
  useEffect(() => {
    latest.current = { api, places };
  }, [api, places]);
  useLayoutEffect(() => {
    if (start === null) waiting.current = null;
  }, [start]);

  const resume = useCallback((): void => {
    const place = waiting.current;
    if (place === null || api === undefined || api.isDestroyed() || places === undefined) return;
    if (total === 0) {
      waiting.current = null;
      return;
    }
    // Fewer may answer than when it was left.
    const within = (row: number): number => Math.min(row, (total ?? Infinity) - 1);
    const top = within(place.topRow);
    const topRow = places.rowOf(top);
    if (scrolledPx.current !== null) {
      const isMissing = topRow === undefined || topRow >= api.getDisplayedRowCount();
      if (isMissing && scrolledPx.current === undefined) return places.bring(top);
      // Whoever scrolled meanwhile stays where they went.
      const isUntouched = scrolledPx.current === undefined || scrolledPx.current === api.getVerticalPixelRange().top;
      if (!isMissing && isUntouched) {
        api.ensureIndexVisible(topRow, 'top');
        scrolledPx.current = api.getVerticalPixelRange().top;
      }
    }
    const isTopThere = topRow === undefined || api.getDisplayedRowAtIndex(topRow)?.data !== undefined;
    const cursor = place.cursorRow === null ? undefined : within(place.cursorRow);
    const cursorRow = cursor === undefined ? undefined : places.rowOf(cursor);
    const isAhead = cursor !== undefined && (cursorRow === undefined || cursorRow >= api.getDisplayedRowCount());
    if (cursor === undefined || (isAhead && !places.bringNear(cursor))) {
      if (isTopThere) waiting.current = null;
      return;
    }
    // Two cursors at once would not know whose the keyboard is; a menu has it to itself, and the cursor can wait.
    if (isAhead || !isActive || isCovered()) return;
    const row = Math.min(
      waitingRowOf({ ...place, cursorRow: cursor }, places.rowOf) ?? 0,
      api.getDisplayedRowCount() - 1,
    );
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
  }, [api, total, places, isActive, tabId]);

  useEffect(() => {
    // What is there already sends no word that it came.
    resume();
    api?.addEventListener('modelUpdated', resume);
    return () => {
      if (api?.isDestroyed() === false) api.removeEventListener('modelUpdated', resume);
    };
  }, [api, resume]);

  const kept = useMemo((): KeptPlace => {
    const waitingRow = (): number | undefined => {
      const { api: grid, places: now } = latest.current;
      if (waiting.current === null) return undefined;
      // A slice that is not known yet most often is the first.
      const row = waitingRowOf(waiting.current, now?.rowOf ?? ((place) => place));
      // A grid of folded rows reaches as far as it was scrolled, and grows.
      return row === undefined || grid === undefined || row >= grid.getDisplayedRowCount() ? undefined : row;
    };
    const isWaiting = (): boolean => waiting.current !== null && waiting.current.cursorRow !== null;
    return {
      moveWaiting: (rows) => {
        const { api: grid, places: now } = latest.current;
        const isKnown = now !== undefined && (!isWaiting() || waitingRow() !== undefined);
        if (grid !== undefined && (waiting.current === null || isKnown)) return false;
        waiting.current = movedPlace(waiting.current, rows);
        tabsNow().update(tabId, { focusedSeq: null });
        return true;
      },
      focusWaiting: () => {
        waiting.current = focusedPlace(waiting.current);
      },
      isWaiting,
      waitingRow,
      letGo: () => {
        waiting.current = null;
      },
      leaveTop: () => {
        scrolledPx.current = null;
      },
      now: () => waiting.current ?? placeOfGrid(latest.current),
    };
  }, [tabId]);
  // The grid itself goes right after this.
  useLayoutEffect(() => () => tabsNow().update(tabId, { place: kept.now() }), [kept, tabId]);
  return kept;
}

interface Latest {
  api: GridApi<EventRow> | undefined;
  places: RowPlaces | undefined;
}

const isFree = (): boolean => document.activeElement === null || document.activeElement === document.body;

function isOnScreen(api: GridApi<EventRow>, row: number): boolean {
  const { top, bottom } = api.getVerticalPixelRange();
  return row * ROW_PX >= top && (row + 1) * ROW_PX <= bottom;
}

function setCell(api: GridApi<EventRow>, row: number, wanted: string | null): void {
  const column = cursorColumn(api, wanted);
  if (column === undefined) return;
  letFocusGo();
  api.setFocusedCell(row, column);
}

function placeOfGrid({ api, places }: Latest): GridPlace | null {
  if (api === undefined || api.isDestroyed() || places === undefined) return null;
  const { top } = api.getVerticalPixelRange();
  // A grid that was never laid out stands nowhere.
  if (!Number.isFinite(top)) return null;
  const topRow = places.placeAt(Math.round(top / ROW_PX));
  // Undefined, too, where its types say null.
  const cell = api.getFocusedCell() ?? undefined;
  return {
    topRow: topRow ?? 0,
    cursorRow: cell === undefined ? null : (places.placeAt(cell.rowIndex) ?? null),
    column: cell?.column.getColId() ?? null,
  };
}
