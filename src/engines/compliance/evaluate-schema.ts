/**
 * The 25 ways to evaluate a check, with the parameters of each. A parameter that is not known is refused: a check that
 * is only half understood would give a wrong answer.
 *
 * Pure data. Source: `vocabulary.evaluators` of the framework files.
 */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { parseDuration } from './duration.ts';

const selector = z.string().min(1).max(64);
const field = z.string().min(1).max(64);
const fields = z.array(field).min(1).max(8);
const duration = z
  .string()
  .max(24)
  .refine((text) => parseDuration(text) !== undefined, 'not an ISO 8601 duration');
const count = z.number().int().min(0).max(1_000_000);
const input = z.string().regex(/^[a-zA-Z]{1,32}(?:\[\])?$/u);
const ratio = z.number().min(0).max(1);
/** Lower limits only: a burst is found by how much there is, in any order of reading. */
const limit = z.union([z.strictObject({ gte: count }), z.strictObject({ gt: count })]);

const followed = z.strictObject({ followedBy: selector, within: duration });
const approved = z.strictObject({ approved: z.literal(true) });

export const evaluateSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('presence'),
    selector,
    minCount: count.min(1),
    per: z.enum(['source', 'day', 'case']),
  }),
  z.strictObject({
    type: z.literal('presenceEach'),
    selectors: z.array(selector).min(1).max(32),
    minCount: count.min(1),
    per: z.literal('case'),
  }),
  z.strictObject({
    type: z.literal('completeness'),
    requiredFields: z
      .array(z.union([field, z.strictObject({ anyOf: fields })]))
      .min(1)
      .max(16),
    minRatio: ratio,
    input: input.optional(),
    inputWhere: conditionSchema.optional(),
    population: selector.optional(),
  }),
  z.strictObject({
    type: z.literal('sourceCoverage'),
    input: input.optional(),
    selector: selector.optional(),
    maxDelay: duration.optional(),
    maxLateShare: ratio.optional(),
  }),
  z.strictObject({ type: z.literal('gap'), groupBy: z.tuple([z.literal('source.id')]), maxSilence: duration }),
  z.strictObject({ type: z.literal('prohibited'), selector, dedupeBy: fields, dedupeWindow: duration }),
  z.strictObject({
    type: z.literal('ratio'),
    population: z.union([selector, z.strictObject({ users: conditionSchema })]),
    dedupeBy: fields.optional(),
    unitKey: field.optional(),
    unknownWhen: conditionSchema.optional(),
    unless: z.strictObject({ precededBy: selector, within: duration }).optional(),
    where: conditionSchema.optional(),
    dormantDays: count.optional(),
    stillEnabledAfter: duration.optional(),
  }),
  z.strictObject({
    type: z.literal('join'),
    population: selector,
    unitKey: field,
    join: z.union([
      z.strictObject({ input, key: field }),
      z.strictObject({ lastSeen: selector, key: field, maxDays: count.min(1) }),
      z.strictObject({ exception: conditionSchema }),
    ]),
  }),
  z.strictObject({
    type: z.literal('event_count'),
    selector,
    groupBy: fields,
    timespan: duration,
    condition: limit,
    unless: followed.optional(),
    or: conditionSchema.optional(),
    lockNote: z.string().max(240).optional(),
  }),
  z.strictObject({
    type: z.literal('value_count'),
    selector,
    groupBy: fields,
    field,
    timespan: duration,
    condition: limit,
    where: conditionSchema.optional(),
    unless: followed.optional(),
  }),
  z.strictObject({ type: z.literal('source_count'), input: z.literal('incidents[]'), field, minimum: count.min(1) }),
  z.strictObject({
    type: z.literal('value_sum'),
    selector,
    field,
    groupBy: fields,
    timespan: z.literal('P1D'),
    condition: limit,
    baseline: z.literal('role p99 over P90D').optional(),
    unless: approved.optional(),
  }),
  z.strictObject({
    type: z.literal('temporal_ordered'),
    sequence: z.tuple([z.strictObject({ selector, gte: count.min(1).optional() }), z.strictObject({ selector })]),
    groupBy: fields,
    timespan: duration,
    grace: duration.optional(),
    unless: z.union([followed, approved, z.strictObject({ liftedBy: selector })]).optional(),
  }),
  z.strictObject({
    type: z.literal('response'),
    antecedent: z.union([selector, z.array(selector).min(1).max(8)]),
    consequent: selector,
    within: duration,
    groupBy: fields,
    orApproved: z.literal(true).optional(),
    minDistinctTactics: count.optional(),
    where: z.strictObject({ input, key: field, conditions: conditionSchema }).optional(),
  }),
  z.strictObject({
    type: z.literal('precededBy'),
    consequent: selector,
    antecedent: selector,
    key: field,
    within: duration,
    input: z.literal('changes[]'),
  }),
  z.strictObject({
    type: z.literal('conflict'),
    input: z.literal('sodRules[]'),
    sameActor: field,
    selectors: z.tuple([selector, selector]).optional(),
    scopeKey: field.optional(),
    timespan: duration.optional(),
  }),
  z.strictObject({
    type: z.literal('cadence'),
    selector,
    every: duration,
    input: z.literal('accessReviews[]').optional(),
    groupBy: fields.optional(),
    acceptAlso: z.array(selector).max(8).optional(),
    acceptNote: z.string().max(240).optional(),
  }),
  z.strictObject({
    type: z.literal('deadline'),
    from: z.string().regex(/^[a-zA-Z]{1,32}\[\]\.[a-zA-Z.]{1,64}$/u),
    fromEndOfYear: z.literal(true).optional(),
    to: z
      .string()
      .regex(/^[a-zA-Z]{1,32}\[\]\.[a-zA-Z.]{1,64}$/u)
      .optional(),
    toSelector: selector.optional(),
    key: field.optional(),
    within: duration,
    extendedWithin: duration.optional(),
    extendedTo: duration.optional(),
    inputWhere: conditionSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('retention'),
    minDays: count,
    minDuration: duration.optional(),
    onlineDays: count.optional(),
    scope: z.string().max(120).optional(),
    requirePolicy: z.literal(true).optional(),
  }),
  z.strictObject({
    type: z.literal('retentionMax'),
    maxDays: count.optional(),
    scope: z.string().max(120).optional(),
    exempt: z.array(z.enum(['legalHold', 'legalBasis'])).max(2),
    requirePolicy: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('integrity'), input: z.literal('integrity') }),
  z.strictObject({
    type: z.literal('clock'),
    input: z.literal('clocks[]'),
    maxOffsetMs: count,
    fallbackNote: z.string().max(240).optional(),
  }),
  z.strictObject({ type: z.literal('ordering'), maxDisorder: duration }),
  z.strictObject({
    type: z.literal('overlap'),
    selector,
    endSelector: selector,
    groupBy: fields,
    max: count.min(1),
  }),
  z.strictObject({
    type: z.literal('anomaly'),
    selector,
    feature: z.literal('local hour of week'),
    baseline: duration,
    outcome: z.literal('review'),
  }),
]);

export type Evaluate = z.infer<typeof evaluateSchema>;
export type EvaluateType = Evaluate['type'];
export type EvaluateOf<T extends EvaluateType> = Extract<Evaluate, { type: T }>;
