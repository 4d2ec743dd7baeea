/** The citation that a person followed: its digest is held against the event that stands there now. */
import { create } from 'zustand';

interface CitedState {
  /** Digest that was cited, 64 hex digits; null where only a number was given. */
  cited: { seq: number; digest: string } | null;
  follow: (cited: { seq: number; digest: string } | null) => void;
}

export const useCited = create<CitedState>()((set) => ({
  cited: null,
  follow: (cited) => set({ cited }),
}));
