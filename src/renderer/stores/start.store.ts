/** What the start view has open: a new case, the choice of a folder, the unlocking of one, a bundle to look at. Commands reach it from anywhere. */
import { create } from 'zustand';

export type StartDialog =
  | { kind: 'create' }
  | { kind: 'browse' }
  | { kind: 'unlock'; dir: string }
  | { kind: 'browse-bundle' }
  | { kind: 'bundle'; path: string };

interface StartState {
  dialog: StartDialog | undefined;
  show: (dialog: StartDialog) => void;
  hide: () => void;
}

/** A window that was opened for a case has its folder behind the `#` of its address. */
function caseOfAddress(): StartDialog | undefined {
  const dir = /^#case=(.+)$/u.exec(location.hash)?.[1];
  if (dir === undefined) return undefined;
  // Once: a reload of the page does not ask again for a case that was closed meanwhile.
  history.replaceState(null, '', location.pathname);
  try {
    return { kind: 'unlock', dir: decodeURIComponent(dir) };
  } catch {
    // Somebody's own address, and no folder at all.
    return undefined;
  }
}

export const useStart = create<StartState>()((set) => ({
  dialog: caseOfAddress(),
  show: (dialog) => set({ dialog }),
  hide: () => set({ dialog: undefined }),
}));

export const startNow = (): StartState => useStart.getState();
