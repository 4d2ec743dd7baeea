/** Whether the host answers: `broken` is tried again by itself, `ended` is for good. */
import { create } from 'zustand';

export type ConnectionState = 'starting' | 'connected' | 'broken' | 'ended';

interface Connection {
  state: ConnectionState;
  change: (state: ConnectionState) => void;
}

export const useConnection = create<Connection>()((set) => ({
  state: 'starting',
  change: (state) => set({ state }),
}));
