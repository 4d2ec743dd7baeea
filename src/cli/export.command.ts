/** `export`: write every match to a file. */
import { EXPORT_FORMATS } from '../shared/contract/export.contract.ts';
import { AppError } from '../shared/errors.ts';
import { type Command, type CommandArgs, EXIT_FINE } from './command.ts';
import { countOf, formatBytes } from '../shared/format-values.ts';
import { renderFacts } from './table.ts';
import { EVIDENCE_OPTIONS, withEvidence } from './use-evidence.ts';
import { given, runJob } from './use-host.ts';

export const exportEvents: Command = {
  name: 'export',
  summary: 'Write every match of a query to a file: complete, or an error and no file.',
  positionals: [],
  options: {
    ...EVIDENCE_OPTIONS,
    query: { type: 'string', value: 'Q', required: true, doc: "The query; '*' for every event." },
    format: { type: 'string', value: 'F', required: true, doc: `One of ${EXPORT_FORMATS.join(', ')}.` },
    out: { type: 'string', value: 'FILE', required: true, doc: 'The file to make.' },
    from: { type: 'string', value: 'TIME', doc: 'Events at or after this time (RFC 3339).' },
    to: { type: 'string', value: 'TIME', doc: 'Events before this time (RFC 3339).' },
    force: { type: 'boolean', doc: 'Replace the file where there is one.' },
  },
  details: [
    "CSV: RFC 4180, UTF-8, one header row. A text cell that begins with = + - @ or ' has one ' put in front, so that a",
    "spreadsheet runs nothing; take one leading ' off every cell to have the value back. The last column is the whole",
    'event as JSON. The query, the count and both digests are written into the case log.',
  ].join('\n'),
  query: (args) => args.requiredText('query'),
  async run(args, context) {
    const format = readFormat(args);
    return withEvidence(args, context, async ({ handle, info }) => {
      const result = await runJob(context, 'export.start', {
        handle,
        query: args.requiredText('query'),
        ...given({ from: args.text('from'), to: args.text('to') }),
        format,
        path: args.requiredText('out'),
        overwrite: args.flag('force'),
      });
      const why = info.bundle === undefined ? 'the case is read-only' : 'a bundle takes no records';
      const recorded = result.recordSeq === null ? `not recorded: ${why}` : `record ${result.recordSeq}`;
      return {
        exitCode: EXIT_FINE,
        json: result,
        lines: () =>
          renderFacts([
            ['File', result.path],
            ['Rows', `${countOf(result.rows, 'event')}, ${formatBytes(result.sizeBytes)}`],
            ['SHA-256', result.sha256],
            ['Row digest', result.rowDigest],
            ['Case log', recorded],
          ]),
      };
    });
  },
};

function readFormat(args: CommandArgs): (typeof EXPORT_FORMATS)[number] {
  const typed = args.requiredText('format');
  const format = EXPORT_FORMATS.find((each) => each === typed);
  if (format === undefined) throw new AppError('CLI_USAGE', `--format must be one of ${EXPORT_FORMATS.join(', ')}`);
  return format;
}
