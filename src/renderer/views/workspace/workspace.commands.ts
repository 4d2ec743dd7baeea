/** What can be done in the workspace by keys, from the palette and the menu. */
import type { Command } from '../../commands/command.ts';
import { text } from '../../i18n/text.ts';
import { workspaceNow } from '../../stores/workspace.store.ts';
import { useAround } from './around/around.store.ts';
import { toggleRow } from './grid/fold/fold-acts.ts';
import { focusRows, foldsNow, moveCursor, partsNow } from './parts.store.ts';

const words = text.workspace.commands;
const now = workspaceNow;
/** Enter belongs to what has the focus; rows that are still to come can not have it yet. */
const isFree = (): boolean =>
  document.activeElement === document.body || document.activeElement?.closest('[role=dialog]') != null;
const hasFocused = (): boolean => now().focusedSeq !== null;

export const WORKSPACE_COMMANDS: readonly Command[] = [
  { id: 'search.focus', group: 'search', title: words.focusQuery, keys: ['/'], run: () => partsNow().editor?.focus() },
  {
    id: 'search.rows',
    group: 'search',
    title: words.focusRows,
    keys: ['g r'],
    run: focusRows,
  },
  {
    id: 'search.order',
    group: 'search',
    title: words.turnOrder,
    keys: ['o'],
    run: () => now().setOrder(now().order === 'newest' ? 'oldest' : 'newest'),
  },
  {
    id: 'time.undoZoom',
    group: 'time',
    title: text.workspace.time.undoZoom,
    keys: ['Backspace'],
    isEnabled: () => now().zoomHistory.length > 0,
    run: () => now().undoZoom(),
  },
  {
    id: 'time.scope',
    group: 'time',
    title: text.workspace.time.scope,
    keys: ['s'],
    isEnabled: () => now().zoom !== null,
    run: () => now().setScope(now().zoom),
  },
  {
    id: 'time.clearScope',
    group: 'time',
    title: text.workspace.time.clearScope,
    keys: ['Shift+s'],
    isEnabled: () => now().scope !== null,
    run: () => now().setScope(null),
  },
  { id: 'event.next', group: 'event', title: words.next, keys: ['j'], run: () => moveCursor(1) },
  { id: 'event.previous', group: 'event', title: words.previous, keys: ['k'], run: () => moveCursor(-1) },
  {
    id: 'event.open',
    group: 'event',
    title: words.open,
    keys: ['Enter'],
    isEnabled: () => isFree() && (hasFocused() || now().place !== null),
    run: () => now().setDetailOpen(true),
  },
  {
    id: 'event.select',
    group: 'event',
    title: words.select,
    keys: ['x'],
    isEnabled: hasFocused,
    run: () => {
      const { focusedSeq } = now();
      if (focusedSeq !== null) toggleRow(focusedSeq);
    },
  },
  {
    id: 'event.around',
    group: 'event',
    title: text.workspace.pivot.around,
    keys: ['['],
    isEnabled: hasFocused,
    run: () => {
      const { focusedSeq } = now();
      if (focusedSeq !== null) useAround.getState().show(focusedSeq);
    },
  },
  {
    id: 'event.fold',
    group: 'event',
    title: words.foldRow,
    keys: ['z'],
    isEnabled: () => foldsNow() !== undefined,
    run: () => void foldsNow()?.toggleFocused(),
  },
  {
    id: 'search.fold',
    group: 'search',
    title: words.fold,
    keys: ['Shift+z'],
    run: () => now().setFoldsRepeats(!now().foldsRepeats),
  },
  {
    id: 'view.detail',
    group: 'view',
    title: words.toggleDetail,
    keys: ['d'],
    run: () => now().setDetailOpen(!now().isDetailOpen),
  },
];
