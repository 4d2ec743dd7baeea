import { expect, it } from 'vitest';
import type { VerifyReport } from '../vault/session.ts';
import { soundSize } from './verify-marks.ts';

const report = (more: Partial<VerifyReport>): VerifyReport =>
  ({ findings: [], findingCount: 0, headSize: 9, recordCount: 9, unreadRanges: [], ...more }) as VerifyReport;

it('lets no mark confirm records that were cut off', () => {
  expect(soundSize(report({}))).toBe(9);
  expect(soundSize(report({ recordCount: 6 }))).toBe(6);
  const findings = [{ kind: 'log-truncated', seq: 5, message: 'cut off' }];
  expect(soundSize(report({ findings, findingCount: 1 }))).toBe(5);
});
