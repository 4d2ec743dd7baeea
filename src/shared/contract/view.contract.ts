/** Saved views: a query with the way it is looked at. What a state holds is the window's business. Pure. */
import { z } from 'zod';
import { caseHandle, operation } from './define.ts';
import { MAY_ANNOTATE, MAY_READ } from '../roles.ts';
import { viewName } from './note-words.ts';

const MAX_STATE_CHARACTERS = 65_536;

const state = z
  .record(z.string(), z.json())
  .refine(
    (value) => JSON.stringify(value).length <= MAX_STATE_CHARACTERS,
    'a state has at most 65,536 characters as JSON',
  );

export const viewOperations = [
  operation({
    name: 'view.save',
    kind: 'command',
    role: MAY_ANNOTATE,
    recording: 'setting',
    input: z.strictObject({ handle: caseHandle, name: viewName, state }),
    output: z.object({ recordSeq: z.int().min(0) }),
    doc: 'Keeps a view under a name, in place of the one that had it.',
  }),
  operation({
    name: 'view.remove',
    kind: 'command',
    role: MAY_ANNOTATE,
    recording: 'setting',
    input: z.strictObject({ handle: caseHandle, name: viewName }),
    output: z.object({ recordSeq: z.int().min(0) }),
    doc: 'Takes a view off the list; what it was stays in the case log.',
  }),
  operation({
    name: 'view.list',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.array(
      z.object({
        name: z.string(),
        state: z.record(z.string(), z.json()),
        recordSeq: z.int().min(0),
        at: z.string(),
        operatorId: z.string(),
      }),
    ),
    doc: 'The saved views by name, each as it was saved last, with who did so and when.',
  }),
];
