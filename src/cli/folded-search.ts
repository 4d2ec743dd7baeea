/** `search --fold`: neighbours that say the same as one row, each run read to its end. */
import type { OutputOf, RawInputOf } from '../shared/contract/index.ts';
import { countOf } from '../shared/format-values.ts';
import { joinRuns } from '../shared/join-runs.ts';
import type { CommandContext } from './command.ts';
import { type Column, renderTable } from './table.ts';
import { callHost } from './use-host.ts';

type Run = OutputOf<'search.fold'>['runs'][number];
type Asked = RawInputOf<'search.fold'> & { order: 'newest' | 'oldest'; limit: number; offset: number };

export interface FoldedSearch {
  runs: Run[];
  /** Place in the unfolded result after the last run; null: that was all. */
  nextOffset: number | null;
}

/** So many runs, the last one, too, read to its end, however long that is. Memory: an event a run. */
export async function readFolded(context: CommandContext, asked: Asked): Promise<FoldedSearch> {
  const runs: Run[] = [];
  let nextOffset: number | null = asked.offset;
  while (nextOffset !== null && (runs.length < asked.limit || runs.at(-1)?.goesOn === true)) {
    context.signal.throwIfAborted();
    // A run that goes on is the first of the next page.
    const missing = asked.limit - runs.length + (runs.at(-1)?.goesOn === true ? 1 : 0);
    const page: OutputOf<'search.fold'> = await callHost(context, 'search.fold', {
      ...asked,
      offset: nextOffset,
      limit: Math.min(missing, RUNS_AT_ONCE),
      maxEvents: EVENTS_AT_ONCE,
    });
    joinRuns(runs, page.runs, asked.order);
    nextOffset = page.nextOffset;
  }
  const [next] = runs.splice(asked.limit);
  return { runs, nextOffset: next === undefined ? nextOffset : next.offset };
}

const EVENTS_AT_ONCE = 50_000;
const RUNS_AT_ONCE = 1_000;

const COLUMNS: readonly Column[] = [
  { title: 'Seq', align: 'right' },
  { title: 'Times', align: 'right' },
  { title: 'First' },
  { title: 'Last' },
  { title: 'Severity' },
  { title: 'Type' },
  { title: 'Message', shrinks: 'end' },
];

/** @param total all matches, unfolded */
export function foldedLines({ runs, nextOffset }: FoldedSearch, total: number | null, widthColumns?: number): string[] {
  if (runs.length === 0) return [total === 0 ? 'No event matches.' : 'No further event matches.'];
  const rows = runs.map(({ event, count, firstTime, lastTime }) => {
    const message = event.metadata['message'];
    return [
      String(event.seq),
      `x${count}`,
      firstTime ?? '-',
      count === 1 ? '' : (lastTime ?? '-'),
      event.severity,
      event.eventType,
      typeof message === 'string' ? message : '',
    ];
  });
  const shown = runs.reduce((sum, { count }) => sum + count, 0);
  return [
    ...renderTable(COLUMNS, rows, widthColumns),
    '',
    `${countOf(runs.length, 'row')} for ${countOf(shown, 'event')}${total === null ? '' : ` of ${total.toLocaleString('en-US')}`}`,
    ...(nextOffset === null ? [] : [`The next rows: --offset ${nextOffset}`]),
  ];
}
