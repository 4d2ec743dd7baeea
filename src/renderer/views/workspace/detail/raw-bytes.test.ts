/** Bytes and the text in them. */
import { expect, it } from 'vitest';
import { bytesOf, decodeText, looksBinary } from './raw-bytes.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

it('takes bytes out of base64 as they are', () => {
  expect([...bytesOf('AP+AQQ==')]).toEqual([0, 255, 128, 65]);
  expect([...bytesOf('')]).toEqual([]);
});

it('keeps a byte order mark in the text, and says where bytes are no UTF-8', () => {
  expect(decodeText(encode('\ufeffa'))).toEqual({ text: '\ufeffa', isWhole: true });
  expect(decodeText(Uint8Array.of(0x61, 0xff))).toEqual({ text: 'a\ufffd', isWhole: false });
});

it('tells binary records from text in any script', () => {
  expect(looksBinary(encode('日本語 Straße\t1\r\n'))).toBe(false);
  expect(looksBinary(Uint8Array.of(0x2a, 0x2a, 0, 0))).toBe(true);
  expect(looksBinary(Uint8Array.of(1, 2, 3, 0x41))).toBe(true);
});
