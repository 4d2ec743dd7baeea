/** The parts of the workspace that commands reach into: the query line, the cursor of the grid and its folds, while they are on screen. */
import type { EditorView } from '@codemirror/view';
import { create } from 'zustand';
import type { Folds } from './grid/fold/fold-acts.ts';
import type { GridCursor } from './grid/grid-cursor.ts';

interface PartsState {
  editor: EditorView | undefined;
  cursor: GridCursor | undefined;
  /** While the grid folds repeats. */
  folds: Folds | undefined;
  setEditor: (editor: EditorView) => void;
  setCursor: (cursor: GridCursor) => void;
  setFolds: (folds: Folds | undefined) => void;
}

export const useParts = create<PartsState>()((set) => ({
  editor: undefined,
  cursor: undefined,
  folds: undefined,
  setEditor: (editor) => set({ editor }),
  setCursor: (cursor) => set({ cursor }),
  setFolds: (folds) => set({ folds }),
}));

export const partsNow = (): PartsState => useParts.getState();
