/** The parts of the workspace that commands reach into: the query line and the cursors of the grids, while they are on screen. */
import type { EditorView } from '@codemirror/view';
import { create } from 'zustand';
import { tabsNow } from '../../stores/tabs.store.ts';
import { workspaceNow } from '../../stores/workspace.store.ts';
import type { GridCursor } from './grid/grid-cursor.ts';

interface PartsState {
  editor: EditorView | undefined;
  /** By tab; those that are shown. */
  cursors: ReadonlyMap<number, GridCursor>;
  setEditor: (editor: EditorView) => void;
  /** Undefined: its grid is gone. */
  setCursor: (tabId: number, cursor: GridCursor | undefined) => void;
}

export const useParts = create<PartsState>()((set, get) => ({
  editor: undefined,
  cursors: new Map(),
  setEditor: (editor) => set({ editor }),
  setCursor: (tabId, cursor) => {
    const cursors = new Map(get().cursors);
    if (cursor === undefined) cursors.delete(tabId);
    else cursors.set(tabId, cursor);
    set({ cursors });
  },
}));

export const partsNow = (): PartsState => useParts.getState();

/** The cursor of the tab that is worked in. */
export const cursorNow = (): GridCursor | undefined => partsNow().cursors.get(tabsNow().activeId);

/** By rows; counted from where the grid will stand, if it is still to come. */
export function moveCursor(rows: number): void {
  const cursor = cursorNow();
  if (cursor !== undefined) return cursor.move(rows);
  const place = workspaceNow().place ?? { topRow: 0, cursorRow: null, column: null };
  const cursorRow = Math.max(0, (place.cursorRow ?? -1) + rows);
  tabsNow().update(tabsNow().activeId, { place: { ...place, cursorRow }, focusedSeq: null });
}

/** Sends the keyboard to the rows, at once or as soon as there is a grid. */
export function focusRows(): void {
  const cursor = cursorNow();
  if (cursor !== undefined) return cursor.focusGrid();
  const place = workspaceNow().place ?? { topRow: 0, cursorRow: 0, column: null };
  tabsNow().update(tabsNow().activeId, { place: { ...place, takesFocus: true } });
}
