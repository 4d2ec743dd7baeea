/** Operations on a case as a whole: create, open, describe, look at, close. Pure. */
import { z } from 'zod';
import { CUSTODY_ACTS } from '../custody-words.ts';
import { KEY_ACTS } from '../key-acts.ts';
import { caseHandle, operation } from './define.ts';
import { MAY_READ, ROLES } from '../roles.ts';
import { caseInfo, operatorId, personName } from './shapes.ts';

const dir = z.string().min(1).max(4096);
/** No lower bound here: the case engine says PASSPHRASE_TOO_SHORT, with its own rule. */
const passphrase = z.string().max(1024);
/** What a person typed or a scanner read. */
const shareText = z.string().max(2_000);
const opened = z.object({ handle: z.string(), info: caseInfo });

export const caseOperations = [
  operation({
    name: 'case.create',
    kind: 'command',
    role: 'no-case',
    recording: 'by-case',
    input: z.strictObject({
      dir,
      name: personName,
      operatorId,
      operatorName: personName,
      passphrase,
      twoPersonActs: z
        .array(z.enum([...CUSTODY_ACTS, ...KEY_ACTS]))
        .max(CUSTODY_ACTS.length + KEY_ACTS.length)
        .exactOptional()
        .describe('acts that need the signatures of two people in this case, for good; default none'),
    }),
    output: opened,
    doc: 'Makes a new case folder with its keys, its genesis record and its first operator, a lead, and opens it.',
  }),
  operation({
    name: 'case.open',
    kind: 'command',
    role: 'no-case',
    recording: 'by-case',
    input: z
      .strictObject({
        dir,
        operatorId: operatorId.exactOptional(),
        passphrase,
        readOnly: z.boolean().exactOptional(),
        acceptRestore: z
          .strictObject({ reason: z.string().trim().min(10).max(2_000) })
          .exactOptional()
          .describe(
            'a lead takes an older copy that was put back, or another history, as the case; the reason is recorded',
          ),
      })
      .refine(
        ({ readOnly, acceptRestore }) => readOnly !== true || acceptRestore === undefined,
        'a restore is accepted by a record, and nothing is recorded in a case that is opened for reading',
      ),
    output: opened,
    doc: 'Unlocks a case folder that goes on from what this workstation saw of it. The unlock, and every failed one that could be written down, is a record.',
  }),
  operation({
    name: 'case.describe',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    input: z.strictObject({ dir }),
    output: z.object({
      caseId: z.string(),
      name: z.string(),
      operators: z.array(z.object({ operatorId: z.string(), name: z.string(), role: z.enum(ROLES) })),
      recovery: z
        .object({ recoveryId: z.string(), threshold: z.int(), count: z.int() })
        .nullable()
        .describe('the recovery shares that were made, where some were'),
    }),
    doc: 'Reads the public header of a case folder: its name and who has a key. Needs no passphrase, proves nothing.',
  }),
  operation({
    name: 'case.recover',
    kind: 'command',
    role: 'no-case',
    recording: 'by-case',
    input: z.strictObject({
      dir,
      shares: z.array(shareText).min(1).max(5),
      operatorId: operatorId.describe('somebody who has a key and lost the passphrase, or a new lead'),
      operatorName: personName.exactOptional().describe('of a new lead'),
      passphrase,
      reason: z.string().trim().min(10).max(2_000),
    }),
    output: opened,
    doc: 'Opens a case by its recovery shares and gives somebody a new key under a new passphrase. Who, by which shares, and why is a record signed by the shares.',
  }),
  operation({
    name: 'case.checkShare',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    input: z.strictObject({ dir, share: shareText }),
    output: z.object({ index: z.int(), threshold: z.int(), count: z.int(), name: z.string() }),
    doc: 'Whether a recovery share was typed right and is one of this case. Opens nothing.',
  }),
  operation({
    name: 'case.info',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: caseInfo,
    doc: 'The open case: identity, fingerprint, counts, how much of the log the newest signed head covers.',
  }),
  operation({
    name: 'case.close',
    kind: 'command',
    role: MAY_READ,
    recording: 'by-case',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({}),
    doc: 'Stops the jobs of the case, seals the log, records the lock and gives the folder free.',
  }),
];
