/**
 * Who takes files that are dropped on the window just now; nobody: they are evidence.
 *
 * A dialog that asks for a file takes them while it is open: what is meant as an answer to it must not become evidence.
 */
import { useEffect } from 'react';
import { create } from 'zustand';

export interface DropTaker {
  /** What is said while files hang over the window. */
  words: string;
  take: (files: FileList) => void;
}

export const useDropTaker = create<{ taker: DropTaker | undefined }>()(() => ({ taker: undefined }));

/** @param taker stable while it stands: memoised */
export function useTakesDrops(taker: DropTaker): void {
  useEffect(() => {
    const before = useDropTaker.getState().taker;
    useDropTaker.setState({ taker });
    return () => useDropTaker.setState({ taker: before });
  }, [taker]);
}
