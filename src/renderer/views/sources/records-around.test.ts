import { describe, expect, it } from 'vitest';
import { recordsAround } from './records-around.ts';

const HASH = 'ab'.repeat(32);

describe('recordsAround', () => {
  it('asks for the records at both ends of a gap, or for the one', () => {
    expect(recordsAround(HASH, { offset: 10, nextOffset: 90 })).toBe(
      `source.sha256:${HASH} AND (offset:10 OR offset:90)`,
    );
    expect(recordsAround(HASH, { offset: 10 })).toBe(`source.sha256:${HASH} AND offset:10`);
  });

  it('asks nothing where no place is named, or the source is none', () => {
    expect(recordsAround(HASH, {})).toBeUndefined();
    expect(recordsAround('x OR *', { offset: 1 })).toBeUndefined();
  });
});
