import { describe, expect, it } from 'vitest';
import type { CaseInfo } from '../../stores/case.store.ts';
import { addRefusal } from './add-rights.ts';

const info = (role: string, readOnlyReason?: string): CaseInfo =>
  ({ operator: { role }, ...(readOnlyReason === undefined ? {} : { readOnlyReason }) }) as unknown as CaseInfo;

describe('adding evidence', () => {
  it.each(['lead', 'analyst'])('is for a %s', (role) => {
    expect(addRefusal(info(role))).toBeUndefined();
  });

  it.each(['reviewer', 'auditor'])('is not for a %s, and says so', (role) => {
    expect(addRefusal(info(role))).toContain(role);
  });

  it('is for nobody where the case is only looked at, and says why', () => {
    expect(addRefusal(info('lead', 'The disk is full.'))).toContain('The disk is full.');
  });
});
