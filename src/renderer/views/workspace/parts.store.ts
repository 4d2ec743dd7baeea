/** The parts of the workspace that commands reach into: the query line, the cursors of the grids and their folds, while they are on screen. */
import type { EditorView } from '@codemirror/view';
import { create } from 'zustand';
import { tabsNow } from '../../stores/tabs.store.ts';
import { workspaceNow } from '../../stores/workspace.store.ts';
import type { Folds } from './grid/fold/fold-acts.ts';
import type { GridCursor } from './grid/grid-cursor.ts';
import { focusedPlace, movedPlace } from './grid/grid-place.ts';

interface PartsState {
  editor: EditorView | undefined;
  /** By tab; those that are shown. */
  cursors: ReadonlyMap<number, GridCursor>;
  /** By tab; those that are shown and fold repeats. */
  folds: ReadonlyMap<number, Folds>;
  setEditor: (editor: EditorView) => void;
  /** Undefined: its grid is gone. */
  setCursor: (tabId: number, cursor: GridCursor | undefined) => void;
  /** Undefined: its grid is gone, or folds no more. */
  setFolds: (tabId: number, folds: Folds | undefined) => void;
}

export const useParts = create<PartsState>()((set, get) => ({
  editor: undefined,
  cursors: new Map(),
  folds: new Map(),
  setEditor: (editor) => set({ editor }),
  setCursor: (tabId, cursor) => set({ cursors: withTab(get().cursors, tabId, cursor) }),
  setFolds: (tabId, folds) => set({ folds: withTab(get().folds, tabId, folds) }),
}));

function withTab<T>(byTab: ReadonlyMap<number, T>, tabId: number, part: T | undefined): ReadonlyMap<number, T> {
  const changed = new Map(byTab);
  if (part === undefined) changed.delete(tabId);
  else changed.set(tabId, part);
  return changed;
}

export const partsNow = (): PartsState => useParts.getState();

/** The cursor of the tab that is worked in. */
export const cursorNow = (): GridCursor | undefined => partsNow().cursors.get(tabsNow().activeId);

/** The folds of the tab that is worked in. */
export const foldsNow = (): Folds | undefined => partsNow().folds.get(tabsNow().activeId);

/** By rows; counted from where the grid will stand, if it is still to come. */
export function moveCursor(rows: number): void {
  const cursor = cursorNow();
  if (cursor !== undefined) return cursor.move(rows);
  tabsNow().update(tabsNow().activeId, { place: movedPlace(workspaceNow().place, rows), focusedSeq: null });
}

/** Sends the keyboard to the rows, at once or as soon as there is a grid. */
export function focusRows(): void {
  const cursor = cursorNow();
  if (cursor !== undefined) return cursor.focusGrid();
  tabsNow().update(tabsNow().activeId, { place: focusedPlace(workspaceNow().place) });
}
