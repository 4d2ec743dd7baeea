/**
 * Which events a check can react to at all, by their category: so that an event is shown only to the probes that it can matter
 * to, some tens in place of all.
 *
 * Pure. Worked out once for an assessment. What is not known for sure is shown every event.
 */
import { type Condition, isComparison } from './condition.ts';
import type { Check } from './framework-schema.ts';
import { selectorsOf } from './load-framework.ts';

/** `all`: any event; an empty set: none. */
export type Categories = ReadonlySet<string> | 'all';

/** Outside of which categories a tree can not match. */
export function categoriesOf(condition: Condition): Categories {
  if (isComparison(condition)) {
    const { field, op, value } = condition;
    if (field !== 'category') return 'all';
    if (op === 'eq' && typeof value === 'string') return new Set([value]);
    if (op === 'in' && Array.isArray(value)) return new Set((value as readonly unknown[]).map(String));
    return 'all';
  }
  let found: Categories = 'all';
  for (const child of condition.all ?? []) found = both(found, categoriesOf(child));
  if (condition.any !== undefined) found = both(found, either(condition.any.map(categoriesOf)));
  return found;
}

function both(one: Categories, two: Categories): Categories {
  if (one === 'all') return two;
  return two === 'all' ? one : new Set([...one].filter((category) => two.has(category)));
}

function either(list: readonly Categories[]): Categories {
  const found = new Set<string>();
  for (const one of list) {
    if (one === 'all') return 'all';
    for (const category of one) found.add(category);
  }
  return found;
}

const NONE: Categories = new Set();
/** They look at tables and at the books alone. */
const SILENT: readonly string[] = [
  'presence',
  'presenceEach',
  'sourceCoverage',
  'gap',
  'retention',
  'retentionMax',
  'integrity',
  'clock',
];

/** @param ofSelector categories of a selector by its name */
export function categoriesOfCheck(check: Check, ofSelector: (name: string) => Categories): Categories {
  const { evaluate, conditions, population } = check;
  const { type } = evaluate;
  if (SILENT.includes(type)) return NONE;
  if (type === 'ordering' || type === 'source_count') return 'all';
  if (type === 'conflict' && evaluate.selectors === undefined) return 'all';
  if (type === 'ratio' && evaluate.dormantDays !== undefined) return NONE;
  if (type === 'completeness') {
    if (evaluate.input !== undefined) return NONE;
    return ofSelector(evaluate.population ?? 'any');
  }
  const parts = selectorsOf(evaluate).map(ofSelector);
  // The other two are told by their selectors alone; their conditions say the same for a reader.
  if (!['deadline', 'cadence'].includes(type)) parts.push(categoriesOf(conditions));
  if (population.conditions !== undefined) parts.push(categoriesOf(population.conditions));
  if (type === 'event_count' && evaluate.or !== undefined) parts.push(categoriesOf(evaluate.or));
  return either(parts);
}
