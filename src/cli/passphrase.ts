/**
 * Where a passphrase comes from: a file, the environment, or the person at the terminal; in this order.
 *
 * A passphrase is never taken from the command line itself, which every user of the machine can read.
 */
import { readFile } from 'node:fs/promises';
import { AppError } from '../shared/errors.ts';
import type { CommandArgs, CommandContext, OptionSpec } from './command.ts';

export const PASSPHRASE_OPTION = {
  'passphrase-file': { type: 'string', value: 'FILE', doc: 'Read the passphrase from the first line of FILE.' },
} as const satisfies Record<string, OptionSpec>;

export const NEW_PASSPHRASE_OPTION = {
  'new-passphrase-file': { type: 'string', value: 'FILE', doc: 'Read the new passphrase from the first line of FILE.' },
} as const satisfies Record<string, OptionSpec>;

/** The passphrase of the acting operator. */
export async function currentPassphrase(args: CommandArgs, context: CommandContext, whose: string): Promise<string> {
  const { config, terminal } = context;
  const file = args.text('passphrase-file');
  if (file !== undefined) return readPassphraseFile(file);
  return config.passphrase ?? terminal.askSecret(`Passphrase of ${whose}: `);
}

/** The passphrase of a new case's first operator: asked for twice, since nobody can look it up later. */
export async function firstPassphrase(args: CommandArgs, context: CommandContext): Promise<string> {
  const file = args.text('passphrase-file');
  if (file !== undefined) return readPassphraseFile(file);
  return context.config.passphrase ?? askTwice(context, 'Passphrase for the new case');
}

/** A passphrase to set beside, or in place of, the one that opens the case. */
export async function newPassphrase(args: CommandArgs, context: CommandContext, whose: string): Promise<string> {
  const file = args.text('new-passphrase-file');
  if (file !== undefined) return readPassphraseFile(file);
  if (context.config.newPassphrase !== undefined) return context.config.newPassphrase;
  try {
    return await askTwice(context, `New passphrase of ${whose}`);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'PASSPHRASE_MISSING') throw error;
    const ways = 'give --new-passphrase-file, set AUDITTRAIL_NEW_PASSPHRASE, or run this in a terminal';
    throw new AppError('PASSPHRASE_MISSING', `A new passphrase for ${whose} is needed: ${ways}`);
  }
}

async function askTwice({ terminal }: CommandContext, what: string): Promise<string> {
  const passphrase = await terminal.askSecret(`${what}: `);
  const again = await terminal.askSecret('Once more: ');
  if (passphrase !== again) throw new AppError('CLI_USAGE', 'The two passphrases differ');
  return passphrase;
}

export async function readPassphraseFile(path: string): Promise<string> {
  const [line = ''] = (await readFile(path, 'utf8')).replace(/^\ufeff/u, '').split(/\r?\n/u, 1);
  if (line === '') throw new AppError('PASSPHRASE_MISSING', `The first line of ${path} is empty`);
  return line;
}
