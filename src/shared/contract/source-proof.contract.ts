/**
 * Proofs that sources carry themselves or that were given with them: what is known, and checking again with keys and lists.
 *
 * Pure. Everything in a proof is hostile text; keys are the person's.
 */
import { z } from 'zod';
import { PROOF_STATES, PROOF_VERDICTS } from '../source-proof-words.ts';
import { caseHandle, jobStarted, operation } from './define.ts';
import { MAY_READ } from '../roles.ts';
import { sourceProofShape } from './source-proof-shapes.ts';

const count = z.int().min(0);
const path = z.string().min(1).max(4096);
const seqs = z.array(count).max(100_000);

const listedProof = sourceProofShape.extend({
  recordSeq: count.exactOptional().describe('the record that says so'),
  at: z.string().exactOptional(),
  earlier: z
    .object({ verdict: z.enum(PROOF_VERDICTS), recordSeq: count })
    .exactOptional()
    .describe('what an earlier check said, where that was something else'),
});

const checkedSource = z.object({
  sourceSeq: count,
  path: z.string(),
  sha256: z.string(),
  state: z.enum(PROOF_STATES).describe('the worst of its proofs'),
  proofs: z.array(listedProof),
});

export const sourceProofOperations = [
  operation({
    name: 'proof.list',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({ sources: z.array(checkedSource) }),
    doc: 'What is on record about the own proofs of every source. A source without one is `absent`, never fine.',
  }),
  operation({
    name: 'proof.check',
    kind: 'query',
    role: MAY_READ,
    recording: 'verify',
    input: z.strictObject({
      handle: caseHandle,
      sourceSeqs: seqs.exactOptional().describe('of their `source` records; default: all sources'),
      keyPaths: z.array(path).max(100).exactOptional().describe('files with public keys that the person vouches for'),
      listPaths: z.array(path).max(100).exactOptional().describe('lists, logs and proofs that are not in the case'),
    }),
    output: jobStarted,
    result: z.object({
      sources: z.array(checkedSource),
      lists: z.array(z.object({ path: z.string(), proofs: z.array(sourceProofShape) })),
      keys: z.array(z.object({ kind: z.string(), id: z.string() })),
      recordSeqs: z.array(count),
    }),
    doc: 'Checks the own proofs of sources again, offline: event logs, digest chains, lists of hashes, signatures, log proofs.',
  }),
];
