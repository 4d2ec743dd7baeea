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
import { type Slice, sliceAround } from './grid-slice.ts';
import { putCursor } from './put-cursor.ts';
import { type Order, placeOf } from './place-of.ts';
import { useReveal } from './reveal.store.ts';

interface RevealedRowOptions {
  /** Whether its tab is the one that is worked in: events are opened there. */
  isActive: boolean;
  api: GridApi<EventRow> | undefined;
  question: Question;
  order: Order;
  /** Undefined until counted. */
  total: number | undefined;
  slice: Slice | undefined;
  onSlice: (slice: Slice) => void;
}

/** @returns to be called when rows have come */
export function useRevealedRow(options: RevealedRowOptions): () => void {
  const { isActive, api, question, order, total, slice, onSlice } = options;
  const wanted = useReveal((state) => (isActive ? state.wanted : null));
  const place = useRef<{ seq: number; index: number }>(undefined);

  useEffect(() => () => useReveal.getState().forget(), [question]);

  const arrive = useCallback((): void => {
    const target = place.current;
    if (target === undefined || api === undefined || api.isDestroyed() || slice === undefined) return;
    const row = target.index - slice.first;
    if (row < 0 || row >= slice.count) return;
    api.ensureIndexVisible(row, 'middle');
    const shown = api.getDisplayedRowAtIndex(row)?.data?.event.seq;
    if (shown === undefined) return;
    place.current = undefined;
    // Whoever moved on meanwhile stays where they went.
    if (shown === target.seq && workspaceNow().focusedSeq === target.seq) putCursor(api, row);
    useReveal.getState().settle(target.seq, false);
  }, [api, slice]);

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
      place.current = { seq: wanted, index };
      onSlice(sliceAround(index, total));
    };
    // What can not be read is said by the detail, with its reason; whether it is in the result is not known then.
    find().catch(() => {
      if (!isOver) useReveal.getState().settle(wanted, false);
    });
    return () => {
      isOver = true;
      place.current = undefined;
    };
    // A new slice is the answer to this, not another request.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, api, question, order, total]);

  // Rows that are there already send no word that they came.
  useEffect(arrive, [arrive]);
  return arrive;
}
