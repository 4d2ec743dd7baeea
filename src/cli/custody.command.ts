/** `custody`: who did what when, as the case log holds it. */
import { CUSTODY_KINDS } from '../shared/record-kinds.ts';
import { AppError } from '../shared/errors.ts';
import { type Command, type CommandArgs, type CommandContext, EXIT_FINE } from './command.ts';
import { actorOf, allOf, type CustodyRecord, describeRecord } from '../shared/describe-record.ts';
import { countOf, formatSecond } from '../shared/format-values.ts';
import { renderTable } from './table.ts';
import { EVIDENCE_OPTIONS, withEvidence } from './use-evidence.ts';
import { callHost } from './use-host.ts';

type Kind = (typeof CUSTODY_KINDS)[number];

const PAGE = 1000;
/** The log's own housekeeping: many, and nobody's act. */
const HOUSEKEEPING: readonly string[] = ['seal', 'segment'] satisfies Kind[];

export const custody: Command = {
  name: 'custody',
  summary: 'List who did what when: unlocks, sources, searches, exports, checks.',
  positionals: [],
  options: {
    ...EVIDENCE_OPTIONS,
    kind: { type: 'string', value: 'KIND', multiple: true, doc: 'Only records of this kind; may be given again.' },
    full: { type: 'boolean', doc: 'All plain values of each record in place of a sentence; --json has them whole.' },
    all: { type: 'boolean', doc: 'Also the seals and segments of the log itself.' },
  },
  run: async (args, context) => {
    const kinds = readKinds(args);
    return withEvidence(args, context, async ({ handle, info }) => {
      const records = await listAll(context, handle, kinds);
      const isShown = ({ kind }: CustodyRecord) => args.flag('all') || kinds.length > 0 || !HOUSEKEEPING.includes(kind);
      return {
        exitCode: EXIT_FINE,
        json: { records },
        lines: () => {
          const describe = (record: CustodyRecord) =>
            args.flag('full') ? allOf(record.body) : describeRecord(record, info.fingerprint);
          return custodyLines(records.filter(isShown), {
            describe,
            count: records.length,
            widthColumns: context.terminal.widthColumns,
          });
        },
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
  {
    describe,
    count,
    widthColumns,
  }: { describe: (record: CustodyRecord) => string; count: number; widthColumns: number | undefined },
): string[] {
  const columns = [
    { title: 'Seq', align: 'right' },
    { title: 'At' },
    { title: 'Act' },
    { title: 'Who' },
    { title: 'What', shrinks: 'wrap' },
  ] as const;
  const rows = shown.map((record) => {
    const { seq, at, kind } = record;
    return [String(seq), formatSecond(at), kind, actorOf(record), describe(record)];
  });
  const hidden = count - shown.length;
  const rest =
    hidden === 0 ? [] : ['', `${countOf(hidden, 'seal or segment', 'seals and segments')} not shown (--all)`];
  return [...renderTable(columns, rows, widthColumns), ...rest];
}
