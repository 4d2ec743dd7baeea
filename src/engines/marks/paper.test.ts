/** The page to print: its words, its code as a scanner reads it, and nothing active in it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiBytes } from '../kernel/bytes.ts';
import { checkWords, readCheckWords } from './check-words.ts';
import { type PaperHead, paperLines, paperPage } from './paper.ts';
import { type QrCode, qrCodeOf } from './qr-code.ts';
import { multiply } from './reed-solomon.ts';

describe('check words', () => {
  it.each([
    [[127, 0, 0, 1], 'lusab babad'],
    [[63, 84, 220, 193], 'gutih tugad'],
    [[63, 118, 7, 35], 'gutuk bisog'],
    [[140, 98, 193, 141], 'mudof sakat'],
    [[216, 68, 232, 21], 'todah vobij'],
  ])('of %j are those of the published example', (bytes, words) => {
    const digest = Uint8Array.from({ length: 16 }, (_, i) => bytes[i] ?? 0);
    expect(checkWords(digest).split(' ').slice(0, 2).join(' ')).toBe(words);
  });

  it('are read as they may be typed, and nothing else is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (digest) => {
        const words = checkWords(digest);
        expect(readCheckWords(` ${words.toUpperCase().replaceAll(' ', '-')}\n`)).toBe(words);
        expect(readCheckWords(words.slice(0, -1))).toBeUndefined();
        expect(readCheckWords(`${words} lusab`)).toBeUndefined();
      }),
    );
    expect(readCheckWords('lusab babad gutih tugad gutuk bisog mudof sakax')).toBeUndefined();
  });
});

/** Reads a code as a scanner does, without mercy: every error correction byte must fit. */
function scan(code: QrCode): Uint8Array {
  const size = code.length;
  const version = (size - 17) / 4;
  const at = (x: number, y: number): number => (code[y]?.[x] === true ? 1 : 0);
  const formatBits = [0, 1, 2, 3, 4, 5]
    .map((i) => at(8, i))
    .concat(
      at(8, 7),
      at(8, 8),
      at(7, 8),
      [5, 4, 3, 2, 1, 0].map((x) => at(x, 8)),
    );
  const format = formatBits.reduce((value, bit, i) => value | (bit << i), 0) ^ 0x5412;
  const copy = Array.from({ length: 8 }, (_, i) => at(size - 1 - i, 8)).concat(
    Array.from({ length: 7 }, (_, i) => at(8, size - 7 + i)),
  );
  expect(copy).toEqual(formatBits);
  expect(format >> 13).toBe(0);
  const mask = (format >> 10) & 7;
  const masks = [
    (x: number, y: number) => (x + y) % 2,
    (_: number, y: number) => y % 2,
    (x: number) => x % 3,
    (x: number, y: number) => (x + y) % 3,
    (x: number, y: number) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    (x: number, y: number) => ((x * y) % 2) + ((x * y) % 3),
    (x: number, y: number) => (((x * y) % 2) + ((x * y) % 3)) % 2,
    (x: number, y: number) => (((x + y) % 2) + ((x * y) % 3)) % 2,
  ];
  const isFunction = (x: number, y: number): boolean => {
    const isFinder = (x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8);
    const isVersion = version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11));
    const centres =
      [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]][
        version - 1
      ] ?? [];
    const isAlignment = centres.some((cx) =>
      centres.some((cy) => {
        const isCorner = (cx === 6 && cy === 6) || (cx === 6 && cy === size - 7) || (cx === size - 7 && cy === 6);
        return !isCorner && Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2;
      }),
    );
    return isFinder || isVersion || isAlignment || x === 6 || y === 6;
  };
  const bits: number[] = [];
  for (let right = size - 1, isUp = true; right > 0; right -= right === 8 ? 3 : 2, isUp = !isUp) {
    const rows = Array.from({ length: size }, (_, i) => (isUp ? size - 1 - i : i));
    for (const y of rows) {
      for (const x of [right, right - 1]) {
        if (!isFunction(x, y))
          bits.push(at(x, y) ^ ((masks[mask] as (x: number, y: number) => number)(x, y) === 0 ? 1 : 0));
      }
    }
  }
  const stream = Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
  );
  const table = [
    [10, 16],
    [16, 28],
    [26, 44],
    [18, 32, 32],
    [24, 43, 43],
    [16, 27, 27, 27, 27],
    [18, 31, 31, 31, 31],
    [22, 38, 38, 39, 39],
    [22, 36, 36, 36, 37, 37],
    [26, 43, 43, 43, 43, 44],
  ];
  const [correction = 0, ...lengths] = table[version - 1] ?? [];
  expect(stream.length).toBe(lengths.reduce((a, b) => a + b + correction, 0));
  const blocks = lengths.map((): number[] => []);
  let next = 0;
  for (let i = 0; i < Math.max(...lengths); i++)
    lengths.forEach((length, b) => i < length && blocks[b]?.push(stream[next++] as number));
  for (let i = 0; i < correction; i++) for (const block of blocks) block.push(stream[next++] as number);
  for (const block of blocks) {
    for (let power = 0, root = 1; power < correction; power++, root = multiply(root, 2)) {
      expect(block.reduce((value, byte) => multiply(value, root) ^ byte, 0)).toBe(0);
    }
  }
  const data = blocks
    .flatMap((block, b) => block.slice(0, lengths[b]))
    .flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1));
  const take = (count: number): number => data.splice(0, count).reduce((value, bit) => value * 2 + bit, 0);
  expect(take(4)).toBe(4);
  const length = take(version < 10 ? 8 : 16);
  return Uint8Array.from({ length }, () => take(8));
}

describe('a QR code', () => {
  it('gives back what is in it, in every version, with every error correction byte right', () => {
    for (let length = 0; length <= 213; length += length % 9 === 5 ? 1 : 8) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
      expect(scan(qrCodeOf(bytes))).toEqual(bytes);
    }
    expect(() => qrCodeOf(new Uint8Array(214))).toThrow(RangeError);
  });
});

const text = asciiBytes(`audittrailpro/case/9f0c8a52-0000-4000-8000-000000000001\n123456\n${'A'.repeat(43)}=\n`);
const head: PaperHead = {
  origin: 'audittrailpro/case/9f0c8a52-0000-4000-8000-000000000001',
  size: 123_456,
  rootHex: '0123456789abcdef'.repeat(4),
  text,
  digest: Uint8Array.from({ length: 32 }, (_, i) => i),
  caseName: 'Theft <script>alert(1)</script> \u202eevil & "more"',
  fingerprint: '3f2a1-00000-11111-22222-33333-44444-55555-66666',
  printedAt: '2026-01-02T03:04:05Z',
  operator: "O'Neil",
  noteSha256: 'ab'.repeat(32),
};

describe('the page', () => {
  it('has everything that is compared later, is the same each time, and holds nothing active', () => {
    const page = paperPage(head);
    for (const part of [head.origin, '123456', '01234567 89abcdef', head.fingerprint, head.noteSha256])
      expect(page).toContain(part);
    for (const line of checkWords(head.digest).match(/(?:\w+ ){3}\w+/gu) ?? []) expect(page).toContain(line);
    expect(paperPage(head)).toBe(page);
    expect(page).not.toMatch(/<script|\u202e|href|<image|<foreignObject|\son\w+=/u);
    expect(paperLines(head)).toEqual([head.origin, '123456', expect.any(String), checkWords(head.digest)]);
  });

  it('draws the code that holds the head', () => {
    const page = paperPage(head);
    const d = /<path d="(M[^"]*z)" fill/u.exec(page)?.[1] ?? '';
    const size = qrCodeOf(text).length;
    const code = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    for (const [, x, y, width] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu)) {
      for (let i = 0; i < Number(width); i++) (code[Number(y)] as boolean[])[Number(x) + i] = true;
    }
    expect(scan(code)).toEqual(text);
  });
});
