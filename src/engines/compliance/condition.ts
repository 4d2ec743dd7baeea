/**
 * The condition trees of the framework files: and, or, not over fields of one event, compiled to a predicate.
 *
 * Pure. A predicate costs some 20 ns a comparison and allocates nothing.
 * Source: `vocabulary.operators`, `vocabulary.valueForms` of the framework files. Differences: none.
 * Trust: framework files may come from the person, and so do trees: depth and size are checked before one is compiled.
 * Facts are hostile text: they are compared, never run.
 */
import { z } from 'zod';
import type { Facts, FactValue } from './facts.ts';

/** Trees deeper than this are refused; the deepest of ours has 4 levels. */
export const MAX_CONDITION_DEPTH = 16;
/** Comparisons and groups of one tree. */
export const MAX_CONDITION_NODES = 512;
/** Values of one list. */
const MAX_VALUES = 256;

export const OPERATORS = [
  'eq',
  'ne',
  'in',
  'gt',
  'gte',
  'lt',
  'lte',
  'exists',
  'missing',
  'prefix',
  'contains',
  'containsAny',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** Another field of the same event, with an offset in milliseconds where both are times. */
export interface FieldValue {
  field: string;
  offsetMs?: number | undefined;
}
type Scalar = string | number | boolean;
export type ConditionValue = Scalar | Scalar[] | FieldValue;

export interface Comparison {
  field: string;
  op: Operator;
  value?: ConditionValue | undefined;
}
export interface ConditionGroup {
  all?: Condition[] | undefined;
  any?: Condition[] | undefined;
  none?: Condition[] | undefined;
}
export type Condition = Comparison | ConditionGroup;

const scalar = z.union([z.string().max(512), z.number(), z.boolean()]);
const value = z.union([
  scalar,
  z.array(scalar).min(1).max(MAX_VALUES),
  z.strictObject({ field: z.string().min(1).max(64), offsetMs: z.number().optional() }),
]);
const comparison = z.strictObject({
  field: z.string().min(1).max(64),
  op: z.enum(OPERATORS),
  value: value.optional(),
});
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    comparison.refine(hasRightValue, 'the value does not fit the operator'),
    z
      .strictObject({
        all: z.array(conditionSchema).min(1).optional(),
        any: z.array(conditionSchema).min(1).optional(),
        none: z.array(conditionSchema).min(1).optional(),
      })
      .refine((group) => Object.keys(group).length > 0, 'a group needs all, any or none'),
  ]),
);

function hasRightValue({ op, value: given }: Comparison): boolean {
  if (op === 'exists' || op === 'missing') return given === undefined;
  if (op === 'in' || op === 'containsAny') return Array.isArray(given);
  if (given === undefined || Array.isArray(given)) return false;
  return op === 'prefix' ? typeof given === 'string' : true;
}

export const isComparison = (condition: Condition): condition is Comparison => 'field' in condition;

export const childrenOf = (condition: Condition): Condition[] =>
  isComparison(condition) ? [] : [...(condition.all ?? []), ...(condition.any ?? []), ...(condition.none ?? [])];

/** Every field a tree reads, those it compares with included. */
export function fieldsOf(condition: Condition, into: Set<string> = new Set()): Set<string> {
  if (isComparison(condition)) {
    into.add(condition.field);
    const { value: given } = condition;
    if (typeof given === 'object' && !Array.isArray(given)) into.add(given.field);
  }
  for (const child of childrenOf(condition)) fieldsOf(child, into);
  return into;
}

export type Predicate = (facts: Facts) => boolean;

/** @param condition one that `conditionSchema` took and whose size was checked */
export function compileCondition(condition: Condition): Predicate {
  if (isComparison(condition)) return compileComparison(condition);
  const all = (condition.all ?? []).map(compileCondition);
  const any = (condition.any ?? []).map(compileCondition);
  const none = (condition.none ?? []).map(compileCondition);
  return (facts) => {
    for (const test of all) if (!test(facts)) return false;
    for (const test of none) if (test(facts)) return false;
    if (any.length === 0) return true;
    for (const test of any) if (test(facts)) return true;
    return false;
  };
}

/** Absent, empty text, an empty list: nothing was said. */
export const isMissing = (fact: FactValue | undefined): boolean =>
  fact === undefined || fact === '' || (Array.isArray(fact) && fact.length === 0);

function compileComparison({ field, op, value: given }: Comparison): Predicate {
  const operandOf = compileOperand(given);
  switch (op) {
    case 'exists':
      return (facts) => !isMissing(facts[field]);
    case 'missing':
      return (facts) => isMissing(facts[field]);
    case 'in': {
      const values = new Set<FactValue>(given as Scalar[]);
      return (facts) => values.has(facts[field] as FactValue);
    }
    case 'containsAny': {
      const values = new Set<FactValue>(given as Scalar[]);
      return (facts) => asList(facts[field]).some((item) => values.has(item));
    }
    case 'contains':
      return (facts) => asList(facts[field]).includes(operandOf(facts) as string);
    case 'prefix':
      return (facts) => {
        const fact = facts[field];
        return typeof fact === 'string' && fact.startsWith(given as string);
      };
    case 'eq':
      return (facts) => !isMissing(facts[field]) && facts[field] === operandOf(facts);
    case 'ne':
      return (facts) => isMissing(facts[field]) || facts[field] !== operandOf(facts);
    default:
      return (facts) => {
        const fact = facts[field];
        const operand = operandOf(facts);
        if (typeof fact !== 'number' || typeof operand !== 'number') return false;
        if (op === 'gt') return fact > operand;
        if (op === 'gte') return fact >= operand;
        return op === 'lt' ? fact < operand : fact <= operand;
      };
  }
}

function compileOperand(given: ConditionValue | undefined): (facts: Facts) => FactValue | undefined {
  if (typeof given !== 'object' || Array.isArray(given)) return () => given as FactValue | undefined;
  const { field, offsetMs = 0 } = given;
  return (facts) => {
    const fact = facts[field];
    return typeof fact === 'number' ? fact + offsetMs : fact;
  };
}

const asList = (fact: FactValue | undefined): readonly string[] =>
  Array.isArray(fact) ? fact : typeof fact === 'string' && fact !== '' ? [fact] : [];
