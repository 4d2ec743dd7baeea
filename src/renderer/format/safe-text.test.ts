import { describe, expect, it } from 'vitest';
import { shownText, visibleText } from './safe-text.ts';

describe('text of evidence on screen', () => {
  it('shows what hides or turns its neighbours', () => {
    expect(visibleText('a\u202Eb\u0000c\u200Bd\u{E0041}e\x1b[31m')).toBe(
      String.raw`a\u{202e}b\u{0000}c\u{200b}d\u{e0041}e\u{001b}[31m`,
    );
  });

  it('shows half a character as what it is', () => {
    expect(visibleText('x\uD83Dy')).toBe(String.raw`x\u{d83d}y`);
  });

  it('leaves words of any script, lines and tabs alone', () => {
    const text = 'Straße\tÜ\n日本語 مرحبا שלום 😀';
    expect(visibleText(text)).toBe(text);
  });

  it('tells how much of a long text is left out, and splits no character', () => {
    expect(shownText('ab😀cd', 3)).toEqual({ shown: 'ab', omitted: 4 });
    expect(shownText('x'.repeat(10), 10)).toEqual({ shown: 'x'.repeat(10), omitted: 0 });
  });
});
