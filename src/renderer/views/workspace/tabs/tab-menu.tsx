/** What can be done with a tab: the same acts as its keys. */
import { text } from '../../../i18n/text.ts';
import { tabsNow } from '../../../stores/tabs.store.ts';
import type { MenuGroup } from '../../../ui/menu.tsx';
import { closeTab, moveTab, reopenTab, splitWith } from './tab-acts.ts';
import { useTabDialog } from './tab-dialog.store.ts';

const words = text.workspace.tabs;

export function tabMenu(id: number): MenuGroup[] {
  const { tabs, activeId, closed } = tabsNow();
  const index = tabs.findIndex((tab) => tab.id === id);
  const others = tabs.filter((tab) => tab.id !== id);
  return [
    {
      id: 'tab',
      acts: [
        { id: 'rename', label: words.rename, keys: 'F2', run: () => useTabDialog.getState().show(id) },
        { id: 'split', label: words.splitWith, isDisabled: id === activeId, run: () => splitWith(id) },
        {
          id: 'left',
          label: words.moveLeft,
          keys: 'Mod+Shift+ArrowLeft',
          isDisabled: index === 0,
          run: () => moveTab(id, -1),
        },
        {
          id: 'right',
          label: words.moveRight,
          keys: 'Mod+Shift+ArrowRight',
          isDisabled: index === tabs.length - 1,
          run: () => moveTab(id, 1),
        },
      ],
    },
    {
      id: 'close',
      acts: [
        { id: 'close', label: words.close, keys: 'Delete', run: () => closeTab(id) },
        { id: 'others', label: words.closeOthers, run: () => others.forEach((tab) => closeTab(tab.id)) },
        {
          id: 'reopen',
          label: words.reopenClosed,
          keys: 'Shift+t',
          isDisabled: closed.length === 0,
          run: reopenTab,
        },
      ],
    },
  ];
}
