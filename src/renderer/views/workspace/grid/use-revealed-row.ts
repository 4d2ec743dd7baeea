/**
 * Brings the row of an event that was opened from outside into view, in whichever slice of a long result it lies.
 *
 * The cursor goes to the row when its event is there, so that the event in the detail never changes meanwhile; the focus of
 * the keyboard stays where it was.
 */
import { useCallback, useEffect, useRef } from 'react';
import { call } from '../../../api/host.ts';
import { workspaceNow } from '../../../stores/workspace.store.ts';
import { askedOf } from '../question.ts';
import type { AnswerGrid } from './answer-grid.ts';
import { placeOf } from './place-of.ts';
import { putCursor } from './put-cursor.ts';
import { useReveal } from './reveal.store.ts';

/** How often rows may come that are still those of before. */
const MAX_TRIES = 40;

export function useRevealedRow({ isActive, api, question, order, total, places }: AnswerGrid): void {
  const wanted = useReveal((state) => (isActive ? state.wanted : null));
  const place = useRef<{ seq: number; index: number; tries: number }>(undefined);

  // Another question: what was absent may be there.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies
  useEffect(() => () => useReveal.getState().forget(), [question]);

  const arrive = useCallback((): void => {
    const target = place.current;
    if (target === undefined || api === undefined || api.isDestroyed() || places === undefined) return;
    const row = places.rowOf(target.index);
    if (row === undefined || row >= api.getDisplayedRowCount()) return places.bring(target.index);
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
