/** Operations on the people who have a key to the case. Pure. */
import { z } from 'zod';
import { caseHandle, operation } from './define.ts';
import { MAY_LEAD, MAY_READ, ROLES } from '../roles.ts';
import { operatorId, operatorInfo, personName } from './shapes.ts';

const passphrase = z.string().max(1024);

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
];
