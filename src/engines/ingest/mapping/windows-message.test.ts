import { describe, expect, it } from 'vitest';
import { oneLine, windowsMessage } from './windows-message.ts';

const fill = (words: string, fields: Record<string, string>): string =>
  windowsMessage(words, (field) => fields[field] ?? '');

describe('the words of an event', () => {
  it('are filled with its fields, and lose what has none', () => {
    const words = 'Logon[ of {user}][ from {ip}][, {a} and {b}]';
    expect(fill(words, { user: 'bob', ip: '::1', a: '1', b: '2' })).toBe('Logon of bob from ::1, 1 and 2');
    expect(fill(words, { user: 'bob', b: '2' })).toBe('Logon of bob');
    expect(fill(words, {})).toBe('Logon');
  });

  it('take a value as it is, never as words', () => {
    expect(fill('A[ {x}]', { x: '{user}[ {ip}]' })).toBe('A {user}[ {ip}]');
  });
});

describe('a value on one line', () => {
  it('has no control characters', () => {
    expect(oneLine('a\r\n\tb\u0000c\u007f')).toBe('a b c');
  });

  it('is cut with a mark, never through a character', () => {
    expect(oneLine('x'.repeat(240))).toBe('x'.repeat(240));
    expect(oneLine('x'.repeat(241))).toBe(`${'x'.repeat(240)}…`);
    expect(oneLine(`${'x'.repeat(239)}😀`).isWellFormed()).toBe(true);
  });
});
