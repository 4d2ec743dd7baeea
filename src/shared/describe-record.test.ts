import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CUSTODY_KINDS } from './record-kinds.ts';
import { actorOf, type CustodyRecord, describeRecord } from './describe-record.ts';

const record = (kind: string, body: CustodyRecord['body']): CustodyRecord => ({
  seq: 7,
  kind,
  at: '2026-01-02T03:04:05.678Z',
  body,
});
const say = (kind: string, body: CustodyRecord['body']): string => describeRecord(record(kind, body), 'f4af0-f46fb');
const sha256 = `6a3dd442${'0'.repeat(56)}`;
const source = { path: '/e/app01/audit.jsonl', sizeBytes: 4_499_957, sha256, original: 'kept' };

describe('a record in a sentence', () => {
  it('says who made the case, and its fingerprint', () => {
    const body = { name: 'Sample case', operators: [{ operatorId: 'lead' }] };
    expect(say('genesis', body)).toBe('case "Sample case" made by lead; fingerprint f4af0-f46fb');
    expect(actorOf(record('genesis', body))).toBe('lead');
  });

  it('says who came, with what, and which key signs from then on', () => {
    expect(say('unlock', { software: { name: 'AuditTrailPro', version: '0.1.0' } })).toBe(
      'unlocked with AuditTrailPro 0.1.0',
    );
    expect(say('epoch', { n: 3, vkey: 'k' })).toBe('signing key 3 in force from the next head');
    expect(say('epoch-restart', { n: 4, operatorId: 'lead', reason: 'epoch.key is missing' })).toBe(
      'signing begins anew with key 4, vouched for by lead: epoch.key is missing',
    );
    expect(say('operator', { act: 'added', operator: { operatorId: 'ada', name: 'Ada L', role: 'auditor' } })).toBe(
      'gave a key to ada (Ada L), auditor',
    );
    expect(say('operator', { act: 'passphrase-changed', operatorId: 'ada' })).toBe('changed their passphrase');
  });

  it('names the key that somebody tried, and nobody as the one who did', () => {
    const failed = { operatorId: 'ada', triedAt: '2026-01-01T00:00:00Z' };
    expect(say('unlock-failed', failed)).toBe('a wrong passphrase was given for ada at 2026-01-01T00:00:00Z');
    expect(actorOf(record('unlock-failed', failed))).toBe('-');
    expect(say('unlock-failed', { operatorId: null, triedAt: null, unreadable: true })).toMatch(/can not be read/);
  });

  it('says what came in and what became of it', () => {
    expect(say('source', { ...source, format: 'json' })).toBe(
      '/e/app01/audit.jsonl, json, 4.3 MiB, sha256 6a3dd442…, original kept',
    );
    expect(say('source', { ...source, format: null, original: 'by-reference' })).toBe(
      '/e/app01/audit.jsonl, no reader takes it, 4.3 MiB, sha256 6a3dd442…, by reference',
    );
    expect(say('source', { ...source, path: 'a.zip', container: 'zip', memberCount: 1 })).toBe(
      'a.zip, zip, 1 member, 4.3 MiB, sha256 6a3dd442…, original kept',
    );
    const report = { ...source, eventCount: 7386, rejectedCount: 0, ambiguousCount: 2, withoutTimeCount: 1 };
    const times = { firstTime: '2025-03-11T06:36:54.965Z', lastTime: '2025-03-13T17:14:23Z' };
    expect(say('source-report', { ...report, ...times, findings: [{ kind: 'x' }] })).toBe(
      '7,386 events, 0 rejected, 2 ambiguous, 2025-03-11T06:36Z to 2025-03-13T17:14Z, 1 without a time, 1 finding in /e/app01/audit.jsonl',
    );
  });

  it('says what was looked at, taken out, checked and refused', () => {
    expect(say('search', { query: 'a AND b', resultCount: 1, from: '2026-01-01' })).toBe(
      '1 event from 2026-01-01 for a AND b',
    );
    expect(say('search', { query: '', resultCount: null })).toBe('a chart for *');
    expect(say('export', { ...source, path: '/o/x.csv', rows: 2, format: 'csv', query: '*' })).toBe(
      '2 rows to /o/x.csv, csv, 4.3 MiB, sha256 6a3dd442…, for *',
    );
    const verify = { recordCount: 9, headSize: 9, mode: 'strict', findingCount: 0, badRecordCount: 0, notChecked: [] };
    expect(say('verify', { ...verify, verdict: 'intact' })).toBe('intact, strict check: 9 records, signed head over 9');
    expect(say('verify', { ...verify, verdict: 'broken', findingCount: 2, badRecordCount: 1, notChecked: ['x'] })).toBe(
      'broken, strict check: 9 records, signed head over 9, 2 findings, 1 bad record, 1 not checked',
    );
    expect(say('custody', { act: 'denied', operation: 'export.start', role: 'reviewer' })).toBe(
      'was refused export.start, which the role reviewer may not do',
    );
  });

  it('says what was put on events, taken back, and kept as a view', () => {
    const one = { ranges: [[7, 7]], count: 1 };
    const many = { ranges: [[7, 18]], count: 12 };
    expect(say('annotation', { act: 'star', ...one })).toBe('put a star on 1 event (7)');
    expect(say('annotation', { act: 'unstar', ...many })).toBe('took the star off: on 12 events');
    expect(say('annotation', { act: 'tag', tag: 'susp', query: 'a b', from: '2026-01-01', ...many })).toBe(
      'put the tag "susp" on 12 events, all from 2026-01-01 for a b',
    );
    expect(say('annotation', { act: 'untag', tag: 'susp', ...one })).toBe('took the tag "susp" off: on 1 event (7)');
    expect(say('annotation', { act: 'colour', colour: 'red', ...one })).toBe('gave the colour red: on 1 event (7)');
    expect(say('annotation', { act: 'comment', text: 'why?', ...one })).toBe('commented on 1 event (7): why?');
    expect(say('annotation', { act: 'more', of: 5, ranges: [] })).toBe('further events of annotation 5');
    expect(say('annotation', { act: 'undo', of: 5 })).toBe('undid annotation 5');
    expect(say('annotation', { text: 'from elsewhere' })).toBe('text: from elsewhere');
    expect(say('setting', { act: 'view-saved', name: 'Logins', state: {} })).toBe('saved the view "Logins"');
    expect(say('setting', { act: 'case-settings-changed', timeZone: 'Asia/Tokyo', quickTags: ['a', 'b'] })).toBe(
      'set the zone of the case to Asia/Tokyo, set the quick tags to a, b',
    );
    expect(say('setting', { act: 'case-settings-changed', timeZone: null })).toBe('took the zone of the case back');
    expect(say('setting', { act: 'view-removed', name: 'Logins' })).toBe('removed the view "Logins"');
  });

  it('shows the values of a kind it knows nothing of, and marks what is missing', () => {
    expect(say('setting', { by: 'lead', colour: 'blue', list: [1], none: null })).toBe('colour: blue, list: 1');
    expect(say('custody', { act: 'handed-over', to: 'ada' })).toBe('act: handed-over, to: ada');
    expect(say('source', {})).toBe('?, ?, size ?, sha256 ?…, original ?');
  });

  it('has a sentence for any body whatever, in every kind', () => {
    const names = ['act', 'operator', 'operators', 'software', 'path', 'findings', 'query', 'resultCount', 'container'];
    const body = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    fc.assert(
      fc.property(fc.constantFrom(...CUSTODY_KINDS, 'constructor'), body, (kind, values) => {
        expect(typeof say(kind, values as CustodyRecord['body'])).toBe('string');
      }),
    );
  });
});
