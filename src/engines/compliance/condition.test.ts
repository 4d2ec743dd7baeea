import { describe, expect, it } from 'vitest';
import { compileCondition, type Condition, fieldsOf } from './condition.ts';
import { type FactValue, type Facts, newFacts } from './facts.ts';

const facts = (values: Record<string, FactValue>): Facts => Object.assign(newFacts(), values);
const holds = (condition: Condition, values: Record<string, FactValue>): boolean =>
  compileCondition(condition)(facts(values));

describe('a comparison', () => {
  it.each<[string, Condition, Record<string, FactValue>, boolean]>([
    ['eq', { field: 'a', op: 'eq', value: 1 }, { a: 1 }, true],
    ['eq of other types', { field: 'a', op: 'eq', value: 1 }, { a: '1' }, false],
    ['eq of nothing', { field: 'a', op: 'eq', value: false }, {}, false],
    ['ne of another value', { field: 'a', op: 'ne', value: 'x' }, { a: 'y' }, true],
    ['ne of nothing', { field: 'a', op: 'ne', value: 'x' }, {}, true],
    ['in', { field: 'a', op: 'in', value: ['x', 'y'] }, { a: 'y' }, true],
    ['gt', { field: 'a', op: 'gt', value: 2 }, { a: 2 }, false],
    ['gte', { field: 'a', op: 'gte', value: 2 }, { a: 2 }, true],
    ['gt of text', { field: 'a', op: 'gt', value: 2 }, { a: '3' }, false],
    ['lt of nothing', { field: 'a', op: 'lt', value: 2 }, {}, false],
    ['exists of empty text', { field: 'a', op: 'exists' }, { a: '' }, false],
    ['exists of false', { field: 'a', op: 'exists' }, { a: false }, true],
    ['missing of an empty list', { field: 'a', op: 'missing' }, { a: [] }, true],
    ['prefix', { field: 'a', op: 'prefix', value: 'security.' }, { a: 'security.malware' }, true],
    ['contains', { field: 'a', op: 'contains', value: 'phi' }, { a: ['pii', 'phi'] }, true],
    ['contains of one text', { field: 'a', op: 'contains', value: 'phi' }, { a: 'phi' }, true],
    ['containsAny', { field: 'a', op: 'containsAny', value: ['chd', 'sad'] }, { a: ['pii'] }, false],
    ['another field', { field: 'a', op: 'eq', value: { field: 'b' } }, { a: 'x', b: 'x' }, true],
    ['another field with nothing in it', { field: 'a', op: 'eq', value: { field: 'b' } }, { a: 'x' }, false],
    [
      'a field with an offset',
      { field: 'a', op: 'gt', value: { field: 'b', offsetMs: 10 } },
      { a: 110, b: 100 },
      false,
    ],
    ['a name of every object', { field: 'constructor', op: 'exists' }, {}, false],
  ])('%s', (_, condition, values, expected) => {
    expect(holds(condition, values)).toBe(expected);
  });
});

describe('a group', () => {
  const x: Condition = { field: 'x', op: 'eq', value: true };
  const y: Condition = { field: 'y', op: 'eq', value: true };
  it('joins all, any and none by and', () => {
    expect(holds({ all: [x], none: [y] }, { x: true })).toBe(true);
    expect(holds({ all: [x], none: [y] }, { x: true, y: true })).toBe(false);
    expect(holds({ all: [x], any: [y] }, { x: true })).toBe(false);
    expect(holds({ any: [x, y] }, { y: true })).toBe(true);
  });

  it('tells every field it reads, those it compares with included', () => {
    const tree: Condition = { all: [{ field: 'a', op: 'eq', value: { field: 'b' } }, { none: [x] }] };
    expect([...fieldsOf(tree)]).toEqual(['a', 'b', 'x']);
  });
});
