/** Two halves locked in time: the event that one of them is at, and the nearest to it in the other. */
import { create } from 'zustand';

/** An event and its time, canonical text; null: it has none. */
export interface Moment {
  seq: number;
  timestamp: string | null;
}

export interface Nearest {
  tabId: number;
  seq: number;
  /** Seconds after the event of the other half; negative: before it. */
  offsetSeconds: number;
}

interface TimeLockState {
  /** Where the half is that is worked in. */
  lead: Moment | null;
  nearest: Nearest | null;
  setLead: (lead: Moment | null) => void;
  setNearest: (nearest: Nearest | null) => void;
}

export const useTimeLock = create<TimeLockState>()((set, get) => ({
  lead: null,
  nearest: null,
  setLead: (lead) => {
    if (lead?.seq !== get().lead?.seq) set({ lead });
  },
  setNearest: (nearest) => set({ nearest }),
}));
