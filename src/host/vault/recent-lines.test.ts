/** What was used last stays, and never more than there is room for. */
import { describe, expect, it } from 'vitest';
import { RecentLines } from './recent-lines.ts';

describe('recent lines', () => {
  it('are read once while there is room, and the one not used for longest goes first', () => {
    const lines = new RecentLines(10);
    const reads: number[] = [];
    const get = (seq: number, line: string) =>
      lines.get(seq, () => {
        reads.push(seq);
        return line;
      });
    expect([get(1, 'aaaa'), get(2, 'bbbb'), get(1, 'aaaa'), get(3, 'cccc')]).toEqual(['aaaa', 'bbbb', 'aaaa', 'cccc']);
    expect(reads).toEqual([1, 2, 3]);
    get(1, 'aaaa');
    get(2, 'bbbb');
    expect(reads).toEqual([1, 2, 3, 2]);
  });

  it('keep neither what is larger than all the room nor what is not there', () => {
    const lines = new RecentLines(3);
    expect(lines.get(1, () => 'long')).toBe('long');
    expect(lines.get(1, () => undefined)).toBeUndefined();
    expect(lines.get(1, () => 'ab')).toBe('ab');
  });
});
