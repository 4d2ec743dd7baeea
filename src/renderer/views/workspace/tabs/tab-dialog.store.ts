/** Which tab is being given a name. */
import { create } from 'zustand';

interface TabDialogState {
  tabId: number | undefined;
  show: (tabId: number) => void;
  close: () => void;
}

export const useTabDialog = create<TabDialogState>()((set) => ({
  tabId: undefined,
  show: (tabId) => set({ tabId }),
  close: () => set({ tabId: undefined }),
}));
