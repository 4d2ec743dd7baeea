import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOfBase64 } from './base64-text.ts';

describe('a text in base64', () => {
  it('comes back whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(textOfBase64(Buffer.from(text, 'utf8').toString('base64'))).toBe(text);
      }),
    );
  });

  it('that is none, or no UTF-8, is not made up', () => {
    expect(['a', 'ab=c', '====', 'YQ', Buffer.from([0xff]).toString('base64')].map(textOfBase64)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});
