/** What the host tells its shells unasked: progress and end of jobs. Pure. */
import { z } from 'zod';

export const jobProgress = z.object({
  jobId: z.string(),
  operation: z.string(),
  phase: z
    .string()
    .describe(
      'one word for what is being done: acquire, ingest, seal, verify, export, originals, pack, rederive, proofs, encrypt',
    ),
  unit: z.enum(['bytes', 'records', 'rows']),
  done: z.number().min(0),
  total: z.number().min(0).nullable().describe('null while it is not known'),
  label: z.string().exactOptional().describe('the file being worked on'),
  eventCount: z.number().min(0).exactOptional(),
});
export type JobProgress = z.infer<typeof jobProgress>;

export const jobFinished = z.object({
  jobId: z.string(),
  operation: z.string(),
  ok: z.boolean(),
});
export type JobFinished = z.infer<typeof jobFinished>;

export const HOST_EVENTS = { 'job.progress': jobProgress, 'job.finished': jobFinished } as const;

export type HostEvent =
  | ({ readonly type: 'job.progress' } & JobProgress)
  | ({ readonly type: 'job.finished' } & JobFinished);
