/** Who may note and export. */
import { expect, it } from 'vitest';
import { ROLES } from '../../../../shared/roles.ts';
import { exportRefusal, noteRefusal } from './note-rights.ts';

const as = (role: (typeof ROLES)[number]) => ({
  operator: { operatorId: 'a', name: 'A', role, vkey: '', since: 0 },
});

it('tells an auditor that they can not note, and a reviewer that they can not export', () => {
  expect(ROLES.filter((role) => noteRefusal(as(role)) !== undefined)).toEqual(['auditor']);
  expect(ROLES.filter((role) => exportRefusal(as(role)) !== undefined)).toEqual(['reviewer']);
});

it('says why a case is read-only', () => {
  expect(noteRefusal({ ...as('lead'), readOnlyReason: 'opened read-only' })).toContain('opened read-only');
});
