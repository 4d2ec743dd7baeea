/**
 * The probe of each way to evaluate a check.
 *
 * Pure.
 */
import type { Condition, Predicate } from './condition.ts';
import { completenessProbe, joinProbe, orderingProbe, ratioProbe } from './counted-probes.ts';
import { cadenceProbe, gapProbe, presenceEachProbe, presenceProbe, sourceCoverageProbe } from './coverage-probes.ts';
import type { EvaluateType } from './evaluate-schema.ts';
import type { Check } from './framework-schema.ts';
import type { Probe, ProbeContext } from './probe.ts';
import {
  clockProbe,
  deadlineProbe,
  integrityProbe,
  retentionMaxProbe,
  retentionProbe,
  sourceCountProbe,
} from './table-probes.ts';
import {
  conflictProbe,
  eventCountProbe,
  overlapProbe,
  precededByProbe,
  prohibitedProbe,
  responseProbe,
  temporalOrderedProbe,
  valueCountProbe,
} from './timed-probes.ts';
import { anomalyProbe, valueSumProbe } from './volume-probes.ts';

type Make<S> = (check: Check, context: ProbeContext, compile: (condition: Condition) => Predicate) => Probe<S>;
/** Each probe is given its own state and no other, so what it is made of need not be known outside. */
const sealed = <S>(make: Make<S>): Make<unknown> => make as unknown as Make<unknown>;

export const PROBES: Readonly<Record<EvaluateType, Make<unknown>>> = {
  presence: sealed(presenceProbe),
  presenceEach: sealed(presenceEachProbe),
  completeness: sealed(completenessProbe),
  sourceCoverage: sealed(sourceCoverageProbe),
  gap: sealed(gapProbe),
  prohibited: sealed(prohibitedProbe),
  ratio: sealed(ratioProbe),
  join: sealed(joinProbe),
  event_count: sealed(eventCountProbe),
  value_count: sealed(valueCountProbe),
  source_count: sealed(sourceCountProbe),
  value_sum: sealed(valueSumProbe),
  temporal_ordered: sealed(temporalOrderedProbe),
  response: sealed(responseProbe),
  precededBy: sealed(precededByProbe),
  conflict: sealed(conflictProbe),
  cadence: sealed(cadenceProbe),
  deadline: sealed(deadlineProbe),
  retention: sealed(retentionProbe),
  retentionMax: sealed(retentionMaxProbe),
  integrity: sealed(integrityProbe),
  clock: sealed(clockProbe),
  ordering: sealed(orderingProbe),
  overlap: sealed(overlapProbe),
  anomaly: sealed(anomalyProbe),
};
