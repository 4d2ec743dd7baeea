/** Who did what: the records of the case log that are not events. Pure. */
import { z } from 'zod';
import { CUSTODY_KINDS } from '../record-kinds.ts';
import { caseHandle, operation } from './define.ts';
import { MAY_READ } from '../roles.ts';

const seq = z.int().min(0);

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
];
