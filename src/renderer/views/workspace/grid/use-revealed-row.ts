/**
 * Brings the row of an event that was opened from outside into view, in whichever slice of a long result it lies.
 *
 * The cursor goes to the row when its event is there, so that the event in the detail never changes meanwhile; the focus of
 * the keyboard stays where it was.
 */
import type { GridApi } from 'ag-grid-community';
import { useCallback, useEffect, useRef } from 'react';
import { call } from '../../../api/host.ts';
import { workspaceNow } from '../../../stores/workspace.store.ts';
import { askedOf, type Question } from '../question.ts';
import type { EventRow } from './event-row.ts';
import { cursorColumn } from './grid-cursor.ts';
import { type Order, placeOf } from './place-of.ts';
import { useReveal } from './reveal.store.ts';

const REDRAW_MS = 60;
/** How often rows may come that are still those of before. */
const MAX_TRIES = 40;

interface RevealedRowOptions {
  api: GridApi<EventRow> | undefined;
  question: Question;
  order: Order;
  /** Undefined until counted. */
  total: number | undefined;
  /** Undefined until the grid has rows. */
  places: RowPlaces | undefined;
}

/** Where the grid has the places of the result. */
export interface RowPlaces {
  /** Row of the grid that shows a place; undefined: none does now. */
  rowOf: (place: number) => number | undefined;
  /** Sees to it that one does; may be asked again. */
  bring: (place: number) => void;
}

export function useRevealedRow({ api, question, order, total, places }: RevealedRowOptions): void {
  const wanted = useReveal((state) => state.wanted);
  const place = useRef<{ seq: number; index: number; tries: number }>(undefined);

  // Another question: what was absent may be there.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies
  useEffect(() => () => useReveal.getState().forget(), [question]);

  const arrive = useCallback((): void => {
    const target = place.current;
    if (target === undefined || api === undefined || api.isDestroyed() || places === undefined) return;
    const row = places.rowOf(target.index);
    if (row === undefined) return places.bring(target.index);
    if (row >= api.getDisplayedRowCount()) return;
    api.ensureIndexVisible(row, 'middle');
    const shown = api.getDisplayedRowAtIndex(row)?.data?.event.seq;
    // Rows that are asked for again still show what was there.
    if (shown === undefined || (shown !== target.seq && target.tries++ < MAX_TRIES)) return;
    place.current = undefined;
    // Whoever moved on meanwhile stays where they went.
    if (shown === target.seq && workspaceNow().focusedSeq === target.seq) putCursor(api, row);
    useReveal.getState().settle(target.seq, false);
  }, [api, places]);

  // Where the rows lie is no reason to look for the place again.
  const arriveNow = useRef(arrive);
  useEffect(() => {
    arriveNow.current = arrive;
  }, [arrive]);

  useEffect(() => {
    if (wanted === null || api === undefined || total === undefined) return undefined;
    let isOver = false;
    const find = async (): Promise<void> => {
      const { handle } = question;
      const event = await call('event.get', { handle, seq: wanted });
      const index = await placeOf(event, total, order, async (offset, limit) => {
        if (isOver) return [];
        const page = await call('search.run', { ...askedOf(question), order, offset, limit, wantTotal: false });
        return page.events;
      });
      if (isOver) return;
      if (index === undefined) {
        useReveal.getState().settle(wanted, true);
        return;
      }
      place.current = { seq: wanted, index, tries: 0 };
      arriveNow.current();
    };
    // What can not be read is said by the detail, with its reason; whether it is in the result is not known then.
    find().catch(() => {
      if (!isOver) useReveal.getState().settle(wanted, false);
    });
    return () => {
      isOver = true;
      place.current = undefined;
    };
  }, [wanted, api, question, order, total]);

  useEffect(() => {
    // Rows that are there already send no word that they came.
    arrive();
    api?.addEventListener('modelUpdated', arrive);
    return () => {
      if (api?.isDestroyed() === false) api.removeEventListener('modelUpdated', arrive);
    };
  }, [api, arrive]);
}

/** The grid takes the focus with its cursor; it is given back to what had it. */
function putCursor(api: GridApi<EventRow>, row: number): void {
  const column = cursorColumn(api);
  if (column === undefined) return;
  const before = document.activeElement;
  api.setFocusedCell(row, column);
  workspaceNow().focus(api.getDisplayedRowAtIndex(row)?.data?.event.seq ?? null);
  if (!(before instanceof HTMLElement) || before === document.body) return;
  // A row that has just come into view takes the focus only when it is drawn.
  before.focus({ preventScroll: true });
  setTimeout(() => before.focus({ preventScroll: true }), REDRAW_MS);
}
