/**
 * This workstation as a witness of other people's logs: it remembers how far it saw them, and cosigns only what goes on from there.
 *
 * Pure. All of `reach: 'local'`: the key and the memory are files of this machine.
 */
import { z } from 'zod';
import { operation } from './define.ts';

const count = z.int().min(0);
const path = z.string().min(1).max(4096);
const dir = path.exactOptional().describe('folder of the witness; default: in the data folder of this person');

export const witnessOperations = [
  operation({
    name: 'witness.create',
    kind: 'command',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({
      dir,
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, 'use letters, digits, dots, dashes and slashes'),
    }),
    output: z.object({ dir: z.string(), name: z.string(), key: z.string().describe('vkey: who trusts it needs this') }),
    doc: 'Makes a witness: its key and its empty memory.',
  }),
  operation({
    name: 'witness.watch',
    kind: 'command',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({
      dir,
      key: z.string().min(1).max(2_000).describe('vkey of the log, or of an operator of a case'),
    }),
    output: z.object({ origin: z.string(), keys: z.array(z.string()), size: count }),
    doc: 'Lets the witness cosign heads of a log, known by this key.',
  }),
  operation({
    name: 'witness.sign',
    kind: 'command',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({ dir, path, outPath: path.exactOptional(), overwrite: z.boolean().exactOptional() }),
    output: z.object({
      status: z.literal([200, 400, 403, 404, 409, 422]).describe('as C2SP tlog-witness answers'),
      says: z.string(),
      origin: z.string().nullable(),
      size: count.nullable().describe('records of the newest head that this witness has cosigned, where it may say so'),
      isFork: z.boolean().describe('a key of the log signed another root at the size that was cosigned: two histories'),
      path: z.string().nullable().describe('where the cosignature was written'),
    }),
    doc: 'Answers a request to cosign: compares, remembers, and only then signs.',
  }),
  operation({
    name: 'witness.show',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({ dir }),
    output: z.object({
      dir: z.string(),
      name: z.string(),
      key: z.string(),
      logs: z.array(
        z.object({
          origin: z.string(),
          keys: z.array(z.string()),
          size: count,
          at: z.string().nullable(),
          note: z.string().nullable().describe('the newest head it cosigned, as it came'),
        }),
      ),
    }),
    doc: 'The witness, the logs it watches, and the newest head of each.',
  }),
];
