/**
 * Which commands fit what was typed, in the order of the palette. Pure.
 *
 * Every word has to stand somewhere in title or group; what was used last comes first, what can not be done now last.
 */
import { type Command } from './command.ts';
import { canRun } from './registry.ts';

export function findCommands(commands: readonly Command[], typed: string, recentIds: readonly string[]): Command[] {
  const words = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  const rank = ({ id }: Command): number => {
    const index = recentIds.indexOf(id);
    return index === -1 ? recentIds.length : index;
  };
  return commands
    .filter(({ title, group }) => words.every((word) => `${group} ${title}`.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(canRun(b)) - Number(canRun(a)) || rank(a) - rank(b));
}
