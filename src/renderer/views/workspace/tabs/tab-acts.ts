/** Acts on tabs, from keys, menus and the strip: one way to do each, and what is said where it can not be done. */
import { text } from '../../../i18n/text.ts';
import { MAX_TABS, tabsNow } from '../../../stores/tabs.store.ts';
import { useToasts } from '../../../stores/toasts.store.ts';
import {
  contentsOf,
  EMPTY_CONTENTS,
  type Filter,
  type ViewState,
  workspaceNow,
} from '../../../stores/workspace.store.ts';
import { useReveal } from '../grid/reveal.store.ts';
import { cursorNow } from '../parts.store.ts';

const words = text.workspace.tabs;

const sayFull = (): void => useToasts.getState().add('info', words.full(MAX_TABS));

/** The keyboard stays with rows, whichever they are. */
function keepingKeys(change: () => void): void {
  const wasInRows = document.activeElement?.closest('[role=grid], [role=treegrid]') != null;
  change();
  // What was looked for in the rows of one tab may be in those of another.
  useReveal.getState().forget();
  if (wasInRows) cursorNow()?.focusGrid();
}

export const goToTab = (id: number): void => keepingKeys(() => tabsNow().switchTo(id));

/** By its place in the strip. */
export function goToNth(index: number): void {
  const tab = tabsNow().tabs[index];
  if (tab !== undefined) goToTab(tab.id);
}

/** The one beside it in the strip; after the last comes the first. */
export function goAlong(step: 1 | -1): void {
  const { tabs, activeId } = tabsNow();
  goToNth((tabs.findIndex(({ id }) => id === activeId) + step + tabs.length) % tabs.length);
}

/** What is on screen, once more: to be changed without losing it. */
export function duplicateTab(): boolean {
  const place = cursorNow()?.place() ?? workspaceNow().place;
  let isOpen = false;
  keepingKeys(() => {
    isOpen = tabsNow().open({ ...contentsOf(workspaceNow()), place, selectedSeqs: new Set() });
  });
  if (!isOpen) sayFull();
  return isOpen;
}

/** A question in a tab of its own. */
export function openInTab(view: ViewState): void {
  if (!tabsNow().open({ ...EMPTY_CONTENTS, ...view, typed: view.query })) sayFull();
  useReveal.getState().forget();
}

/** The question of now, narrowed, in a tab of its own. */
export function filterInTab(filter: Filter): void {
  if (duplicateTab()) workspaceNow().addFilter(filter);
}

/** Another query with what else is chosen now, in a tab of its own. */
export function askInTab(query: string): void {
  if (duplicateTab()) workspaceNow().setQuery(query);
}

export function closeTab(id: number): void {
  if (tabsNow().tabs.length === 1) return;
  keepingKeys(() => tabsNow().close(id));
  useToasts.getState().add('info', words.closed, { label: words.reopen, run: reopenTab, isBrief: true });
}

export function reopenTab(): void {
  if (tabsNow().closed.length === 0) return;
  keepingKeys(() => {
    if (!tabsNow().reopen()) sayFull();
  });
}

/** @param step places in the strip */
export function moveTab(id: number, step: 1 | -1): void {
  const { tabs, move } = tabsNow();
  move(id, tabs.findIndex((tab) => tab.id === id) + step);
}

/** Beside the tab that was asked for, or its neighbour; where there is none, beside a second look at the same. */
export function splitWith(otherId?: number): void {
  const { tabs, activeId } = tabsNow();
  const index = tabs.findIndex(({ id }) => id === activeId);
  const other = otherId ?? (tabs[index + 1] ?? tabs[index - 1])?.id;
  if (other !== undefined) return tabsNow().split(other);
  if (duplicateTab()) tabsNow().split(activeId);
}

export function toggleSplit(): void {
  if (tabsNow().halves === null) splitWith();
  else tabsNow().unsplit();
}

export function goToOtherHalf(): void {
  const { halves, activeId } = tabsNow();
  const other = halves?.find((id) => id !== activeId);
  if (other !== undefined) goToTab(other);
}
