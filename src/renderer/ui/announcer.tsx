/** Says to screen readers what changed without moving the focus. One region for the window, heard over dialogs too. */
import { create } from 'zustand';

const useAnnounced = create<{ message: string; turn: number }>()(() => ({ message: '', turn: 0 }));

/** @param message one short sentence */
export const announce = (message: string): void => useAnnounced.setState(({ turn }) => ({ message, turn: turn + 1 }));

export function Announcer() {
  const { message, turn } = useAnnounced();
  return (
    <div aria-live="polite" className="sr-only" data-live-announcer="true">
      {/* A new element each time, so that the same words are said again. */}
      <span key={turn}>{message}</span>
    </div>
  );
}
