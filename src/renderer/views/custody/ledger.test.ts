import { describe, expect, it } from 'vitest';
import type { CustodyRecord } from '../../../shared/describe-record.ts';
import { visibleText } from '../../format/safe-text.ts';
import { gapsOf, isShown, ledgerEntries, ledgerRows, ledgerText, markOf } from './ledger.ts';

let seq = 0;
const record = (kind: string, at: string, body: CustodyRecord['body'] = {}): CustodyRecord => ({
  seq: seq++,
  kind,
  at: `2026-01-01T${at}Z`,
  body,
});
const log = (...lines: [string, string, CustodyRecord['body']?][]): CustodyRecord[] => {
  seq = 0;
  return lines.map(([kind, at, body]) => record(kind, at, body));
};

describe('times in which nobody had the case open', () => {
  it('lie between a lock and the next unlock', () => {
    const records = log(['genesis', '08:00:00'], ['source', '08:01:00'], ['lock', '09:00:00'], ['unlock', '10:30:00']);
    expect(gapsOf(records)).toEqual([
      { kind: 'closed', endSeq: 3, fromAt: '2026-01-01T09:00:00Z', toAt: '2026-01-01T10:30:00Z', seconds: 5400 },
    ]);
  });

  it('are told apart from a case that was never locked', () => {
    const records = log(
      ['genesis', '08:00:00'],
      ['search', '08:10:00'],
      ['unlock', '09:00:00'],
      ['unlock', '09:05:00'],
    );
    expect(gapsOf(records).map(({ kind, endSeq, seconds }) => [kind, endSeq, seconds])).toEqual([
      ['not-locked', 2, 3000],
      ['not-locked', 3, 300],
    ]);
  });

  it('do not begin with the case, and are not ended by a wrong passphrase', () => {
    expect(gapsOf(log(['genesis', '08:00:00'], ['unlock', '08:00:01']))).toEqual([]);
    expect(gapsOf(log(['genesis', '08:00:00'], ['seal', '08:00:00'], ['unlock', '08:00:01']))).toEqual([]);
    const records = log(['lock', '09:00:00'], ['unlock-failed', '10:00:00'], ['unlock', '10:00:01']);
    expect(gapsOf(records)).toMatchObject([{ kind: 'closed', endSeq: 2, seconds: 3601 }]);
  });
});

describe('what stands out', () => {
  it('is what was refused, what failed, what left the case, and what a check found', () => {
    const records = log(
      ['unlock-failed', '08:00:00', { operatorId: 'ada' }],
      ['custody', '08:00:01', { act: 'denied', operation: 'export.start', role: 'reviewer' }],
      ['epoch-restart', '08:00:02'],
      ['verify', '08:00:03', { verdict: 'broken' }],
      ['verify', '08:00:04', { verdict: 'indeterminate' }],
      ['verify', '08:00:05', { verdict: 'intact' }],
      ['export', '08:00:06'],
      ['search', '08:00:07'],
    );
    expect(records.map(markOf)).toEqual([
      'failed-unlock',
      'denied',
      'restart',
      'broken',
      'indeterminate',
      undefined,
      'export',
      undefined,
    ]);
  });

  it('is first of all a record that is not what was sealed', () => {
    const entries = ledgerEntries(log(['export', '08:00:00'], ['export', '08:00:01']), 'f', new Set([1]));
    expect(entries.map(({ mark }) => mark)).toEqual(['export', 'changed']);
  });

  it('is a clock that was set back', () => {
    const entries = ledgerEntries(log(['lock', '09:00:00'], ['unlock', '08:00:00'], ['lock', '08:30:00']), 'f');
    expect(entries.map(({ backSeconds }) => backSeconds)).toEqual([undefined, 3600, undefined]);
  });

  it('is no clock set back where a batch was sealed while the next one was being written', () => {
    const times = log(
      ['source', '08:00:00'],
      ['segment', '08:00:03'],
      ['seal', '08:00:03'],
      ['source-report', '08:00:02'],
    );
    expect(ledgerEntries(times, 'f').every(({ backSeconds }) => backSeconds === undefined)).toBe(true);
  });
});

describe('the ledger', () => {
  const records = log(
    ['genesis', '08:00:00', { name: 'C', operators: [{ operatorId: 'lead' }] }],
    ['seal', '08:00:01', { count: 1, epoch: 0, size: 1, reason: 'create' }],
    ['lock', '09:00:00', { operatorId: 'lead' }],
    ['unlock', '10:00:00', { operatorId: 'ada', software: { name: 'AuditTrailPro', version: '0.1.0' } }],
  );
  const entries = ledgerEntries(records, 'f4af0');
  const seqs = (filter: Partial<Parameters<typeof isShown>[1]>): number[] =>
    entries
      .filter((entry) => isShown(entry, { kind: 'acts', who: undefined, find: '', ...filter }))
      .map(({ record: { seq: at } }) => at);

  it('leaves out the housekeeping of the log unless it is asked for', () => {
    expect(seqs({})).toEqual([0, 2, 3]);
    expect(seqs({ kind: 'all' })).toEqual([0, 1, 2, 3]);
    expect(seqs({ kind: 'seal' })).toEqual([1]);
  });

  it('is filtered by who did it and by any word', () => {
    expect(seqs({ who: 'lead' })).toEqual([0, 2]);
    expect(seqs({ kind: 'all', who: '-' })).toEqual([1]);
    expect(seqs({ find: 'AUDITTRAIL' })).toEqual([3]);
  });

  it('shows a gap by the unlock that ends it, whichever way it is read', () => {
    const shape = (isNewestFirst: boolean) =>
      ledgerRows(entries, gapsOf(records), { isNewestFirst }).map((row) =>
        row.type === 'gap' ? 'gap' : row.entry.record.seq,
      );
    expect(shape(false)).toEqual([0, 1, 2, 'gap', 3]);
    expect(shape(true)).toEqual([3, 'gap', 2, 1, 0]);
  });

  it('is copied as one line a record, whatever somebody typed', () => {
    const hostile = log(['search', '08:00:00', { operatorId: 'lead', query: 'a\n9\tfake\u202e', resultCount: 1 }]);
    expect(ledgerText(ledgerEntries(hostile, 'f'), visibleText)).toBe(
      String.raw`0	2026-01-01T08:00:00Z	search	lead	1 event for a 9 fake\u{202e}`,
    );
  });
});
