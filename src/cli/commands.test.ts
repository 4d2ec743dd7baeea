/** Commands are loaded by their names, so each name must lead to the command that bears it. */
import { describe, expect, it } from 'vitest';
import { allCommands, commandsFor } from './commands.ts';

describe('commandsFor', () => {
  it('finds every command by its name, alone', async () => {
    const commands = await allCommands();
    expect(commands.length).toBeGreaterThan(15);
    for (const { name } of commands) {
      const found = await commandsFor([...name.split(' '), '--json']);
      expect(found.map((command) => command.name)).toEqual([name]);
    }
  });

  it('gives all of them where the first words name none', async () => {
    const { length } = await allCommands();
    for (const words of [[], ['case'], ['case', 'burn'], ['--help'], ['no-such-command']]) {
      expect(await commandsFor(words)).toHaveLength(length);
    }
  });
});
