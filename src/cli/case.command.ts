/** `case create`, `case show`, `case operators`: make a case and look at it from outside. */
import type { OutputOf } from '../shared/contract/index.ts';
import { type Answer, type Command, EXIT_FINE } from './command.ts';
import { countOf, formatCount } from './format-values.ts';
import { firstPassphrase, PASSPHRASE_OPTION } from './passphrase.ts';
import { renderFacts, renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, DEFAULT_OPERATOR, withCase, withOpened } from './use-host.ts';

type CaseInfo = OutputOf<'case.info'>;
type Operators = OutputOf<'operator.list'>;

export const caseCreate: Command = {
  name: 'case create',
  summary: 'Make a new, empty case and its first operator.',
  positionals: [{ name: 'DIR', required: true, doc: 'the folder to make; must not exist or be empty' }],
  options: {
    name: { type: 'string', value: 'NAME', required: true, doc: 'What the case is called.' },
    operator: { type: 'string', value: 'ID', doc: `The first operator, a lead. Default: ${DEFAULT_OPERATOR}.` },
    'operator-name': { type: 'string', value: 'NAME', doc: "The operator's own name. Default: the id." },
    ...PASSPHRASE_OPTION,
  },
  details: 'There is no way back into a case whose passphrases are lost.',
  async run(args, context) {
    const operatorId = args.text('operator') ?? context.config.operatorId ?? DEFAULT_OPERATOR;
    const opened = await callHost(context, 'case.create', {
      dir: args.first,
      name: args.requiredText('name'),
      operatorId,
      operatorName: args.text('operator-name') ?? operatorId,
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

export const caseShow: Command = {
  name: 'case show',
  summary: 'Show what the case is and how much is in it.',
  positionals: [],
  options: CASE_OPTIONS,
  run: async (args, context) =>
    withCase(args, context, async ({ handle, info }) => {
      const sources = await callHost(context, 'ingest.sources', { handle });
      return {
        exitCode: EXIT_FINE,
        json: { ...info, sources },
        lines: () => [...caseFacts(info), ...sourceLines(sources)],
      };
    }),
};

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

function caseFacts(info: CaseInfo): string[] {
  const { operator, recordCount, headSize } = info;
  const open = recordCount - headSize;
  return renderFacts([
    ['Case', info.name],
    ['Folder', info.dir],
    ['Case id', info.caseId],
    ['Fingerprint', info.fingerprint],
    ['Created', info.createdAt],
    ['Operator', `${operator.operatorId} (${operator.name}), ${operator.role}`],
    ['Events', `${formatCount(info.eventCount)} from ${countOf(info.sourceCount, 'source')}`],
    [
      'Log',
      `${countOf(recordCount, 'record')}, ${open > 0 ? `${formatCount(open)} recorded but not yet sealed` : 'all sealed'}`,
    ],
  ]);
}

function sourceLines(sources: OutputOf<'ingest.sources'>): string[] {
  if (sources.length === 0) return [];
  const rows = sources.map((source) => [
    source.format ?? 'none',
    formatCount(source.eventCount),
    formatCount(source.rejectedCount),
    source.firstTime ?? '-',
    source.lastTime ?? '-',
    source.path,
  ]);
  const columns = [
    { title: 'Format' },
    { title: 'Events', align: 'right' },
    { title: 'Rejected', align: 'right' },
    { title: 'First' },
    { title: 'Last' },
    { title: 'Source' },
  ] as const;
  return ['', ...renderTable(columns, rows)];
}

export const operatorLines = (operators: Operators): string[] =>
  renderTable(
    [{ title: 'Operator' }, { title: 'Name' }, { title: 'Role' }, { title: 'Since', align: 'right' }, { title: 'Key' }],
    operators.map(({ operatorId, name, role, since, vkey }) => [operatorId, name, role, `#${since}`, vkey]),
  );
