import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import { utf16 } from './testing/evtx-builder.ts';
import { ValueReader } from './values.ts';

/** Reads bytes as a value of a type, with three bytes of padding so that nothing is aligned. */
function read(type: number, bytes: ArrayLike<number>): { value: unknown; doubts: readonly string[] } {
  const padded = new Uint8Array(bytes.length + 6);
  padded.set(Uint8Array.from(bytes), 3);
  const reader = new ValueReader(padded, nodeTextCodec);
  const value = reader.read(type, 3, bytes.length);
  return { value, doubts: reader.doubts };
}
const only = (type: number, bytes: ArrayLike<number>): unknown => {
  const { value, doubts } = read(type, bytes);
  expect(doubts).toEqual([]);
  return value;
};
const le = (size: number, value: bigint): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return bytes.slice(0, size);
};
const f32 = (value: number): Uint8Array => new Uint8Array(new Float32Array([value]).buffer);
const f64 = (value: number): Uint8Array => new Uint8Array(new Float64Array([value]).buffer);
const SID = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];
const GUID = [0x25, 0x96, 0x84, 0x54, 0x78, 0x54, 0x94, 0x49, 0xa5, 0xba, 0x3e, 0x3b, 0x03, 0x28, 0xc3, 0x0d];

describe('a single value', () => {
  it('is undefined for null and for no bytes of any type', () => {
    expect(only(0x00, [1, 2])).toBeUndefined();
    for (let type = 0; type < 256; type += 1) expect(only(type, [])).toBeUndefined();
  });

  it.each<[string, number, ArrayLike<number>, unknown]>([
    ['UTF-16 text', 0x01, utf16('Größe 😀'), 'Größe 😀'],
    ['UTF-16 text with NULs behind it', 0x01, utf16('abc\0\0'), 'abc'],
    ['UTF-16 text of NULs only', 0x01, utf16('\0\0'), undefined],
    ['spaces at the end of text', 0x01, utf16('Advapi  '), 'Advapi  '],
    ['text too long for the cache', 0x01, utf16('x'.repeat(2_000)), 'x'.repeat(2_000)],
    ['ANSI text in code page 1252', 0x02, [0x80, 0x41, 0xe9, 0x99, 0], '€Aé™'],
    ['int8', 0x03, [0xfe], -2],
    ['uint8', 0x04, [0xfe], 254],
    ['int16', 0x05, [0xfe, 0xff], -2],
    ['uint16', 0x06, [0xfe, 0xff], 65_534],
    ['int32', 0x07, le(4, -2n), -2],
    ['uint32', 0x08, le(4, -2n), 4_294_967_294],
    ['int64', 0x09, le(8, -2n), -2],
    ['int64 at the lower limit of exact numbers', 0x09, le(8, -9_007_199_254_740_991n), -9_007_199_254_740_991],
    ['int64 below it, as text', 0x09, le(8, -9_007_199_254_740_992n), '-9007199254740992'],
    ['the smallest int64, as text', 0x09, le(8, -(2n ** 63n)), '-9223372036854775808'],
    ['uint64 at the upper limit of exact numbers', 0x0a, le(8, 9_007_199_254_740_991n), 9_007_199_254_740_991],
    ['uint64 above it, as text', 0x0a, le(8, 9_007_199_254_740_992n), '9007199254740992'],
    ['the largest uint64, as text', 0x0a, le(8, -1n), '18446744073709551615'],
    ['float32 in its shortest form', 0x0b, f32(0.1), 0.1],
    ['float64', 0x0c, f64(-1.5e300), -1.5e300],
    ['a float JSON has no number for', 0x0c, f64(Number.NaN), 'NaN'],
    ['infinity', 0x0b, f32(Number.NEGATIVE_INFINITY), '-Infinity'],
    ['true', 0x0d, le(4, 1n), true],
    ['true written as another number', 0x0d, le(4, 0x0badf00dn), true],
    ['false', 0x0d, le(4, 0n), false],
    ['a boolean of one byte', 0x0d, [2], true],
    ['binary', 0x0e, [0, 0xab, 0xff], '00ABFF'],
    ['GUID', 0x0f, GUID, '54849625-5478-4994-A5BA-3E3B0328C30D'],
    ['SizeT of 32 bits', 0x10, le(4, 0x10n), '0x10'],
    ['SizeT of 64 bits', 0x10, le(8, 0x1_0000_0001n), '0x100000001'],
    ['FILETIME', 0x11, le(8, 133_594_528_891_234_567n), '2024-05-06T07:08:09.1234567Z'],
    ['SYSTEMTIME', 0x12, [0xe8, 7, 5, 0, 1, 0, 6, 0, 7, 0, 8, 0, 9, 0, 45, 0], '2024-05-06T07:08:09.045Z'],
    ['SID', 0x13, SID, 'S-1-5-32-544'],
    ['SID with an authority past 32 bits', 0x13, [1, 0, 0, 1, 0, 0, 0, 5], 'S-1-0x000100000005'],
    ['HexInt32', 0x14, le(4, 0x1fn), '0x1f'],
    ['HexInt64', 0x15, le(8, 0x8020_0000_0000_0000n), '0x8020000000000000'],
    ['HexInt64 below 2^32', 0x15, le(8, 0x3e7n), '0x3e7'],
    ['handle', 0x20, [1, 2, 3, 4], '01020304'],
    ['text of XML', 0x23, utf16('<a/>'), '<a/>'],
  ])('reads %s', (_, type, bytes, expected) => {
    expect(only(type, bytes)).toEqual(expected);
  });

  it.each<[string, number, ArrayLike<number>, unknown, string]>([
    ['text with a NUL inside keeps what is behind it', 0x01, utf16('a\0b'), 'a\0b', 'embedded-nul'],
    ['half a surrogate pair', 0x01, utf16('a\ud800'), 'a\ufffd', 'ill-formed-text'],
    ['an integer of the wrong size', 0x08, [1, 2], '0102', 'value-size'],
    ['a SID that is longer than its bytes', 0x13, [1, 9, 0, 0, 0, 0, 0, 5], '0109000000000005', 'value-size'],
    ['a SizeT of three bytes', 0x10, [1, 2, 3], '010203', 'value-size'],
    ['a type nobody knows', 0x7e, [1, 2], '0102', 'value-type'],
  ])('shows %s, and says that it is doubtful', (_, type, bytes, expected, doubt) => {
    expect(read(type, bytes)).toEqual({ value: expected, doubts: [doubt] });
  });
});

describe('an array', () => {
  it.each<[string, number, ArrayLike<number>, unknown]>([
    ['of texts, each ended by a NUL', 0x81, utf16('one\0\0three\0'), ['one', '', 'three']],
    ['of texts without the last NUL', 0x81, utf16('one\0two'), ['one', 'two']],
    ['of ANSI texts', 0x82, [0x61, 0, 0x62, 0], ['a', 'b']],
    ['of int8', 0x83, [1, 0xff], [1, -1]],
    ['of uint8', 0x84, [1, 0xff], [1, 255]],
    ['of int16', 0x85, [1, 0, 0xff, 0xff], [1, -1]],
    ['of uint16', 0x86, [1, 0, 0xff, 0xff], [1, 65_535]],
    ['of uint32', 0x88, [1, 0, 0, 0, 2, 0, 0, 0], [1, 2]],
    ['of int64', 0x89, [...le(8, -1n), ...le(8, 5n)], [-1, 5]],
    ['of floats', 0x8b, [...f32(0.5), ...f32(2)], [0.5, 2]],
    ['of booleans', 0x8d, [1, 0, 0, 0, 0, 0, 0, 0], [true, false]],
    ['of GUIDs', 0x8f, [...GUID, ...GUID], Array(2).fill('54849625-5478-4994-A5BA-3E3B0328C30D')],
    ['of SizeT', 0x90, [...le(8, 1n), ...le(8, 2n)], ['0x1', '0x2']],
    ['of FILETIMEs', 0x91, new Uint8Array(16), Array(2).fill('1601-01-01T00:00:00.0000000Z')],
    ['of SIDs', 0x93, [...SID, ...SID], ['S-1-5-32-544', 'S-1-5-32-544']],
    ['of HexInt32', 0x94, [1, 0, 0, 0, 0x1f, 0, 0, 0], ['0x1', '0x1f']],
    ['of HexInt64', 0x95, [...le(8, 1n), ...le(8, 2n)], ['0x1', '0x2']],
    ['of one, which is the value itself', 0x88, [7, 0, 0, 0], 7],
    ['of one empty text', 0x81, [0, 0], undefined],
  ])('%s', (_, type, bytes, expected) => {
    expect(only(type, bytes)).toEqual(expected);
  });

  it('is hexadecimal where its size is no multiple, or the type has no size', () => {
    expect(read(0x88, [1, 2, 3])).toEqual({ value: '010203', doubts: ['value-size'] });
    expect(read(0xa1, [1, 2])).toEqual({ value: '0102', doubts: ['value-size'] });
    expect(read(0x93, [1, 9, 0, 0])).toEqual({ value: '01090000', doubts: ['value-size'] });
  });
});

describe('the cache of short texts', () => {
  it('never gives the text of other bytes or another type', () => {
    const words = ['alice', 'alicf', 'blice', 'ALICE', 'alice\u0100', 'a', ''];
    const bytes = new Uint8Array(words.flatMap((word) => [...utf16(word)]));
    const reader = new ValueReader(bytes, nodeTextCodec);
    for (let round = 0; round < 3; round += 1) {
      let at = 0;
      for (const word of words) {
        expect(reader.read(0x01, at, word.length * 2)).toBe(word === '' ? undefined : word);
        at += word.length * 2;
      }
    }
    expect(reader.read(0x01, 0, 8)).toBe('alic');
    expect(reader.read(0x15, 0, 8)).toBe('0x630069006c0061');
  });

  it('repeats the doubt each time a doubtful text is read', () => {
    const reader = new ValueReader(utf16('a\0b'), nodeTextCodec);
    for (let round = 0; round < 2; round += 1) {
      reader.doubts.length = 0;
      reader.read(0x01, 0, 6);
      expect(reader.doubts).toEqual(['embedded-nul']);
    }
  });
});
