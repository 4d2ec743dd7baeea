/** `search`: find events, count them, see them over time or by a field. */
import type { OutputOf } from '../shared/contract/index.ts';
import { type Command, type CommandArgs, EXIT_FINE } from './command.ts';
import { fieldQuestions } from './near-field.ts';
import { escapeText } from './escape-text.ts';
import { countOf, formatCount, formatUs } from './format-values.ts';
import { renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, given, withCase } from './use-host.ts';

type Page = OutputOf<'search.run'>;
type Histogram = OutputOf<'search.histogram'>;
type Top = OutputOf<'search.top'>;

const DEFAULT_LIMIT = 50;
const BUCKETS = 24;

export const search: Command = {
  name: 'search',
  summary: 'Find events; the query is written into the case log.',
  positionals: [{ name: 'QUERY', required: true, doc: 'words, "phrases", field:value, AND OR NOT; \'*\' for all' }],
  options: {
    ...CASE_OPTIONS,
    limit: { type: 'string', value: 'N', doc: `Events to show, 1 to 10000. Default: ${DEFAULT_LIMIT}.` },
    oldest: { type: 'boolean', doc: 'Oldest first. Default: newest first.' },
    from: { type: 'string', value: 'TIME', doc: 'Events at or after this time (RFC 3339).' },
    to: { type: 'string', value: 'TIME', doc: 'Events before this time (RFC 3339).' },
    count: { type: 'boolean', doc: 'Only how many.' },
    histogram: { type: 'boolean', doc: 'How many over time.' },
    top: { type: 'string', value: 'FIELD', doc: 'The most frequent values of a field.' },
    cursor: { type: 'string', value: 'C', doc: 'The next page: the cursor that the page before named.' },
  },
  query: ({ first }) => first,
  async run(args, context) {
    const limit = args.integer('limit', { min: 1, max: 10_000 }) ?? DEFAULT_LIMIT;
    const asked = { query: args.first, ...given({ from: args.text('from'), to: args.text('to') }) };
    const field = args.text('top');
    const isSummary = args.flag('count') || args.flag('histogram') || field !== undefined;
    return withCase(args, context, async ({ handle }) => {
      const page = await callHost(context, 'search.run', {
        handle,
        ...asked,
        ...pageOptions(args, isSummary ? 1 : limit),
      });
      if (!isSummary)
        return {
          exitCode: EXIT_FINE,
          json: page,
          lines: () => [
            ...pageLines(page, context.terminal.widthColumns),
            ...(page.total === 0 ? fieldQuestions(args.first).map(escapeText) : []),
            ...noticeLines(args.first, page.notices),
          ],
        };
      const histogram = args.flag('histogram')
        ? await callHost(context, 'search.histogram', { handle, ...asked, bucketCount: BUCKETS })
        : undefined;
      const top =
        field === undefined ? undefined : await callHost(context, 'search.top', { handle, ...asked, field, limit });
      const { total, notices } = page;
      return {
        exitCode: EXIT_FINE,
        json: { total, ...given({ histogram, top, notices }) },
        lines: () => [
          countOf(total ?? 0, 'event'),
          ...(histogram === undefined ? [] : ['', ...histogramLines(histogram)]),
          ...(top === undefined ? [] : ['', ...topLines(top)]),
          ...noticeLines(args.first, notices),
        ],
      };
    });
  },
};

const pageOptions = (args: CommandArgs, limit: number) => ({
  limit,
  order: args.flag('oldest') ? ('oldest' as const) : ('newest' as const),
  ...given({ cursor: args.text('cursor') }),
});

export function pageLines({ total, events, nextCursor }: Page, widthColumns: number | undefined): string[] {
  if (events.length === 0) return [total === 0 ? 'No event matches.' : 'No further event matches.'];
  const columns = [
    { title: 'Seq', align: 'right' },
    { title: 'Time' },
    { title: 'Severity' },
    { title: 'Type' },
    { title: 'Message', shrinks: 'end' },
  ] as const;
  const rows = events.map((event) => {
    const message = event.metadata['message'];
    return [
      String(event.seq),
      event.timestamp ?? '-',
      event.severity,
      event.eventType,
      typeof message === 'string' ? message : '',
    ];
  });
  const ofTotal = total === null ? '' : ` of ${formatCount(total)}`;
  const next = nextCursor === null ? [] : [`The next page: --cursor ${escapeText(nextCursor)}`];
  return [...renderTable(columns, rows, widthColumns), '', `${formatCount(events.length)}${ofTotal} events`, ...next];
}

/** What may have been meant, under the part of the query that it is about. */
export function noticeLines(query: string, notices: Page['notices'] = []): string[] {
  if (notices.length === 0) return [];
  return [
    '',
    'The query may say something else than was meant:',
    ...notices.map(({ from, to, message, hint }) => {
      const part = message.includes(query.slice(from, to)) ? '' : ` (${query.slice(from, to)})`;
      return `  ${escapeText(hint === undefined ? `${message}${part}` : `${message}${part}: ${hint}`)}`;
    }),
  ];
}

const BAR_WIDTH = 40;

export function histogramLines({ buckets, withoutTimeCount }: Histogram): string[] {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const rows = buckets.map(({ fromUs, count }) => [
    formatUs(fromUs),
    formatCount(count),
    '█'.repeat(Math.ceil((count / most) * BAR_WIDTH)),
  ]);
  if (withoutTimeCount > 0) rows.push(['without a time', formatCount(withoutTimeCount), '']);
  return renderTable([{ title: 'From' }, { title: 'Events', align: 'right' }, { title: '' }], rows);
}

export function topLines({ field, values, presentCount }: Top): string[] {
  const rows = values.map(({ value, count }) => [formatCount(count), share(count, presentCount), value]);
  return [
    ...renderTable([{ title: 'Events', align: 'right' }, { title: 'Share', align: 'right' }, { title: field }], rows),
    '',
    `${countOf(presentCount, 'matching event')} with ${escapeText(field)}`,
  ];
}

const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
