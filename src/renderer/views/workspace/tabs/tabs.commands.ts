/** Tabs and halves by keys and from the palette. Keys that browsers keep for themselves (Ctrl+T, Ctrl+W) are not to be had. */
import type { Command } from '../../../commands/command.ts';
import { text } from '../../../i18n/text.ts';
import { tabsNow } from '../../../stores/tabs.store.ts';
import {
  closeTab,
  duplicateTab,
  goAlong,
  goToNth,
  goToOtherHalf,
  moveTab,
  reopenTab,
  toggleSplit,
} from './tab-acts.ts';
import { useTabDialog } from './tab-dialog.store.ts';

const words = text.workspace.tabs;
const NUMBERED = 9;

const areMany = (): boolean => tabsNow().tabs.length > 1;
const isSplit = (): boolean => tabsNow().halves !== null;

export const TAB_COMMANDS: readonly Command[] = [
  { id: 'tab.new', group: 'tab', title: words.open, keys: ['n'], run: () => void duplicateTab() },
  {
    id: 'tab.close',
    group: 'tab',
    title: words.close,
    keys: ['w'],
    isEnabled: areMany,
    run: () => closeTab(tabsNow().activeId),
  },
  {
    id: 'tab.reopen',
    group: 'tab',
    title: words.reopenClosed,
    keys: ['Shift+t'],
    isEnabled: () => tabsNow().closed.length > 0,
    run: reopenTab,
  },
  { id: 'tab.rename', group: 'tab', title: words.rename, run: () => useTabDialog.getState().show(tabsNow().activeId) },
  { id: 'tab.previous', group: 'tab', title: words.previous, keys: [','], isEnabled: areMany, run: () => goAlong(-1) },
  { id: 'tab.next', group: 'tab', title: words.next, keys: ['.'], isEnabled: areMany, run: () => goAlong(1) },
  {
    id: 'tab.moveLeft',
    group: 'tab',
    title: words.moveLeft,
    keys: ['Mod+Shift+ArrowLeft'],
    isEnabled: areMany,
    run: () => moveTab(tabsNow().activeId, -1),
  },
  {
    id: 'tab.moveRight',
    group: 'tab',
    title: words.moveRight,
    keys: ['Mod+Shift+ArrowRight'],
    isEnabled: areMany,
    run: () => moveTab(tabsNow().activeId, 1),
  },
  ...Array.from(
    { length: NUMBERED },
    (_, index): Command => ({
      id: `tab.go${index + 1}`,
      group: 'tab',
      title: words.goTo(index + 1),
      keys: [`Alt+${index + 1}`],
      isEnabled: () => tabsNow().tabs.length > Math.max(1, index),
      run: () => goToNth(index),
    }),
  ),
  { id: 'tab.split', group: 'tab', title: words.split, keys: ['b'], run: toggleSplit },
  {
    id: 'tab.otherHalf',
    group: 'tab',
    title: words.otherHalf,
    keys: ['Shift+b'],
    isEnabled: isSplit,
    run: goToOtherHalf,
  },
  {
    id: 'tab.stack',
    group: 'tab',
    title: words.turnHalves,
    isEnabled: isSplit,
    run: () => tabsNow().setStacked(!tabsNow().areStacked),
  },
  {
    id: 'tab.timeLock',
    group: 'tab',
    title: words.timeLock,
    keys: ['l'],
    isEnabled: isSplit,
    run: () => tabsNow().setTimeLocked(!tabsNow().isTimeLocked),
  },
];
