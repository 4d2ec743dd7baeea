/** What was searched for before. Pure. */
import { z } from 'zod';
import { caseHandle, operation } from './define.ts';
import { MAY_READ } from '../roles.ts';

export const searchHistoryOperations = [
  operation({
    name: 'search.history',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, limit: z.int().min(1).max(1000).exactOptional() }),
    output: z.array(
      z.object({
        query: z.string(),
        from: z.string().exactOptional(),
        to: z.string().exactOptional(),
        at: z.string(),
        operatorId: z.string(),
        recordSeq: z.int().min(0),
        resultCount: z.int().min(0).nullable().describe('null where no run of it was counted'),
      }),
    ),
    doc: 'The different queries that anybody ran in this case, newest first: when last, by whom, and how many events it found.',
  }),
];
