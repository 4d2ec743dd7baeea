/** Frames unpacked one after the other into one buffer, damaged ones among them. */
import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FrameDecoder } from './frame-decoder.ts';

const text = (seed: number, length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => `word${(i * seed) % 97} `).join(''));

describe('a frame decoder', () => {
  it('unpacks many frames, each to its place', () => {
    const decoder = new FrameDecoder();
    const target = Buffer.alloc(2_000_000, 1);
    for (const bytes of [text(3, 9), text(5, 20_000), randomBytes(300_000), Buffer.alloc(1), text(7, 100_000)]) {
      decoder.decodeInto(zstdCompressSync(bytes), target, 17, bytes.length);
      expect(Buffer.compare(target.subarray(17, 17 + bytes.length), bytes)).toBe(0);
      expect([target[16], target[17 + bytes.length]]).toEqual([1, 1]);
      target.fill(1);
    }
  });

  it.each<[string, (frame: Buffer) => Buffer]>([
    ['is cut short', (frame) => frame.subarray(0, frame.length / 2)],
    ['is empty', () => Buffer.alloc(0)],
    ['is no frame', () => Buffer.from('no frame at all')],
    ['is hit in the middle', (frame) => Buffer.from(frame.map((byte, i) => (i > 20 && i < 60 ? byte ^ 255 : byte)))],
  ])('refuses a frame that %s, and goes on', async (_, damage) => {
    const decoder = new FrameDecoder();
    const bytes = text(11, 5000);
    const frame = zstdCompressSync(bytes);
    const target = Buffer.alloc(bytes.length);
    for (let round = 0; round < 3; round++) {
      expect(() => decoder.decodeInto(damage(frame), target, 0, bytes.length)).toThrow(/./u);
      // Errors of the kept decoder come later, as events.
      await new Promise((resolve) => setImmediate(resolve));
      decoder.decodeInto(frame, target, 0, bytes.length);
      expect(Buffer.compare(target, bytes)).toBe(0);
    }
  });

  it.each([-1, 1, -4000, 4000])('refuses a frame that unpacks to %i bytes more than it should', (more) => {
    const bytes = text(13, 5000);
    const target = Buffer.alloc(bytes.length + 8000);
    expect(() => new FrameDecoder().decodeInto(zstdCompressSync(bytes), target, 0, bytes.length - more)).toThrow(/./u);
  });
});
