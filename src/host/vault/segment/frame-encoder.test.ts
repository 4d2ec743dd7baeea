import { zstdDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameEncoder } from './frame-encoder.ts';

describe('a kept encoder', () => {
  it('packs block after block of any content and size into frames of their own', () => {
    const encoder = new FrameEncoder(1);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(3_000), (part, times) => {
        const bytes = Buffer.concat(Array.from({ length: times }, () => part));
        const frame = encoder.encode(bytes);
        expect(Buffer.compare(zstdDecompressSync(frame), bytes)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('packs what can not be made smaller', () => {
    const encoder = new FrameEncoder(1);
    const noise = new Uint8Array(1_000_000);
    let state = 1;
    for (let i = 0; i < noise.length; i++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      noise[i] = state >>> 16;
    }
    expect(Buffer.compare(zstdDecompressSync(encoder.encode(noise)), noise)).toBe(0);
  });

  it('is as small as one made for each block', () => {
    const text = Buffer.from(Array.from({ length: 4_000 }, (_, i) => `line ${i} of many`).join('\n'));
    expect(new FrameEncoder(1).encode(text).length).toBeLessThan(text.length / 3);
  });
});
