/**
 * Conditions over a record of an input table, as for events: `terminatedAt exists`, `severity in [high, critical]`.
 *
 * Pure. Times stay text here: conditions on records compare words, flags and counts.
 */
import { compileCondition, type Condition, fieldsOf } from './condition.ts';
import { type FactValue, newFacts } from './facts.ts';
import { type InputRecord, valueIn } from './inputs.ts';

export function recordPredicate(condition: Condition): (record: InputRecord) => boolean {
  const test = compileCondition(condition);
  const fields = [...fieldsOf(condition)];
  return (record) => {
    const facts = newFacts();
    for (const field of fields) {
      const value = valueIn(record, field);
      if (['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value))
        facts[field] = value as FactValue;
    }
    return test(facts);
  };
}
