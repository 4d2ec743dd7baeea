/** Canonical JSON written into bytes is what `canonicalize` gives. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../../host/adapters/node-ports.ts';
import { canonicalize, CanonicalError } from '../../kernel/canonical-json.ts';
import { JsonBytes, jsonKey, RepeatedText } from './json-bytes.ts';

const memory = new Uint8Array(4_096);
const quote = (at: number, size: number): number => {
  const text = nodeTextCodec.utf8(memory, at + 1, at + 1 + size);
  return at + nodeTextCodec.writeUtf8(JSON.stringify(text), memory, at);
};
const A = jsonKey('"a":');
const B = jsonKey('"b":');

function written(fill: (out: JsonBytes) => void, room = 4_000): string {
  const out = new JsonBytes(memory, nodeTextCodec, quote);
  out.begin(8, room);
  fill(out);
  return out.isFull ? 'full' : nodeTextCodec.utf8(memory, 8, out.at);
}

describe('JSON bytes', () => {
  it('are the canonical form of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'grapheme' }), (value, text) => {
        fc.pre(!/-0|e[+-]/.test(JSON.stringify(value)) && isCanonicalizable(value));
        const json = written((out) => {
          out.open();
          out.add(A, value as never);
          out.add(B, text);
          out.close();
        });
        expect(json).toBe(canonicalize({ a: value as never, b: text }));
      }),
    );
  });

  it('leave out what has no value, and put commas between what has one', () => {
    const json = written((out) => {
      out.open();
      out.add(A, undefined);
      out.add(B, 0);
      out.key(A);
      out.open();
      out.close();
      out.members(jsonKey('"c":1'));
      out.close();
    });
    expect(json).toBe('{"b":0,"a":{},"c":1}');
  });

  it('write a repeated text as any other', () => {
    const last = new RepeatedText();
    for (const text of ['a', 'a', 'b"', 'b"', undefined, 'b"', 'a']) {
      const json = written((out) => {
        out.open();
        out.addRepeated(A, last, text);
        out.addRepeated(B, last, text);
        out.close();
      });
      expect(json).toBe(text === undefined ? '{}' : canonicalize({ a: text, b: text }));
    }
  });

  it('write integers of every length', () => {
    for (const value of [1, 9, 10, 4_294_967_296, Number.MAX_SAFE_INTEGER]) {
      expect(written((out) => out.integer(value))).toBe(String(value));
    }
  });

  it('refuse a lone surrogate, as the canonical form does', () => {
    expect(() => written((out) => out.text('a \ud800 long text'))).toThrow(CanonicalError);
    expect(() => written((out) => out.text('\ud800'))).toThrow(CanonicalError);
  });

  it('say that they are not whole where the room ends', () => {
    expect(written((out) => out.text('0123456789'), 61)).toBe('full');
    expect(written((out) => out.text('0123456789'), 62)).toBe('"0123456789"');
    expect(written((out) => out.key(A), 3)).toBe('full');
  });
});

function isCanonicalizable(value: unknown): boolean {
  try {
    canonicalize(value as never);
    return true;
  } catch {
    return false;
  }
}
