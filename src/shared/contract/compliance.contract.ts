/**
 * Operations of compliance: what the organisation hands in, the frameworks, assessments and what they found, decisions.
 *
 * Pure. An assessment is stored and never changed; a decision on an exception never changes a score.
 */
import { z } from 'zod';
import { EXCEPTION_STATES, INPUT_TABLE_NAMES } from '../compliance-words.ts';
import { MAY_ADD, MAY_ANNOTATE, MAY_LEAD, MAY_READ } from '../roles.ts';
import {
  assessmentChange,
  assessmentSummary,
  exceptionEntry,
  frameworkCard,
  frameworkDetail,
  frameworkSummary,
  requirementDetail,
  seqNumber as seq,
  count,
  stateOfInput,
  workpaper,
} from './compliance-shapes.ts';
import { caseHandle, jobStarted, operation, timeText } from './define.ts';
import { signerGiven } from './shapes.ts';

const word = z.string().min(1).max(120);
const reason = z.string().trim().min(3, 'say why').max(2000);
const table = z.enum(INPUT_TABLE_NAMES);
const assessmentId = word.exactOptional().describe('default: the newest');
const file = z
  .union([
    z.strictObject({ path: z.string().min(1).max(4096) }),
    z.strictObject({ name: z.string().min(1).max(255), text: z.string().max(16 * 1024 * 1024) }),
  ])
  .describe('a file of this machine, or its text');
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/u, 'a day like 2026-12-31');

/** Who bears the risk and until when belong to an acceptance, and to nothing else. */
function checkDecision(
  { status, acceptedBy, until }: { status: string; acceptedBy?: string; until?: string },
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  const isAccepted = status === 'accepted';
  for (const [name, value] of Object.entries({ acceptedBy, until }))
    if (isAccepted !== (value !== undefined)) {
      const says = isAccepted ? 'is needed to accept an exception' : `has no meaning for ${status}`;
      context.addIssue({ code: 'custom', path: [name], message: says });
    }
}

export const complianceOperations = [
  operation({
    name: 'compliance.inputs',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.array(stateOfInput),
    doc: 'Every table that an organisation can hand in: what it is, which columns it knows, what this case has, how many checks ask for it.',
  }),
  operation({
    name: 'compliance.importInputs',
    kind: 'command',
    role: MAY_ADD,
    recording: 'setting',
    input: z.strictObject({
      handle: caseHandle,
      table,
      file,
      format: z.enum(['csv', 'json']).exactOptional().describe('default: by the ending of the name'),
      mapping: z
        .record(word, z.string().max(120))
        .exactOptional()
        .describe('column to field; an empty field: leave it out'),
      check: z.boolean().exactOptional().describe('only say what would be taken'),
      allowRejections: z.boolean().exactOptional().describe('take the rows that hold, though others do not'),
    }),
    output: z.object({
      table,
      rowCount: count,
      rejections: z.array(z.object({ line: count, column: z.string().exactOptional(), reason: z.string() })),
      columns: z.array(z.string()),
      mapping: z.record(z.string(), z.string()),
      assumedUtc: count.describe('times that name no zone, and were taken as UTC'),
      examples: z.array(z.record(z.string(), z.json())),
      recordSeq: seq.nullable(),
    }),
    doc: 'Takes a table from CSV or JSON in the place of the one before, which stays on record. Each row that does not hold is named with line and reason.',
  }),
  operation({
    name: 'compliance.frameworks',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.array(frameworkSummary),
    doc: 'The frameworks that this case can be assessed by: those of the program, and those it was given.',
  }),
  operation({
    name: 'compliance.framework',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, framework: word }),
    output: frameworkDetail,
    doc: 'A framework whole: requirements, checks with the numbers that may be set, and what logs can not speak to.',
  }),
  operation({
    name: 'compliance.importFramework',
    kind: 'command',
    role: MAY_LEAD,
    recording: 'setting',
    input: z.strictObject({ handle: caseHandle, file }),
    output: z.object({ framework: frameworkSummary, recordSeq: seq }),
    doc: 'Takes a framework file of the organisation, whole or not at all: each fault is named with line and reason.',
  }),
  operation({
    name: 'compliance.parameters',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({
      changes: z.array(
        z.object({
          framework: z.string(),
          of: z.string(),
          name: z.string(),
          value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
          reason: z.string(),
        }),
      ),
      joins: z.object({ authorizations: z.boolean(), relationships: z.boolean() }),
      holidays: z.array(z.string()),
    }),
    doc: 'What the organisation set otherwise: thresholds, weights, what does not apply, which registers its events carry.',
  }),
  operation({
    name: 'compliance.setParameters',
    kind: 'command',
    role: MAY_LEAD,
    recording: 'setting',
    input: z.strictObject({
      handle: caseHandle,
      reason,
      changes: z
        .array(
          z.strictObject({
            framework: word,
            of: word.describe('id of a requirement or of a check'),
            name: word.describe('weight, applies, tolerance..., evaluate...: compliance.framework lists them'),
            value: z.union([z.string().max(64), z.number(), z.boolean(), z.null()]).describe('null: as the file says'),
          }),
        )
        .max(500)
        .exactOptional(),
      joins: z.strictObject({ authorizations: z.boolean(), relationships: z.boolean() }).exactOptional(),
      holidays: z.array(day).max(5000).exactOptional(),
    }),
    output: z.object({ recordSeq: seq }),
    doc: 'Sets numbers of checks and weights otherwise, or says that a requirement does not apply, with the reason; results name it.',
  }),
  operation({
    name: 'compliance.assess',
    kind: 'query',
    role: MAY_READ,
    recording: 'setting',
    input: z.strictObject({
      handle: caseHandle,
      frameworks: z.array(word).min(1).max(64).exactOptional().describe('default: all'),
      from: timeText.exactOptional().describe('default: the day of the first event'),
      to: timeText.exactOptional().describe('default: the end of the day of the last event'),
      asOf: timeText.exactOptional().describe('what is not due by then is open; default: the end of the period'),
      afresh: z.boolean().exactOptional().describe('read all events again, also those that an earlier run looked at'),
    }),
    output: jobStarted,
    result: assessmentSummary,
    doc: 'Assesses the events of the case by all chosen frameworks in one pass, and keeps the result; its digest is a record.',
  }),
  operation({
    name: 'compliance.assessments',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.array(assessmentSummary),
    doc: 'The assessments of this case, newest first, each with the manifest of its run.',
  }),
  operation({
    name: 'compliance.assessment',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, assessmentId, comparedTo: word.exactOptional() }),
    output: z.object({
      summary: assessmentSummary,
      counts: z.object({
        events: count,
        inPeriod: count,
        outsidePeriod: count,
        untimed: count,
        unclassified: count,
        outOfScope: count,
      }),
      badRanges: z.array(z.object({ from: count, to: count })),
      cards: z.array(frameworkCard),
      sources: z.array(
        z.object({
          id: z.string(),
          count,
          days: z.array(z.int()).describe('days of the period with an event, since 1970-01-01'),
          isListed: z.boolean(),
          isExpected: z.boolean(),
          firstTime: z.string().nullable(),
          lastTime: z.string().nullable(),
        }),
      ),
      comparison: z
        .object({
          with: z.string(),
          isComparable: z.boolean(),
          why: z.array(z.string()),
          changes: z.array(assessmentChange),
        })
        .nullable(),
    }),
    doc: 'One assessment: scorecards with every requirement, evidence by source and day, and what changed since another one.',
  }),
  operation({
    name: 'compliance.requirement',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, assessmentId, framework: word, requirement: word }),
    output: requirementDetail,
    doc: 'One requirement: its checks, units, exceptions with the events behind them, unknowns, coverage, confidence and what limits it.',
  }),
  operation({
    name: 'compliance.exceptions',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({
      handle: caseHandle,
      assessmentId,
      framework: word.exactOptional(),
      status: z.enum(EXCEPTION_STATES).exactOptional(),
      offset: count.exactOptional(),
      limit: z.int().min(1).max(1000).exactOptional(),
    }),
    output: z.object({
      assessmentId: z.string(),
      total: count,
      byStatus: z.record(z.enum(EXCEPTION_STATES), count),
      unlisted: count.describe('exceptions that were counted and are not kept one by one'),
      exceptions: z.array(exceptionEntry),
      absent: z
        .array(
          z.object({ exceptionId: z.string(), status: z.enum(EXCEPTION_STATES), at: z.string(), reason: z.string() }),
        )
        .describe('decided, and not found by this assessment'),
      unsigned: z.array(seq).describe('records of decisions whose signature does not hold: they count for nothing'),
    }),
    doc: 'Exceptions of all frameworks, each once with every requirement it touches, and what was decided on it.',
  }),
  operation({
    name: 'compliance.decideException',
    kind: 'command',
    role: MAY_ANNOTATE,
    recording: 'setting',
    input: z
      .strictObject({
        handle: caseHandle,
        exceptionId: z.string().regex(/^[0-9a-f]{12}$/u, 'the id of an exception: 12 hex digits'),
        status: z.enum(EXCEPTION_STATES),
        reason,
        acceptedBy: z.string().trim().min(1).max(200).exactOptional().describe('who bears the risk'),
        until: day.exactOptional().describe('last day on which it is accepted'),
        signers: z.array(signerGiven).max(19).exactOptional(),
      })
      .superRefine(checkDecision),
    output: z.object({ recordSeq: seq, signedBy: z.array(z.string()) }),
    doc: 'Says of an exception that it is accepted (by whom, until when), mitigated, a false positive or open again: signed, with the reason. No score changes.',
  }),
  operation({
    name: 'compliance.sample',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({
      handle: caseHandle,
      assessmentId,
      framework: word,
      check: word,
      size: z.int().min(1).max(200).exactOptional(),
    }),
    output: workpaper,
    doc: 'A sample of the units of one check as a work paper: the rule of its size, the seed, each unit with an event to look at. The same for the same assessment.',
  }),
  operation({
    name: 'compliance.forecast',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({
      handle: caseHandle,
      assessmentId,
      framework: word,
      requirement: word.exactOptional().describe('default: the framework as a whole'),
      weeks: z.int().min(1).max(12).exactOptional(),
    }),
    output: z.object({
      unit: z.literal('week'),
      history: z.array(z.object({ from: z.string(), count })),
      forecast: z.array(z.object({ from: z.string(), mean: z.number(), low: count, high: count })),
      atLeastOne: z.number().nullable().describe('how likely at least one is in all weeks together'),
      backtest: z.object({ origins: count, skill: z.number(), mase: z.number(), coverage: z.number() }).nullable(),
      says: z.string(),
      undated: count.describe('exceptions without a time, in none of these'),
    }),
    doc: 'How many exceptions to expect a week, with the interval and how good such forecasts would have been. Never part of a score.',
  }),
];
