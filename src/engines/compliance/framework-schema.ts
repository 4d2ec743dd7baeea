/**
 * The shape of a framework file: requirements, their checks, and the vocabulary both are written in.
 *
 * Pure data. Source: resources/docs/compliance.md, "The framework files".
 * Trust: a person may bring a file of his own; the shape is checked before anything is compiled.
 */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { evaluateSchema } from './evaluate-schema.ts';

const text = z.string().min(1).max(2000);
const word = z.string().min(1).max(120);
export const SEVERITY_WEIGHTS = { critical: 5, high: 3, medium: 2, low: 1 } as const;

export const checkSchema = z.strictObject({
  id: word,
  kind: z.enum(['coverage', 'violation', 'retention', 'integrity', 'timeliness']),
  description: text,
  eventCriteria: text,
  conditions: conditionSchema,
  population: z.strictObject({ unit: word, description: text, conditions: conditionSchema.optional() }),
  evaluate: evaluateSchema,
  threshold: z.strictObject({
    value: z.union([z.number(), z.string().max(24)]),
    unit: word,
    comparison: z.enum(['lt', 'lte', 'gte', 'gt']),
    basis: z.enum(['law', 'standard', 'organization-defined', 'default']),
    note: text.optional(),
  }),
  period: word,
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  weight: z.number().min(1).max(5),
  evidenceStrength: z.enum(['direct', 'partial', 'indicative']),
  requiresCoverage: z.array(word).max(16),
  noEvidence: z.literal('notAssessed'),
  evidence: z.array(text).max(16),
  tolerance: z.strictObject({ zeroTolerance: z.boolean(), ineffectiveAtRate: z.number().gt(0).max(1) }),
  requiresInputs: z.array(word).max(8),
  optionalInputs: z.array(word).max(8),
});

export const requirementSchema = z.strictObject({
  id: word,
  title: text,
  statement: text,
  category: word,
  weight: z.number().min(1).max(5),
  tier: z.enum(['core', 'extended']),
  applicability: z.union([text, z.record(z.string(), z.unknown())]),
  assessability: z.enum(['substantial', 'partial', 'indicative']),
  limits: text,
  evidenceKinds: z.array(word),
  checks: z.array(checkSchema).min(1).max(64),
  reportingDeadline: z
    .strictObject({ trigger: text, recipient: text, within: text, basis: text, machine: word.nullable() })
    .nullable(),
  recommendation: text,
  sourceRef: z.strictObject({
    document: text,
    section: text,
    url: z.string().max(500).optional(),
    oscalControlId: word.optional(),
  }),
  mappings: z.record(z.string(), z.array(word)),
});

const named = z.record(z.string().max(64), z.string().max(1000));

export const frameworkSchema = z.strictObject({
  schemaVersion: z.string().regex(/^\d+\.\d+\.\d+$/u),
  framework: z.looseObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/u),
    name: word,
    version: text,
    publisher: text,
    licenceNote: text,
    checkedAgainst: text,
  }),
  universe: z.looseObject({
    count: z.number().int().min(1),
    unit: text,
    source: text,
    assessableUnits: z.number().int().min(0),
  }),
  dataOrigin: z.looseObject({ by: word, date: word, status: text }),
  outcomes: named,
  vocabulary: z.strictObject({
    version: word,
    fields: named,
    categories: z.array(word),
    actionTypes: z.array(word),
    targetTypes: z.array(word),
    caseInputs: named,
    operators: named,
    evaluators: named,
    semantics: named,
    valueForms: named,
    selectors: z.record(z.string().max(64), z.strictObject({ words: text, conditions: conditionSchema })),
  }),
  requirements: z.array(requirementSchema).min(1).max(500),
  notAssessable: z.array(z.strictObject({ id: text, title: text, reason: text })),
});

export type Framework = z.infer<typeof frameworkSchema>;
export type Requirement = z.infer<typeof requirementSchema>;
export type Check = z.infer<typeof checkSchema>;
export type CheckSeverity = Check['severity'];
