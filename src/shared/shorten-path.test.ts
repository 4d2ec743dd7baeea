import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortenPath } from './shorten-path.ts';

describe('a long path', () => {
  it('loses the middle, never its name', () => {
    expect(shortenPath('/a/b.log', 8)).toBe('/a/b.log');
    expect(shortenPath('/evidence/host/2026/03/audit.jsonl', 30)).toBe('/evidence/…/03/audit.jsonl');
    expect(shortenPath('C:\\evidence\\host\\audit.jsonl', 20)).toBe('C:\\…\\audit.jsonl');
    expect(shortenPath('/evidence/host/audit-of-host.jsonl', 25)).toBe('…/audit-of-host.jsonl');
    expect(shortenPath('a-very-long-name-of-a-log.evtx', 15)).toBe('a-very-…og.evtx');
  });

  it('fits, and keeps the end, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 8, max: 60 }), (path, max) => {
        const short = shortenPath(path, max);
        expect([...short].length).toBeLessThanOrEqual(max);
        expect(short.isWellFormed()).toBe(path.isWellFormed());
        expect(short.at(-1)).toBe(path.at(-1));
      }),
    );
  });
});
