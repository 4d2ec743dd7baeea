/** An event opened from outside the grid, whose row is to come into view: a citation, a number, a table, the timeline. */
import { create } from 'zustand';

interface RevealState {
  /** Waits for the grid; null: nothing does. */
  wanted: number | null;
  /** Was looked for and is not in the result of the question of now. */
  absent: number | null;
  ask: (seq: number) => void;
  /** Found, or given up: what was asked after it still waits. */
  settle: (seq: number, isAbsent: boolean) => void;
  /** Another question: what was absent may be there. */
  forget: () => void;
}

export const useReveal = create<RevealState>()((set, get) => ({
  wanted: null,
  absent: null,
  ask: (seq) => set({ wanted: seq, absent: null }),
  settle: (seq, isAbsent) => {
    if (get().wanted === seq) set({ wanted: null, absent: isAbsent ? seq : null });
  },
  forget: () => set({ absent: null }),
}));
