import { expect, it } from 'vitest';
import { seenWarning } from './seen-warning.ts';

const at = '2026-01-05T12:00:00.000Z';

it('says nothing of a case that goes on from what was seen, or was never seen', () => {
  expect([undefined, { state: 'first' as const }, { state: 'extends' as const, size: 3, at }].map(seenWarning)).toEqual(
    [undefined, undefined, undefined],
  );
});

it('says what contradicts, and what could not be compared, each in its own tone', () => {
  expect(seenWarning({ state: 'rolled-back', size: 1234, at })).toMatchObject({
    tone: 'bad',
    title: expect.stringMatching(/older copy/u),
    detail: expect.stringMatching(/1,234 records/u),
  });
  expect(seenWarning({ state: 'two-histories', size: 3, at })?.tone).toBe('bad');
  for (const state of ['unknown', 'extends'] as const) {
    expect(seenWarning({ state, problem: 'heads.db is damaged' })).toMatchObject({
      tone: 'warn',
      detail: 'heads.db is damaged',
    });
  }
});
