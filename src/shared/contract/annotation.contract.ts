/**
 * Operations on what people put on events: stars, tags, colours, comments. Each is a record in the case log; undoing one is
 * another record, so nothing that was said is ever lost.
 *
 * Pure.
 */
import { z } from 'zod';
import { ANNOTATION_ACTS, ANNOTATION_COLOURS, type AnnotationAct } from '../annotation-words.ts';
import { caseHandle, operation, timeText } from './define.ts';
import { MAY_ANNOTATE, MAY_READ } from '../roles.ts';
import { commentText, tagName } from './note-words.ts';

const seq = z.int().min(0);
const count = z.int().min(0);

const colour = z.enum(ANNOTATION_COLOURS);

/** Which field an act needs beside its events. */
const NEEDED = {
  tag: 'tag',
  untag: 'tag',
  comment: 'text',
  colour: 'colour',
  star: undefined,
  unstar: undefined,
} as const;

const entry = z.object({
  recordSeq: seq,
  at: z.string(),
  operatorId: z.string(),
  act: z.enum([...ANNOTATION_ACTS, 'undo']),
  tag: z.string().exactOptional(),
  text: z.string().exactOptional(),
  colour: z.string().exactOptional(),
  query: z.string().exactOptional(),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  of: seq.exactOptional().describe('of an undo: the record that it undoes'),
  targetCount: count.exactOptional(),
  isEffective: z.boolean().describe('false where it was undone'),
});

const eventNotes = z.object({
  seq,
  starred: z.boolean(),
  colour: z.string().nullable(),
  tags: z.array(z.string()),
  comments: z.array(z.object({ recordSeq: seq, at: z.string(), operatorId: z.string(), text: z.string() })),
});

interface AddInput {
  act: AnnotationAct;
  seqs?: number[];
  query?: string;
  from?: string;
  to?: string;
  expectedCount?: number;
  tag?: string;
  text?: string;
  colour?: string;
}

/** Events in one way only, and with an act exactly what it needs. */
function checkAdd(
  input: AddInput,
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
) {
  const complain = (name: string, says: string): void =>
    context.addIssue({ code: 'custom', path: [name], message: says });
  if ((input.seqs === undefined) === (input.query === undefined)) complain('seqs', 'give either seqs or a query');
  for (const name of ['from', 'to', 'expectedCount'] as const) {
    if (input.query === undefined && input[name] !== undefined) complain(name, 'belongs to a query');
  }
  const needed = NEEDED[input.act];
  for (const name of ['tag', 'text', 'colour'] as const) {
    if (name === needed && input[name] === undefined) complain(name, `is needed to ${input.act}`);
    if (name !== needed && input[name] !== undefined) complain(name, `has no meaning for ${input.act}`);
  }
}

export const annotationOperations = [
  operation({
    name: 'annotation.add',
    kind: 'command',
    role: MAY_ANNOTATE,
    recording: 'annotation',
    input: z
      .strictObject({
        handle: caseHandle,
        act: z.enum(ANNOTATION_ACTS),
        seqs: z.array(seq).min(1).max(100_000).exactOptional(),
        query: z.string().max(16_384).exactOptional().describe('in place of seqs: all its matches'),
        from: timeText.exactOptional(),
        to: timeText.exactOptional(),
        expectedCount: count
          .exactOptional()
          .describe('how many matches the person was shown: with another number now, nothing is recorded'),
        tag: tagName.exactOptional(),
        text: commentText.exactOptional(),
        colour: colour.exactOptional(),
      })
      .superRefine(checkAdd),
    output: z.object({ recordSeq: seq, targetCount: count }),
    doc: 'Stars, tags, colours or comments events, named one by one or as all matches of a query; one record, whatever their number.',
  }),
  operation({
    name: 'annotation.undo',
    kind: 'command',
    role: MAY_ANNOTATE,
    recording: 'annotation',
    input: z.strictObject({ handle: caseHandle, recordSeq: seq }),
    output: z.object({ recordSeq: seq, undone: entry }),
    doc: 'Takes an annotation back, or an undo of one (which is a redo), by a record of its own.',
  }),
  operation({
    name: 'annotation.list',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({
      handle: caseHandle,
      seqs: z.array(seq).max(10_000).exactOptional(),
      afterSeq: seq.exactOptional(),
      limit: z.int().min(1).max(10_000).exactOptional(),
    }),
    output: z.array(eventNotes),
    doc: 'What stands on the events named, or on the annotated events after `afterSeq` in log order.',
  }),
  operation({
    name: 'annotation.tags',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({
      tags: z.array(z.object({ tag: z.string(), count })),
      colours: z.array(z.object({ colour: z.string(), count })),
      starredCount: count,
      commentCount: count,
      commentedCount: count.describe('events with a comment'),
      annotatedCount: count.describe('events on which anything stands'),
    }),
    doc: 'Every tag and colour in use with the number of its events, and how many are starred and commented.',
  }),
  operation({
    name: 'annotation.history',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: z.array(entry),
    doc: 'Everything ever said about one event, undone or not: who, when, what, in log order.',
  }),
];
