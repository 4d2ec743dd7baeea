import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asciiBytes,
  compareBytes,
  concatBytes,
  decodeBase64,
  decodeBase64Url,
  decodeHex,
  decodeHexInto,
  encodeBase64,
  encodeBase64Url,
  encodeHex,
  equalBytes,
  readUint32,
  readUint64,
  utf8Length,
  writeUint32,
  writeUint64,
} from './bytes.ts';

const someBytes = fc.uint8Array({ maxLength: 100 });

describe('hex, base64 and base64url', () => {
  it('gives the published texts of RFC 4648 §10', () => {
    const texts = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(asciiBytes);
    expect(texts.map(encodeBase64)).toEqual(['', 'Zg==', 'Zm8=', 'Zm9v', 'Zm9vYg==', 'Zm9vYmE=', 'Zm9vYmFy']);
    expect(texts.map(encodeHex)).toEqual(['', '66', '666f', '666f6f', '666f6f62', '666f6f6261', '666f6f626172']);
  });

  it('agrees with the runtime for any bytes, both ways', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const buffer = Buffer.from(bytes);
        const texts = [encodeHex(bytes), encodeBase64(bytes), encodeBase64Url(bytes)];
        expect(texts).toEqual([buffer.toString('hex'), buffer.toString('base64'), buffer.toString('base64url')]);
        const [hex, base64, base64Url] = texts as [string, string, string];
        expect([decodeHex(hex), decodeBase64(base64), decodeBase64Url(base64Url)]).toEqual([bytes, bytes, bytes]);
      }),
    );
  });

  it('takes exactly one text for each byte string', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12, unit: fc.constantFrom(...'Ab0+/-_= \n') }), (text) => {
        const again = (bytes: Uint8Array | undefined, encode: (bytes: Uint8Array) => string): boolean =>
          bytes === undefined || encode(bytes) === text;
        expect([
          again(decodeBase64(text), encodeBase64),
          again(decodeBase64Url(text), encodeBase64Url),
          again(decodeHex(text), encodeHex),
        ]).toEqual([true, true, true]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['Zg', 'Zg=', 'Zh==', 'Zg==\n', 'Z===', '====', 'Zm9', 'Zm9v=', 'Zm-_', 'Zmé='])(
    'refuses %j as base64',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  it.each(['Zg==', 'Z', 'Zh', 'Zm+/', 'ÿÿ'])('refuses %j as base64url', (text) => {
    expect(decodeBase64Url(text)).toBeUndefined();
  });

  it.each(['0', '0G', 'AB', 'é0', '0x00', ' 00'])('refuses %j as hex', (text) => {
    expect(decodeHex(text)).toBeUndefined();
  });

  it('writes hex into place, and never past the end', () => {
    const target = new Uint8Array(4);
    expect([decodeHexInto('0aff', target, 1), decodeHexInto('0102', target, 3), [...target]]).toEqual([
      true,
      false,
      [0, 0x0a, 0xff, 0],
    ]);
  });
});

describe('bytes', () => {
  it('joins, compares and orders as unsigned bytes', () => {
    fc.assert(
      fc.property(someBytes, someBytes, (left, right) => {
        expect(concatBytes(left, right)).toEqual(new Uint8Array([...left, ...right]));
        expect(Math.sign(compareBytes(left, right))).toBe(Buffer.compare(left, right));
        expect(equalBytes(left, right)).toBe(Buffer.compare(left, right) === 0);
      }),
    );
    expect([concatBytes(), equalBytes(new Uint8Array([1]), new Uint8Array([1]))]).toEqual([new Uint8Array(0), true]);
  });

  it('keeps integers up to 2^53-1 through eight bytes, and refuses larger ones', () => {
    const bytes = new Uint8Array(9);
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        writeUint64(bytes, 1, value);
        expect(readUint64(bytes, 1)).toBe(value);
        expect(Buffer.from(bytes).readBigUInt64BE(1)).toBe(BigInt(value));
      }),
    );
    expect(readUint64(new Uint8Array(8).fill(255), 0)).toBeUndefined();
  });

  it('reads and writes 32 bits beyond the sign bit, and refuses to read outside', () => {
    const bytes = new Uint8Array(4);
    writeUint32(bytes, 0, 0xfedcba98);
    expect([[...bytes], readUint32(bytes, 0)]).toEqual([[0xfe, 0xdc, 0xba, 0x98], 0xfedcba98]);
    expect(() => readUint32(bytes, 1)).toThrow(RangeError);
  });

  it('refuses text outside ASCII rather than cutting it', () => {
    expect(() => asciiBytes('é')).toThrow(RangeError);
  });

  it('counts UTF-8 bytes as the runtime does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});
