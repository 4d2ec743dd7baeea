import { describe, expect, it } from 'vitest';
import { knownItems } from './known-items.ts';

const source = (seq: number, sha256: string | null, path: string) => ({
  seq,
  kind: 'source',
  at: '2026-01-01T00:00:00Z',
  body: { path, sha256 },
});
const item = (sha256: string, name: string | null) => ({
  sha256,
  name,
  holder: null,
  since: null,
  isOnHold: false,
  isDisposed: false,
  actCount: 1,
  gapCount: 0,
  firstSeq: 9,
  lastSeq: 9,
});

describe('items that an act can be about', () => {
  it('are the sources, each bytes once, then what acts alone name', () => {
    const records = [source(1, 'aa', '/a'), source(2, null, '/unreadable'), source(3, 'aa', '/copy of a')];
    const [a, phone] = [item('aa', 'other name'), item('bb', 'phone')];
    expect(knownItems(records, [phone, a])).toEqual([
      { sha256: 'aa', id: 'E-001', name: '/a', state: a },
      { sha256: 'bb', id: null, name: 'phone', state: phone },
    ]);
  });
});
