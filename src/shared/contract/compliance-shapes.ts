/** What operations of compliance answer: frameworks, scorecards, requirements, exceptions, work papers. Pure. */
import { z } from 'zod';
import { EXCEPTION_STATES, INPUT_TABLE_NAMES, VERDICTS } from '../compliance-words.ts';

export const count = z.int().min(0);
export const seqNumber = z.int().min(0);
const share = z.number().min(0).max(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const stateOfInput = z.object({
  table: z.enum(INPUT_TABLE_NAMES),
  title: z.string(),
  says: z.string(),
  fields: z.array(z.object({ name: z.string(), type: z.string(), isRequired: z.boolean() })),
  neededBy: count.describe('checks of the frameworks of the program that can not be made without it'),
  loaded: z
    .object({
      recordSeq: seqNumber,
      at: z.string(),
      operatorId: z.string(),
      rowCount: count,
      rejectedCount: count,
      fileName: z.string(),
      sha256: z.string(),
      times: count.describe('how often this table was handed in'),
    })
    .nullable(),
});

export const frameworkSummary = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  isOwn: z.boolean().describe('one the organisation brought'),
  requirementCount: count,
  checkCount: count,
  reach: z.object({ assessable: count, universe: count, unit: z.string() }),
  licenceNote: z.string(),
});

const threshold = z.object({
  value: z.union([z.number(), z.string()]),
  unit: z.string(),
  comparison: z.string(),
  basis: z.string(),
  note: z.string().exactOptional(),
});

const sourceRef = z.object({ document: z.string(), section: z.string(), url: z.string().exactOptional() });

export const frameworkDetail = frameworkSummary.extend({
  requirements: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      statement: z.string(),
      weight: z.number(),
      assessability: z.string(),
      notApplicable: z.string().nullable().describe('the reason, where the organisation says it does not apply'),
      checks: z.array(
        z.object({
          id: z.string(),
          description: z.string(),
          severity: z.string(),
          threshold,
          requiresInputs: z.array(z.string()),
          parameters: z.array(z.object({ name: z.string(), value: scalar })),
        }),
      ),
    }),
  ),
  notAssessable: z.array(z.object({ id: z.string(), title: z.string(), reason: z.string() })),
});

const confidence = z.object({ value: share, word: z.enum(['high', 'medium', 'low']), limitedBy: z.string() });

const headline = z.object({
  demonstrated: z.number().nullable().describe('of 100, floored; null: insufficient evidence'),
  ceiling: z.number(),
  coverage: z.number(),
  onAssessed: z.number().nullable(),
  reach: z.object({ assessable: count, universe: count, unit: z.string() }),
  criticalFailures: count,
  confidence: confidence.nullable(),
  says: z.string(),
});

const verdicts = z.record(z.enum(VERDICTS), count);

export const assessmentSummary = z.object({
  assessmentId: z.string(),
  recordSeq: seqNumber.nullable().describe('null where the case is read-only: then the result is not kept'),
  at: z.string(),
  operatorId: z.string(),
  period: z.object({ from: z.string(), to: z.string() }),
  asOf: z.string(),
  size: count.describe('records of the log it was made over'),
  root: z.string().describe('root of the tree over those records, hex'),
  eventCount: count,
  seconds: z.number(),
  threads: count,
  seed: count,
  engine: z.string(),
  vocabulary: z.string(),
  software: z.string(),
  integrity: z.enum(['verified', 'failed', 'unverified']),
  inputs: z.array(z.object({ table: z.string(), recordSeq: seqNumber, sha256: z.string() })),
  parameterSeqs: z.array(seqNumber),
  readFrom: count.describe('first record that was read in this run; what lies before was kept by an earlier one'),
  basedOn: z.string().nullable(),
  resultSha256: z.string(),
  frameworks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      version: z.string(),
      contentSha256: z.string(),
      headline,
      verdicts,
    }),
  ),
});

export const frameworkCard = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  licenceNote: z.string(),
  headline,
  verdicts,
  requirements: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      verdict: z.enum(VERDICTS),
      reason: z.string().nullable(),
      weight: z.number(),
      assessedShare: share,
      points: z.number().nullable(),
      confidence: z.number().nullable(),
      limitedBy: z.string().nullable(),
      exceptions: count,
      missingInputs: z.array(z.string()),
    }),
  ),
  clocks: z.array(
    z.object({
      requirement: z.string(),
      id: z.string(),
      from: z.string(),
      due: z.string(),
      done: z.string().nullable(),
      state: z.enum(['kept', 'late', 'running', 'overdue']),
      recipient: z.string(),
      within: z.string(),
      basis: z.string(),
    }),
  ),
  notAssessable: z.array(z.object({ id: z.string(), title: z.string(), reason: z.string() })),
});

export const assessmentChange = z.object({
  framework: z.string(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  requirements: z.array(z.object({ id: z.string(), before: z.string(), after: z.string() })),
});

const evidence = z.object({
  seq: seqNumber.nullable().describe('record of the case log; null where a table says it'),
  eventId: z.string(),
  time: z.string().nullable(),
  source: z.string(),
});

const decision = z.object({
  recordSeq: seqNumber,
  at: z.string(),
  reason: z.string(),
  acceptedBy: z.string().exactOptional(),
  until: z.string().exactOptional(),
  isExpired: z.boolean(),
  signedBy: z.array(z.string()),
});

const exceptionFacts = {
  exceptionId: z.string(),
  unit: z.array(z.string()).describe('what names the unit: account, session, address, day'),
  note: z.string().nullable(),
  firstTime: z.string().nullable(),
  evidence: z.array(evidence),
  more: count.describe('further events that are not listed'),
  status: z.enum(EXCEPTION_STATES),
  decision: decision.nullable(),
};

export const exceptionEntry = z.object({
  ...exceptionFacts,
  description: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  hits: z.array(z.object({ framework: z.string(), requirement: z.string(), check: z.string() })),
});

export const requirementDetail = z.object({
  assessmentId: z.string(),
  framework: z.string(),
  id: z.string(),
  title: z.string(),
  statement: z.string(),
  recommendation: z.string(),
  limits: z.string(),
  sourceRef,
  mappings: z.record(z.string(), z.array(z.string())),
  verdict: z.enum(VERDICTS),
  reason: z.string().nullable(),
  weight: z.number(),
  assessedShare: share,
  points: z.number().nullable(),
  confidence: confidence.nullable(),
  checks: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      kind: z.string(),
      eventCriteria: z.string(),
      outcome: z.enum(['passed', 'failed', 'review', 'notExercised', 'notAssessed']),
      reason: z.string().nullable(),
      severity: z.string(),
      weight: z.number(),
      points: z.number().nullable(),
      threshold,
      tolerance: z.object({ zeroTolerance: z.boolean(), ineffectiveAtRate: z.number() }),
      evidenceStrength: z.string(),
      unit: z.string(),
      population: count,
      exceptionCount: count,
      unknown: count,
      open: count,
      excused: count,
      upperLimit: z.number().nullable(),
      confidence: confidence.nullable(),
      missingInputs: z.array(z.string()),
      coverage: z.array(
        z.object({ selector: z.string(), words: z.string(), isProven: z.boolean(), seen: count, sources: count }),
      ),
      notes: z.array(z.string()),
      explanation: z.string().describe('one line that can be checked by hand'),
      exceptions: z.array(z.object(exceptionFacts)).describe('at most 200'),
    }),
  ),
});

export const workpaper = z.object({
  assessmentId: z.string(),
  framework: z.string(),
  requirement: z.string(),
  check: z.string(),
  description: z.string(),
  unit: z.string(),
  population: count,
  populationText: z.string(),
  criterion: z.string(),
  rule: z.string(),
  seed: count,
  size: count,
  exceptionsInSample: count,
  upperLimit: z.number().nullable().describe('of the rate, one-sided, with 95 % confidence'),
  units: z.array(
    z.object({
      n: count,
      unit: z.array(z.string()),
      state: z.enum(['good', 'exception', 'unknown', 'excused']),
      event: evidence.nullable(),
    }),
  ),
  limits: z.array(z.string()),
});
