/** `search`: find events, count them, see them over time or by a field. */
import type { OutputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { type Answer, type Command, type CommandArgs, type CommandContext, EXIT_FINE } from './command.ts';
import { fieldQuestions } from './near-field.ts';
import { escapeText } from './escape-text.ts';
import { countOf, formatCount, formatUs } from '../shared/format-values.ts';
import { foldedLines, readFolded } from './folded-search.ts';
import { renderTable } from './table.ts';
import { EVIDENCE_OPTIONS, withEvidence } from './use-evidence.ts';
import { callHost, given } from './use-host.ts';

type Page = OutputOf<'search.run'>;
type Histogram = OutputOf<'search.histogram'>;
type Top = OutputOf<'search.top'>;
type Lanes = OutputOf<'search.lanes'>;

const DEFAULT_LIMIT = 50;
const BUCKETS = 24;
const MAX_LANES = 50;
const LIMIT_RANGE = { min: 1, max: 10_000 };

export const search: Command = {
  name: 'search',
  summary: 'Find events; the query is written into the case log.',
  positionals: [{ name: 'QUERY', required: true, doc: 'words, "phrases", field:value, AND OR NOT; \'*\' for all' }],
  options: {
    ...EVIDENCE_OPTIONS,
    limit: { type: 'string', value: 'N', doc: `Events to show, 1 to 10000. Default: ${DEFAULT_LIMIT}.` },
    oldest: { type: 'boolean', doc: 'Oldest first. Default: newest first.' },
    from: { type: 'string', value: 'TIME', doc: 'Events at or after this time (RFC 3339).' },
    to: { type: 'string', value: 'TIME', doc: 'Events before this time (RFC 3339).' },
    count: { type: 'boolean', doc: 'Only how many.' },
    histogram: { type: 'boolean', doc: 'How many over time.' },
    top: { type: 'string', value: 'FIELD', doc: 'The most frequent values of a field.' },
    lanes: { type: 'string', value: 'FIELD', doc: 'How many over time for each of its most frequent values.' },
    fold: { type: 'boolean', doc: 'Neighbours that say the same as one row: how often, from when to when.' },
    offset: { type: 'string', value: 'N', doc: 'Leave out so many before the first shown.' },
    cursor: { type: 'string', value: 'C', doc: 'The next page: the cursor that the page before named.' },
  },
  query: ({ first }) => first,
  async run(args, context) {
    const limit = args.integer('limit', LIMIT_RANGE) ?? DEFAULT_LIMIT;
    const asked = { query: args.first, ...given({ from: args.text('from'), to: args.text('to') }) };
    const field = args.text('top');
    const split = args.text('lanes');
    const laneLimit = args.text('limit') === undefined ? undefined : Math.min(limit, MAX_LANES);
    const isSummary = args.flag('count') || args.flag('histogram') || field !== undefined || split !== undefined;
    return withEvidence(args, context, async ({ handle }) => {
      if (args.flag('fold')) {
        if (isSummary || args.text('cursor') !== undefined) throw new AppError('CLI_USAGE', FOLDS_ROWS);
        return foldedAnswer(args, context, { handle, ...asked });
      }
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
      const lanes =
        split === undefined
          ? undefined
          : await callHost(context, 'search.lanes', {
              handle,
              ...asked,
              field: split,
              bucketCount: BUCKETS,
              ...given({ limit: laneLimit }),
            });
      const { total, notices } = page;
      return {
        exitCode: EXIT_FINE,
        json: { total, ...given({ withheld: page.withheld, histogram, top, lanes, notices }) },
        lines: () => [
          countOf(total ?? 0, 'event'),
          ...withheldLines(page.withheld),
          ...(histogram === undefined ? [] : ['', ...histogramLines(histogram)]),
          ...(top === undefined ? [] : ['', ...topLines(top)]),
          ...(lanes === undefined ? [] : ['', ...laneLines(lanes)]),
          ...noticeLines(args.first, notices),
        ],
      };
    });
  },
};

const FOLDS_ROWS =
  '--fold prints rows: it goes with --limit, --offset, --oldest, --from and --to, not with --cursor and not with counts';

async function foldedAnswer(
  args: CommandArgs,
  context: CommandContext,
  asked: { handle: string; query: string; from?: string; to?: string },
): Promise<Answer> {
  const { total, notices } = await callHost(context, 'search.run', { ...asked, limit: 0 });
  const { limit, order, offset = 0 } = pageOptions(args, args.integer('limit', LIMIT_RANGE) ?? DEFAULT_LIMIT);
  const folded = await readFolded(context, { ...asked, limit, order, offset });
  return {
    exitCode: EXIT_FINE,
    json: { total, ...folded, ...given({ notices }) },
    lines: () => [...foldedLines(folded, total, context.terminal.widthColumns), ...noticeLines(args.first, notices)],
  };
}

const pageOptions = (args: CommandArgs, limit: number) => ({
  limit,
  order: args.flag('oldest') ? ('oldest' as const) : ('newest' as const),
  ...given({ cursor: args.text('cursor'), offset: args.integer('offset', { min: 0, max: Number.MAX_SAFE_INTEGER }) }),
});

export const EVENT_COLUMNS = [
  { title: 'Seq', align: 'right' },
  { title: 'Time' },
  { title: 'Severity' },
  { title: 'Type' },
  { title: 'Message', shrinks: 'end' },
] as const;

export function eventRow(event: Page['events'][number]): string[] {
  const message = event.metadata['message'];
  return [
    String(event.seq),
    event.timestamp ?? '-',
    event.severity,
    event.eventType,
    typeof message === 'string' ? message : '',
  ];
}

export function pageLines({ total, events, nextCursor, withheld }: Page, widthColumns: number | undefined): string[] {
  if (events.length === 0) {
    return [total === 0 ? 'No event matches.' : 'No further event matches.', ...withheldLines(withheld)];
  }
  const ofTotal = total === null ? '' : ` of ${formatCount(total)}`;
  const next = nextCursor === null ? [] : [`The next page: --cursor ${escapeText(nextCursor)}`];
  return [
    ...renderTable(EVENT_COLUMNS, events.map(eventRow), widthColumns),
    '',
    `${formatCount(events.length)}${ofTotal} events`,
    ...next,
    ...withheldLines(withheld),
  ];
}

/** None found is not none there. */
const withheldLines = (withheld: number | undefined): string[] =>
  withheld === undefined
    ? []
    : [`${formatCount(withheld)} records of this bundle are not shown; any of them might match.`];

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

/** A row for each value, a sign for each stretch of time: how many of its events lie there, against the fullest. */
export function laneLines({ bucketUs, fromUs, toUs, lanes, other, field }: Lanes): string[] {
  const first = fromUs === null ? 0 : Math.floor(fromUs / bucketUs);
  const length = fromUs === null || toUs === null ? 0 : Math.floor((toUs - 1) / bucketUs) - first + 1;
  const all = [...lanes, { ...other, value: '(others)' }].filter(({ total }) => total > 0);
  const most = Math.max(1, ...all.flatMap(({ counts }) => counts.map(({ count }) => count)));
  const rows = all.map(({ value, total, counts }) => {
    const cells = Array.from({ length }, () => NO_EVENT);
    for (const { fromUs: start, count } of counts) {
      cells[start / bucketUs - first] = HEIGHTS[Math.ceil((count / most) * HEIGHTS.length) - 1] ?? NO_EVENT;
    }
    return [formatCount(total), cells.join(''), value];
  });
  const from =
    fromUs === null ? [] : ['', `From ${formatUs(first * bucketUs)} on, ${formatCount(bucketUs / 1e6)} s each`];
  return [
    ...renderTable([{ title: 'Events', align: 'right' }, { title: 'Over time' }, { title: field }], rows),
    ...from,
  ];
}

const NO_EVENT = '·';
const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
