/**
 * Shapes that several domains of the contract share: events, findings, source reports.
 *
 * Pure. Outputs are open objects: a field may be added without a new contract version, none may go or change.
 */
import { z } from 'zod';
import { FORMAT_IDS } from '../format-ids.ts';
import { BUNDLE_FORMS, BUNDLE_VERDICTS } from '../bundle-words.ts';
import { ROLES } from '../roles.ts';

export const formatId = z.enum(FORMAT_IDS);
const count = z.int().min(0);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

export const finding = z.object({
  kind: z.string(),
  seq: z.number().exactOptional(),
  lastSeq: z.number().exactOptional(),
  expected: z.string().exactOptional(),
  actual: z.string().exactOptional(),
  message: z.string(),
});

/** A finding about a source; one of level `info` tells how it was read and puts nothing in doubt. */
const sourceFinding = finding.extend({
  level: z.enum(['info', 'warning']).exactOptional(),
  offset: count.exactOptional(),
});

const hashOrGone = z.union([sha256Hex, z.literal('')]).describe('empty where a bundle does not show it');

export const auditLog = z.object({
  _id: z.string(),
  seq: count,
  eventId: z.string(),
  timestamp: z.string().nullable(),
  eventType: z.string(),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  source: z.object({
    ip: z.string().exactOptional(),
    userAgent: z.string().exactOptional(),
    userId: z.string().exactOptional(),
    sessionId: z.string().exactOptional(),
    tenantId: z.string().exactOptional(),
  }),
  action: z.object({
    type: z.string().exactOptional(),
    resource: z.string().exactOptional(),
    method: z.string().exactOptional(),
    success: z.boolean().exactOptional(),
    details: z.json().exactOptional(),
  }),
  metadata: z.record(z.string(), z.json()),
  origin: z.object({ source: hashOrGone, offset: count, length: count, rawHash: hashOrGone }),
  compliance: z.object({
    frameworks: z.array(z.string()),
    requirements: z.array(z.string()),
    violations: z.array(z.string()),
  }),
  integrity: z.object({
    hash: z.string(),
    signature: z.string(),
    chainHash: z.string().describe('sha256:unknown where a bundle leaves out records before it'),
  }),
  redacted: z
    .object({
      removed: z.array(z.string()).describe('RFC 6901 pointers'),
      reason: z.object({ by: z.string(), basis: z.string(), description: z.string() }).exactOptional(),
    })
    .exactOptional()
    .describe('in a bundle: only a part is shown; what was taken out has a stand-in, or is absent'),
});

export const operatorId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'use 1 to 64 lower-case letters, digits, dots, dashes or underscores');
/** Somebody who signs one act beside the operator of the case: the passphrase opens that person's key for this act alone. */
export const signerGiven = z.strictObject({ operatorId, passphrase: z.string().max(1024) });
export const personName = z.string().trim().min(1).max(200);

export const operatorInfo = z.object({
  operatorId: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  vkey: z.string(),
  since: count.describe('seq of the record that gave them this key'),
  until: count.exactOptional().describe('seq of the record that ended the key; absent while it is in force'),
});

const bundleFacts = z.object({
  path: z.string(),
  form: z.enum(BUNDLE_FORMS),
  bundleId: z.string().nullable(),
  verdict: z.enum(BUNDLE_VERDICTS).describe('of the stand-alone verifier, when it was opened'),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  sentence: z.string().describe('the verdict in one sentence'),
  confirmedRecords: count.describe('so many records, from the first on, are confirmed by somebody outside'),
  rootOfTrust: z.enum(['given', 'missing', 'other']),
  checkedAt: z.string(),
  exporters: z.array(z.string()),
  exportedAt: z.string().nullable(),
  head: z.object({ size: count, root: z.string().nullable() }),
  records: z.object({ disclosed: count, redacted: count, withheld: count, unreadable: count }),
  originals: count,
});

export const caseInfo = z.object({
  caseId: z.string(),
  name: z.string(),
  origin: z.string(),
  dir: z.string(),
  createdAt: z.string(),
  fingerprint: z.string(),
  operator: operatorInfo,
  readOnlyReason: z.string().exactOptional(),
  isOlderThanKey: z
    .boolean()
    .exactOptional()
    .describe('case.db is older than epoch.key, and so it was opened for reading; a lead may take it as the case'),
  seenHere: z
    .object({
      state: z.enum(['first', 'extends', 'rolled-back', 'two-histories', 'unknown']),
      size: count.exactOptional(),
      at: z.string().exactOptional(),
      problem: z.string().exactOptional(),
    })
    .exactOptional()
    .describe('how the case stood, when it was opened, to the largest head that this workstation saw before'),
  recordCount: count,
  headSize: count,
  eventCount: count,
  sourceCount: count,
  bundle: bundleFacts.exactOptional().describe('present where this is no case but an opened evidence bundle'),
});

export const sourceReport = z.object({
  path: z.string(),
  location: z.string().exactOptional(),
  arrival: z.enum(['drop']).exactOptional(),
  format: formatId.nullable(),
  parserVersion: z.string().nullable(),
  sha256: sha256Hex.nullable(),
  md5: z.string().exactOptional(),
  sha1: z.string().exactOptional(),
  sizeBytes: count.nullable(),
  mtime: z.string().nullable(),
  recordCount: count,
  eventCount: count,
  ambiguousCount: count,
  rejectedCount: count,
  rejectedByReason: z.record(z.string(), count),
  rejections: z.array(z.object({ reason: z.string(), offset: count, length: count, message: z.string() })),
  notes: z.array(
    z.object({
      kind: z.string(),
      level: z.enum(['info', 'warning']),
      offset: count,
      length: count.exactOptional(),
      message: z.string(),
    }),
  ),
  noteCount: count,
  firstTime: z.string().nullable(),
  lastTime: z.string().nullable(),
  withoutTimeCount: count,
  assumedTime: z
    .object({
      zone: z.object({ name: z.string(), from: z.enum(['default', 'option']) }).exactOptional(),
      year: z
        .object({
          from: z.enum(['file-time', 'option']),
          first: z.int().exactOptional(),
          last: z.int().exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
  gaps: z.array(z.object({ from: z.string(), to: z.string(), seconds: z.number() })),
  duplicateOf: count.exactOptional(),
  sourceSeq: count.exactOptional(),
  findings: z.array(sourceFinding),
});
