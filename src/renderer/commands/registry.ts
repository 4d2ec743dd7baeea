/**
 * The commands that can be done now. The frame's are there always, a view's while it is on screen.
 *
 * Two commands must not have the same keys at the same time: that is a bug, and throws.
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Command } from './command.ts';

interface RegistryState {
  commands: readonly Command[];
  /** Returns how to take them out. */
  add: (commands: readonly Command[]) => () => void;
}

export const useRegistry = create<RegistryState>()((set, get) => ({
  commands: [],
  add: (added) => {
    const known = get().commands;
    for (const { id, keys = [] } of added) {
      const clash = known.find((each) => each.id === id || each.keys?.some((key) => keys.includes(key)));
      if (clash !== undefined) throw new Error(`command ${id} clashes with ${clash.id}`);
    }
    set({ commands: [...known, ...added] });
    return () => set({ commands: get().commands.filter((each) => !added.includes(each)) });
  },
}));

/** Registers commands while the component is on screen. @param commands a stable list: made outside or memoised */
export function useCommands(commands: readonly Command[]): void {
  const add = useRegistry((state) => state.add);
  useEffect(() => add(commands), [add, commands]);
}

export const canRun = ({ isEnabled }: Command): boolean => isEnabled?.() ?? true;

/** Runs a command by id, if it is there and enabled. False where it is not. */
export function runCommand(id: string): boolean {
  const command = useRegistry.getState().commands.find((each) => each.id === id);
  if (command === undefined || !canRun(command)) return false;
  void command.run();
  return true;
}
