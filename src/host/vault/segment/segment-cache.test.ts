import { describe, expect, it } from 'vitest';
import { SegmentCache } from './segment-cache.ts';

describe('SegmentCache', () => {
  it('forgets what was not used for longest, and never holds more than its limit', () => {
    const cache = new SegmentCache(100);
    const made: string[] = [];
    const get = (key: string) =>
      cache.get(key, () => {
        made.push(key);
        return { value: key, sizeBytes: 40 };
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(get(key)).toBe(key);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
    expect(cache.usedBytes).toBe(80);
  });

  it('gives back what is too large for it without keeping it', () => {
    const cache = new SegmentCache(10);
    expect(cache.get('x', () => ({ value: 1, sizeBytes: 11 }))).toBe(1);
    expect(cache.usedBytes).toBe(0);
  });

  it('drops all of one owner', () => {
    const cache = new SegmentCache(100);
    for (const key of ['1/a', '1/b', '11/a']) cache.get(key, () => ({ value: key, sizeBytes: 1 }));
    cache.drop('1/');
    expect(cache.usedBytes).toBe(1);
  });
});
