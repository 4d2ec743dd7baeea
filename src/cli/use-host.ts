/**
 * The contract as commands use it: typed, throwing, with a case that is closed whatever happens.
 */
import { performance } from 'node:perf_hooks';
import type {
  InputOf,
  JobOperationName,
  OperationName,
  OutputOf,
  RawInputOf,
  ResultOf,
} from '../shared/contract/index.ts';
import { AppError, valueToError, type ErrorValue } from '../shared/errors.ts';
import type { CommandArgs, CommandContext, OptionSpec } from './command.ts';
import { escapeText } from './escape-text.ts';
import { currentPassphrase, PASSPHRASE_OPTION } from './passphrase.ts';
import { createProgressLine } from './progress-line.ts';

/** For commands that can not be without a record: opened for reading there is nothing they could do. */
export const WRITTEN_CASE_OPTIONS = {
  case: { type: 'string', value: 'DIR', required: true, doc: 'The case folder.' },
  operator: { type: 'string', value: 'ID', doc: 'Who acts. Default: the only one with a key, else lead.' },
  ...PASSPHRASE_OPTION,
} as const satisfies Record<string, OptionSpec>;

export const CASE_OPTIONS = {
  ...WRITTEN_CASE_OPTIONS,
  'read-only': { type: 'boolean', doc: 'Only look: nothing is recorded in the case.' },
} as const satisfies Record<string, OptionSpec>;

/** The first operator of a case, where nobody said another name. */
export const DEFAULT_OPERATOR = 'lead';

export type OpenedCase = OutputOf<'case.open'>;

export async function callHost<N extends OperationName>(
  { host, signal }: CommandContext,
  name: N,
  input: RawInputOf<N>,
): Promise<OutputOf<N>> {
  const reply = await host.call(name, input, { signal });
  if (!reply.ok) throw valueToError(reply.error);
  return reply.value as OutputOf<N>;
}

/** Starts a job, shows how far it is, stops it on Ctrl-C, returns its result. */
export async function runJob<N extends JobOperationName>(
  context: CommandContext,
  name: N,
  input: RawInputOf<N>,
): Promise<ResultOf<N>> {
  const { host, terminal, signal, showsProgress } = context;
  signal.throwIfAborted();
  const toLine = createProgressLine(() => performance.now());
  const stopWatching = host.on((event) => {
    if (showsProgress && event.type === 'job.progress' && event.operation === name) terminal.progress(toLine(event));
  });
  try {
    const { jobId } = (await callHost(context, name, input)) as { jobId: string };
    const cancel = (): void => void host.call('job.cancel', { jobId });
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    const job = await callHost(context, 'job.get', { jobId, wait: true });
    signal.removeEventListener('abort', cancel);
    if (job.error !== undefined) throw valueToError(job.error as ErrorValue);
    return job.result as ResultOf<N>;
  } finally {
    stopWatching();
    terminal.progress('');
  }
}

/** Opens the case that the options name, and closes it when the work is done, failed or was stopped. */
export async function withCase<T>(
  args: CommandArgs,
  context: CommandContext,
  work: (opened: OpenedCase, passphrase: string) => Promise<T>,
  how: Pick<RawInputOf<'case.open'>, 'acceptRestore'> = {},
): Promise<T> {
  const request = {
    ...(await whoOpens(args, context, args.requiredText('case'))),
    ...(args.flag('read-only') ? { readOnly: true } : {}),
    ...how,
  };
  const opened = await callHost(context, 'case.open', request);
  return withOpened(context, opened, async () => work(opened, request.passphrase));
}

export async function withOpened<T>(
  context: CommandContext,
  opened: OpenedCase,
  work: (opened: OpenedCase) => Promise<T>,
): Promise<T> {
  const { readOnlyReason, seenHere, bundle } = opened.info;
  if (readOnlyReason !== undefined && bundle === undefined) {
    context.terminal.note(
      `Read-only: ${escapeText(readOnlyReason)}. What is done here can not be recorded in the case.`,
    );
  }
  if (seenHere?.problem !== undefined) {
    context.terminal.note(
      `What this workstation saw of the case before could not be used: ${escapeText(seenHere.problem)}. Whether an older copy was put back was not checked in full.`,
    );
  }
  let result: T;
  try {
    result = await work(opened);
  } catch (error) {
    // The first error is the one to show; closing is tried all the same, so that the log is sealed.
    await context.host.call('case.close', { handle: opened.handle });
    throw error;
  }
  await callHost(context, 'case.close', { handle: opened.handle });
  return result;
}

/** The public header tells who has a key: so a wrong folder or operator is named before anybody types a passphrase. */
async function whoOpens(args: CommandArgs, context: CommandContext, dir: string): Promise<InputOf<'case.open'>> {
  const { name, operators } = await callHost(context, 'case.describe', { dir });
  const operatorId = args.text('operator') ?? context.config.operatorId ?? usualOperator(operators);
  const operator = operators.find((each) => each.operatorId === operatorId);
  if (operator === undefined) {
    const known = operators.map((each) => each.operatorId).join(', ');
    throw new AppError('OPERATOR_UNKNOWN', `${operatorId} has no key to this case; these have: ${known}`);
  }
  const whose = escapeText(`${operator.operatorId} for case "${name}"`);
  return { dir, operatorId, passphrase: await currentPassphrase(args, context, whose) };
}

/** As the case engine chooses: the only operator, else the one called `lead`. */
function usualOperator(operators: readonly { operatorId: string }[]): string {
  const [first, second] = operators;
  const chosen = second === undefined ? first : operators.find(({ operatorId }) => operatorId === DEFAULT_OPERATOR);
  if (chosen !== undefined) return chosen.operatorId;
  const known = operators.map(({ operatorId }) => operatorId).join(', ');
  throw new AppError('CLI_USAGE', `Say who acts with --operator: ${known}`);
}

/** Only the options that were given: absent and undefined are different things in the contract. */
export function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
