import { describe, expect, it } from 'vitest';
import { hexDump } from './hex-dump.ts';

describe('a hex dump', () => {
  it('has sixteen bytes a row, with their place in the source', () => {
    const bytes = Buffer.from('GET / HTTP/1.1\r\n\u001b[31m');
    expect(hexDump(bytes, 0x1f0)).toEqual([
      '000001f0  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|',
      '00000200  1b 5b 33 31 6d                                    |.[31m|',
    ]);
  });

  it('shows nothing but printable ASCII, whatever the bytes', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(hexDump(all).filter((row) => !/^[\x20-\x7e]+$/u.test(row))).toEqual([]);
    expect(hexDump(all)).toHaveLength(16);
    expect(hexDump(new Uint8Array())).toEqual([]);
  });

  it('has room for offsets beyond four gigabytes', () => {
    expect(hexDump(Uint8Array.of(0), 2 ** 40)[0]).toMatch(/^10000000000  00 /u);
  });
});
