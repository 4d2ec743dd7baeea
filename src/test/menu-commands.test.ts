/** The menu of Electron names commands by id; the window must have them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MENU } from '../shared/menu-commands.ts';

const commands = readFileSync(new URL('../renderer/commands/app.commands.ts', import.meta.url), 'utf8');
const views = readFileSync(new URL('../renderer/stores/navigation.store.ts', import.meta.url), 'utf8');

describe('the menu', () => {
  const ids = MENU.flatMap(({ entries }) => entries).flatMap((entry) =>
    entry === 'separator' ? [] : [entry.commandId],
  );

  it.each(ids)('offers %s, which the window has', (id) => {
    const [group, name] = id.split('.');
    const source = group === 'go' ? views : commands;
    expect(source).toContain(group === 'go' ? `'${name}'` : `id: '${id}'`);
  });
});
