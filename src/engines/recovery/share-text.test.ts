/** A share on paper: what is typed back is the share or is named with its row, and nothing else is taken for it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHasher } from '../../host/adapters/node-ports.ts';
import { readShare, type Share, shareDigest, shareName, writeShare } from './share-text.ts';

const share: Share = {
  threshold: 2,
  count: 3,
  x: 1,
  caseTag: '7277fddc',
  setId: '01020304',
  bytes: Uint8Array.from({ length: 32 }, (_, i) => i * 7),
};
const read = (text: string) => readShare(nodeHasher, text);
const TEXT = writeShare(nodeHasher, share);

describe('a share on paper', () => {
  it('is six rows of five words, the same today and in ten years', () => {
    expect(TEXT.split('\n').map((row) => row.split(' ').length)).toEqual([5, 5, 5, 5, 5, 5]);
    expect(TEXT).toMatchInlineSnapshot(`
      "bahog bajuf lizut tubad gajoj
      bamag bibab bisav dihis dugas
      fasop gahum gutak hujih tituk
      jotof kojub lituv mikas tijib
      navip pakom puvuk rulah duluf
      sozif tojud nogab hatuh jadit"
    `);
    expect(shareName(shareDigest(nodeHasher, share))).toMatchInlineSnapshot(`"162fb242"`);
  });

  it('is read as it may be typed: in capitals, with hyphens, in one line', () => {
    expect(read(` ${TEXT.toUpperCase().replaceAll(/\s/gu, '-')}\n`)).toEqual(share);
  });

  it('is read again, whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer({ min: 1, max: 5 }), (bytes, x) => {
        const one = { ...share, bytes, x, count: 5 };
        expect(read(writeShare(nodeHasher, one))).toEqual(one);
      }),
    );
  });

  it('names the row in which a word is another', () => {
    const words = TEXT.split(/\s/u);
    for (let at = 0; at < words.length; at++) {
      const other = words[at] === 'lusab' ? 'babad' : 'lusab';
      const { problem } = read(words.with(at, other).join(' ')) as { problem: string };
      expect(problem).toContain(`row ${Math.floor(at / 5) + 1} `);
    }
    expect(read(words.with(7, 'xxxxx').join(' '))).toEqual({ problem: 'word 3 of row 2 is no word of a share' });
    expect(read(words.slice(1).join(' '))).toEqual({ problem: 'a share has 30 words, and here are 29' });
    expect(read('')).toHaveProperty('problem');
  });

  it('is not made of the rows of two papers', () => {
    const other = writeShare(nodeHasher, { ...share, x: 2, bytes: share.bytes.toReversed() }).split('\n');
    const mixed = TEXT.split('\n')
      .with(3, other[3] as string)
      .join('\n');
    expect(read(mixed)).toEqual({ problem: 'its rows do not belong together' });
  });
});
