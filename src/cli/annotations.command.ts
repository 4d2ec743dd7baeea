/** `annotations`: what stands on the events of a case, or everything ever said about one of them. */
import type { OutputOf } from '../shared/contract/index.ts';
import { type Answer, type Command, type CommandContext, EXIT_FINE } from './command.ts';
import { countOf, formatCount, formatSecond } from '../shared/format-values.ts';
import { renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, given, withCase } from './use-host.ts';

type Totals = OutputOf<'annotation.tags'>;
type Notes = OutputOf<'annotation.list'>[number];
type Entry = OutputOf<'annotation.history'>[number];

const DEFAULT_LIMIT = 50;

export const annotations: Command = {
  name: 'annotations',
  summary: 'List tags, stars, colours and comments, or everything ever said about one event.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    seq: { type: 'string', value: 'N', doc: 'Only this event: who said what when, also what was undone.' },
    after: { type: 'string', value: 'N', doc: 'Events after this one.' },
    limit: { type: 'string', value: 'N', doc: `Events to show, 1 to 10000. Default: ${DEFAULT_LIMIT}.` },
  },
  async run(args, context) {
    const seq = args.integer('seq', { min: 0, max: Number.MAX_SAFE_INTEGER });
    const afterSeq = args.integer('after', { min: 0, max: Number.MAX_SAFE_INTEGER });
    const limit = args.integer('limit', { min: 1, max: 10_000 }) ?? DEFAULT_LIMIT;
    return withCase(args, context, async ({ handle }) => {
      if (seq !== undefined) return historyOf(context, handle, seq);
      const totals = await callHost(context, 'annotation.tags', { handle });
      const events = await callHost(context, 'annotation.list', { handle, limit, ...given({ afterSeq }) });
      return {
        exitCode: EXIT_FINE,
        json: { ...totals, events },
        lines: () => [...totalLines(totals), '', ...noteLines(events, context.terminal.widthColumns)],
      };
    });
  },
};

async function historyOf(context: CommandContext, handle: string, seq: number): Promise<Answer> {
  const entries = await callHost(context, 'annotation.history', { handle, seq });
  return {
    exitCode: EXIT_FINE,
    json: { seq, annotations: entries },
    lines: () => historyLines(entries, context.terminal.widthColumns),
  };
}

export function totalLines({
  tags,
  colours,
  starredCount,
  commentCount,
  commentedCount,
  annotatedCount,
}: Totals): string[] {
  if (annotatedCount === 0) return ['Nothing is annotated.'];
  const rows = [
    ...tags.map(({ tag, count }) => ['tag', tag, formatCount(count)]),
    ...colours.map(({ colour, count }) => ['colour', colour, formatCount(count)]),
    ...(starredCount > 0 ? [['star', '', formatCount(starredCount)]] : []),
    ...(commentCount > 0 ? [['comment', countOf(commentCount, 'comment'), formatCount(commentedCount)]] : []),
  ];
  return [
    ...renderTable([{ title: 'What' }, { title: 'Which' }, { title: 'Events', align: 'right' }], rows),
    '',
    `${countOf(annotatedCount, 'event')} annotated`,
  ];
}

export function noteLines(events: readonly Notes[], widthColumns: number | undefined): string[] {
  if (events.length === 0) return [];
  const columns = [
    { title: 'Seq', align: 'right' },
    { title: '*' },
    { title: 'Colour' },
    { title: 'Tags' },
    { title: 'Comments', shrinks: 'wrap' },
  ] as const;
  const rows = events.map(({ seq, starred, colour, tags, comments }) => [
    String(seq),
    starred ? '*' : '',
    colour ?? '',
    tags.join(', '),
    comments.map(({ operatorId, text }) => `${operatorId}: ${text}`).join(' | '),
  ]);
  return renderTable(columns, rows, widthColumns);
}

export function historyLines(entries: readonly Entry[], widthColumns: number | undefined): string[] {
  if (entries.length === 0) return ['Nobody said anything about this event.'];
  const columns = [
    { title: 'Record', align: 'right' },
    { title: 'At' },
    { title: 'Who' },
    { title: 'Act' },
    { title: 'What', shrinks: 'wrap' },
    { title: '' },
  ] as const;
  const rows = entries.map(({ recordSeq, at, operatorId, act, tag, text, colour, of, isEffective }) => [
    String(recordSeq),
    formatSecond(at),
    operatorId,
    act,
    tag ?? text ?? colour ?? (of === undefined ? '' : `record ${of}`),
    isEffective ? '' : 'undone',
  ]);
  return renderTable(columns, rows, widthColumns);
}
