/** The check of the whole case. Pure. */
import { z } from 'zod';
import { caseHandle, jobStarted, operation } from './define.ts';
import { MAY_READ } from '../roles.ts';
import { finding } from './shapes.ts';

const count = z.int().min(0);

export const verifyOperations = [
  operation({
    name: 'verify.start',
    kind: 'query',
    role: MAY_READ,
    recording: 'verify',
    input: z.strictObject({
      handle: caseHandle,
      mode: z.enum(['fast', 'strict']),
      fingerprint: z
        .string()
        .max(100)
        .regex(/^[\s-]*(?:[0-9a-fA-F][\s-]*){40}$/)
        .optional()
        .describe('as written down when the case was made: 40 hex digits, in groups or not'),
    }),
    output: jobStarted,
    result: z.object({
      verdict: z.enum(['intact', 'broken', 'indeterminate']),
      mode: z.enum(['fast', 'strict']),
      recordCount: count,
      headSize: count,
      confirmedOutside: count,
      rootOfTrust: z
        .enum(['confirmed', 'different', 'not-given'])
        .describe('whether the fingerprint that was given is that of this case'),
      findings: z.array(finding),
      findingCount: count,
      badRecordCount: count,
      checks: z
        .array(
          z.object({
            id: z.enum(['sources', 'records', 'chain', 'root', 'signatures', 'timestamps', 'custody', 'exports']),
            title: z.string(),
            state: z.enum(['ok', 'failed', 'not-checked']).describe('ok only where all of it was really checked'),
            checked: count,
            total: count,
            detail: z.string(),
          }),
        )
        .describe('one line for each check, for people'),
      badRanges: z
        .array(z.object({ firstSeq: count, lastSeq: count, kinds: z.array(z.string()) }))
        .describe('all bad records, also those whose findings are not listed; at most 2,000 ranges in log order'),
      areRangesExact: z.boolean().describe('false where ranges near each other were joined, good records between them'),
      unreadRanges: z
        .array(z.object({ firstSeq: count, lastSeq: count }))
        .describe('records that could not be read: neither good nor bad'),
      notices: z.array(z.string()).describe('worth knowing, and no finding'),
      notChecked: z.array(z.string()),
      seconds: z.number().min(0),
    }),
    doc: 'Re-derives the case from its stored lines; strict also reads each line again and checks that it is canonical.',
  }),
];
