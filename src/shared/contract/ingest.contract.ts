/** Operations that bring evidence in and tell what became of it. Pure. */
import { z } from 'zod';
import { caseHandle, jobStarted, operation } from './define.ts';
import { MAY_ADD, MAY_READ } from '../roles.ts';
import { formatId, sourceReport } from './shapes.ts';

const count = z.int().min(0);

export const ingestOperations = [
  operation({
    name: 'ingest.start',
    kind: 'command',
    role: MAY_ADD,
    recording: 'by-case',
    input: z.strictObject({
      handle: caseHandle,
      paths: z.array(z.string().min(1).max(4096)).min(1).max(10_000).describe('with `dropId`: names below the drop'),
      dropId: z
        .string()
        .regex(/^[0-9a-f]{32}$/)
        .exactOptional()
        .describe('files a browser window sent, transport.ts'),
      format: formatId.exactOptional(),
      name: z.string().trim().min(1).max(200).exactOptional(),
      timeZone: z.string().min(1).max(64).exactOptional(),
      year: z.int().min(1601).max(9999).exactOptional(),
      extraHashes: z.array(z.enum(['md5', 'sha1'])).exactOptional(),
      keepOriginals: z.boolean().exactOptional(),
      again: z.boolean().exactOptional(),
    }),
    output: jobStarted,
    result: z.object({
      sources: z.array(sourceReport),
      totals: z.object({ recordCount: count, eventCount: count, ambiguousCount: count, rejectedCount: count }),
    }),
    doc: 'Takes files and folders into the case: every record becomes an event or a rejection, every source a report.',
  }),
  operation({
    name: 'ingest.sources',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.array(sourceReport),
    doc: 'The reports of all sources in the case, in the order they were taken in.',
  }),
];
