import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import { textBytes } from '../../../../test/helpers/run-reader.ts';
import type { LineFormat } from './line-bytes.ts';
import { MAX_JOINED_BYTES, MAX_RECORD_LINES, cutAtRecord, forEachRecord, resyncAtLine } from './line-records.ts';

const UTF8: LineFormat = { encoding: 'utf-8', newline: 'lf' };
const isStart = (line: string): boolean => line.startsWith('>');

interface Found {
  text: string;
  start: number;
  end: number;
  isDamaged: boolean;
}

const recordsOf = (bytes: Uint8Array, format: LineFormat, start: typeof isStart | undefined, base = 0): Found[] => {
  const found: Found[] = [];
  forEachRecord(bytes, format, start, nodeTextCodec, (text, from, to, isDamaged) =>
    found.push({ text, start: from + base, end: to + base, isDamaged }),
  );
  return found;
};

/** Cuts as the ingest does, with windows that begin at `size` bytes and grow. */
const inPieces = (bytes: Uint8Array, format: LineFormat, start: typeof isStart | undefined, size: number): Found[] => {
  const found: Found[] = [];
  for (let at = 0; at < bytes.length; ) {
    let window = size;
    let cut = 0;
    do {
      cut = cutAtRecord(bytes.subarray(at, at + window), at + window >= bytes.length, format, start);
      window *= 2;
    } while (cut === 0);
    found.push(...recordsOf(bytes.subarray(at, at + cut), format, start, at));
    at += cut;
  }
  return found;
};

const encode = (text: string, encoding: LineFormat['encoding']): Uint8Array => {
  if (encoding === 'utf-8') return textBytes(text);
  if (encoding === 'windows-1252') return new Uint8Array(Buffer.from(text, 'latin1'));
  const buffer = Buffer.from(text, 'utf16le');
  return new Uint8Array(encoding === 'utf-16be' ? buffer.swap16() : buffer);
};

describe('records of lines', () => {
  it('joins lines that start no record to the one before, with blank lines inside and not behind', () => {
    const bytes = textBytes('intro\r\n>a\r\n  b\r\n\r\nc\r\n\r\n>d\n');
    expect(recordsOf(bytes, UTF8, isStart)).toEqual([
      { text: 'intro', start: 0, end: 5, isDamaged: false },
      { text: '>a\n  b\n\nc', start: 7, end: 19, isDamaged: false },
      { text: '>d', start: 23, end: 25, isDamaged: false },
    ]);
  });

  it('knows old Mac newlines, NUL bytes and control characters', () => {
    const mac: LineFormat = { encoding: 'utf-8', newline: 'cr' };
    expect(recordsOf(textBytes('a\rb\r'), mac, undefined).map((r) => r.text)).toEqual(['a', 'b']);
    expect(recordsOf(textBytes('a\0\u0007b\r\rc\n'), UTF8, undefined).map((r) => r.text)).toEqual(['a\0\u0007b\r\rc']);
  });

  it('marks lines whose bytes are no UTF-8 and keeps them', () => {
    const bytes = new Uint8Array([0x67, 0xc3, 0xbc, 0x0a, 0x62, 0xff, 0x0a]);
    expect(recordsOf(bytes, UTF8, undefined)).toEqual([
      { text: 'gü', start: 0, end: 3, isDamaged: false },
      { text: 'b\ufffd', start: 4, end: 6, isDamaged: true },
    ]);
  });

  it('reads UTF-16 in both orders with byte offsets, and windows-1252 by its own table', () => {
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const format: LineFormat = { encoding, newline: 'lf' };
      expect(recordsOf(encode('ä\u0a0a\r\nb', encoding), format, undefined)).toEqual([
        { text: 'ä\u0a0a', start: 0, end: 4, isDamaged: false },
        { text: 'b', start: 8, end: 10, isDamaged: false },
      ]);
    }
    const cp1252: LineFormat = { encoding: 'windows-1252', newline: 'lf' };
    expect(recordsOf(new Uint8Array([0x80, 0x93, 0xfc, 0x81]), cp1252, undefined)[0]?.text).toBe('€“ü\u0081');
  });

  it('marks an odd last byte and lone surrogates of UTF-16', () => {
    const format: LineFormat = { encoding: 'utf-16le', newline: 'lf' };
    expect(recordsOf(new Uint8Array([0x61, 0, 0x62]), format, undefined)).toEqual([
      { text: 'a', start: 0, end: 3, isDamaged: true },
    ]);
    expect(recordsOf(new Uint8Array([0x00, 0xd8]), format, undefined)[0]).toMatchObject({
      text: '\ufffd',
      isDamaged: true,
    });
  });

  it('bounds a record in lines and bytes, also where nothing ever starts one', () => {
    const many = textBytes(`>a\n${'b\n'.repeat(2_500)}`);
    expect(recordsOf(many, UTF8, isStart).map((r) => r.text.split('\n').length)).toEqual([1_000, 1_000, 501]);
    expect(MAX_RECORD_LINES).toBe(1_000);
    const long = textBytes(`>a\n${`${'c'.repeat(9_999)}\n`.repeat(60)}`);
    for (const { start, end } of recordsOf(long, UTF8, isStart))
      expect(end - start).toBeLessThanOrEqual(MAX_JOINED_BYTES);
    expect(inPieces(many, UTF8, isStart, 4_096)).toEqual(recordsOf(many, UTF8, isStart));
    expect(inPieces(long, UTF8, isStart, 4_096)).toEqual(recordsOf(long, UTF8, isStart));
  });

  it('lets a record go that a line without end follows', () => {
    const window = textBytes(`>a\nb\n${'x'.repeat(MAX_JOINED_BYTES + 10)}`);
    expect(cutAtRecord(window, false, UTF8, isStart)).toBe(5);
    expect(cutAtRecord(textBytes('x'.repeat(100)), false, UTF8, isStart)).toBe(0);
    expect(resyncAtLine(textBytes('xxx\nyyy'), UTF8)).toBe(4);
    expect(resyncAtLine(textBytes('xxx'), UTF8)).toBe(-1);
  });

  it('gives the same records however the bytes are cut, and loses no byte but newlines and blanks', () => {
    const line = fc.constantFrom(
      '>x',
      '>',
      ' y',
      'z',
      '',
      '  ',
      '\t',
      'ü€',
      '>\u{1f600}',
      'a\0b',
      'w'.repeat(700),
      ' '.repeat(600),
    );
    const newline = fc.constantFrom('\n', '\r\n', '\n\n');
    const encoding = fc.constantFrom(
      'utf-8' as const,
      'utf-16le' as const,
      'utf-16be' as const,
      'windows-1252' as const,
    );
    const property = fc.property(
      fc.array(fc.tuple(line, newline), { maxLength: 60 }),
      encoding,
      fc.boolean(),
      fc.integer({ min: 1, max: 64 }),
      (lines, name, hasStart, units) => {
        const bytes = encode(lines.map((pair) => pair.join('')).join(''), name);
        const format: LineFormat = { encoding: name, newline: 'lf' };
        const start = hasStart ? isStart : undefined;
        const whole = recordsOf(bytes, format, start);
        expect(inPieces(bytes, format, start, units * 2)).toEqual(whole);
        let end = 0;
        let rest = '';
        for (const record of whole) {
          rest += Buffer.from(bytes.subarray(end, record.start)).toString('latin1');
          end = record.end;
        }
        rest += Buffer.from(bytes.subarray(end)).toString('latin1');
        expect(rest.replace(/[\0\r\n\t ]/g, '')).toBe('');
      },
    );
    fc.assert(property, { numRuns: 400 });
  });
});
