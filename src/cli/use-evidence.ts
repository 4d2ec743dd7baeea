/**
 * A case, or an evidence bundle in its place, as commands that only look use it: with the verdict of the stand-alone verifier
 * before everything else.
 */
import { AppError } from '../shared/errors.ts';
import { countOf, formatCount } from '../shared/format-values.ts';
import type { Answer, CommandArgs, CommandContext, OptionSpec } from './command.ts';
import { escapeText } from './escape-text.ts';
import { CASE_OPTIONS, given, type OpenedCase, runJob, withCase, withOpened } from './use-host.ts';

export const EVIDENCE_OPTIONS = {
  ...CASE_OPTIONS,
  case: { type: 'string', value: 'DIR', doc: 'The case folder.' },
  bundle: {
    type: 'string',
    value: 'PATH',
    doc: 'In place of a case: an evidence bundle, a folder or a zip file; needs no passphrase.',
  },
  fingerprint: {
    type: 'string',
    value: 'TEXT',
    doc: 'With --bundle: of its case, from paper; another one is a finding.',
  },
  policy: {
    type: 'string',
    value: 'FILE',
    doc: 'With --bundle: logs and witnesses that you trust (C2SP tlog-policy).',
  },
  'tsa-root': {
    type: 'string',
    value: 'FILE',
    multiple: true,
    doc: 'With --bundle: certificate of a time stamp authority that you trust; may be given again.',
  },
} as const satisfies Record<string, OptionSpec>;

const OF_CASES = ['case', 'operator', 'passphrase-file'];
const OF_BUNDLES = ['fingerprint', 'policy', 'tsa-root'];

/** Opens what the options name, and closes it when the work is done, failed or was stopped. */
export async function withEvidence(
  args: CommandArgs,
  context: CommandContext,
  work: (opened: OpenedCase) => Promise<Answer>,
): Promise<Answer> {
  const path = args.text('bundle');
  const isGiven = (option: string): boolean => args.text(option) !== undefined || args.texts(option).length > 0;
  const wrong = (path === undefined ? OF_BUNDLES : OF_CASES).find(isGiven);
  if (wrong !== undefined) {
    throw new AppError('CLI_USAGE', `--${wrong} ${path === undefined ? 'goes' : 'does not go'} with --bundle`);
  }
  if (path === undefined) {
    if (args.text('case') === undefined)
      throw new AppError('CLI_USAGE', 'Say where to look: --case DIR or --bundle PATH');
    return withCase(args, context, work);
  }
  const tsaRoots = args.texts('tsa-root');
  const opened = await runJob(context, 'bundle.open', {
    path,
    ...given({ fingerprint: args.text('fingerprint'), policy: args.text('policy') }),
    ...(tsaRoots.length === 0 ? {} : { tsaRoots: [...tsaRoots] }),
  });
  for (const line of verdictLines(opened)) context.terminal.note(line);
  const answer = await withOpened(context, opened, work);
  return answer.json === undefined
    ? answer
    : { ...answer, json: { verdict: verdictOf(opened), ...(answer.json as object) } };
}

const verdictOf = ({ info: { bundle } }: OpenedCase) => {
  if (bundle === undefined) return undefined;
  const { verdict, sentence, exitCode, confirmedRecords, bundleId, records } = bundle;
  return { verdict, sentence, exitCode, confirmedRecords, bundleId, records };
};

function verdictLines({ info: { bundle } }: OpenedCase): string[] {
  if (bundle === undefined) return [];
  const { verdict, sentence, records } = bundle;
  const { withheld, redacted, unreadable } = records;
  const hidden = [
    withheld === 0 ? '' : `${formatCount(withheld)} withheld or left out`,
    redacted === 0 ? '' : `${formatCount(redacted)} shown in part`,
    unreadable === 0 ? '' : `${formatCount(unreadable)} that can not be read`,
  ].filter((part) => part !== '');
  return [
    `${verdict}: ${escapeText(sentence)}`,
    ...(hidden.length === 0 ? [] : [`Of its ${countOf(recordsOf(records), 'record')}: ${hidden.join(', ')}.`]),
  ];
}

const recordsOf = ({
  disclosed,
  redacted,
  withheld,
  unreadable,
}: {
  disclosed: number;
  redacted: number;
  withheld: number;
  unreadable: number;
}): number => disclosed + redacted + withheld + unreadable;
