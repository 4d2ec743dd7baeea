/**
 * What a case knows beside its events: the tables that checks ask for, as the organisation hands them in.
 *
 * Pure. Times are RFC 3339 text in the tables and are read here. Source: `vocabulary.caseInputs` of the framework files.
 * Trust: a person's file: shape and size are checked, names are compared and never run. An absent table is not an empty
 * one: absent means that nobody said anything, and its checks are not assessed.
 */
import { z } from 'zod';

const text = z.string().max(512);
const time = z.string().refine((given) => !Number.isNaN(Date.parse(given)), 'not a time');
const many = <T extends z.ZodType>(item: T) => z.array(item).max(1_000_000);

const user = z.looseObject({
  id: text,
  /** Other names under which logs know this account: login names, ARNs, mail addresses. */
  aliases: z.array(text).max(32).optional(),
  status: z.enum(['active', 'disabled', 'terminated', 'unknown']).optional(),
  kind: z.enum(['individual', 'shared', 'generic', 'default', 'service', 'emergency', 'vendor', 'unknown']).optional(),
  privileged: z.boolean().optional(),
  roles: z.array(text).max(64).optional(),
  department: text.optional(),
  hiredAt: time.optional(),
  terminatedAt: time.optional(),
  transferredAt: time.optional(),
  disabledAt: time.optional(),
  lastActivityAt: time.optional(),
});
const logSource = z.looseObject({
  id: text,
  host: text.optional(),
  type: text.optional(),
  /** Files of the case that are this source: paths or endings of paths, `*` for any characters. */
  files: z.array(text).max(256).optional(),
  inScope: z.boolean().optional(),
  expected: z.boolean().optional(),
  environment: text.optional(),
  maxSilence: text.optional(),
  firstSeen: time.optional(),
  lastSeen: time.optional(),
  outages: z
    .array(z.object({ from: time, to: time, reason: text }))
    .max(1000)
    .optional(),
  capabilities: z
    .array(z.union([text, z.looseObject({ selector: text })]))
    .max(256)
    .optional(),
});
const change = z.looseObject({
  ticketId: text,
  requestedBy: text.optional(),
  approvedBy: text.optional(),
  approvedAt: time.optional(),
  implementedAt: time.optional(),
  emergency: z.boolean().optional(),
});
const record = z.looseObject({ id: text });
const classification = z.looseObject({
  /** A name of what is acted on, or the beginning of names, ended by `*`. */
  resource: text.min(1),
  classification: z.array(text).min(1).max(16),
  owner: text.optional(),
});
const retentionPolicy = z.looseObject({
  appliesTo: text,
  minDays: z.number().optional(),
  maxDays: z.number().optional(),
  onlineDays: z.number().optional(),
  legalBasis: text.optional(),
  legalHold: z.boolean().optional(),
});
const clock = z.looseObject({ source: text, offsetMs: z.number(), synchronised: z.boolean().optional() });
const accessReview = z.looseObject({ id: text, performedAt: time });
const sodRule = z.strictObject({ id: text, duties: z.tuple([text, text]), scopeKey: text.optional() });
const processing = z.looseObject({ recipient: text });

/** What one row of a table must be. */
export const ROW_SCHEMAS = {
  users: user,
  logSources: logSource,
  changes: change,
  incidents: record,
  retentionPolicies: retentionPolicy,
  classifications: classification,
  clocks: clock,
  accessReviews: accessReview,
  subjectRequests: record,
  disclosures: record,
  sodRules: sodRule,
  processingRegister: processing,
} as const;
export type InputTableName = keyof typeof ROW_SCHEMAS;

export const inputsSchema = z.strictObject({
  users: many(user).optional(),
  logSources: many(logSource).optional(),
  classifications: many(classification).optional(),
  integrity: z
    .looseObject({
      status: z.enum(['verified', 'failed', 'unverified']),
      brokenRanges: many(z.object({ from: z.number(), to: z.number() })).optional(),
      missingSequences: many(z.number()).optional(),
    })
    .optional(),
  clocks: many(clock).optional(),
  retentionPolicies: many(retentionPolicy).optional(),
  incidents: many(record).optional(),
  changes: many(change).optional(),
  accessReviews: many(accessReview).optional(),
  subjectRequests: many(record).optional(),
  disclosures: many(record).optional(),
  sodRules: many(sodRule).optional(),
  processingRegister: many(processing).optional(),
  /** The case joins an authorisation register, or care and business relationships, into its events. */
  authorizations: z.literal(true).optional(),
  relationships: z.literal(true).optional(),
  /** Days without business, `YYYY-MM-DD`. */
  holidays: z
    .array(z.string().regex(/^\d{4}-\d\d-\d\d$/u))
    .max(5000)
    .optional(),
});

export type CaseInputs = z.infer<typeof inputsSchema>;
export type DirectoryUser = z.infer<typeof user>;
export type LogSource = z.infer<typeof logSource>;
export type Classification = z.infer<typeof classification>;
export type InputRecord = { readonly [name: string]: unknown };

/** The table an evaluator names, `users[]`; undefined where the case has none. */
export function tableOf(inputs: CaseInputs, name: string): readonly InputRecord[] | undefined {
  const key = name.replace('[]', '') as keyof CaseInputs;
  const table = Object.hasOwn(inputs, key) ? inputs[key] : undefined;
  return Array.isArray(table) ? (table as InputRecord[]) : undefined;
}

/** A value of a record by its dotted name: `notified.authorityAt`. */
export function valueIn(record: InputRecord, path: string): unknown {
  let at: unknown = record;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as InputRecord)[name];
  }
  return at;
}

/** A time of a record in milliseconds; NaN where there is none. */
export function timeIn(record: InputRecord, path: string): number {
  const value = valueIn(record, path);
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}
