/** Operations on one event. Pure. */
import { z } from 'zod';
import { caseHandle, MAY_READ, operation } from './define.ts';
import { auditLog } from './shapes.ts';

const seq = z.int().min(0);

export const eventOperations = [
  operation({
    name: 'event.get',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: auditLog,
    doc: 'One event by its position in the case log, checked against its leaf before it is shown.',
  }),
  operation({
    name: 'event.proof',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle, seq }),
    output: z.object({ proof: z.string() }),
    doc: 'The inclusion proof of a sealed record as a c2sp.org/tlog-proof@v1 text that other tools can check.',
  }),
];
