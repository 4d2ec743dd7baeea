/** Operations on long work. Pure. */
import { z } from 'zod';
import { operation } from './define.ts';
import { jobProgress } from './events.ts';

const jobId = z.string().min(1).max(64);

export const jobState = z.object({
  jobId: z.string(),
  operation: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  progress: jobProgress.nullable(),
  result: z.unknown().describe("the operation's result, once done"),
  error: z
    .object({ code: z.string(), blame: z.string(), message: z.string() })
    .loose()
    .exactOptional()
    .describe('why it failed; code CANCELLED where it was stopped'),
});

export const jobOperations = [
  operation({
    name: 'job.get',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    input: z.strictObject({ jobId, wait: z.boolean().exactOptional() }),
    output: jobState,
    doc: 'State of a job; with `wait`, answers when it is over. The id is the permission: only its starter was told.',
  }),
  operation({
    name: 'job.cancel',
    kind: 'command',
    role: 'no-case',
    recording: 'nothing',
    input: z.strictObject({ jobId }),
    output: z.object({}),
    doc: 'Asks a job to stop at the next safe point; what it made durable stays.',
  }),
];
