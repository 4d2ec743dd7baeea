/** `ingest`: take files and folders into a case. */
import { isTimeZone } from '../engines/event/zone.ts';
import { FORMATS } from '../shared/contract/shapes.ts';
import type { ResultOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { type Command, type CommandArgs, EXIT_FINDINGS, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { countOf, formatBytes, formatCount } from './format-values.ts';
import { renderTable } from './table.ts';
import { CASE_OPTIONS, given, runJob, withCase } from './use-host.ts';

export type IngestResult = ResultOf<'ingest.start'>;
type SourceReport = IngestResult['sources'][number];

export const ingest: Command = {
  name: 'ingest',
  summary: 'Take files and folders into a case; every record becomes an event or a rejection.',
  positionals: [{ name: 'PATH', required: true, many: true, doc: 'files, folders, .gz, .zip, .tar.gz, .zst' }],
  options: {
    ...CASE_OPTIONS,
    format: {
      type: 'string',
      value: 'F',
      doc: `Take it for this format: ${FORMATS.join(', ')}. Default: by its content.`,
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
        lines: () => ingestLines(result),
      };
    });
  },
};

function readRequest(args: CommandArgs) {
  const format = args.text('format');
  const known = FORMATS.find((each) => each === format);
  if (format !== undefined && known === undefined) {
    throw new AppError('CLI_USAGE', `--format must be one of ${FORMATS.join(', ')}`);
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

/** Whether anything about the sources is worth a second look: refused, rejected, or failing its own checks. */
export function hasFindings({ sources }: IngestResult): boolean {
  return sources.some(({ format, duplicateOf, rejectedCount, findings }) => {
    const isRefused = format === null && duplicateOf === undefined && findings.length === 0;
    return isRefused || rejectedCount > 0 || findings.some(({ level }) => level !== 'info');
  });
}

const SHOWN_FINDINGS = 5;

export function ingestLines({ sources, totals }: IngestResult): string[] {
  const columns = [
    { title: 'Format' },
    { title: 'Records', align: 'right' },
    { title: 'Events', align: 'right' },
    { title: 'Ambiguous', align: 'right' },
    { title: 'Rejected', align: 'right' },
    { title: 'Size', align: 'right' },
    { title: 'Source' },
  ] as const;
  const rows = sources.map((source) => [
    source.duplicateOf === undefined ? (source.format ?? '-') : 'known',
    formatCount(source.recordCount),
    formatCount(source.eventCount),
    formatCount(source.ambiguousCount),
    formatCount(source.rejectedCount),
    source.sizeBytes === null ? '-' : formatBytes(source.sizeBytes),
    source.path,
  ]);
  const { eventCount, rejectedCount, ambiguousCount } = totals;
  return [
    ...renderTable(columns, rows),
    ...sources.flatMap(remarks),
    '',
    `${countOf(eventCount, 'event')} from ${countOf(sources.length, 'source')}, ${formatCount(ambiguousCount)} ambiguous, ${formatCount(rejectedCount)} rejected`,
  ];
}

function remarks(source: SourceReport): string[] {
  const { duplicateOf, findings, rejectedByReason, notes, noteCount } = source;
  const lines: string[] = [];
  if (duplicateOf !== undefined)
    lines.push(`already in the case as record ${duplicateOf}; nothing was added (--again to insist)`);
  for (const { kind, message } of findings.slice(0, SHOWN_FINDINGS)) lines.push(`${kind}: ${message}`);
  if (findings.length > SHOWN_FINDINGS) lines.push(`${countOf(findings.length - SHOWN_FINDINGS, 'further finding')}`);
  for (const [reason, count] of Object.entries(rejectedByReason))
    lines.push(`rejected ${formatCount(count)}: ${reason}`);
  const warnings = notes.filter(({ level }) => level === 'warning');
  for (const { kind, offset, message } of warnings.slice(0, SHOWN_FINDINGS)) {
    lines.push(`${kind} at byte ${offset}: ${message}`);
  }
  const hidden = Math.max(0, warnings.length - SHOWN_FINDINGS) + noteCount - notes.length;
  if (hidden > 0) lines.push(`${countOf(hidden, 'further note')} in the source report (--json)`);
  if (lines.length === 0) return [];
  return ['', escapeText(source.path), ...lines.map((line) => `  ${escapeText(line)}`)];
}
