import { describe, expect, it } from 'vitest';
import { type ActForm, commonHolder, faultsOf, inputOf, NEW_FORM, sha256Of, timeOf } from './act-form.ts';

const ITEM = { sha256: 'ab'.repeat(32), name: 'disk.e01' };
const form = (change: Partial<ActForm>): ActForm => ({ ...NEW_FORM, items: [ITEM], ...change });
const LAB = { outside: 'Lab' };

describe('the form of an act', () => {
  it.each([
    ['2026-01-05T10:15:00Z', '2026-01-05T10:15:00Z'],
    [' 2026-01-05 10:15 +01:00 ', '2026-01-05T10:15:00+01:00'],
    ['2026-01-05t10:15:07.25z', '2026-01-05T10:15:07.25Z'],
    ['2026-01-05 10:15', undefined],
    ['yesterday', undefined],
  ])('reads the time %s as %s', (typed, read) => expect(timeOf(typed)).toBe(read));

  it('takes a hash in either case of letters, and nothing else for one', () => {
    expect([sha256Of(` ${'AB'.repeat(32)}`), sha256Of('ab'.repeat(31)), sha256Of('zz'.repeat(32))]).toEqual([
      'ab'.repeat(32),
      undefined,
      undefined,
    ]);
  });

  it('says field by field what it can not be signed without', () => {
    const empty = form({ act: 'transfer', items: [], from: 'outside', at: 'noon', hasTool: true, toolSha256: 'x' });
    expect(Object.keys(faultsOf(empty)).toSorted()).toEqual([
      'at',
      'fromName',
      'items',
      'to',
      'toolName',
      'toolSha256',
      'toolVersion',
    ]);
    expect(faultsOf(form({ act: 'transfer', to: 'op:olga' }))).toEqual({});
    // Nobody gives or takes in it: what was chosen for another act is not in the way.
    expect(faultsOf(form({ act: 'copy', from: 'outside', to: 'outside' }))).toEqual({});
  });

  it('takes an item from whoever is on record, unless another is named', () => {
    expect(inputOf(form({ act: 'release', to: 'outside', toName: ' Court ' }), LAB)).toEqual({
      act: 'release',
      items: [ITEM],
      from: LAB,
      to: { outside: 'Court' },
    });
    expect(inputOf(form({ act: 'dispose', from: 'op:olga' }), LAB)).toMatchObject({ from: { operatorId: 'olga' } });
    expect(inputOf(form({ act: 'acquire' }), LAB)).toEqual({ act: 'acquire', items: [ITEM] });
    expect(inputOf(form({ act: 'hold', from: 'op:olga' }), LAB)).toEqual({ act: 'hold', items: [ITEM] });
  });

  it('leaves out what was not said', () => {
    const said = form({ place: ' ', purpose: 'case 7', hasTool: true, toolName: 'dd', toolVersion: '9.4' });
    expect(inputOf({ ...said, items: [{ ...ITEM, name: null }] }, null)).toEqual({
      act: 'acquire',
      items: [{ sha256: ITEM.sha256 }],
      purpose: 'case 7',
      tool: { name: 'dd', version: '9.4' },
    });
  });

  it('knows a holder in common only where there is one', () => {
    expect([commonHolder([LAB, { ...LAB }]), commonHolder([LAB, null]), commonHolder([])]).toEqual([LAB, null, null]);
  });
});
