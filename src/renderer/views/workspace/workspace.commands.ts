/** What can be done in the workspace by keys, from the palette and the menu. */
import type { Command } from '../../commands/command.ts';
import { text } from '../../i18n/text.ts';
import { workspaceNow } from '../../stores/workspace.store.ts';
import { useAround } from './around/around.store.ts';
import { toggleRow } from './grid/fold/fold-acts.ts';
import { partsNow } from './parts.store.ts';

const words = text.workspace.commands;
const now = workspaceNow;
const hasFocused = (): boolean => now().focusedSeq !== null;

export const WORKSPACE_COMMANDS: readonly Command[] = [
  { id: 'search.focus', group: 'search', title: words.focusQuery, keys: ['/'], run: () => partsNow().editor?.focus() },
  {
    id: 'search.rows',
    group: 'search',
    title: words.focusRows,
    keys: ['g r'],
    run: () => partsNow().cursor?.focusGrid(),
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
  { id: 'event.next', group: 'event', title: words.next, keys: ['j'], run: () => partsNow().cursor?.move(1) },
  { id: 'event.previous', group: 'event', title: words.previous, keys: ['k'], run: () => partsNow().cursor?.move(-1) },
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
    isEnabled: () => partsNow().folds !== undefined,
    run: () => void partsNow().folds?.toggleFocused(),
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
