/**
 * Acts on the rows of folded runs: unfold and fold them, select all that a folded row stands for.
 *
 * The grid of the tab that is worked in says what is folded now (parts.store.ts); where none is, every row is one event.
 */
import { countText } from '../../../../format/number-text.ts';
import { text } from '../../../../i18n/text.ts';
import { useToasts } from '../../../../stores/toasts.store.ts';
import { workspaceNow } from '../../../../stores/workspace.store.ts';
import { foldsNow } from '../../parts.store.ts';
import type { EventRow, EventRun } from '../event-row.ts';

const words = text.workspace.folds;
/** More seqs than this are asked for by a query. */
const MAX_SELECTED = 100_000;

/** What a grid of folded rows answers to. */
export interface Folds {
  /** The run that the row of this event stands for as a whole; undefined: the row is one event. */
  foldedRun: (seq: number) => EventRun | undefined;
  toggle: (run: EventRun) => boolean;
  /** As it is now: the grid may still show what was before the last act. */
  isOpen: (run: EventRun) => boolean;
  /** Of the row with the cursor. */
  toggleFocused: () => boolean;
}

/** Enter unfolds a row wherever the cursor stands in it; in the column of the repeats it folds again, and so do the arrows. */
export function foldsOnKey(folds: Folds | undefined, key: string, isInRepeats: boolean, { fold }: EventRow): boolean {
  if (fold === undefined || fold.place === 'alone' || folds === undefined) return false;
  const isFolded = !folds.isOpen(fold.run);
  if (!isInRepeats) return key === 'Enter' && isFolded;
  return key === 'Enter' || (key === 'ArrowRight' ? isFolded : key === 'ArrowLeft' && !isFolded);
}

export function* seqsOfRun({ seqs }: Pick<EventRun, 'seqs'>): Generator<number> {
  for (const [first, last] of seqs) for (let seq = first; seq <= last; seq++) yield seq;
}

/** Selects what the row of an event says, or takes it out: the event, or every event of its folded run. */
export function toggleRow(seq: number): void {
  const { toggleSelected, setSelected, selectedSeqs } = workspaceNow();
  const run = foldsNow()?.foldedRun(seq);
  if (run === undefined) return toggleSelected(seq);
  const { add } = useToasts.getState();
  if (run.count > MAX_SELECTED) return add('warn', words.tooMany(countText(MAX_SELECTED)));
  const selected = new Set(selectedSeqs);
  const isAll = selectedShare(run, selectedSeqs) === 'all';
  for (const each of seqsOfRun(run)) {
    if (isAll) selected.delete(each);
    else selected.add(each);
  }
  setSelected(selected);
  if (run.goesOn && !isAll) add('info', words.selectedSoFar(countText(run.count)));
}

const shares = new WeakMap<ReadonlySet<number>, WeakMap<EventRun['seqs'], 'none' | 'some' | 'all'>>();

/** How much of a run is selected; remembered, since rows are drawn again and again. */
export function selectedShare(run: EventRun, selected: ReadonlySet<number>): 'none' | 'some' | 'all' {
  if (selected.size === 0) return 'none';
  let known = shares.get(selected);
  if (known === undefined) shares.set(selected, (known = new WeakMap()));
  let share = known.get(run.seqs);
  if (share === undefined) {
    let count = 0;
    for (const seq of seqsOfRun(run)) if (selected.has(seq)) count++;
    share = count === 0 ? 'none' : count === run.count ? 'all' : 'some';
    known.set(run.seqs, share);
  }
  return share;
}
