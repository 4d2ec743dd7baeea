/** Operations on the people who have a key to the case. Pure. */
import { z } from 'zod';
import { caseHandle, jobStarted, operation } from './define.ts';
import { MAY_LEAD, MAY_READ, ROLES } from '../roles.ts';
import { operatorId, operatorInfo, personName, signerGiven } from './shapes.ts';

const passphrase = z.string().max(1024);
const reason = z.string().trim().min(10).max(2_000);
const signers = z
  .array(signerGiven)
  .max(9)
  .exactOptional()
  .describe('further people who sign this act; needed where the case asks for two');
const dataKeyChanged = z.object({
  recordSeq: z.int().min(0),
  generation: z.int().min(2).describe('the how-manieth data key of the case this is'),
});
const whyNot = z.object({ code: z.string(), message: z.string() });
/** What a share is called by; says nothing of what is in it. */
const shareName = z.object({ index: z.int().min(1), name: z.string() });

export const operatorOperations = [
  operation({
    name: 'operator.list',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.array(operatorInfo),
    doc: 'Everybody who has, or had, a key to the case, with role and public key.',
  }),
  operation({
    name: 'operator.add',
    kind: 'command',
    role: MAY_LEAD,
    recording: 'by-case',
    input: z.strictObject({ handle: caseHandle, operatorId, name: personName, role: z.enum(ROLES), passphrase }),
    output: operatorInfo,
    doc: 'Enrols an operator: a key slot under their own passphrase, and a record with their public key.',
  }),
  operation({
    name: 'operator.changePassphrase',
    kind: 'command',
    role: MAY_READ,
    recording: 'by-case',
    input: z.strictObject({ handle: caseHandle, oldPassphrase: passphrase, newPassphrase: passphrase }),
    output: z.object({}),
    doc: 'Rewraps the key slot of the acting operator under a new passphrase.',
  }),
  operation({
    name: 'operator.remove',
    kind: 'command',
    role: MAY_LEAD,
    recording: 'by-case',
    input: z.strictObject({
      handle: caseHandle,
      operatorId,
      reason,
      changeDataKey: z
        .boolean()
        .exactOptional()
        .describe('also change the data key, which whoever leaves may have kept; default true'),
      signers,
    }),
    output: jobStarted,
    result: z.object({
      recordSeq: z.int().min(0),
      dataKey: dataKeyChanged.nullable(),
      problem: whyNot
        .exactOptional()
        .describe('why the data key was not changed, though it was asked for; the operator is removed all the same'),
    }),
    doc: 'Ends the key of an operator: what they signed stays valid, what they sign later counts for nothing. By default the data key is changed too.',
  }),
  operation({
    name: 'operator.changeDataKey',
    kind: 'command',
    role: MAY_LEAD,
    recording: 'by-case',
    input: z.strictObject({ handle: caseHandle, reason, signers }),
    output: jobStarted,
    result: dataKeyChanged,
    doc: 'Encrypts everything in the case with a new data key; old copies of case.keys open nothing of it. Passphrases stay as they are.',
  }),
  operation({
    name: 'operator.createRecovery',
    kind: 'command',
    role: MAY_LEAD,
    recording: 'by-case',
    input: z.strictObject({
      handle: caseHandle,
      threshold: z.int().min(2).max(5).describe('how many shares it takes'),
      count: z.int().min(2).max(5).describe('how many shares there are'),
      reason,
      signers,
    }),
    output: z.object({
      recoveryId: z.string(),
      recordSeq: z.int().min(0),
      shares: z.array(
        shareName.extend({
          text: z.string().describe('six lines of five words: secret'),
          page: z.string().describe('an SVG page to print: secret'),
        }),
      ),
    }),
    doc: 'Makes recovery shares, to be printed and given to different people; shares made before are worth nothing from then on. Nobody can see them a second time.',
  }),
  operation({
    name: 'operator.keys',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({
      generation: z.int().min(1).describe('how many data keys the case has had'),
      dataKeyChangedAt: z.string().nullable(),
      knownToRemoved: z.array(z.string()).describe('who was removed after the data key was last changed'),
      unreachable: z.array(z.string()).describe('whom a new data key could not be left for until they open the case'),
      epoch: z.int().min(0).describe('number of the key that signs heads now'),
      restarts: z.array(z.object({ seq: z.int().min(0), at: z.string(), operatorId: z.string(), reason: z.string() })),
      recovery: z
        .object({
          recoveryId: z.string(),
          threshold: z.int(),
          shares: z.array(shareName),
          madeAt: z.string(),
          madeBy: z.string(),
          uses: z.array(z.object({ at: z.string(), operatorId: z.string(), shares: z.array(z.string()) })),
        })
        .nullable(),
    }),
    doc: 'How the keys of the case stand: data key, signing key, recovery shares, and what should be done about them. From the records.',
  }),
];
