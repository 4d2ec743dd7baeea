/** An event that is not shown to a check is one that nothing in the check could have matched. */
import { describe, expect, it } from 'vitest';
import { allFrameworks } from '../../test/helpers/framework-content.ts';
import { categoriesOf, categoriesOfCheck } from './categories.ts';
import { compileCondition, type Condition } from './condition.ts';
import { newFacts } from './facts.ts';

const eq = (field: string, value: string): Condition => ({ field, op: 'eq', value });

describe('the categories of a tree', () => {
  it('are those outside of which it can not match', () => {
    const data = eq('category', 'data');
    const change = eq('category', 'change');
    const read = eq('action.type', 'read');
    expect(categoriesOf({ all: [data, read] })).toEqual(new Set(['data']));
    expect(categoriesOf({ any: [data, change] })).toEqual(new Set(['data', 'change']));
    expect(categoriesOf({ any: [data, read] })).toBe('all');
    expect(categoriesOf({ all: [{ any: [data, change] }, data] })).toEqual(new Set(['data']));
    expect(categoriesOf({ all: [data, change] })).toEqual(new Set());
    expect(categoriesOf({ none: [data] })).toBe('all');
    expect(categoriesOf({ field: 'category', op: 'in', value: ['data', 'audit'] })).toEqual(new Set(['data', 'audit']));
    expect(categoriesOf({ field: 'category', op: 'ne', value: 'data' })).toBe('all');
  });
});

describe('every check of every framework', () => {
  it('has conditions and selectors that match nothing outside its categories', () => {
    const wrong: string[] = [];
    for (const { vocabulary, requirements } of allFrameworks()) {
      const ofSelector = (name: string) => categoriesOf(vocabulary.selectors[name]?.conditions ?? { all: [] });
      for (const [name, { conditions }] of Object.entries(vocabulary.selectors)) {
        const categories = categoriesOf(conditions);
        const matches = compileCondition(conditions);
        if (categories !== 'all')
          for (const category of vocabulary.categories)
            if (!categories.has(category) && matches(everyFact(category))) wrong.push(`${name} ${category}`);
      }
      for (const check of requirements.flatMap(({ checks }) => checks)) {
        const categories = categoriesOfCheck(check, ofSelector);
        // Checks that look at tables and books alone have conditions for a reader.
        if (categories === 'all' || categories.size === 0 || ['deadline', 'cadence'].includes(check.evaluate.type))
          continue;
        const matches = compileCondition(check.conditions);
        for (const category of vocabulary.categories)
          if (!categories.has(category) && matches(everyFact(category))) wrong.push(`${check.id} ${category}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is limited to some categories where its words allow it: else nothing would be gained', () => {
    const all = allFrameworks().flatMap(({ vocabulary, requirements }) =>
      requirements.flatMap(({ checks }) =>
        checks.map((check) =>
          categoriesOfCheck(check, (name) => categoriesOf(vocabulary.selectors[name]?.conditions ?? { all: [] })),
        ),
      ),
    );
    expect(all.filter((one) => one === 'all').length / all.length).toBeLessThan(0.25);
  });
});

/** Says yes to whatever asks whether something is there. */
function everyFact(category: string) {
  return Object.assign(newFacts(), {
    category,
    id: 'e1',
    time: 1,
    'actor.id': 'anna',
    'action.success': true,
    'action.type': 'read',
    'target.type': 'record',
    'target.privileged': true,
    'session.remote': true,
    'session.external': true,
    'actor.privileged': true,
    'source.inScope': true,
  });
}
