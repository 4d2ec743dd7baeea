/** Which dialog of the workspace is open, and about what. One at a time. */
import { create } from 'zustand';

export type WorkspaceDialog =
  | { name: 'tag' | 'comment' | 'compare'; seqs: readonly number[] }
  | { name: 'tag-all'; tag: string }
  | { name: 'export' };

interface DialogsState {
  shown: WorkspaceDialog | null;
  show: (dialog: WorkspaceDialog) => void;
  close: () => void;
}

export const useDialogs = create<DialogsState>()((set) => ({
  shown: null,
  show: (shown) => set({ shown }),
  close: () => set({ shown: null }),
}));
