/**
 * Outside marks of a case: ask for them, take them in, compare, say whom this workstation trusts.
 *
 * Pure. Files that come back are hostile; so are names in them.
 */
import { z } from 'zod';
import { COMPARE_OUTCOMES, MARK_FORMS, MARK_REQUESTS, MARK_STATES, TRUST_KINDS } from '../mark-words.ts';
import { caseHandle, operation } from './define.ts';
import { MAY_LEAD, MAY_MARK, MAY_READ } from '../roles.ts';
import { finding } from './shapes.ts';

const count = z.int().min(0);
const path = z.string().min(1).max(4096);
const form = z.enum(MARK_FORMS);
const time = z.string().nullable();
/** Of a small file that was dropped on the window: where it lay is not known. */
const dropped = {
  content: z
    .base64()
    .max(1_400_000)
    .exactOptional()
    .describe('the bytes themselves, of a file that was dropped on the window; in place of a path'),
  name: z.string().min(1).max(1024).exactOptional().describe('of the dropped file'),
};

const judged = {
  state: z.enum(MARK_STATES),
  who: z.string().describe('who vouches, as they call themselves'),
  time: time.describe('when they say they saw it, by their clock'),
  detail: z.string().describe('what it proves, or why not'),
};

export const markOperations = [
  operation({
    name: 'mark.status',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({
      recordCount: count,
      headSize: count,
      confirmedSize: count.describe('records up to the newest mark that somebody trusted here vouches for; 0: none'),
      confirmedBy: z.object({ form, who: z.string(), time }).nullable(),
      newest: z
        .object({ form, size: count, at: z.string(), time })
        .nullable()
        .describe(
          'the newest sound mark, trusted here or not; where it is larger than `confirmedSize`, nobody confirms it',
        ),
      recordsSince: count.describe('records that nobody trusted here confirms: all after `confirmedSize`'),
      marks: z.array(
        z.object({ recordSeq: count, at: z.string(), operatorId: z.string(), form, size: count, ...judged }),
      ),
      waiting: z
        .array(
          z.object({ recordSeq: count, at: z.string(), form: z.enum(MARK_REQUESTS), size: count, path: z.string() }),
        )
        .describe('requests that nothing came back for yet, newest first'),
    }),
    doc: 'The outside marks of the case, each checked again, and how many records nobody trusted here confirms.',
  }),
  operation({
    name: 'mark.request',
    kind: 'command',
    role: MAY_MARK,
    recording: 'anchor',
    input: z.strictObject({
      handle: caseHandle,
      form: z.enum(MARK_REQUESTS),
      dir: path.describe('folder for the file; not inside the case'),
      oldSize: count
        .exactOptional()
        .describe('records of the newest head that this witness has cosigned; default: as recorded here'),
      witness: z.string().min(1).max(200).exactOptional().describe('name of the witness that is meant'),
      overwrite: z.boolean().exactOptional(),
    }),
    output: z.object({
      form: z.enum(MARK_REQUESTS),
      path,
      size: count,
      sha256: z.string().describe('of the file'),
      headSha256: z.string().describe('of the head as it was first written'),
      words: z.string().describe('the check words of the head'),
      key: z.string().describe('vkey of the operator, under which a witness knows the case'),
      page: z.string().nullable().describe('of `paper`: what was written, an SVG page, to be printed'),
      recordSeq: count,
    }),
    doc: 'Writes what is carried outside: a request to a witness or a time stamp authority, the head itself, or a page to print.',
  }),
  operation({
    name: 'mark.import',
    kind: 'command',
    role: MAY_MARK,
    recording: 'anchor',
    input: z.strictObject({ handle: caseHandle, path: path.exactOptional(), ...dropped }),
    output: z.object({
      outcome: z.enum(['recorded', 'known', 'refused']),
      form: form.nullable(),
      size: count.nullable(),
      ...judged,
      state: z.enum(MARK_STATES).nullable(),
      findings: z.array(finding),
      recordSeq: count.nullable(),
    }),
    doc: 'Takes in what came back: cosignature lines, a time stamp, an OpenTimestamps proof. What does not fit a head of the case is refused, with the reason.',
  }),
  operation({
    name: 'mark.compare',
    kind: 'query',
    role: MAY_READ,
    recording: 'anchor',
    input: z.strictObject({
      handle: caseHandle,
      text: z
        .string()
        .min(1)
        .max(20_000)
        .exactOptional()
        .describe('typed from paper: number of records and check words or root; or a whole head'),
      path: path.exactOptional().describe('a head, a request, or the folder of a bundle'),
      proofPath: path.exactOptional().describe('where both heads are written, should they prove two histories'),
    }),
    output: z.object({
      outcome: z.enum(COMPARE_OUTCOMES),
      size: count.nullable(),
      isSigned: z.boolean().describe('whether a key of this case signed what it is compared with'),
      detail: z.string(),
      proofPath: z.string().nullable(),
      recordSeq: count.nullable(),
    }),
    doc: 'Whether an earlier head, from paper or a file, is the beginning of this case; two heads that contradict each other are kept as proof.',
  }),
  operation({
    name: 'mark.trusted',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({
      trusted: z.array(z.object({ kind: z.enum(TRUST_KINDS), id: z.string(), name: z.string(), since: z.string() })),
      problem: z.string().nullable(),
    }),
    doc: 'Whom this workstation trusts to vouch for a case: witnesses, issuers of time stamps, blocks of Bitcoin.',
  }),
  operation({
    name: 'mark.trust',
    kind: 'command',
    role: MAY_LEAD,
    recording: 'setting',
    input: z.strictObject({
      handle: caseHandle,
      kind: z.enum(TRUST_KINDS),
      value: z.string().min(1).max(2_000).exactOptional().describe('vkey of a witness, or HEIGHT:ROOT of a block'),
      path: path.exactOptional().describe('a certificate, PEM or DER, or a list of block headers'),
      content: dropped.content,
    }),
    output: z.object({ added: z.array(z.object({ id: z.string(), name: z.string() })), recordSeq: count.nullable() }),
    doc: 'Trusts a witness, an issuer of time stamps or a block, for all cases of this workstation; recorded in this one.',
  }),
  operation({
    name: 'mark.distrust',
    kind: 'command',
    role: MAY_LEAD,
    recording: 'setting',
    input: z.strictObject({ handle: caseHandle, kind: z.enum(TRUST_KINDS), id: z.string().min(1).max(500) }),
    output: z.object({ recordSeq: count.nullable() }),
    doc: 'Trusts somebody no more. Marks stay on record, and no longer confirm anything here.',
  }),
];
