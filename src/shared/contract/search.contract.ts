/** Operations that find events. A query is one record in the case log, its further pages and charts are none. Pure. */
import { z } from 'zod';
import { caseHandle, MAY_READ, operation, timeText } from './define.ts';
import { auditLog } from './shapes.ts';

const count = z.int().min(0);
const query = z.string().max(16_384);
/** The query is valid as it is; the place is in UTF-16 units of its text. */
const notices = z
  .array(z.object({ from: count, to: count, message: z.string(), hint: z.string().exactOptional() }))
  .exactOptional()
  .describe('where the person may have meant something else');

export const searchOperations = [
  operation({
    name: 'search.run',
    kind: 'query',
    role: MAY_READ,
    recording: 'search',
    input: z.strictObject({
      handle: caseHandle,
      query,
      from: timeText.exactOptional(),
      to: timeText.exactOptional(),
      order: z.enum(['newest', 'oldest']).exactOptional(),
      limit: z.int().min(0).max(10_000).exactOptional(),
      cursor: z.string().min(1).max(1024).exactOptional(),
      wantTotal: z.boolean().exactOptional(),
    }),
    output: z.object({
      total: count.nullable(),
      events: z.array(auditLog),
      nextCursor: z.string().nullable(),
      notices,
    }),
    doc: 'One page of the events that match, newest first unless asked otherwise; the next page by cursor.',
  }),
  operation({
    name: 'search.histogram',
    kind: 'query',
    role: MAY_READ,
    recording: 'search',
    input: z.strictObject({
      handle: caseHandle,
      query,
      from: timeText.exactOptional(),
      to: timeText.exactOptional(),
      bucketCount: z.int().min(1).max(10_000).exactOptional(),
    }),
    output: z.object({
      bucketUs: z.number(),
      buckets: z.array(z.object({ fromUs: z.number(), toUs: z.number(), count })),
      withoutTimeCount: count,
      notices,
    }),
    doc: 'Matching events over time, in equal buckets; events without a valid time are counted apart.',
  }),
  operation({
    name: 'search.top',
    kind: 'query',
    role: MAY_READ,
    recording: 'search',
    input: z.strictObject({
      handle: caseHandle,
      query,
      field: z.string().min(1).max(256),
      from: timeText.exactOptional(),
      to: timeText.exactOptional(),
      limit: z.int().min(1).max(1000).exactOptional(),
    }),
    output: z.object({
      field: z.string(),
      values: z.array(z.object({ value: z.string(), count })),
      presentCount: count,
      notices,
    }),
    doc: 'The most frequent values of a field among matching events.',
  }),
];
