import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FrameworkFault, loadFramework, MAX_FRAMEWORK_CHARS, sizeFault } from './load-framework.ts';

const folder = new URL('../../../resources/frameworks/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const gdpr = textOf('gdpr.json');

// Any: tests break the content in ways that the types forbid.
// oxlint-disable-next-line typescript/no-explicit-any
function faultsOf(change: (content: any) => void): FrameworkFault[] {
  const content = JSON.parse(gdpr) as unknown;
  change(content);
  const read = loadFramework(JSON.stringify(content, null, 1));
  return 'faults' in read ? read.faults : [];
}

/** `levels` groups around one comparison. */
const nested = (levels: number): unknown =>
  JSON.parse('{"all":['.repeat(levels) + '{"field":"id","op":"exists"}' + ']}'.repeat(levels)) as unknown;

describe('the framework files', () => {
  it('are eight, and each is read without fault', () => {
    const read = names.map((name) => loadFramework(textOf(name)));
    expect(read.flatMap((one) => ('faults' in one ? one.faults : []))).toEqual([]);
    const counts = read.map((one) =>
      'framework' in one ? [one.framework.framework.id, one.framework.requirements.length] : [],
    );
    expect(Object.fromEntries(counts)).toEqual({
      'cis-controls-8.1': 40,
      gdpr: 24,
      hipaa: 28,
      'iso27001-2022': 36,
      'nist-800-53-r5': 46,
      'nist-csf-2.0': 30,
      'pci-dss-4.0.1': 51,
      sox: 23,
    });
  });

  it('have 561 checks, whose ids stand once in all files together', () => {
    const ids = names.flatMap((name) => {
      const read = loadFramework(textOf(name));
      return 'framework' in read ? read.framework.requirements.flatMap(({ checks }) => checks.map(({ id }) => id)) : [];
    });
    expect([ids.length, new Set(ids).size]).toEqual([561, 561]);
  });

  it('say of every check what its number rests on, and carry a note on the licence of the source', () => {
    for (const name of names) {
      const read = loadFramework(textOf(name));
      if (!('framework' in read)) throw new Error(name);
      expect(read.framework.framework.licenceNote.length).toBeGreaterThan(20);
      for (const { checks } of read.framework.requirements)
        for (const { threshold } of checks) expect(threshold.basis).not.toBe('');
    }
  });
});

describe('a bad framework file', () => {
  it('is refused with pointer, line and reason of a selector that there is not', () => {
    const faults = faultsOf((content) => (content.requirements[0].checks[0].requiresCoverage = ['no.such']));
    expect(faults).toEqual([
      { pointer: '/requirements/0/checks/0', line: expect.any(Number), reason: 'there is no selector "no.such"' },
    ]);
    const changed = JSON.parse(gdpr) as { requirements: [{ checks: [{ requiresCoverage: string[] }] }] };
    changed.requirements[0].checks[0].requiresCoverage = ['no.such'];
    const lines = JSON.stringify(changed, null, 1).split('\n');
    // The line where the check begins: its id follows.
    expect(lines[(faults[0]?.line ?? 0) - 1]?.trim()).toBe('{');
    expect(lines[faults[0]?.line ?? 0]).toContain('"id": "GDPR:');
  });

  it('is refused for a field that the vocabulary has not', () => {
    const faults = faultsOf((content) => {
      content.requirements[0].checks[0].conditions = { all: [{ field: 'actor.mood', op: 'exists' }] };
    });
    expect(faults.map(({ reason }) => reason)).toEqual(['the vocabulary has no field "actor.mood"']);
  });

  it('is refused for an evaluator or a parameter that the engine does not know', () => {
    const unknown = faultsOf((content) => (content.requirements[0].checks[0].evaluate = { type: 'oracle' }));
    expect(unknown[0]?.pointer).toBe('/requirements/0/checks/0/evaluate/type');
    const extra = faultsOf((content) => (content.requirements[0].checks[0].evaluate.mercy = true));
    expect(extra[0]?.reason).toContain('mercy');
  });

  it('is refused for conditions that are too deep or have too many parts', () => {
    const deep = faultsOf((content) => (content.vocabulary.selectors.any.conditions = nested(17)));
    expect(deep.map(({ reason }) => reason)).toContain('conditions are nested deeper than 16');
    const wide = faultsOf((content) => {
      content.vocabulary.selectors.any.conditions = {
        all: Array.from({ length: 600 }, () => ({ field: 'id', op: 'exists' })),
      };
    });
    expect(wide.map(({ reason }) => reason)).toContain('a condition has more than 512 parts');
    expect(faultsOf((content) => (content.framework.notes = nested(60)))[0]?.reason).toContain('nested deeper');
  });

  it('is refused where it goes round in circles, is no JSON, or is too long', () => {
    const circle: Record<string, unknown> = {};
    circle['all'] = [circle];
    expect(sizeFault(circle)).toBe('nested deeper than 48 levels');
    const reasonOf = (text: string): string | undefined => {
      const read = loadFramework(text);
      return 'faults' in read ? read.faults[0]?.reason : undefined;
    };
    expect(reasonOf('{"a":')).toMatch(/^not JSON/u);
    expect(reasonOf(' '.repeat(MAX_FRAMEWORK_CHARS + 1))).toMatch(/^longer than/u);
  });

  it('is refused for a name that stands twice, since another reader may take the other value', () => {
    const text = gdpr.replace('"id": "gdpr",', '"id": "sox",\n  "id": "gdpr",');
    const read = loadFramework(text);
    expect('faults' in read ? read.faults : []).toEqual([
      { pointer: '/framework/id', line: 5, reason: 'the name stands twice in one object' },
    ]);
  });

  it('is refused for an id that stands twice and for a schema that is newer', () => {
    const faults = faultsOf((content) => {
      content.requirements[1].id = content.requirements[0].id;
      content.schemaVersion = '1.2.0';
    });
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/schemaVersion', '/requirements/1/id']);
  });

  it('is refused for an operator with the wrong kind of value, and says where', () => {
    const faults = faultsOf((content) => {
      content.vocabulary.selectors.any.conditions = { all: [{ field: 'id', op: 'in', value: 'one' }] };
    });
    expect(faults[0]).toMatchObject({
      pointer: '/vocabulary/selectors/any/conditions/all/0',
      reason: 'the value does not fit the operator',
    });
  });
});
