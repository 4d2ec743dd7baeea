/** `case add-operator`, `case change-passphrase`: who has a key, and under which passphrase. */
import { ROLES, type Role } from '../shared/roles.ts';
import { AppError } from '../shared/errors.ts';
import { operatorLines } from './case.command.ts';
import { type Command, type CommandArgs, EXIT_FINE } from './command.ts';
import { NEW_PASSPHRASE_OPTION, newPassphrase } from './passphrase.ts';
import { callHost, CASE_OPTIONS, withCase } from './use-host.ts';

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

function readRole(args: CommandArgs): Role {
  const typed = args.requiredText('role');
  const role = ROLES.find((each) => each === typed);
  if (role === undefined) throw new AppError('CLI_USAGE', `--role must be one of ${ROLES.join(', ')}`);
  return role;
}
