/** Commands as rows of a menu: the same titles, keys and conditions as everywhere. */
import type { MenuAct } from '../ui/menu.tsx';
import type { Command } from './command.ts';
import { canRun, runCommand } from './registry.ts';

/** @param ids in the order of the menu; those that are not registered now are left out */
export function menuActs(commands: readonly Command[], ids: readonly string[]): MenuAct[] {
  return ids.flatMap((id) => {
    const command = commands.find((each) => each.id === id);
    if (command === undefined) return [];
    const keys = command.keys?.[0];
    const act: MenuAct = { id, label: command.title, isDisabled: !canRun(command), run: () => void runCommand(id) };
    return [keys === undefined ? act : { ...act, keys }];
  });
}
