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
const toldParty = z.union([z.object({ operatorId: z.string() }), z.object({ outside: z.string() })]);
const time = z.string();
const refusal = z.object({ code: z.string(), message: z.string() });

const said = {
  act: z.enum(CUSTODY_ACTS),
  items: z
    .array(z.strictObject({ sha256: sha256Hex, name: words.exactOptional() }))
    .min(1)
    .max(2000)
    .refine((items) => new Set(items.map(({ sha256 }) => sha256)).size === items.length, 'names an item twice'),
  at: z.string().max(64).exactOptional().describe('RFC 3339, when it happened; default now'),
  from: party.exactOptional(),
  to: party.exactOptional(),
  place: words.exactOptional(),
  purpose: words.exactOptional(),
  reason: words.exactOptional(),
  tool: z.strictObject({ name: words, version: words, sha256: sha256Hex.exactOptional() }).exactOptional(),
};

const item = z.object({
  sha256: z.string(),
  name: z.string().nullable(),
  holder: toldParty.nullable().describe('null: nobody is on record, or it was disposed of'),
  since: time.nullable().describe('time of the act that made the holder the holder'),
  isOnHold: z.boolean(),
  isDisposed: z.boolean(),
  actCount: seq,
  gapCount: seq.describe('acts that do not fit those before them'),
  firstSeq: seq.nullable(),
  lastSeq: seq.nullable(),
});

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
    name: 'custody.items',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({
      handle: caseHandle,
      after: sha256Hex.exactOptional().describe('last item of the page before'),
      limit: z.int().min(1).max(10_000).exactOptional(),
    }),
    output: z.object({ items: z.array(item), next: z.string().nullable() }),
    doc: 'Every item that a signed act names, in the order in which they came, and who holds it now.',
  }),
  operation({
    name: 'custody.chain',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, sha256: sha256Hex }),
    output: z.object({
      item,
      acts: z.array(
        z.object({
          recordSeq: seq,
          recordedAt: time,
          act: z.enum(CUSTODY_ACTS),
          at: time,
          operatorId: z.string(),
          from: toldParty.exactOptional(),
          to: toldParty.exactOptional(),
          place: z.string().exactOptional(),
          purpose: z.string().exactOptional(),
          reason: z.string().exactOptional(),
          tool: z.object({ name: z.string(), version: z.string(), sha256: z.string().exactOptional() }).exactOptional(),
          itemCount: seq,
          signedBy: z.array(z.string()),
          gaps: z.array(z.string()).describe('why it does not fit the acts before it'),
          problems: z.array(z.string()).describe('signatures that are missing'),
          holder: toldParty.nullable().describe('after it'),
          isOnHold: z.boolean().describe('after it'),
        }),
      ),
    }),
    doc: 'What was done with one item, act by act, each believed only as far as it is signed, and who held it after each.',
  }),
  operation({
    name: 'custody.act',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: z.object({
      recordSeq: seq,
      recordedAt: time,
      act: z.record(z.string(), z.json()).nullable().describe('as it was signed; null where the record does not hold'),
      signedBy: z.array(z.string()),
      problems: z.array(z.string()).describe('what a check of the case says of this record'),
      envelope: z.json(),
    }),
    doc: 'One signed act: what was signed, by whom, and the envelope as it is recorded.',
  }),
  operation({
    name: 'custody.check',
    kind: 'query',
    role: MAY_ADD,
    recording: 'nothing',
    input: z.strictObject({
      handle: caseHandle,
      ...said,
      signers: z.array(operatorId).max(4).exactOptional().describe('further people who would sign'),
    }),
    output: z.object({
      signers: z.array(z.string()).describe('operators who must sign because of what they do in it'),
      needsTwo: z.boolean().describe('this case wants the signatures of two people under such an act'),
      missing: z.array(z.string()).describe('of `signers`, who is not among those who would sign'),
      refusals: z.array(refusal).describe('why it would not be recorded; the first twenty'),
      refusalCount: seq,
    }),
    doc: 'What an act would need before it is signed, and why it would be refused. Nothing is recorded.',
  }),
  operation({
    name: 'custody.add',
    kind: 'command',
    role: MAY_ADD,
    recording: 'custody',
    input: z.strictObject({
      handle: caseHandle,
      ...said,
      signers: z.array(signerGiven).max(4).exactOptional().describe('further people who sign this act, here and now'),
    }),
    output: z.object({
      recordSeq: seq,
      signedBy: z.array(z.string()),
      holders: z.array(z.string().nullable()),
      notices: z.array(z.string()).describe('what could not be cleared away behind a recorded act'),
    }),
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
