/** `case create`, `case show`, `case operators`: make a case and look at it from outside. */
import type { OutputOf } from '../shared/contract/index.ts';
import { CUSTODY_ACTS, type CustodyActName } from '../shared/custody-words.ts';
import { KEY_ACTS, type KeyActName } from '../shared/key-acts.ts';
import { AppError } from '../shared/errors.ts';
import { type Answer, type Command, type CommandArgs, type CommandContext, EXIT_FAILED, EXIT_FINE } from './command.ts';
import { countOf, formatCount } from '../shared/format-values.ts';
import { assumptionLines, sourceTable } from './ingest-lines.ts';
import { firstPassphrase, PASSPHRASE_OPTION } from './passphrase.ts';
import { renderFacts, renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, DEFAULT_OPERATOR, withCase, withOpened } from './use-host.ts';

type CaseInfo = OutputOf<'case.info'>;
type Operators = OutputOf<'operator.list'>;

const TWO_PERSON_ACTS = [...CUSTODY_ACTS, ...KEY_ACTS] as const;

export const caseCreate: Command = {
  name: 'case create',
  summary: 'Make a new, empty case and its first operator.',
  positionals: [{ name: 'DIR', required: true, doc: 'the folder to make; must not exist or be empty' }],
  options: {
    name: { type: 'string', value: 'NAME', required: true, doc: 'What the case is called.' },
    operator: { type: 'string', value: 'ID', doc: `The first operator, a lead. Default: ${DEFAULT_OPERATOR}.` },
    'two-person': {
      type: 'string',
      value: 'ACT',
      multiple: true,
      doc: `An act that needs two people in this case, for good: ${TWO_PERSON_ACTS.join(', ')}; may be given again.`,
    },
    'operator-name': { type: 'string', value: 'NAME', doc: "The operator's own name. Default: the id." },
    ...PASSPHRASE_OPTION,
  },
  details:
    'There is no way back into a case whose passphrases are lost, unless recovery shares were made: recovery create.',
  async run(args, context) {
    const twoPersonActs = twoPersonActsIn(args);
    const operatorId = args.text('operator') ?? context.config.operatorId ?? DEFAULT_OPERATOR;
    const opened = await callHost(context, 'case.create', {
      dir: args.first,
      name: args.requiredText('name'),
      operatorId,
      operatorName: args.text('operator-name') ?? operatorId,
      ...(twoPersonActs.length === 0 ? {} : { twoPersonActs }),
      passphrase: await firstPassphrase(args, context),
    });
    return withOpened(
      context,
      opened,
      async ({ info }): Promise<Answer> => ({
        exitCode: EXIT_FINE,
        json: info,
        lines: () => [
          'The case is made.',
          '',
          ...caseFacts(info),
          '',
          'Write the fingerprint down, on paper: who checks this case later starts from it.',
        ],
      }),
    );
  },
};

function twoPersonActsIn(args: CommandArgs): (CustodyActName | KeyActName)[] {
  return args.texts('two-person').map((typed) => {
    const act = TWO_PERSON_ACTS.find((each) => each === typed);
    if (act === undefined) throw new AppError('CLI_USAGE', `--two-person must be one of ${TWO_PERSON_ACTS.join(', ')}`);
    return act;
  });
}

export const caseShow: Command = {
  name: 'case show',
  summary: 'Show what the case is and how much is in it.',
  positionals: [],
  options: CASE_OPTIONS,
  details: 'A case whose log is damaged is shown as far as it can be read, with exit code 2.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle, info }) => {
      const operators = await callHost(context, 'operator.list', { handle });
      const sources = await tryRead(async () => callHost(context, 'ingest.sources', { handle }));
      const sealedAt = await tryRead(async () => sealTime(context, handle, info.headSize));
      const problem = sources.problem ?? sealedAt.problem;
      return {
        exitCode: problem === undefined ? EXIT_FINE : EXIT_FAILED,
        json: {
          ...info,
          sources: sources.value,
          operators,
          sealedAt: sealedAt.value,
          ...(problem === undefined ? {} : { problem }),
        },
        lines: () => [
          ...caseFacts(info, {
            operators,
            sealedAt: sealedAt.value,
            ...(problem === undefined ? {} : { problem }),
          }),
          ...sourceLines(sources.value ?? [], context.terminal.widthColumns),
        ],
      };
    }),
};

/** When the newest signed head was made: its seal is the last record it covers. */
async function sealTime(context: CommandContext, handle: string, headSize: number): Promise<string | null> {
  if (headSize === 0) return null;
  const [seal] = await callHost(context, 'custody.list', { handle, kinds: ['seal'], afterSeq: headSize - 2, limit: 1 });
  return seal?.at ?? null;
}

/** A damaged case still has a name, a fingerprint and a reason; what can't be read is null, with why. */
async function tryRead<T>(read: () => Promise<T>): Promise<{ value: T | null; problem?: string }> {
  try {
    return { value: await read() };
  } catch (error) {
    const isDamage = error instanceof AppError && (error.code === 'CASE_LOG_BROKEN' || error.code === 'VAULT_CORRUPT');
    if (!isDamage) throw error;
    return { value: null, problem: error.message };
  }
}

export const caseOperators: Command = {
  name: 'case operators',
  summary: 'List who has a key to the case.',
  positionals: [],
  options: CASE_OPTIONS,
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const operators = await callHost(context, 'operator.list', { handle });
      return { exitCode: EXIT_FINE, json: { operators }, lines: () => operatorLines(operators) };
    }),
};

interface FurtherFacts {
  operators: Operators;
  sealedAt: string | null;
  /** Why not everything could be read. */
  problem?: string;
}

function caseFacts(info: CaseInfo, further?: FurtherFacts): string[] {
  const { operator, recordCount, headSize, readOnlyReason } = info;
  const open = recordCount - headSize;
  const facts: [name: string, value: string][] = [
    ['Case', info.name],
    ['Folder', info.dir],
    ['Case id', info.caseId],
    ['Fingerprint', info.fingerprint],
    ['Created', info.createdAt],
    ['Operator', `${operator.operatorId} (${operator.name}), ${operator.role}`],
  ];
  const inOffice = further?.operators.filter(({ until }) => until === undefined) ?? [];
  if (inOffice.length > 1) {
    const all = inOffice.map(({ operatorId, role }) => `${operatorId} (${role})`);
    facts.push(['With a key', all.join(', ')]);
  }
  facts.push(
    ['Events', `${formatCount(info.eventCount)} from ${countOf(info.sourceCount, 'source')}`],
    [
      'Log',
      `${countOf(recordCount, 'record')}, ${open > 0 ? `${formatCount(open)} recorded but not yet sealed` : 'all sealed'}`,
    ],
  );
  if (further !== undefined) {
    const when = further.sealedAt === null ? '' : `, sealed ${further.sealedAt}`;
    facts.push(['Head', headSize === 0 ? 'none' : `signed over ${countOf(headSize, 'record')}${when}`]);
  }
  if (readOnlyReason !== undefined) facts.push(['Read-only', readOnlyReason]);
  if (info.seenHere !== undefined) facts.push(['Seen here', seenText(info.seenHere)]);
  if (further?.problem !== undefined) facts.push(['Damaged', further.problem]);
  return renderFacts(facts);
}

function seenText({ state, size = 0, at = '?', problem }: NonNullable<CaseInfo['seenHere']>): string {
  const before = `${countOf(size, 'record')} at ${at}`;
  const said = {
    first: 'for the first time on this workstation',
    extends: `${before}; the log goes on from there`,
    'rolled-back': `${before}, more than are there now`,
    'two-histories': `${before}; the log does not begin with them`,
    unknown: 'not compared',
  }[state];
  return problem === undefined ? said : `${said}: ${problem}`;
}

function sourceLines(sources: OutputOf<'ingest.sources'>, widthColumns: number | undefined): string[] {
  if (sources.length === 0) return [];
  // As recorded: what was near then may be far from here.
  const asRecorded = (path: string): string => path;
  return ['', ...sourceTable(sources, widthColumns, asRecorded), ...assumptionLines(sources, asRecorded)];
}

export const operatorLines = (operators: Operators): string[] =>
  renderTable(
    [{ title: 'Operator' }, { title: 'Name' }, { title: 'Role' }, { title: 'Since', align: 'right' }, { title: 'Key' }],
    operators.map(({ operatorId, name, role, since, until, vkey }) => [
      operatorId,
      name,
      role,
      until === undefined ? `#${since}` : `#${since} to #${until}`,
      vkey,
    ]),
  );
