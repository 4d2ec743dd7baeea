/** Operations that find events. A query is one record in the case log, its further pages and charts are none. Pure. */
import { z } from 'zod';
import { caseHandle, operation, timeText } from './define.ts';
import { MAY_READ } from '../roles.ts';
import { auditLog } from './shapes.ts';

const count = z.int().min(0);
const query = z.string().max(16_384);
/** A place in UTF-16 units of the query's text, and a sentence about it. */
const place = z.object({ from: count, to: count, message: z.string(), hint: z.string().exactOptional() });
/** The query is valid as it is. */
const notices = z.array(place).exactOptional().describe('where the person may have meant something else');
/** Of an opened bundle. */
const withheld = count.exactOptional().describe('records that this bundle does not show: any of them might match');
const times = { from: timeText.exactOptional(), to: timeText.exactOptional() };
const field = z.string().min(1).max(256);
/** Half-open, microseconds since the epoch. */
const span = { fromUs: z.number().nullable(), toUs: z.number().nullable() };
const sparse = z.array(z.object({ fromUs: z.number(), count })).describe('buckets that are not empty');
const lane = z.object({ total: count, counts: sparse });

const pageInput = z
  .strictObject({
    handle: caseHandle,
    query,
    ...times,
    order: z.enum(['newest', 'oldest']).exactOptional(),
    limit: z.int().min(0).max(10_000).exactOptional(),
    cursor: z.string().min(1).max(1024).exactOptional(),
    offset: z.int().min(0).exactOptional().describe('matches to leave out before the first; not with a cursor'),
    wantTotal: z.boolean().exactOptional(),
  })
  .refine(({ cursor, offset }) => cursor === undefined || offset === undefined, {
    path: ['offset'],
    message: 'give a cursor or an offset, not both',
  });

export const searchOperations = [
  operation({
    name: 'search.run',
    kind: 'query',
    role: MAY_READ,
    recording: 'search',
    input: pageInput,
    output: z.object({
      total: count.nullable(),
      events: z.array(auditLog),
      nextCursor: z.string().nullable(),
      withheld,
      notices,
    }),
    doc: 'One page of the events that match, newest first unless asked otherwise; the next page by cursor, any page by offset.',
  }),
  operation({
    name: 'search.fold',
    kind: 'query',
    role: MAY_READ,
    recording: 'search',
    input: z.strictObject({
      handle: caseHandle,
      query,
      ...times,
      order: z.enum(['newest', 'oldest']).exactOptional(),
      offset: count.exactOptional().describe('matches to leave out before the first'),
      limit: z.int().min(1).max(1_000).exactOptional().describe('most runs; default 100'),
      maxEvents: z.int().min(1).max(50_000).exactOptional().describe('most events read; default 10,000'),
    }),
    output: z.object({
      runs: z.array(
        z.object({
          event: auditLog.describe('the first in the order shown'),
          offset: count.describe('its place in the unfolded result'),
          count: count.describe('events of the run that were read'),
          firstTime: z.string().nullable(),
          lastTime: z.string().nullable(),
          seqs: z.array(z.tuple([count, count])).describe('all of them, as ascending ranges of places in the log'),
          continues: z.boolean().describe('the match just before says the same: the run began before this page'),
          goesOn: z.boolean().describe('read as far as this call reads: the next page may go on with it'),
        }),
      ),
      nextOffset: count.nullable().describe('where the next page begins in the unfolded result'),
      notices,
    }),
    doc: 'Matching events with repeats folded: neighbours in the order shown that have the same type, severity, user, IP address, host, message, resource, method and outcome, letter by letter, are one run.',
  }),
  operation({
    name: 'search.histogram',
    kind: 'query',
    role: MAY_READ,
    recording: 'search',
    input: z.strictObject({
      handle: caseHandle,
      query,
      ...times,
      bucketCount: z.int().min(1).max(10_000).exactOptional(),
    }),
    output: z.object({
      bucketUs: z.number(),
      ...span,
      buckets: z.array(z.object({ fromUs: z.number(), toUs: z.number(), count })),
      withoutTimeCount: count,
      withheld,
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
      field,
      ...times,
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
  operation({
    name: 'search.lanes',
    kind: 'query',
    role: MAY_READ,
    recording: 'search',
    input: z.strictObject({
      handle: caseHandle,
      query,
      field,
      ...times,
      bucketCount: z.int().min(1).max(2_000).exactOptional(),
      limit: z.int().min(1).max(50).exactOptional().describe('the most frequent values, so many; default 10'),
      values: z
        .array(z.string().max(65_536))
        .min(1)
        .max(50)
        .exactOptional()
        .describe('these values, in this order, instead of the most frequent'),
    }),
    output: z.object({
      field: z.string(),
      bucketUs: z.number(),
      ...span,
      lanes: z.array(lane.extend({ value: z.string() })),
      other: lane.extend({ withoutFieldCount: count }),
      withoutTimeCount: count,
      notices,
    }),
    doc: 'Matching events over time, split by the values of a field: an event counts in the lane of each of its values, and in other where it is in none.',
  }),
  operation({
    name: 'search.around',
    kind: 'query',
    role: MAY_READ,
    recording: 'search',
    input: z.strictObject({
      handle: caseHandle,
      seq: z.int().min(0),
      before: z.int().min(0).max(500),
      after: z.int().min(0).max(500),
      query: query.exactOptional(),
      withinSeconds: z.number().min(0).max(1e9).exactOptional().describe('only neighbours so near in time'),
    }),
    output: z.object({
      events: z.array(auditLog),
      hasMoreBefore: z.boolean(),
      hasMoreAfter: z.boolean(),
      orderedBy: z.enum(['time', 'log']).describe('log: the event has no time, its neighbours are those in the log'),
      notices,
    }),
    doc: 'What happened before and after an event, across all sources, oldest first with the event itself among them.',
  }),
  operation({
    name: 'search.fields',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({
      fields: z.array(
        z.object({
          name: z.string().describe('as it is written in a query'),
          path: z.string().describe('where it lies in an event'),
          kind: z.enum(['text', 'number', 'boolean', 'time']),
          eventCount: count,
        }),
      ),
      isPartial: z.boolean(),
    }),
    doc: 'The fields that the events of this case hold, those of most events first, at most 2,000.',
  }),
  operation({
    name: 'search.check',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    input: z.strictObject({ query }),
    output: z.union([
      z.object({ ok: z.literal(true), readAs: z.string().describe('the query as it is understood'), notices }),
      z.object({ ok: z.literal(false), mistakes: z.array(place).min(1) }),
    ]),
    doc: 'Whether a query can be understood, and where it can not, all mistakes with their places; nothing is searched.',
  }),
];
