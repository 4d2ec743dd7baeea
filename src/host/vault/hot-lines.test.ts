/** Lines come back from hot blocks as they went in, and no block decides how much memory reading it costs. */
import { zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packHot, unpackHot } from './hot-lines.ts';
import { joinLines } from './line-batch.ts';

const line = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((text) => text.replaceAll('\n', ' ').toWellFormed() || 'x');

describe('hot blocks', () => {
  it('hold every line once, in order, at its place', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 1500 }), fc.nat(1e12), (lines, firstSeq) => {
        let next = firstSeq;
        const back: string[] = [];
        for (const block of packHot({ firstSeq, batch: joinLines(lines) })) {
          expect(block.firstSeq).toBe(next);
          expect(block.count).toBeLessThanOrEqual(512);
          const held = unpackHot(block.lines) as string[];
          expect(held).toHaveLength(block.count);
          back.push(...held);
          next += block.count;
        }
        expect(back).toEqual(lines);
      }),
      { numRuns: 50 },
    );
  });

  it('are closed early where lines are long', () => {
    const lines = Array.from({ length: 30 }, (_, i) => String(i).padEnd(1_000_000, '€'));
    const blocks = [...packHot({ firstSeq: 0, batch: joinLines(lines) })];
    expect(blocks.map(({ count }) => count)).toEqual(Array.from({ length: 15 }, () => 2));
    expect(blocks.flatMap((block) => unpackHot(block.lines))).toEqual(lines);
  });

  it('are nothing for no lines', () => {
    expect([...packHot({ firstSeq: 5, batch: joinLines([]) })]).toEqual([]);
  });

  it('do not open where they are damaged, cut short or empty', () => {
    const [block] = [...packHot({ firstSeq: 0, batch: joinLines(['{"a":1}']) })];
    const bytes = Uint8Array.from(block?.lines ?? []);
    expect(unpackHot(bytes.subarray(0, bytes.length - 2))).toBeUndefined();
    expect(unpackHot(new Uint8Array([1, 2, 3]))).toBeUndefined();
    expect(unpackHot(new Uint8Array())).toBeUndefined();
  });

  it('do not open where they would unpack to more than lines can be', () => {
    expect(unpackHot(zstdCompressSync(new Uint8Array(64 * 1024 * 1024)))).toBeUndefined();
  });
});
