/**
 * The questions that are open side by side in one case, and which two of them are shown together.
 *
 * The workspace store holds the tab that is worked in; the others lie here as they were left. In memory only: a tab holds
 * values of evidence, and nothing of those may stay behind when the case is locked.
 */
import { create } from 'zustand';
import { contentsOf, EMPTY_CONTENTS, type TabContents, useWorkspace } from './workspace.store.ts';

export interface Tab {
  id: number;
  /** Given by a person; empty: its question is its name. */
  name: string;
  /** Of the active tab: as it was when it was last left. See `contentsOfTab`. */
  contents: TabContents;
}

interface ClosedTab {
  tab: Tab;
  index: number;
}

interface TabsState {
  /** In the order of the strip; never none. */
  tabs: readonly Tab[];
  activeId: number;
  /** The two that are shown together, one of them active; null: the active one alone. */
  halves: readonly [number, number] | null;
  /** The halves stand one over the other. */
  areStacked: boolean;
  /** The other half follows the cursor to its time. */
  isTimeLocked: boolean;
  /** Last closed last. */
  closed: readonly ClosedTab[];

  /** Right of the active one, and goes to it. False where there are as many as may be. */
  open: (contents: TabContents) => boolean;
  /** Shown in place of the active one, unless it is on screen already. */
  switchTo: (id: number) => void;
  /** The last one stays. */
  close: (id: number) => void;
  /** Brings back what was closed last, where it was. False where nothing was, or there is no room. */
  reopen: () => boolean;
  rename: (id: number, name: string) => void;
  /** @param index where it comes to stand */
  move: (id: number, index: number) => void;
  /** Shows the active tab together with another. */
  split: (otherId: number) => void;
  unsplit: () => void;
  setStacked: (areStacked: boolean) => void;
  setTimeLocked: (isTimeLocked: boolean) => void;
  /** Changes a tab wherever it is: worked in, lying by, or closed meanwhile. */
  update: (id: number, changes: Partial<TabContents>) => void;
  /** Forgets all of them. */
  reset: () => void;
}

/** More could neither be told apart in the strip nor be remembered. */
export const MAX_TABS = 20;
const MAX_CLOSED = 10;

/** Never used again: what comes late for a tab of a case that was locked finds none. */
let lastId = 0;
const newTab = (contents: TabContents): Tab => ({ id: ++lastId, name: '', contents });

function initial(): Pick<TabsState, 'tabs' | 'activeId' | 'halves' | 'isTimeLocked' | 'closed'> {
  const tab = newTab(EMPTY_CONTENTS);
  return { tabs: [tab], activeId: tab.id, halves: null, isTimeLocked: false, closed: [] };
}

const isHalf = (halves: TabsState['halves'], id: number): boolean => halves?.includes(id) === true;

/** The active tab is put by as it is now. */
function putBy({ tabs, activeId }: Pick<TabsState, 'tabs' | 'activeId'>): Tab[] {
  const contents = contentsOf(useWorkspace.getState());
  return tabs.map((tab) => (tab.id === activeId ? { ...tab, contents } : tab));
}

export const useTabs = create<TabsState>()((set, get) => {
  const show = (id: number, tabs: readonly Tab[]): void => {
    const { halves, activeId } = get();
    const shown = tabs.find((tab) => tab.id === id);
    if (shown === undefined) return;
    const isShown = halves === null || isHalf(halves, id);
    const [first, second] = halves ?? [id, id];
    set({
      tabs,
      activeId: id,
      halves: isShown ? halves : first === activeId ? [id, second] : [first, id],
    });
    // Panes that come and go would take the rows away from under the pointer.
    const isBeside = halves !== null && isShown;
    const { isDetailOpen } = isBeside ? useWorkspace.getState() : shown.contents;
    useWorkspace.setState({ ...shown.contents, isDetailOpen });
  };
  const insert = (tab: Tab, index: number): boolean => {
    if (get().tabs.length >= MAX_TABS) return false;
    show(tab.id, putBy(get()).toSpliced(index, 0, tab));
    return true;
  };
  return {
    ...initial(),
    areStacked: true,
    open: (contents) => {
      const { tabs, activeId } = get();
      return insert(newTab(contents), tabs.findIndex(({ id }) => id === activeId) + 1);
    },
    switchTo: (id) => {
      if (id !== get().activeId) show(id, putBy(get()));
    },
    close: (id) => {
      const { activeId, halves, closed } = get();
      const tabs = putBy(get());
      const index = tabs.findIndex((tab) => tab.id === id);
      const tab = tabs[index];
      if (tab === undefined || tabs.length === 1) return;
      const left = tabs.toSpliced(index, 1);
      const other = halves?.find((half) => half !== id);
      const wasHalf = isHalf(halves, id);
      set({
        tabs: left,
        halves: wasHalf ? null : halves,
        isTimeLocked: !wasHalf && get().isTimeLocked,
        closed: [...closed, { tab, index }].slice(-MAX_CLOSED),
      });
      if (id !== activeId) return;
      const next = wasHalf ? other : (left[index] ?? left.at(-1))?.id;
      if (next !== undefined) show(next, left);
    },
    reopen: () => {
      const { closed } = get();
      const last = closed.at(-1);
      if (last === undefined || !insert(last.tab, last.index)) return false;
      set({ closed: closed.slice(0, -1) });
      return true;
    },
    rename: (id, name) => set({ tabs: get().tabs.map((tab) => (tab.id === id ? { ...tab, name } : tab)) }),
    move: (id, index) => {
      const { tabs } = get();
      const moved = tabs.find((tab) => tab.id === id);
      if (moved === undefined) return;
      const others = tabs.filter((tab) => tab !== moved);
      set({ tabs: others.toSpliced(Math.min(Math.max(0, index), others.length), 0, moved) });
    },
    split: (otherId) => {
      const { tabs, activeId } = get();
      if (otherId !== activeId && tabs.some(({ id }) => id === otherId)) set({ halves: [activeId, otherId] });
    },
    unsplit: () => set({ halves: null, isTimeLocked: false }),
    setStacked: (areStacked) => set({ areStacked }),
    setTimeLocked: (isTimeLocked) => set({ isTimeLocked }),
    update: (id, changes) => {
      const { activeId, tabs, closed } = get();
      if (id === activeId) return useWorkspace.setState(changes);
      const change = (tab: Tab): Tab => (tab.id === id ? { ...tab, contents: { ...tab.contents, ...changes } } : tab);
      set({ tabs: tabs.map(change), closed: closed.map(({ tab, index }) => ({ tab: change(tab), index })) });
    },
    reset: () => {
      useWorkspace.getState().reset();
      set(initial());
    },
  };
});

export const tabsNow = (): TabsState => useTabs.getState();

/** What a tab holds now; undefined where it was closed. */
export function contentsOfTab(id: number): TabContents | undefined {
  const { activeId, tabs } = useTabs.getState();
  return id === activeId ? useWorkspace.getState() : tabs.find((tab) => tab.id === id)?.contents;
}

/** Follows a part of what a tab holds, whether it is worked in or lies by. */
export function useTab<T>(id: number, select: (contents: TabContents) => T): T {
  const isActive = useTabs(({ activeId }) => activeId === id);
  const live = useWorkspace((state) => (isActive ? select(state) : undefined));
  const kept = useTabs(({ tabs }) =>
    isActive ? undefined : select(tabs.find((tab) => tab.id === id)?.contents ?? EMPTY_CONTENTS),
  );
  return (isActive ? live : kept) as T;
}

/** Calls back at every change of a tab. @returns how to stop */
export function followTab(id: number, listener: (contents: TabContents) => void): () => void {
  const tell = (): void => {
    const contents = contentsOfTab(id);
    if (contents !== undefined) listener(contents);
  };
  const stops = [useWorkspace.subscribe(tell), useTabs.subscribe(tell)];
  return () => stops.forEach((stop) => stop());
}
