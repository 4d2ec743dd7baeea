import { afterEach, describe, expect, it } from 'vitest';
import { useWorkspace } from '../../../../stores/workspace.store.ts';
import { tabsNow } from '../../../../stores/tabs.store.ts';
import { useParts } from '../../parts.store.ts';
import type { EventRun } from '../event-row.ts';
import { selectedShare, toggleRow } from './fold-acts.ts';

const run = {
  count: 5,
  seqs: [
    [3, 5],
    [9, 10],
  ],
  goesOn: false,
} as unknown as EventRun;
const selected = (): number[] => [...useWorkspace.getState().selectedSeqs].toSorted((a, b) => a - b);

afterEach(() => {
  useWorkspace.getState().reset();
  useParts.setState({ folds: new Map() });
});

describe('selecting a row', () => {
  it('takes every event that a folded row stands for, and lets go of all of them', () => {
    useParts.getState().setFolds(tabsNow().activeId, {
      foldedRun: (seq) => (seq === 3 ? run : undefined),
      toggle: () => false,
      isOpen: () => false,
      toggleFocused: () => false,
    });
    useWorkspace.getState().setSelected([4, 77]);
    expect(selectedShare(run, useWorkspace.getState().selectedSeqs)).toBe('some');
    toggleRow(3);
    expect(selected()).toEqual([3, 4, 5, 9, 10, 77]);
    expect(selectedShare(run, useWorkspace.getState().selectedSeqs)).toBe('all');
    toggleRow(3);
    expect(selected()).toEqual([77]);
    expect(selectedShare(run, useWorkspace.getState().selectedSeqs)).toBe('none');
  });

  it('takes one event where nothing is folded', () => {
    toggleRow(3);
    expect(selected()).toEqual([3]);
  });
});
