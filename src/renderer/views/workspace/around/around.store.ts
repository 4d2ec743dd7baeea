/** The event whose surroundings are on screen. */
import { create } from 'zustand';

interface AroundState {
  seq: number | null;
  show: (seq: number) => void;
  close: () => void;
}

export const useAround = create<AroundState>()((set) => ({
  seq: null,
  show: (seq) => set({ seq }),
  close: () => set({ seq: null }),
}));
