/** Keeps the classes of the rows in step with the tab: drawing a row again would take the focus and the pointer from its cells. */
import type { GridApi } from 'ag-grid-community';
import { type RefObject, useCallback, useEffect } from 'react';
import { contentsOfTab, followTab } from '../../../stores/tabs.store.ts';
import { useTimeLock } from '../tabs/time-lock.store.ts';
import type { EventRow } from './event-row.ts';
import { classesOf, ROW_CLASSES } from './row-classes.ts';

export function useRowMarks(
  root: RefObject<HTMLElement | null>,
  api: GridApi<EventRow> | undefined,
  tabId: number,
): void {
  const markRows = useCallback((): void => {
    if (api === undefined || api.isDestroyed()) return;
    for (const row of root.current?.querySelectorAll('[row-id]') ?? []) {
      const data = api.getRowNode(row.getAttribute('row-id') ?? '')?.data;
      if (data === undefined) continue;
      row.classList.remove(...ROW_CLASSES);
      row.classList.add(...classesOf(tabId, data));
    }
  }, [root, api, tabId]);
  useEffect(() => {
    let shown = contentsOfTab(tabId);
    return followTab(tabId, (tab) => {
      const isSame = tab.selectedSeqs === shown?.selectedSeqs && tab.focusedSeq === shown.focusedSeq;
      shown = tab;
      if (!isSame) markRows();
    });
  }, [tabId, markRows]);
  useEffect(
    () =>
      useTimeLock.subscribe(({ nearest }, before) => {
        if (nearest !== before.nearest) markRows();
      }),
    [markRows],
  );
}
