/** `coverage`: which source has events when, so that "no logs" does not look like "no event". */
import type { OutputOf } from '../shared/contract/index.ts';
import { type Command, EXIT_FINE } from './command.ts';
import { countOf, formatCount, formatMinute, formatUs } from '../shared/format-values.ts';
import { renderTable } from './table.ts';
import { EVIDENCE_OPTIONS, withEvidence } from './use-evidence.ts';
import { callHost } from './use-host.ts';

type Coverage = OutputOf<'coverage.list'>;

/** Stretches of time shown for each source. */
const CELLS = 32;
const HAS_EVENTS = '█';
const HAS_NONE = '·';

export const coverage: Command = {
  name: 'coverage',
  summary: 'Show which source has events when, and where it has none.',
  positionals: [],
  options: EVIDENCE_OPTIONS,
  async run(args, context) {
    return withEvidence(args, context, async ({ handle }) => {
      const found = await callHost(context, 'coverage.list', { handle, bucketCount: CELLS });
      return { exitCode: EXIT_FINE, json: found, lines: () => coverageLines(found, context.terminal.widthColumns) };
    });
  },
};

function coverageLines(found: Coverage, widthColumns: number | undefined): string[] {
  const { bucketUs, fromUs, toUs, sources, withheld } = found;
  if (sources.length === 0) return ['This case holds no sources.'];
  const first = fromUs === null ? 0 : Math.floor(fromUs / bucketUs);
  const cellCount = fromUs === null || toUs === null ? 0 : Math.floor((toUs - 1) / bucketUs) - first + 1;
  const rows = sources.map(({ path, eventCount, firstUs, lastUs, buckets }) => {
    const cells = Array.from({ length: cellCount }, () => HAS_NONE);
    for (const bucket of buckets) cells[bucket.fromUs / bucketUs - first] = HAS_EVENTS;
    return [
      path ?? '(no source of this case)',
      formatCount(eventCount),
      minute(firstUs),
      minute(lastUs),
      cells.join(''),
    ];
  });
  const columns = [
    { title: 'Source', shrinks: 'path' },
    { title: 'Events', align: 'right' },
    { title: 'First' },
    { title: 'Last' },
    { title: 'When' },
  ] as const;
  const span =
    fromUs === null || toUs === null
      ? 'No event has a valid time.'
      : `${HAS_EVENTS} events, ${HAS_NONE} none, from ${formatUs(first * bucketUs)} on, ${formatCount(bucketUs / 1e6)} s each`;
  const hidden =
    withheld === undefined
      ? []
      : [`${countOf(withheld, 'record')} of this bundle are not shown: where it has no events, there may be some.`];
  return [...renderTable(columns, rows, widthColumns), '', span, ...hidden];
}

const minute = (us: number | null): string => (us === null ? '-' : formatMinute(formatUs(us).replace(/\.\d+Z$/u, 'Z')));
