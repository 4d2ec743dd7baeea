/** What an organisation sets otherwise in a framework. */
import { describe, expect, it } from 'vitest';
import { allFrameworks } from '../../test/helpers/framework-content.ts';
import { applyParameters, currentChanges, parametersOf } from './parameters.ts';

const pci = allFrameworks().find(({ framework }) => framework.id === 'pci-dss-4.0.1');
if (pci === undefined) throw new Error('no PCI');
const base = { framework: 'pci-dss-4.0.1', reason: 'our policy' };
const apply = (of: string, name: string, value: string | number | boolean | null) =>
  applyParameters(pci, [{ ...base, of, name, value }]);
const checkOf = (applied: ReturnType<typeof applyParameters>, id: string) =>
  'problem' in applied
    ? applied
    : applied.framework.requirements.flatMap(({ checks }) => checks).find((check) => check.id === id);

describe('a parameter', () => {
  it('changes the number that counts, and says whose number it is and why', () => {
    const id = 'PCI:8.3.4:lockout10';
    expect(checkOf(apply(id, 'evaluate.condition.gt', 5), id)).toMatchObject({
      evaluate: { condition: { gt: 5 } },
      threshold: {
        basis: 'organization-defined',
        note: 'evaluate.condition.gt set to 5 by the organisation: our policy',
      },
    });
    expect(pci.requirements.flatMap(({ checks }) => checks).find((check) => check.id === id)).toMatchObject({
      evaluate: { condition: { gt: 10 } },
    });
  });

  it('is refused where it makes no sense, with the reason', () => {
    expect(apply('PCI:5.2.2:malware', 'evaluate.within', 'soon')).toMatchObject({
      problem: expect.stringContaining('not an ISO 8601 duration'),
    });
    expect(apply('PCI:5.2.2:malware', 'tolerance.ineffectiveAtRate', 7)).toMatchObject({ problem: expect.any(String) });
    expect(apply('PCI:5.2.2:malware', 'evaluate.type', 'presence')).toMatchObject({
      problem: expect.stringContaining('one can set weight'),
    });
    expect(apply('nowhere', 'weight', 1)).toEqual({ problem: 'there is no requirement and no check "nowhere"' });
    expect(apply('3.6.1', 'applies', 'no')).toMatchObject({ problem: 'applies of 3.6.1 is a boolean' });
  });

  it('may take a requirement out, with the reason, and bring it back', () => {
    expect(apply('3.6.1', 'applies', false)).toMatchObject({ notApplicable: { '3.6.1': 'our policy' } });
    const changes = [
      { ...base, of: '3.6.1', name: 'applies', value: false },
      { ...base, of: '3.6.1', name: 'applies', value: null },
    ];
    expect(currentChanges(changes)).toEqual([]);
    expect(currentChanges(changes.toReversed())).toHaveLength(1);
  });

  it('of every check of every framework is one that can be set to what it is', () => {
    for (const framework of allFrameworks()) {
      const changes = framework.requirements.flatMap(({ checks }) =>
        checks.flatMap((check) =>
          parametersOf(check).map(({ name, value }) => ({
            framework: framework.framework.id,
            of: check.id,
            name,
            value,
            reason: 'as it is',
          })),
        ),
      );
      expect(applyParameters(framework, changes)).toHaveProperty('framework');
    }
  });
});
