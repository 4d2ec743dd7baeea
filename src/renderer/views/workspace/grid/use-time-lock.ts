/**
 * Two halves locked in time: the one that is worked in tells where it is, the other comes to the nearest event.
 *
 * Cost: some twenty looks at single rows for a step of the cursor, on a question that is on record already; a step that is
 * overtaken by the next looks no further.
 */
import type { GridApi } from 'ag-grid-community';
import { useCallback, useEffect, useRef } from 'react';
import { call } from '../../../api/host.ts';
import { timestampToUs } from '../../../format/time-text.ts';
import { contentsOfTab, followTab, useTabs } from '../../../stores/tabs.store.ts';
import { askedOf } from '../question.ts';
import { type Moment, useTimeLock as useLock } from '../tabs/time-lock.store.ts';
import type { AnswerGrid } from './answer-grid.ts';
import type { EventRow } from './event-row.ts';
import { ROW_PX } from './grid-theme.ts';
import { nearestTo } from './place-of.ts';

/** A hand on a key goes further than one row: only where it rests is looked for. */
const REST_MS = 60;

interface TimeLockOptions extends AnswerGrid {
  tabId: number;
}

export function useTimeLock(options: TimeLockOptions): void {
  const isLocked = useTabs((state) => state.isTimeLocked);
  useLead(options, isLocked && options.isActive);
  useFollow(options, isLocked && !options.isActive);
}

/** Tells the event with the cursor, or, where that was scrolled away, the one in the middle. */
function useLead({ tabId, api }: TimeLockOptions, isOn: boolean): void {
  useEffect(() => {
    if (!isOn || api === undefined) return undefined;
    const tell = (focusedSeq: number | null): void => {
      if (api.isDestroyed()) return;
      const moment = momentOf(api, focusedSeq);
      if (moment !== undefined) useLock.getState().setLead(moment);
    };
    let focused = contentsOfTab(tabId)?.focusedSeq ?? null;
    const stop = followTab(tabId, ({ focusedSeq }) => {
      if (focusedSeq === focused) return;
      focused = focusedSeq;
      tell(focused);
    });
    const onMove = (): void => tell(focused);
    const events = ['bodyScrollEnd', 'modelUpdated'] as const;
    for (const event of events) api.addEventListener(event, onMove);
    onMove();
    return () => {
      stop();
      useLock.getState().setLead(null);
      if (!api.isDestroyed()) for (const event of events) api.removeEventListener(event, onMove);
    };
  }, [isOn, api, tabId]);
}

function momentOf(api: GridApi<EventRow>, focusedSeq: number | null): Moment | undefined {
  const { top, bottom } = api.getVerticalPixelRange();
  const focused = focusedSeq === null ? undefined : api.getRowNode(String(focusedSeq));
  const focusedTop = focused?.rowIndex == null ? undefined : focused.rowIndex * ROW_PX;
  const isOnScreen = focusedTop !== undefined && focusedTop + ROW_PX > top && focusedTop < bottom;
  const middle = Math.min(Math.floor((top + bottom) / 2 / ROW_PX), api.getDisplayedRowCount() - 1);
  const event = isOnScreen ? focused?.data?.event : api.getDisplayedRowAtIndex(middle)?.data?.event;
  return event === undefined ? undefined : { seq: event.seq, timestamp: event.timestamp };
}

function useFollow({ tabId, api, question, order, total, places }: TimeLockOptions, isOn: boolean): void {
  const lead = useLock((state) => (isOn ? state.lead : null));
  const target = useRef<number>(undefined);

  const show = useCallback((): void => {
    const index = target.current;
    if (index === undefined || api === undefined || api.isDestroyed() || places === undefined) return;
    const row = places.rowOf(index);
    if (row === undefined || row >= api.getDisplayedRowCount()) return places.bring(index);
    target.current = undefined;
    api.ensureIndexVisible(row, 'middle');
  }, [api, places]);
  const showNow = useRef(show);
  useEffect(() => {
    showNow.current = show;
    // Rows that are there already send no word that they came.
    show();
    api?.addEventListener('modelUpdated', show);
    return () => {
      if (api?.isDestroyed() === false) api.removeEventListener('modelUpdated', show);
    };
  }, [api, show]);

  useEffect(() => {
    if (lead === null || lead.timestamp === null || total === undefined || total === 0) return undefined;
    const { seq, timestamp } = lead;
    let isOver = false;
    const find = async (): Promise<void> => {
      const near = await nearestTo({ seq, timestamp }, total, order, async (offset, limit) => {
        if (isOver) return [];
        const page = await call('search.run', { ...askedOf(question), order, offset, limit, wantTotal: false });
        return page.events;
      });
      if (isOver || near === undefined) return;
      const offsetSeconds = (timestampToUs(near.row.timestamp) - timestampToUs(timestamp)) / 1_000_000;
      useLock.getState().setNearest({ tabId, seq: near.row.seq, offsetSeconds });
      target.current = near.index;
      showNow.current();
    };
    // A host that does not answer says so where rows are asked for.
    const timer = setTimeout(() => void find().catch(() => undefined), REST_MS);
    return () => {
      isOver = true;
      target.current = undefined;
      clearTimeout(timer);
    };
  }, [lead, question, order, total, tabId]);

  useEffect(() => {
    if (!isOn) return undefined;
    return () => useLock.getState().setNearest(null);
  }, [isOn]);
}
