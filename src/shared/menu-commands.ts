/**
 * The commands of the window that Electron's menu offers, by their ids. The window's own registry does them.
 *
 * Pure. No keys stand here: the window handles its shortcuts itself, the same in both shells.
 */
export interface MenuEntry {
  readonly commandId: string;
  readonly title: string;
}

export const MENU: readonly { readonly title: string; readonly entries: readonly (MenuEntry | 'separator')[] }[] = [
  {
    title: 'Case',
    entries: [
      { commandId: 'case.create', title: 'New case...' },
      { commandId: 'case.open', title: 'Open case...' },
      { commandId: 'case.openBundle', title: 'Open evidence bundle...' },
      { commandId: 'case.addEvidence', title: 'Add evidence...' },
      { commandId: 'custody.record', title: 'Record a custody act...' },
      { commandId: 'bundle.create', title: 'Make an evidence bundle...' },
      'separator',
      { commandId: 'case.close', title: 'Lock and close case' },
    ],
  },
  {
    title: 'Go',
    entries: [
      { commandId: 'go.workspace', title: 'Workspace' },
      { commandId: 'go.sources', title: 'Sources' },
      { commandId: 'go.verification', title: 'Verification' },
      { commandId: 'marks.show', title: 'Outside marks' },
      { commandId: 'go.custody', title: 'Custody' },
      { commandId: 'go.settings', title: 'Settings' },
    ],
  },
  {
    title: 'Help',
    entries: [
      { commandId: 'help.palette', title: 'All commands' },
      { commandId: 'help.shortcuts', title: 'Keyboard shortcuts' },
    ],
  },
];
