/** Operations that take a copy out of the case. Pure. */
import { z } from 'zod';
import { caseHandle, jobStarted, operation, timeText } from './define.ts';
import { MAY_EXPORT } from '../roles.ts';

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;

export const exportOperations = [
  operation({
    name: 'export.start',
    kind: 'command',
    role: MAY_EXPORT,
    recording: 'export',
    input: z.strictObject({
      handle: caseHandle,
      query: z.string().max(16_384),
      from: timeText.exactOptional(),
      to: timeText.exactOptional(),
      format: z.enum(EXPORT_FORMATS),
      path: z.string().min(1).max(4096),
      overwrite: z.boolean().exactOptional(),
    }),
    output: jobStarted,
    result: z.object({
      path: z.string(),
      format: z.enum(EXPORT_FORMATS),
      rows: z.int().min(0),
      sizeBytes: z.int().min(0),
      sha256: sha256Hex.describe('SHA-256 of the file'),
      rowDigest: sha256Hex.describe('SHA-256 over the 32-byte record digests of the rows, joined in row order'),
      recordSeq: z
        .int()
        .min(0)
        .nullable()
        .describe('the export record in the case log; null where the case is read-only'),
    }),
    doc: 'Writes every match to a file, in log order: complete, or an error and no file.',
  }),
];
