/**
 * `recovery create`, `show`, `check`, `use`: shares on paper that let somebody in who lost their passphrase.
 *
 * Shares reach the disk only where the person says so, as pages to print, readable by their owner alone; never the terminal.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { type Command, type CommandArgs, type CommandContext, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { NEW_PASSPHRASE_OPTION, newPassphrase } from './passphrase.ts';
import { SECOND_OPTIONS, secondSigners } from './second-person.ts';
import { renderFacts } from './table.ts';
import { callHost, CASE_OPTIONS, withCase, withOpened } from './use-host.ts';

const SHARE_OPTION = {
  'share-file': {
    type: 'string',
    value: 'FILE',
    multiple: true,
    doc: 'Read a share from FILE, as typed or scanned; once for each. Without it each is asked for.',
  },
} as const;
const CASE_DIR = { case: { type: 'string', value: 'DIR', required: true, doc: 'The case folder.' } } as const;

export const recoveryCreate: Command = {
  name: 'recovery create',
  summary: 'Make recovery shares, as pages to print; only a lead may.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    shares: { type: 'string', value: 'T/N', doc: 'T of N shares let somebody in, up to 5. Default: 2/3.' },
    out: { type: 'string', value: 'FOLDER', required: true, doc: 'Where the pages go, outside the case.' },
    reason: { type: 'string', value: 'TEXT', required: true, doc: 'Why; becomes part of the record.' },
    ...SECOND_OPTIONS,
  },
  details:
    'Print the pages, give them to different people, and delete the files: nobody can make them again. Shares made before are worth nothing from then on.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle, info }) => {
      const folder = outside(args.requiredText('out'), info.dir);
      const made = await callHost(context, 'operator.createRecovery', {
        handle,
        ...countsIn(args.text('shares') ?? '2/3'),
        reason: args.requiredText('reason'),
        signers: await secondSigners(args, context),
      });
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const pages: string[] = [];
      for (const { index, page } of made.shares) {
        const path = join(folder, `share-${index}-of-${made.shares.length}-${made.recoveryId}.svg`);
        await writeFile(path, page, { flag: 'wx', mode: 0o600 });
        pages.push(path);
      }
      const named = made.shares.map(({ index, name }) => ({ index, name }));
      return {
        exitCode: EXIT_FINE,
        json: { recoveryId: made.recoveryId, recordSeq: made.recordSeq, shares: named, pages },
        lines: () => [
          `The recovery shares ${made.recoveryId} are made (record ${made.recordSeq}).`,
          ...pages,
          '',
          'Print each page, give the pages to different people, and delete the files: they are secret.',
        ],
      };
    }),
};

function countsIn(typed: string): { threshold: number; count: number } {
  const [, threshold, count] = /^([2-5])\/([2-5])$/u.exec(typed) ?? [];
  if (threshold === undefined || count === undefined || threshold > count) {
    throw new AppError('CLI_USAGE', '--shares is how many it takes and how many there are: 2/3, 3/5');
  }
  return { threshold: Number(threshold), count: Number(count) };
}

/** Whatever lies in the case folder is copied with it. */
function outside(typed: string, dir: string): string {
  const folder = resolve(typed);
  if (folder !== dir && !folder.startsWith(dir + sep)) return folder;
  throw new AppError('CLI_USAGE', 'Shares must not lie in the case: whoever copies it would have them');
}

export const recoveryShow: Command = {
  name: 'recovery show',
  summary: 'Show how the keys of the case stand: data key, signing key, recovery shares.',
  positionals: [],
  options: CASE_OPTIONS,
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const keys = await callHost(context, 'operator.keys', { handle });
      const { recovery } = keys;
      const facts: [string, string][] = [
        [
          'Data key',
          keys.dataKeyChangedAt === null ? 'the first' : `the ${keys.generation}., since ${keys.dataKeyChangedAt}`,
        ],
        ...(keys.knownToRemoved.length === 0
          ? []
          : [
              ['Known to', `${keys.knownToRemoved.join(', ')}, removed since: case change-data-key`] as [
                string,
                string,
              ],
            ]),
        ...(keys.unreachable.length === 0
          ? []
          : [
              ['Unreachable', `${keys.unreachable.join(', ')}: must open the case once before it can be changed`] as [
                string,
                string,
              ],
            ]),
        ['Signing key', `number ${keys.epoch}`],
        ...keys.restarts.map(({ at, operatorId }): [string, string] => ['Restarted', `${at} by ${operatorId}`]),
        [
          'Recovery',
          recovery === null
            ? 'no shares were made: a lost passphrase is lost'
            : `${recovery.threshold} of ${recovery.shares.length}, made ${recovery.madeAt} by ${recovery.madeBy}: ${recovery.shares.map(({ name }) => name).join(', ')}`,
        ],
        ...(recovery?.uses ?? []).map(({ at, operatorId, shares }): [string, string] => [
          'Used',
          `${at} for ${operatorId}, with ${shares.join(', ')}`,
        ]),
      ];
      return { exitCode: EXIT_FINE, json: keys, lines: () => renderFacts(facts) };
    }),
};

export const recoveryCheck: Command = {
  name: 'recovery check',
  summary: 'Tell whether a share is right, without using it. Needs no passphrase.',
  positionals: [],
  options: { ...CASE_DIR, ...SHARE_OPTION },
  async run(args, context) {
    const dir = args.requiredText('case');
    const [share = ''] = await sharesIn(args, context, 1);
    const checked = await callHost(context, 'case.checkShare', { dir, share });
    const { index, count, threshold, name } = checked;
    return {
      exitCode: EXIT_FINE,
      json: checked,
      lines: () => [`This is share ${index} of ${count}, ${name}. It takes ${threshold} of them.`],
    };
  },
};

export const recoveryUse: Command = {
  name: 'recovery use',
  summary: 'Let somebody in by recovery shares, under a new passphrase.',
  positionals: [{ name: 'ID', required: true, doc: 'who: an operator who lost the passphrase, or a new lead' }],
  options: {
    ...CASE_DIR,
    name: { type: 'string', value: 'NAME', doc: "A new lead's name. Default: the id." },
    reason: {
      type: 'string',
      value: 'TEXT',
      required: true,
      doc: 'Why, and who brought the shares; becomes a record.',
    },
    ...SHARE_OPTION,
    ...NEW_PASSPHRASE_OPTION,
  },
  details:
    'The person gets a new signing key; what they signed with the old one stays valid. The record is signed by the shares and told by every verification. Afterwards make new shares: these have been together.',
  async run(args, context) {
    const dir = args.requiredText('case');
    const { recovery } = await callHost(context, 'case.describe', { dir });
    if (recovery === null) {
      throw new AppError('RECOVERY_NOT_MADE', 'No recovery shares were made for this case: only a passphrase opens it');
    }
    const operatorId = args.first;
    const shares = await sharesIn(args, context, recovery.threshold);
    const passphrase = await newPassphrase(args, context, operatorId);
    const name = args.text('name');
    const opened = await callHost(context, 'case.recover', {
      dir,
      shares,
      operatorId,
      ...(name === undefined ? {} : { operatorName: name }),
      passphrase,
      reason: args.requiredText('reason'),
    });
    return withOpened(context, opened, async ({ info }) => ({
      exitCode: EXIT_FINE,
      json: { operatorId, role: info.operator.role, recoveryId: recovery.recoveryId },
      lines: () => [
        `${escapeText(info.operator.name)} (${info.operator.role}) has a new key and opens the case with the new passphrase.`,
        'The shares have been together: make new ones with recovery create.',
      ],
    }));
  },
};

async function sharesIn(args: CommandArgs, { terminal }: CommandContext, wanted: number): Promise<string[]> {
  const files = args.texts('share-file');
  if (files.length > 0) return Promise.all(files.map(async (file) => readFile(file, 'utf8')));
  const shares: string[] = [];
  for (let i = 1; i <= wanted; i++) shares.push(await terminal.askSecret(`Share ${i} of ${wanted}, its 30 words: `));
  return shares;
}
