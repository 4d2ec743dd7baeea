/** How a row of a tab looks: chosen, with the cursor, or nearest in time to the cursor of the other half. */
import { contentsOfTab } from '../../../stores/tabs.store.ts';
import { useTimeLock } from '../tabs/time-lock.store.ts';
import styles from './event-grid.module.css';
import type { EventRow } from './event-row.ts';
import { selectedShare } from './fold/fold-acts.ts';

const names = (...all: (string | undefined)[]): string[] =>
  all.filter((name) => name !== undefined && name !== '') as string[];

/** All that a row can have. */
export const ROW_CLASSES = names(styles.selected, styles.partlySelected, styles.focused, styles.nearest);

/** What it has now. */
export function classesOf(tabId: number, { event, fold }: EventRow): string[] {
  const tab = contentsOfTab(tabId);
  if (tab === undefined) return [];
  const isWhole = fold?.place === 'folded';
  const share = isWhole ? selectedShare(fold.run, tab.selectedSeqs) : tab.selectedSeqs.has(event.seq) ? 'all' : 'none';
  const { nearest } = useTimeLock.getState();
  return names(
    share === 'all' ? styles.selected : share === 'some' ? styles.partlySelected : '',
    event.seq === tab.focusedSeq ? styles.focused : '',
    nearest?.tabId === tabId && nearest.seq === event.seq ? styles.nearest : '',
  );
}
