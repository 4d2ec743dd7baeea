/** What lies over the window: palette, help sheet, a custody act, a bundle, the question before a case is closed. One at a time. */
import { create } from 'zustand';

export type Overlay = 'palette' | 'shortcuts' | 'close-case' | 'custody-act' | 'bundle';

interface OverlayState {
  shown: Overlay | undefined;
  show: (overlay: Overlay) => void;
  hide: () => void;
}

export const useOverlay = create<OverlayState>()((set) => ({
  shown: undefined,
  show: (shown) => set({ shown }),
  hide: () => set({ shown: undefined }),
}));
