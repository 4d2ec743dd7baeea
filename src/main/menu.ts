/** Electron's menu: the window's commands by their ids, and what every program of the system has. */
import type { MenuItemConstructorOptions, WebContents } from 'electron';
import { MENU } from '../shared/menu-commands.ts';
import { sendMessage } from './ipc-host.ts';

export function menuTemplate(contents: WebContents, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const own = MENU.map(({ title, entries }): MenuItemConstructorOptions => {
    const submenu = entries.map((entry): MenuItemConstructorOptions => {
      if (entry === 'separator') return { type: 'separator' };
      const { commandId, title: label } = entry;
      return { id: commandId, label, click: () => sendMessage(contents, { type: 'shell.command', commandId }) };
    });
    return { label: title, submenu };
  });
  const [first, ...others] = own;
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    ...(first === undefined ? [] : [first]),
    { role: 'editMenu' },
    ...others,
    { role: 'windowMenu' },
  ];
}
