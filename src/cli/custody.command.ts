/** `custody`: who did what when, as the case log holds it. */
import { CUSTODY_KINDS } from '../shared/contract/custody.contract.ts';
import type { OutputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { type Command, type CommandArgs, type CommandContext, EXIT_FINE } from './command.ts';
import { countOf } from './format-values.ts';
import { renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, withCase } from './use-host.ts';

type CustodyRecord = OutputOf<'custody.list'>[number];
type Kind = (typeof CUSTODY_KINDS)[number];

const PAGE = 1000;
/** The log's own housekeeping: many, and nobody's act. */
const HOUSEKEEPING: readonly string[] = ['seal', 'segment'] satisfies Kind[];

export const custody: Command = {
  name: 'custody',
  summary: 'List who did what when: unlocks, sources, searches, exports, checks.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    kind: { type: 'string', value: 'KIND', multiple: true, doc: 'Only records of this kind; may be given again.' },
    all: { type: 'boolean', doc: 'Also the seals and segments of the log itself.' },
  },
  run: async (args, context) => {
    const kinds = readKinds(args);
    return withCase(args, context, async ({ handle }) => {
      const records = await listAll(context, handle, kinds);
      const isShown = ({ kind }: CustodyRecord) => args.flag('all') || kinds.length > 0 || !HOUSEKEEPING.includes(kind);
      return {
        exitCode: EXIT_FINE,
        json: { records },
        lines: () => custodyLines(records.filter(isShown), records.length, context.terminal.widthColumns),
      };
    });
  },
};

async function listAll(context: CommandContext, handle: string, kinds: Kind[]): Promise<CustodyRecord[]> {
  const records: CustodyRecord[] = [];
  for (;;) {
    const last = records.at(-1);
    const page = await callHost(context, 'custody.list', {
      handle,
      limit: PAGE,
      ...(kinds.length > 0 ? { kinds } : {}),
      ...(last === undefined ? {} : { afterSeq: last.seq }),
    });
    records.push(...page);
    if (page.length < PAGE) return records;
  }
}

function readKinds(args: CommandArgs): Kind[] {
  return args.texts('kind').map((typed) => {
    const kind = CUSTODY_KINDS.find((each) => each === typed);
    if (kind === undefined) throw new AppError('CLI_USAGE', `--kind must be one of ${CUSTODY_KINDS.join(', ')}`);
    return kind;
  });
}

export function custodyLines(
  shown: readonly CustodyRecord[],
  count: number,
  widthColumns: number | undefined,
): string[] {
  const columns = [
    { title: 'Seq', align: 'right' },
    { title: 'At' },
    { title: 'Act' },
    { title: 'Who' },
    { title: 'What', shrinks: true },
  ] as const;
  const rows = shown.map(({ seq, at, kind, body }) => [String(seq), at, kind, who(body), what(body)]);
  const hidden = count - shown.length;
  const rest =
    hidden === 0 ? [] : ['', `${countOf(hidden, 'seal or segment', 'seals and segments')} not shown (--all)`];
  return [...renderTable(columns, rows, widthColumns), ...rest];
}

const who = (body: CustodyRecord['body']): string => {
  const name = body['operatorId'] ?? body['by'];
  return typeof name === 'string' ? name : '-';
};

/** Every plain value of the record, by name: short enough to read, complete with `--json`. */
function what(body: CustodyRecord['body']): string {
  return Object.entries(body)
    .filter(([name]) => name !== 'operatorId' && name !== 'by')
    .flatMap(([name, value]) => {
      if (value === null || value === '') return [];
      if (Array.isArray(value)) return value.length === 0 ? [] : [`${name}: ${value.length}`];
      if (typeof value === 'object') return [`${name}: {…}`];
      return [`${name}: ${String(value)}`];
    })
    .join(', ');
}
