import { describe, expect, it } from 'vitest';
import type { CustodyRecord } from '../../../shared/describe-record.ts';
import { evidenceItems } from './evidence-items.ts';

const record = (seq: number, kind: string, body: CustodyRecord['body'] = {}): CustodyRecord => ({
  seq,
  kind,
  at: '2026-01-01T00:00:00Z',
  body,
});

describe('items of evidence', () => {
  it('have the report of their own source, also where several were read at the same time', () => {
    const items = evidenceItems([
      record(1, 'source', { path: 'a' }),
      record(2, 'source', { path: 'b' }),
      record(9, 'source-report', { sourceSeq: 2, eventCount: 5 }),
      record(12, 'source-report', { sourceSeq: 1, eventCount: 7 }),
    ]);
    expect(items.map(({ id, report }) => [id, report?.seq])).toEqual([
      ['E-001', 12],
      ['E-002', 9],
    ]);
  });

  it('tell an interrupted source and an opened archive from one that was read', () => {
    const items = evidenceItems([
      record(1, 'source', { path: 'a' }),
      record(2, 'source', { path: 'z', container: 'zip' }),
    ]);
    expect(items.map(({ report, isContainer }) => [report, isContainer])).toEqual([
      [undefined, false],
      [undefined, true],
    ]);
  });

  it('count only a check that came after they were read', () => {
    const before = record(3, 'verify', { verdict: 'intact' });
    const source = record(1, 'source');
    const report = record(5, 'source-report', { sourceSeq: 1 });
    expect(evidenceItems([source, before, report])[0]?.check).toBeUndefined();
    const after = record(8, 'verify', { verdict: 'broken' });
    expect(evidenceItems([source, before, report, after])[0]?.check).toBe(after);
  });
});
