import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Command } from './command.ts';
import { findCommands } from './find-commands.ts';
import { type KeyPress, pressText } from './key-press.ts';
import { runCommand, useRegistry } from './registry.ts';
import { typedEvent } from './typed-event.ts';

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
});
const command = (id: string, part: Partial<Command> = {}): Command => ({
  id,
  group: 'go',
  title: id,
  run: () => undefined,
  ...part,
});

describe('a key press', () => {
  it('is named alike on every keyboard', () => {
    expect(pressText(press('K', { ctrlKey: true }), false)).toBe('Mod+k');
    expect(pressText(press('k', { metaKey: true }), true)).toBe('Mod+k');
    expect(pressText(press('?', { shiftKey: true }), false)).toBe('?');
    expect(pressText(press('F', { shiftKey: true }), false)).toBe('Shift+f');
    expect(pressText(press('!', { shiftKey: true, code: 'Digit1' }), false)).toBe('Shift+1');
    expect(pressText(press('¡', { altKey: true, code: 'Digit1' }), true)).toBe('Alt+1');
  });

  it('is nothing while only a modifier is down', () => {
    expect(pressText(press('Shift', { shiftKey: true }), false)).toBeUndefined();
  });
});

describe('the registry', () => {
  afterEach(() => useRegistry.setState({ commands: [] }));

  it('refuses two commands with the same keys at the same time', () => {
    const remove = useRegistry.getState().add([command('a.b', { keys: ['g w'] })]);
    expect(() => useRegistry.getState().add([command('c.d', { keys: ['g w'] })])).toThrow('clashes');
    remove();
    expect(() => useRegistry.getState().add([command('c.d', { keys: ['g w'] })])).not.toThrow();
  });

  it('runs a command by id, and none that can not be done now', () => {
    const run = vi.fn<() => void>();
    useRegistry.getState().add([command('a.b', { run }), command('a.c', { run, isEnabled: () => false })]);
    expect([runCommand('a.b'), runCommand('a.c'), runCommand('a.d')]).toEqual([true, false, false]);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe('the palette', () => {
  const commands = [
    command('off', { title: 'Go to Sources', isEnabled: () => false }),
    command('one', { title: 'Go to Custody' }),
    command('two', { title: 'Go to Workspace' }),
  ];

  it('puts what was used last first, and what can not be done now last', () => {
    expect(findCommands(commands, 'go', ['two', 'off']).map(({ id }) => id)).toEqual(['two', 'one', 'off']);
  });

  it('asks for every word, in any order', () => {
    expect(findCommands(commands, 'work GO', []).map(({ id }) => id)).toEqual(['two']);
  });

  it('takes a number or a citation of this case for an event, and says when it is of another', () => {
    const caseId = '0198f2c1-77d0-7000-8000-000000000001';
    const citation = `atp://event/${caseId}/17@sha256:${'a'.repeat(64)}`;
    expect(typedEvent('#4,950,003', caseId)).toEqual({ kind: 'event', seq: 4_950_003 });
    expect(typedEvent(`see ${citation}`, caseId)).toEqual({ kind: 'event', seq: 17, digest: 'a'.repeat(64) });
    expect(typedEvent(citation, '0198f2c1-77d0-7000-8000-000000000002')).toEqual({ kind: 'other-case' });
    expect(typedEvent('4625 failed', caseId)).toBeUndefined();
  });
});
