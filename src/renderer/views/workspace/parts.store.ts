/** The parts of the workspace that commands reach into: the query line and the cursor of the grid, while they are on screen. */
import type { EditorView } from '@codemirror/view';
import { create } from 'zustand';
import type { GridCursor } from './grid/grid-panel.tsx';

interface PartsState {
  editor: EditorView | undefined;
  cursor: GridCursor | undefined;
  setEditor: (editor: EditorView) => void;
  setCursor: (cursor: GridCursor) => void;
}

export const useParts = create<PartsState>()((set) => ({
  editor: undefined,
  cursor: undefined,
  setEditor: (editor) => set({ editor }),
  setCursor: (cursor) => set({ cursor }),
}));

export const partsNow = (): PartsState => useParts.getState();
