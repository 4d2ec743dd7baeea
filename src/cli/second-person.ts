/**
 * Further people who sign one act at this machine: who, and where each passphrase comes from.
 *
 * In the order of `--second-signer`: the first line of a `--second-passphrase-file`; for a single person the environment; else
 * each is asked in turn, so that nobody needs to tell another.
 */
import { AppError } from '../shared/errors.ts';
import type { CommandArgs, CommandContext, OptionSpec } from './command.ts';
import { escapeText } from './escape-text.ts';
import { readPassphraseFile } from './passphrase.ts';

export const SECOND_OPTIONS = {
  'second-signer': {
    type: 'string',
    value: 'ID',
    multiple: true,
    doc: 'Another operator, who is here and signs this one act too; may be given again.',
  },
  'second-passphrase-file': {
    type: 'string',
    value: 'FILE',
    multiple: true,
    doc: 'Read that person’s passphrase from the first line of FILE; one for each, in the same order.',
  },
} as const satisfies Record<string, OptionSpec>;

export async function secondSigners(
  args: CommandArgs,
  { config, terminal }: CommandContext,
): Promise<{ operatorId: string; passphrase: string }[]> {
  const ids = args.texts('second-signer');
  const files = args.texts('second-passphrase-file');
  if (files.length > 0 && files.length !== ids.length) {
    throw new AppError('CLI_USAGE', '--second-passphrase-file stands once for each --second-signer, in the same order');
  }
  const signers: { operatorId: string; passphrase: string }[] = [];
  for (const [index, operatorId] of ids.entries()) {
    const file = files[index];
    const fromEnvironment = ids.length === 1 ? config.secondPassphrase : undefined;
    const passphrase =
      file === undefined
        ? (fromEnvironment ??
          (await terminal.askSecret(`Passphrase of ${escapeText(operatorId)}, for this act alone: `)))
        : await readPassphraseFile(file);
    signers.push({ operatorId, passphrase });
  }
  return signers;
}
