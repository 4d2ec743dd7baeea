import { describe, expect, it } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { BLOCK_BYTES, lineBlocks } from './line-blocks.ts';

async function* pieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = utf8(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
async function blocksOf(text: string, length: number): Promise<string[]> {
  const blocks: string[] = [];
  for await (const block of lineBlocks(pieces(text, length))) blocks.push(new TextDecoder().decode(block));
  return blocks;
}

describe('blocks of lines', () => {
  it.each([1000, 65_537, 3_000_000])('are whole lines, in order, when read %i bytes at a time', async (length) => {
    const text = Array.from({ length: 20_000 }, (_, i) => `${i}:${'x'.repeat(i % 300)}\n`).join('');
    const blocks = await blocksOf(text, length);
    expect(blocks.join('')).toBe(text);
    expect(blocks.every((block) => block.endsWith('\n'))).toBe(true);
    expect(blocks.slice(0, -1).every((block) => block.length >= BLOCK_BYTES / 2)).toBe(true);
  });

  it('refuse a last line without an end, and a line that never ends', async () => {
    await expect(blocksOf('a\nb', 10)).rejects.toThrow('the last line has no end');
    await expect(blocksOf('x'.repeat(4_000_000), 65_536)).rejects.toThrow('a line without an end');
  });
});
