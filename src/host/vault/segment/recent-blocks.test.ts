/** Blocks that come again, and the room of those that do not. */
import { describe, expect, it } from 'vitest';
import { RecentBlocks } from './recent-blocks.ts';
import type { LineBlock } from './segment-store.ts';

const fill =
  (value: number, length = 100, made?: number[]) =>
  (room: Buffer | undefined): LineBlock => {
    made?.push(value);
    const bytes = (room !== undefined && room.length >= length ? room : Buffer.alloc(length)).subarray(0, length);
    return { firstRow: 0, bytes: bytes.fill(value), starts: new Uint32Array() };
  };

describe('recent blocks', () => {
  it('come again without being unpacked, until others took their place', () => {
    const recent = new RecentBlocks();
    const made: number[] = [];
    recent.get('1/7', fill(1, 100, made));
    expect(recent.get('1/7', fill(2, 100, made)).bytes[0]).toBe(1);
    for (let i = 0; i < 40; i++) recent.get(`2/${i}`, fill(i, 100, made));
    expect(recent.get('1/7', fill(3, 100, made)).bytes[99]).toBe(3);
    expect(made.length).toBe(42);
  });

  it('keep their bytes while others are unpacked beside them', () => {
    const recent = new RecentBlocks();
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 24; i++) recent.get(`${round}/${i}`, fill(i + 1, 50 + ((i * 37) % 100)));
      for (let i = 0; i < 24; i++) {
        expect(new Set(recent.get(`${round}/${i}`, () => expect.fail('it is there')).bytes)).toEqual(new Set([i + 1]));
      }
    }
  });

  it('are not given where unpacking failed half-way, nor once their segment is closed', () => {
    const recent = new RecentBlocks();
    recent.get('1/0', fill(1));
    expect(() =>
      recent.get('1/1', () => {
        throw new Error('damaged');
      }),
    ).toThrow('damaged');
    expect(recent.get('1/1', fill(5)).bytes[0]).toBe(5);
    recent.drop('1/');
    expect(recent.get('1/0', fill(6)).bytes[0]).toBe(6);
  });
});
