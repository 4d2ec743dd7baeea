/** Which source has events when: where a source is silent, an empty chart says nothing. Pure. */
import { z } from 'zod';
import { caseHandle, operation } from './define.ts';
import { MAY_READ } from '../roles.ts';

const count = z.int().min(0);
const sourceSeq = count;
const timeUs = z.number().nullable();

export const coverageOperations = [
  operation({
    name: 'coverage.list',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, bucketCount: z.int().min(1).max(2_000).exactOptional() }),
    output: z.object({
      bucketUs: z.number(),
      fromUs: timeUs,
      toUs: timeUs,
      withheld: count
        .exactOptional()
        .describe('records that an opened bundle does not show: where it has none, there may be some'),
      sources: z.array(
        z.object({
          sourceSeq: sourceSeq.nullable().describe('null: no source of the case has this digest, verify the case'),
          path: z.string().nullable(),
          sha256: z.string(),
          alsoTakenInAs: z.array(z.object({ sourceSeq, path: z.string() })),
          firstUs: timeUs,
          lastUs: timeUs,
          eventCount: count,
          withoutTimeCount: count,
          buckets: z.array(z.object({ fromUs: z.number(), count })).describe('buckets that are not empty'),
        }),
      ),
    }),
    doc: 'For each source its events over the time that the whole case spans; default 366 buckets. Sources of the same bytes are one.',
  }),
];
