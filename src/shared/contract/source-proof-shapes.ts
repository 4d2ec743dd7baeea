/**
 * The shape of a checked proof, as operations answer with it and as records keep it.
 *
 * Pure. Texts may quote evidence: whoever shows them escapes them.
 */
import { z } from 'zod';
import { PROOF_DETAILS, PROOF_KINDS, PROOF_VERDICTS } from '../source-proof-words.ts';

const count = z.int().min(0);
const text = z.string().max(2000);
const recordId = z.string().regex(/^-?\d{1,20}$/);

const proofDetail = z.object({
  what: z.enum(PROOF_DETAILS),
  level: z.enum(['info', 'doubt', 'bad']),
  text,
  firstRecordId: recordId.exactOptional(),
  lastRecordId: recordId.exactOptional(),
  offset: count.exactOptional().describe('bytes from the start of the source, of a record near it'),
  nextOffset: count.exactOptional().describe('of the record behind it'),
  from: text.exactOptional(),
  to: text.exactOptional(),
  path: text.exactOptional(),
});

export const sourceProofShape = z.object({
  kind: z.enum(PROOF_KINDS),
  verdict: z.enum(PROOF_VERDICTS),
  summary: text,
  covers: z.object({
    records: count.exactOptional(),
    bytes: count.exactOptional(),
    files: count.exactOptional(),
    firstRecordId: recordId.exactOptional(),
    lastRecordId: recordId.exactOptional(),
    firstTime: text.exactOptional(),
    lastTime: text.exactOptional(),
  }),
  by: text.exactOptional().describe('the list, key or log that vouches'),
  details: z.array(proofDetail),
  detailCount: count,
});
