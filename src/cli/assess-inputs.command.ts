/** `assess inputs`: the tables of an organisation, taken in and listed. */
import { INPUT_TABLE_NAMES } from '../shared/compliance-words.ts';
import type { OutputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { countOf, formatSecond } from '../shared/format-values.ts';
import { type Command, type CommandArgs, EXIT_FINDINGS, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, given, withCase } from './use-host.ts';

type Taken = OutputOf<'compliance.importInputs'>;

export const assessInputs: Command = {
  name: 'assess inputs',
  summary: 'Take in a table that checks ask for (import TABLE FILE), or list what this case has (list).',
  positionals: [
    { name: 'ACT', required: true, doc: 'import or list' },
    {
      name: 'WHAT',
      required: false,
      many: true,
      doc: `of import: a table (${INPUT_TABLE_NAMES.join(', ')}) and a CSV or JSON file`,
    },
  ],
  options: {
    ...CASE_OPTIONS,
    map: {
      type: 'string',
      value: 'COLUMN=FIELD',
      multiple: true,
      doc: 'Column of the file to field of the table; may be given again.',
    },
    format: { type: 'string', value: 'F', doc: 'csv or json. Default: by the ending of the name.' },
    check: { type: 'boolean', doc: 'Only say what would be taken, and what not.' },
    partial: { type: 'boolean', doc: 'Take the rows that hold, though others do not.' },
  },
  details: [
    'A newer table takes the place of the older one, which stays on record. Every row that does not hold is named with line,',
    'column and reason; then nothing is taken, unless --partial says so.',
  ].join('\n'),
  run: async (args, context) => {
    const [act, ...what] = args.positionals;
    if (act === 'list' && what.length === 0)
      return withCase(args, context, async ({ handle }) => {
        const listed = await callHost(context, 'compliance.inputs', { handle });
        return { exitCode: EXIT_FINE, json: listed, lines: () => listLines(listed, context.terminal.widthColumns) };
      });
    const [name, path, ...more] = what;
    const table = INPUT_TABLE_NAMES.find((one) => one === name);
    if (act !== 'import' || path === undefined || more.length > 0)
      throw new AppError('CLI_USAGE', 'Say list, or import TABLE FILE');
    if (table === undefined) throw new AppError('CLI_USAGE', `The table is one of ${INPUT_TABLE_NAMES.join(', ')}`);
    const mapping = mappingIn(args);
    const format = formatIn(args);
    return withCase(args, context, async ({ handle }) => {
      const taken = await callHost(context, 'compliance.importInputs', {
        handle,
        table,
        file: { path },
        ...given({ format, mapping }),
        ...(args.flag('check') ? { check: true } : {}),
        ...(args.flag('partial') ? { allowRejections: true } : {}),
      });
      return {
        exitCode: taken.rejections.length > 0 ? EXIT_FINDINGS : EXIT_FINE,
        json: taken,
        lines: () => takenLines(taken),
      };
    });
  },
};

function mappingIn(args: CommandArgs): Record<string, string> | undefined {
  const pairs = args.texts('map').map((typed) => {
    const at = typed.lastIndexOf('=');
    if (at <= 0) throw new AppError('CLI_USAGE', '--map is COLUMN=FIELD');
    return [typed.slice(0, at), typed.slice(at + 1)] as const;
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function formatIn(args: CommandArgs): 'csv' | 'json' | undefined {
  const typed = args.text('format');
  if (typed === undefined || typed === 'csv' || typed === 'json') return typed;
  throw new AppError('CLI_USAGE', '--format is csv or json');
}

const SHOWN = 20;

function takenLines({ table, rowCount, rejections, mapping, assumedUtc, recordSeq }: Taken): string[] {
  const rows = countOf(rowCount, 'row');
  return [
    recordSeq === null
      ? `${rows} of ${table} would be taken; nothing was recorded`
      : `${rows} of ${table}, record ${recordSeq}`,
    `Columns: ${Object.entries(mapping)
      .map(([column, field]) => `${escapeText(column)} → ${field}`)
      .join(', ')}`,
    ...(assumedUtc > 0 ? [`${countOf(assumedUtc, 'time')} without a zone taken as UTC`] : []),
    ...(rejections.length === 0 ? [] : [`${countOf(rejections.length, 'row')} not taken:`]),
    ...rejections
      .slice(0, SHOWN)
      .map(
        ({ line, column, reason }) =>
          `  line ${line}${column === undefined ? '' : `, ${escapeText(column)}`}: ${escapeText(reason)}`,
      ),
    ...(rejections.length > SHOWN ? [`  and ${rejections.length - SHOWN} more (--json)`] : []),
  ];
}

function listLines(listed: OutputOf<'compliance.inputs'>, width: number | undefined): string[] {
  return renderTable(
    [
      { title: 'Table' },
      { title: 'Needed by', align: 'right' },
      { title: 'Rows', align: 'right' },
      { title: 'Taken in' },
      { title: 'From', shrinks: 'wrap' },
      { title: 'What it is', shrinks: 'wrap' },
    ],
    listed.map(({ table, neededBy, loaded, says }) => [
      table,
      countOf(neededBy, 'check'),
      loaded === null ? 'none' : String(loaded.rowCount),
      loaded === null ? '–' : `${formatSecond(loaded.at)} (record ${loaded.recordSeq})`,
      loaded === null ? '–' : escapeText(loaded.fileName),
      says,
    ]),
    width,
  );
}
