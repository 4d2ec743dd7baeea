/** Who did what: the records of the case log that are not events, and the signed acts on items of evidence. Pure. */
import { z } from 'zod';
import { CUSTODY_ACTS } from '../custody-words.ts';
import { CUSTODY_KINDS } from '../record-kinds.ts';
import { CUSTODY_PAPERS, PAPER_FORMATS } from '../paper-words.ts';
import { caseHandle, jobStarted, operation } from './define.ts';
import { MAY_ADD, MAY_EXPORT, MAY_READ } from '../roles.ts';
import { operatorId, signerGiven } from './shapes.ts';

const seq = z.int().min(0);
const words = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => text.isWellFormed(), 'is not well-formed text');
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 digits from 0 to 9 and a to f');
const party = z.union([z.strictObject({ operatorId }), z.strictObject({ outside: words })]);

export const custodyOperations = [
  operation({
    name: 'custody.list',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({
      handle: caseHandle,
      afterSeq: seq.exactOptional(),
      kinds: z.array(z.enum(CUSTODY_KINDS)).min(1).exactOptional(),
      limit: z.int().min(1).max(10_000).exactOptional(),
    }),
    output: z.array(z.object({ seq, kind: z.string(), at: z.string(), body: z.record(z.string(), z.json()) })),
    doc: 'Who did what and when, in log order; the next page begins after the last seq of this one.',
  }),
  operation({
    name: 'custody.add',
    kind: 'command',
    role: MAY_ADD,
    recording: 'custody',
    input: z.strictObject({
      handle: caseHandle,
      act: z.enum(CUSTODY_ACTS),
      items: z
        .array(z.strictObject({ sha256: sha256Hex, name: words.exactOptional() }))
        .min(1)
        .max(2000),
      at: z.string().max(64).exactOptional().describe('RFC 3339, when it happened; default now'),
      from: party.exactOptional(),
      to: party.exactOptional(),
      place: words.exactOptional(),
      purpose: words.exactOptional(),
      reason: words.exactOptional(),
      tool: z.strictObject({ name: words, version: words, sha256: sha256Hex.exactOptional() }).exactOptional(),
      signers: z.array(signerGiven).max(4).exactOptional().describe('further people who sign this act, here and now'),
    }),
    output: z.object({ recordSeq: seq, signedBy: z.array(z.string()), holders: z.array(z.string().nullable()) }),
    doc: 'Records what was done with items of evidence, signed by whoever acted; a transfer also by giver and receiver.',
  }),
  operation({
    name: 'custody.paper',
    kind: 'command',
    role: MAY_EXPORT,
    recording: 'export',
    input: z.strictObject({
      handle: caseHandle,
      paper: z.enum(CUSTODY_PAPERS),
      format: z.enum(PAPER_FORMATS).describe('jsonld for case-uco alone'),
      items: z.array(sha256Hex).max(2000).exactOptional().describe('SHA-256 of the items it is about; default: all'),
      path: z.string().min(1).max(4096),
      overwrite: z.boolean().exactOptional(),
    }),
    output: jobStarted,
    result: z.object({
      path: z.string(),
      paper: z.enum(CUSTODY_PAPERS),
      format: z.enum(PAPER_FORMATS),
      sizeBytes: seq,
      sha256: sha256Hex.describe('SHA-256 of the file'),
      recordSeq: seq.nullable().describe('the export record in the case log; null where the case is read-only'),
    }),
    doc: 'Writes the form of custody, the draft of a certificate to be completed and signed by a person, or CASE/UCO, out of the case log.',
  }),
];
