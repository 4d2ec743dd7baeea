/**
 * One check over a handful of facts, for tests: the expected numbers are worked out by hand beside it.
 *
 * Pure but for reading nothing: the selectors are those of the framework file that a test hands in.
 */
import { Assessment, type AssessmentRequest } from '../assessment.ts';
import { type Facts, type FactValue, newFacts } from '../facts.ts';
import type { Check, Framework } from '../framework-schema.ts';
import type { CaseInputs } from '../inputs.ts';
import { type CheckResult, judgeCheck } from '../judge.ts';

/** March 2026: 31 days. */
export const MARCH = { fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 3, 1) };
/** Day of March and time. */
export const at = (day: number, time = '12:00:00'): number =>
  Date.parse(`2026-03-${String(day).padStart(2, '0')}T${time}Z`);

let made = 0;
export function fact(timeMs: number, values: Record<string, FactValue>): Facts {
  made += 1;
  return Object.assign(newFacts(), {
    id: `e${String(made).padStart(4, '0')}`,
    time: timeMs,
    'source.id': 'src',
    ...values,
  });
}

export const BASE_CHECK: Omit<Check, 'evaluate'> = {
  id: 'T:1',
  kind: 'violation',
  description: 'a check of a test',
  eventCriteria: 'see evaluate',
  conditions: { field: 'id', op: 'exists' },
  population: { unit: 'event', description: 'events' },
  threshold: { value: 0, unit: 'events', comparison: 'lte', basis: 'default' },
  period: 'assessment period',
  severity: 'high',
  weight: 3,
  evidenceStrength: 'direct',
  requiresCoverage: [],
  noEvidence: 'notAssessed',
  evidence: [],
  tolerance: { zeroTolerance: false, ineffectiveAtRate: 0.1 },
  requiresInputs: [],
  optionalInputs: [],
};

export function runCheck(
  framework: Framework,
  check: Partial<Check> & Pick<Check, 'evaluate'>,
  facts: readonly Facts[],
  inputs: CaseInputs = {},
  request: Partial<AssessmentRequest> = {},
): CheckResult {
  const whole: Check = { ...BASE_CHECK, ...check };
  const [first] = framework.requirements;
  if (first === undefined) throw new Error('a framework without requirements');
  const one: Framework = { ...framework, requirements: [{ ...first, checks: [whole] }] };
  const assessment = new Assessment({
    frameworks: [one],
    inputs,
    period: MARCH,
    asOfMs: MARCH.toMs,
    seed: 7,
    ...request,
  });
  const state = assessment.start();
  for (const each of facts) assessment.observe(state, Object.assign(newFacts(), each));
  return judgeCheck(whole, assessment, assessment.conclude(state));
}
