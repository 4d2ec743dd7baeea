/** `case add-operator`, `case change-passphrase`, `case remove-operator`, `case change-data-key`: who has a key, and which. */
import { ROLES, type Role } from '../shared/roles.ts';
import { AppError } from '../shared/errors.ts';
import { operatorLines } from './case.command.ts';
import { type Command, type CommandArgs, EXIT_FAILED, EXIT_FINE } from './command.ts';
import type { ResultOf } from '../shared/contract/index.ts';
import { NEW_PASSPHRASE_OPTION, newPassphrase } from './passphrase.ts';
import { SECOND_OPTIONS, secondSigners } from './second-person.ts';
import { callHost, CASE_OPTIONS, runJob, withCase } from './use-host.ts';

export const caseAddOperator: Command = {
  name: 'case add-operator',
  summary: 'Give another person a key of their own; only a lead may.',
  positionals: [{ name: 'ID', required: true, doc: 'the new operator: lower-case letters, digits, dots, dashes' }],
  options: {
    ...CASE_OPTIONS,
    name: { type: 'string', value: 'NAME', doc: "The person's name. Default: the id." },
    role: { type: 'string', value: 'ROLE', required: true, doc: `One of ${ROLES.join(', ')}.` },
    ...NEW_PASSPHRASE_OPTION,
  },
  details: 'The new passphrase is asked for, or read from --new-passphrase-file or AUDITTRAIL_NEW_PASSPHRASE.',
  async run(args, context) {
    const role = readRole(args);
    const operatorId = args.first;
    return withCase(args, context, async ({ handle }) => {
      const passphrase = await newPassphrase(args, context, operatorId);
      const name = args.text('name') ?? operatorId;
      const added = await callHost(context, 'operator.add', { handle, operatorId, name, role, passphrase });
      return { exitCode: EXIT_FINE, json: added, lines: () => operatorLines([added]) };
    });
  },
};

export const caseChangePassphrase: Command = {
  name: 'case change-passphrase',
  summary: 'Change the passphrase of the acting operator.',
  positionals: [],
  options: { ...CASE_OPTIONS, ...NEW_PASSPHRASE_OPTION },
  details: 'The new passphrase is asked for, or read from --new-passphrase-file or AUDITTRAIL_NEW_PASSPHRASE.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle, info }, oldPassphrase) => {
      const { operatorId } = info.operator;
      const next = await newPassphrase(args, context, operatorId);
      await callHost(context, 'operator.changePassphrase', { handle, oldPassphrase, newPassphrase: next });
      return {
        exitCode: EXIT_FINE,
        json: { operatorId, changed: true },
        lines: () => [`The passphrase of ${operatorId} is changed; the old one no longer opens this case.`],
      };
    }),
};

const REASON_OPTION = {
  reason: { type: 'string', value: 'TEXT', required: true, doc: 'Why, in a sentence; becomes part of the record.' },
} as const;

export const caseRemoveOperator: Command = {
  name: 'case remove-operator',
  summary: 'End the key of a person, and change the data key that they knew; only a lead may.',
  positionals: [{ name: 'ID', required: true, doc: 'who is removed; never oneself' }],
  options: {
    ...CASE_OPTIONS,
    ...REASON_OPTION,
    'keep-data-key': { type: 'boolean', doc: 'Leave the data key as it is: an old copy of case.keys opens the case.' },
    ...SECOND_OPTIONS,
  },
  details:
    'What the person signed before stays valid; what they sign later counts for nothing, here and in every bundle. An id is never given twice.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const operatorId = args.first;
      const result = await runJob(context, 'operator.remove', {
        handle,
        operatorId,
        reason: args.requiredText('reason'),
        changeDataKey: !args.flag('keep-data-key'),
        signers: await secondSigners(args, context),
      });
      const { recordSeq, dataKey, problem } = result;
      return {
        exitCode: problem === undefined ? EXIT_FINE : EXIT_FAILED,
        json: { operatorId, ...result },
        lines: () => [
          `${operatorId} has no key any more (record ${recordSeq}).`,
          dataKey !== null
            ? dataKeyLine(dataKey)
            : problem === undefined
              ? `The data key is the one that ${operatorId} knew: an old copy of case.keys opens the case. To change it: case change-data-key.`
              : `The data key was NOT changed (${problem.code}): ${problem.message}. Until it is, an old copy of case.keys opens the case.`,
        ],
      };
    }),
};

export const caseChangeDataKey: Command = {
  name: 'case change-data-key',
  summary: 'Encrypt everything in the case with a new key; only a lead may.',
  positionals: [],
  options: { ...CASE_OPTIONS, ...REASON_OPTION, ...SECOND_OPTIONS },
  details:
    'Passphrases stay as they are, and nobody else needs to be there. Everything is written a second time before the first is given up: the disk must have room for that. Stopped or interrupted, the case is as it was.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const changed = await runJob(context, 'operator.changeDataKey', {
        handle,
        reason: args.requiredText('reason'),
        signers: await secondSigners(args, context),
      });
      return { exitCode: EXIT_FINE, json: changed, lines: () => [dataKeyLine(changed)] };
    }),
};

const dataKeyLine = ({ recordSeq, generation }: ResultOf<'operator.changeDataKey'>): string =>
  `The data key is a new one, the ${generation}. of this case (record ${recordSeq}). Old copies of case.keys open nothing of it; backups made before are still under the old one.`;

function readRole(args: CommandArgs): Role {
  const typed = args.requiredText('role');
  const role = ROLES.find((each) => each === typed);
  if (role === undefined) throw new AppError('CLI_USAGE', `--role must be one of ${ROLES.join(', ')}`);
  return role;
}
