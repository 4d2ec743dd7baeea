/**
 * Operations on one event: the event, the bytes behind it, the same event read again, its proof.
 *
 * Pure. Bytes cross as base64 (`...Base64`), so that every binding carries them alike. `null` is what could not be found out.
 */
import { z } from 'zod';
import { caseHandle, jobStarted, operation } from './define.ts';
import { MAY_READ } from '../roles.ts';
import { auditLog } from './shapes.ts';

const seq = z.int().min(0);
const count = z.int().min(0);
const hex = z.string().regex(/^[0-9a-f]+$/);

const availability = z
  .enum(['kept', 'by-reference', 'changed', 'missing', 'damaged', 'unreadable', 'no-source'])
  .describe(
    'kept: from the copy in the case; by-reference: from where the source lay; changed: from there, but size or time differ; no-source: read from nowhere',
  );

const context = z.object({ offset: count, bytesBase64: z.base64() }).nullable();
const difference = z.object({
  path: z.string(),
  recorded: z.json().exactOptional(),
  derived: z.json().exactOptional(),
});

const raw = z.object({
  seq: count,
  availability,
  reason: z.string().exactOptional().describe('why there are no bytes, or why they are in doubt'),
  sourceSeq: count.nullable(),
  sourcePath: z.string().nullable(),
  location: z.string().nullable(),
  sourceSha256: hex.nullable(),
  sourceSizeBytes: count.nullable(),
  offset: count.nullable(),
  length: count.nullable(),
  bytesBase64: z.base64().nullable(),
  isTruncated: z.boolean(),
  contextBefore: context,
  contextAfter: context.describe('what follows the last byte of the record, also where the record was cut short'),
  rawHash: z.object({ expected: hex.nullable(), actual: hex.nullable(), matches: z.boolean().nullable() }),
  isSourceHashChecked: z.boolean().describe('whether the hash of the whole source was made again for this answer'),
  recordMatchesLeaf: z.boolean().nullable(),
  checked: z.array(z.string()),
  notChecked: z.array(z.string()),
});

const storedRecord = z.object({
  seq: count,
  kind: z.string().nullable(),
  line: z.string().nullable().describe('what is no UTF-8 in it is shown as U+FFFD'),
  lineBase64: z.base64().nullable(),
  place: z.enum(['hot', 'segment']).nullable(),
  digest: hex.nullable(),
  leafHash: hex.nullable(),
  sealedDigest: hex.nullable(),
  sealedLeafHash: hex.nullable(),
  chainHash: hex.nullable(),
  sealedBySize: count.nullable().describe('size of the first signed head that covers it'),
  matchesLeaf: z.boolean().nullable(),
  reason: z.string().exactOptional(),
});

const rederivation = z.object({
  seq: count,
  outcome: z.enum(['same', 'different', 'could-not']),
  reason: z.string().exactOptional(),
  availability,
  parser: z.string().nullable(),
  parserVersion: z.string().nullable().describe('the one the source was read with'),
  presentVersion: z
    .string()
    .nullable()
    .describe('that of this program: where it is another, a difference may be its own'),
  differences: z.array(difference).describe('at most 200'),
  rawHashMatches: z.boolean().nullable(),
  recordMatchesLeaf: z.boolean().nullable(),
  derivedMatchesLeaf: z
    .boolean()
    .nullable()
    .describe('whether the record with what was derived in it is the one that was sealed'),
  bytesRead: count,
});

const proofCheck = z.object({
  seq: count,
  valid: z.boolean().nullable(),
  recordDigest: hex.nullable(),
  leafHash: hex.nullable(),
  index: count,
  treeSize: count.nullable(),
  path: z.array(z.object({ hash: hex, side: z.enum(['left', 'right']), result: hex })),
  computedRoot: hex.nullable(),
  headRoot: hex.nullable(),
  headText: z.string().nullable(),
  keyName: z.string().nullable(),
  keyId: hex.nullable(),
  steps: z.array(
    z.object({
      id: z.enum(['record', 'leaf', 'path', 'root', 'signature']),
      title: z.string(),
      valid: z.boolean().nullable(),
      detail: z.string(),
    }),
  ),
});

export const eventOperations = [
  operation({
    name: 'event.get',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: auditLog,
    doc: 'One event by its position in the case log, checked against its leaf before it is shown.',
  }),
  operation({
    name: 'event.proof',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: z.object({ proof: z.string() }),
    doc: 'The inclusion proof of a sealed record as a c2sp.org/tlog-proof@v1 text that other tools can check.',
  }),
  operation({
    name: 'event.checkProof',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: proofCheck,
    doc: 'The check of that proof in single steps, computed from the stored line of any record. A broken one is shown, not refused.',
  }),
  operation({
    name: 'event.raw',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({
      handle: caseHandle,
      seq,
      maxBytes: z.int().min(0).max(1_048_576).optional().describe('default 65,536'),
      contextBytes: z.int().min(0).max(4096).optional().describe('before and after; default 0'),
    }),
    output: raw,
    doc: 'The bytes of the source that an event or a rejection was read from, with the hash recorded for them and what was checked.',
  }),
  operation({
    name: 'event.rederive',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: jobStarted,
    result: rederivation,
    doc: 'Reads the source of an event or a rejection again with the recorded reader and options, and compares the outcome with the stored record field by field.',
  }),
  operation({
    name: 'record.get',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: storedRecord,
    doc: 'Any record of the log as it is stored, with its hashes and those that were sealed. One that does not match is shown, not refused.',
  }),
];
