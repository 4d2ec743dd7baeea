import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { textBytes } from '../../test/helpers/run-reader.ts';
import { detectEncoding } from './encoding.ts';

const detect = (bytes: Uint8Array, isWhole = true) => detectEncoding(bytes, isWhole, nodeTextCodec);
const wide = (text: string, isBig: boolean): Uint8Array => {
  const bytes = new Uint8Array(Buffer.from(text, 'utf16le'));
  return isBig ? new Uint8Array(Buffer.from(bytes).swap16()) : bytes;
};
const LOG = '2024-01-15 10:11:12 service started\r\n2024-01-15 10:11:13 listening\r\n';

describe('encoding of a source', () => {
  it('follows the byte-order mark', () => {
    expect(detect(new Uint8Array([0xef, 0xbb, 0xbf, 65]))).toMatchObject({ encoding: 'utf-8', markLength: 3 });
    expect(detect(new Uint8Array([0xff, 0xfe, 65, 0]))).toMatchObject({ encoding: 'utf-16le', markLength: 2 });
    expect(detect(new Uint8Array([0xfe, 0xff, 0, 65]))).toMatchObject({ encoding: 'utf-16be', markLength: 2 });
  });

  it('finds UTF-16 without a mark by its NULs, and says that this is a guess', () => {
    expect(detect(wide(LOG, false))).toMatchObject({ encoding: 'utf-16le', isCertain: false, isBinary: false });
    expect(detect(wide(LOG, true))).toMatchObject({ encoding: 'utf-16be', isCertain: false, isBinary: false });
  });

  it('takes well-formed UTF-8 for what it is, also where the sample ends inside a character', () => {
    const bytes = textBytes('Größe überschritten – Zugriff verweigert €');
    expect(detect(bytes)).toMatchObject({ encoding: 'utf-8', isCertain: true });
    expect(detect(bytes.subarray(0, bytes.length - 1), false)).toMatchObject({ encoding: 'utf-8', isCertain: true });
    expect(detect(bytes.subarray(0, bytes.length - 1), true)).toMatchObject({ encoding: 'utf-8', isCertain: false });
  });

  it('keeps UTF-8 where some bytes are damaged among good ones', () => {
    const bytes = new Uint8Array([...textBytes('grün blau größer\n'), 0xff, ...textBytes('x\n')]);
    expect(detect(bytes)).toMatchObject({ encoding: 'utf-8', isCertain: false, isBinary: false });
  });

  it('takes single-byte text for windows-1252', () => {
    const bytes = new Uint8Array(Buffer.from('Zugriff für Müller verweigert\n', 'latin1'));
    expect(detect(bytes)).toMatchObject({ encoding: 'windows-1252', isCertain: false, isBinary: false });
  });

  it('calls random bytes and packed records binary, text padded with NULs not', () => {
    let seed = 7;
    const random = Uint8Array.from({ length: 4096 }, () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16);
    expect(detect(random).isBinary).toBe(true);
    const records = new Uint8Array(4096);
    for (let i = 0; i < records.length; i += 16) records[i] = i & 0xff;
    expect(detect(records).isBinary).toBe(true);
    expect(detect(new Uint8Array([...textBytes(LOG.repeat(4)), ...new Uint8Array(3000)])).isBinary).toBe(false);
  });
});
