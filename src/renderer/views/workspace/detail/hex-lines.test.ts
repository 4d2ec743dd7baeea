/** Bytes as hex lines. */
import { expect, it } from 'vitest';
import { hexLines, lineCount } from './hex-lines.ts';

const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list);

it('keeps the columns of a first line that begins in the middle, and tells context from record', () => {
  const runs = [
    { bytes: bytes(0x41, 0x00), isContext: true },
    { bytes: bytes(0x7b, 0xff, 0x7d), isContext: false },
  ];
  expect(hexLines(runs, { first: 13, lineBytes: 16 }, 10)).toEqual([
    {
      offset: '0000000d',
      pieces: [
        { hex: '   '.repeat(13), chars: ' '.repeat(13), isContext: true },
        { hex: '41 00 ', chars: 'A·', isContext: true },
        { hex: '7b ', chars: '{', isContext: false },
      ],
    },
    { offset: '00000010', pieces: [{ hex: 'ff 7d ', chars: '·}', isContext: false }] },
  ]);
  expect(lineCount(runs, { first: 13, lineBytes: 16 })).toBe(2);
});

it('stops at the number of lines asked for', () => {
  const runs = [{ bytes: new Uint8Array(1_000), isContext: false }];
  expect(hexLines(runs, { first: 0, lineBytes: 16 }, 3)).toHaveLength(3);
  expect(lineCount(runs, { first: 0, lineBytes: 16 })).toBe(63);
  expect(hexLines(runs, { first: 0, lineBytes: 16 }, 100)).toHaveLength(63);
  expect(lineCount(runs, { first: 0, lineBytes: 8 })).toBe(125);
});
