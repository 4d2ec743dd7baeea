import { describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../stores/verification.store.ts';
import { proofPoints } from './proof-points.ts';

type Check = VerifyReport['checks'][number];

const check = (id: Check['id'], state: Check['state'], total = 3): Check => ({
  id,
  title: id,
  state,
  checked: state === 'ok' ? total : 0,
  total,
  detail: 'as the host says',
});

const report = (part: Partial<VerifyReport> = {}): VerifyReport => ({
  verdict: 'intact',
  mode: 'strict',
  recordCount: 10,
  headSize: 10,
  confirmedOutside: 0,
  rootOfTrust: 'confirmed',
  findings: [],
  findingCount: 0,
  badRecordCount: 0,
  checks: [check('sources', 'ok'), check('exports', 'not-checked', 0)],
  badRanges: [],
  areRangesExact: true,
  unreadRanges: [],
  notices: [],
  notChecked: [],
  seconds: 1,
  ...part,
});

describe('what a check proves', () => {
  it('is most for a strict check of an intact case that is known by its fingerprint', () => {
    expect(proofPoints(report())).toEqual({
      proves: ['lines', 'keys', 'originals', 'known-case'],
      doesNot: ['cut-off', 'present-key', 'time', 'truth'],
    });
  });

  it('is less for a fast check without a fingerprint: neither the originals nor which case it is', () => {
    const fast = report({ mode: 'fast', rootOfTrust: 'not-given', checks: [check('sources', 'not-checked')] });
    expect(proofPoints(fast)).toEqual({
      proves: ['lines', 'keys'],
      doesNot: ['cut-off', 'present-key', 'unknown-case', 'fast', 'time', 'truth'],
    });
  });

  it('never says of a broken case that its lines are good', () => {
    const { proves, doesNot } = proofPoints(report({ verdict: 'broken', findingCount: 2, badRecordCount: 1 }));
    expect(proves).toEqual(['differs']);
    expect(doesNot.slice(0, 2)).toEqual(['cause', 'rest']);
  });

  it('tells another case from a changed one', () => {
    const other = { verdict: 'broken', rootOfTrust: 'different' } as const;
    expect(proofPoints(report({ ...other, findingCount: 1 })).proves).toEqual(['other-case']);
    expect(proofPoints(report({ ...other, findingCount: 3 })).proves).toEqual(['other-case', 'differs']);
  });

  it('says of what could not be read that nothing is known', () => {
    const part = report({
      verdict: 'indeterminate',
      notChecked: ['segment 3: no permission'],
      rootOfTrust: 'not-given',
    });
    expect(proofPoints(part).proves).toEqual(['read-part']);
    expect(proofPoints(part).doesNot[0]).toBe('unread');
    const broken = report({ verdict: 'broken', findingCount: 1, notChecked: ['segment 3: no permission'] });
    expect(proofPoints(broken).doesNot).toContain('unread');
  });

  it('names exports and sources that were not read, only where there are some', () => {
    const checks = [check('sources', 'not-checked'), check('exports', 'not-checked', 2)];
    expect(proofPoints(report({ checks })).doesNot).toEqual([
      'cut-off',
      'present-key',
      'sources',
      'exports',
      'time',
      'truth',
    ]);
  });

  it('leaves out what outside marks rule out', () => {
    expect(proofPoints(report({ confirmedOutside: 10 })).doesNot).toEqual(['time', 'truth']);
  });
});
