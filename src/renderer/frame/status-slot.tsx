/** The place at the left of the status bar that the view on screen fills: what is chosen, and what can be done with it. */
import { type ReactNode, useCallback } from 'react';
import { createPortal } from 'react-dom';
import { create } from 'zustand';
import styles from './frame.module.css';

const useSlot = create<{ element: HTMLElement | null }>()(() => ({ element: null }));

/** In a view: its children show in the status bar. */
export function StatusBarContent({ children }: { children: ReactNode }) {
  const element = useSlot((state) => state.element);
  return element === null ? null : createPortal(children, element);
}

export function StatusSlot() {
  const keep = useCallback((element: HTMLElement | null) => useSlot.setState({ element }), []);
  return <div ref={keep} className={styles['slot']} />;
}
