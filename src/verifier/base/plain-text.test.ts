import { describe, expect, it } from 'vitest';
import { count, plain, quoted } from './plain-text.ts';

describe('untrusted text', () => {
  it('can not move the cursor, hide itself or turn the words around it', () => {
    expect(plain('a\u001b[2Jb\u202ec\u200bd\u2066e\u0085f\ufeffg')).toBe(
      'a\\u{1b}[2Jb\\u{202e}c\\u{200b}d\\u{2066}e\\u{85}f\\u{feff}g',
    );
    expect(plain('\ud800')).toBe('\ufffd');
    expect(plain('Zoë 日本 €')).toBe('Zoë 日本 €');
  });

  it('can not end its own quotation marks, nor fill the screen', () => {
    expect(quoted('a” is intact. “b')).toBe('“a" is intact. "b”');
    expect(plain('x'.repeat(1000)).length).toBe(201);
  });

  it('is counted as people read numbers', () => {
    expect([0, 999, 4711, 1_000_000].map(count)).toEqual(['0', '999', '4,711', '1,000,000']);
  });
});
