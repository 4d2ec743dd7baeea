/** `ingest`: take files and folders into a case. */
import { isTimeZone } from '../engines/event/zone.ts';
import { AppError } from '../shared/errors.ts';
import { FORMAT_IDS } from '../shared/format-ids.ts';
import { type Command, type CommandArgs, EXIT_FINDINGS, EXIT_FINE } from './command.ts';
import { hasFindings, ingestLines } from './ingest-lines.ts';
import { CASE_OPTIONS, given, runJob, withCase } from './use-host.ts';

export const ingest: Command = {
  name: 'ingest',
  summary: 'Take files and folders into a case; every record becomes an event or a rejection.',
  positionals: [{ name: 'PATH', required: true, many: true, doc: 'files, folders, .gz, .zip, .tar.gz, .zst' }],
  options: {
    ...CASE_OPTIONS,
    format: {
      type: 'string',
      value: 'F',
      doc: `Take it for this format: ${FORMAT_IDS.join(', ')}. Default: by its content.`,
    },
    source: { type: 'string', value: 'NAME', doc: 'Name the source, where one file is taken in.' },
    timezone: {
      type: 'string',
      value: 'TZ',
      doc: 'Zone of times that name none: Europe/Berlin, +02:00. Default: UTC.',
    },
    year: {
      type: 'string',
      value: 'Y',
      doc: 'Year of times that name none, 1970 to 2200. Default: by the time of the file.',
    },
    'by-reference': { type: 'boolean', doc: 'Keep the path and the hashes of the originals, not their bytes.' },
    again: { type: 'boolean', doc: 'Take in what the case already holds once more.' },
    md5: { type: 'boolean', doc: 'Also compute MD5, to match older paperwork.' },
    sha1: { type: 'boolean', doc: 'Also compute SHA-1, to match older paperwork.' },
  },
  details: 'Exit code 1 where a source was refused, a record was rejected, or a check of the source failed.',
  run: async (args, context) => {
    const request = readRequest(args);
    return withCase(args, context, async ({ handle }) => {
      const result = await runJob(context, 'ingest.start', { handle, ...request });
      return {
        exitCode: hasFindings(result) ? EXIT_FINDINGS : EXIT_FINE,
        json: result,
        lines: () => ingestLines(result, context.terminal.widthColumns),
      };
    });
  },
};

function readRequest(args: CommandArgs) {
  const format = args.text('format');
  const known = FORMAT_IDS.find((each) => each === format);
  if (format !== undefined && known === undefined) {
    throw new AppError('CLI_USAGE', `--format must be one of ${FORMAT_IDS.join(', ')}`);
  }
  const timeZone = args.text('timezone');
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const forms = 'a name of the time zone database (Europe/Berlin) or an offset (+02:00)';
    throw new AppError('CLI_USAGE', `--timezone must be ${forms}, not ${JSON.stringify(timeZone)}`);
  }
  const extraHashes = (['md5', 'sha1'] as const).filter((name) => args.flag(name));
  return {
    paths: [...args.positionals],
    ...given({
      format: known,
      name: args.text('source'),
      timeZone,
      year: args.integer('year', { min: 1970, max: 2200 }),
    }),
    ...(extraHashes.length > 0 ? { extraHashes } : {}),
    keepOriginals: !args.flag('by-reference'),
    again: args.flag('again'),
  };
}
