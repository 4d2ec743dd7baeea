/**
 * What `ingest` tells a person: each source, what is wrong with any, where nothing was logged, and what to do next.
 *
 * Pure. Long lists are cut with their count said; `--json` has everything.
 * Trust: paths, messages and kinds may hold text from evidence; every line made here is escaped.
 */
import type { ResultOf } from '../shared/contract/index.ts';
import { describeAssumed } from '../shared/assumed-time.ts';
import { escapeText } from './escape-text.ts';
import { countOf, formatCount, formatDuration, formatMinute } from '../shared/format-values.ts';
import { shortenPath } from '../shared/shorten-path.ts';
import { nearPath } from './show-path.ts';
import { type Column, renderTable } from './table.ts';

export type IngestResult = ResultOf<'ingest.start'>;
export type SourceReport = IngestResult['sources'][number];

/** With more sources than this the table is one of formats. */
const MAX_TABLE_ROWS = 50;
const MAX_SOURCES = 20;
const MAX_REMARKS = 5;
const MAX_DUPLICATES = 5;
const MAX_GAPS = 5;
const MAX_SAME = 60;
const OPTIONS = { year: '--year', zone: '--timezone' };
const MAX_NAMED = 3;

/** Whether anything about the sources is worth a second look: refused, rejected, or failing its own checks. */
export const hasFindings = ({ sources }: IngestResult): boolean =>
  sources.some(
    (source) =>
      isRefused(source) || source.rejectedCount > 0 || source.findings.some(isSerious) || source.notes.some(isSerious),
  );

/** @param widthColumns of the terminal; undefined where there is none */
export function ingestLines({ sources, totals }: IngestResult, widthColumns?: number): string[] {
  const taken = sources.filter(({ format }) => format !== null);
  const known = sources.filter(({ duplicateOf }) => duplicateOf !== undefined);
  const doubtful = sources.filter((source) => remarksOf(source).length > 0);
  const lines = [
    ...tableOf(taken, widthColumns),
    ...assumptionLines(taken, nearPath),
    ...doubtLines(doubtful),
    ...duplicateLines(known, sources),
    ...gapLines(taken),
    ...infoLines(sources),
    '',
    ...closing(sources, taken.length, totals),
    ...adviceLines(sources),
  ];
  // Each part keeps itself apart from the one before; the first has none.
  return lines[0] === '' ? lines.slice(1) : lines;
}

/** Nothing of it was taken, and not because of what it is: known already, a link, an archive beside its members. */
const isRefused = ({ format, duplicateOf, sourceSeq, findings }: SourceReport): boolean =>
  format === null &&
  duplicateOf === undefined &&
  (sourceSeq !== undefined || findings.length === 0 || findings.some(({ kind }) => kind === 'unreadable'));
const isSerious = ({ level }: { level?: string }): boolean => level !== 'info';

const COUNTS = [
  { title: 'Events', align: 'right' },
  { title: 'Ambiguous', align: 'right' },
  { title: 'Rejected', align: 'right' },
  { title: 'From' },
  { title: 'To' },
] as const satisfies readonly Column[];

type Counted = Pick<SourceReport, 'eventCount' | 'ambiguousCount' | 'rejectedCount' | 'firstTime' | 'lastTime'>;

const countCells = ({ eventCount, ambiguousCount, rejectedCount, firstTime, lastTime }: Counted): string[] => [
  formatCount(eventCount),
  formatCount(ambiguousCount),
  formatCount(rejectedCount),
  firstTime === null ? '-' : formatMinute(firstTime),
  lastTime === null ? '-' : formatMinute(lastTime),
];

/** One row for each source. */
export function sourceTable(
  sources: readonly SourceReport[],
  widthColumns: number | undefined,
  showPath: (path: string) => string,
): string[] {
  const rows = sources.map((source) => [source.format ?? 'none', ...countCells(source), showPath(source.path)]);
  const columns = [{ title: 'Format' }, ...COUNTS, { title: 'Source', shrinks: 'path' } as const];
  return renderTable(columns, rows, widthColumns);
}

function tableOf(taken: readonly SourceReport[], widthColumns: number | undefined): string[] {
  if (taken.length === 0) return [];
  return taken.length > MAX_TABLE_ROWS ? formatTable(taken) : sourceTable(taken, widthColumns, nearPath);
}

function formatTable(sources: readonly SourceReport[]): string[] {
  const byFormat = new Map<string, Counted & { sourceCount: number }>();
  for (const source of sources) {
    const format = source.format ?? 'none';
    const sum = byFormat.get(format);
    byFormat.set(format, { ...addCounts(sum, source), sourceCount: (sum?.sourceCount ?? 0) + 1 });
  }
  const rows = [...byFormat].map(([format, sum]) => [format, formatCount(sum.sourceCount), ...countCells(sum)]);
  return [
    ...renderTable([{ title: 'Format' }, { title: 'Sources', align: 'right' }, ...COUNTS], rows),
    'case show lists every source.',
  ];
}

function addCounts(sum: Counted | undefined, source: Counted): Counted {
  if (sum === undefined) return source;
  return {
    eventCount: sum.eventCount + source.eventCount,
    ambiguousCount: sum.ambiguousCount + source.ambiguousCount,
    rejectedCount: sum.rejectedCount + source.rejectedCount,
    firstTime: outer(sum.firstTime, source.firstTime, (a, b) => a < b),
    lastTime: outer(sum.lastTime, source.lastTime, (a, b) => a > b),
  };
}

/** Times are RFC 3339 in UTC: to the minute, which is what is shown, they sort as text. */
function outer(a: string | null, b: string | null, isOuter: (a: string, b: string) => boolean): string | null {
  if (a === null || b === null) return a ?? b;
  return isOuter(a, b) ? a : b;
}

/** What the sources leave unsaid about their times: each assumption once, with the sources it was made for. */
export function assumptionLines(sources: readonly SourceReport[], showPath: (path: string) => string): string[] {
  const bySentence = Map.groupBy(sources, ({ assumedTime }) => describeAssumed(assumedTime, OPTIONS));
  bySentence.delete('');
  if (bySentence.size === 0) return [];
  const lines = [...bySentence].slice(0, MAX_SOURCES).map(([sentence, those]) => {
    const names = those.slice(0, MAX_NAMED).map(({ path }) => escapeText(shortenPath(showPath(path), MAX_SAME)));
    const hidden = those.length - names.length;
    return `  ${escapeText(sentence)}: ${names.join(', ')}${hidden > 0 ? ` and ${formatCount(hidden)} more` : ''}`;
  });
  return ['', 'Assumed, where a time does not say it (--year and --timezone say otherwise):', ...lines];
}

function doubtLines(sources: readonly SourceReport[]): string[] {
  if (sources.length === 0) return [];
  const shown = sources.slice(0, MAX_SOURCES).flatMap((source) => {
    const remarks = remarksOf(source);
    const hidden = remarks.length - MAX_REMARKS;
    const more = hidden > 0 ? [`and ${formatCount(hidden)} more kinds of findings`] : [];
    return [`  ${shownPath(source)}`, ...[...remarks.slice(0, MAX_REMARKS), ...more].map((line) => `    ${line}`)];
  });
  const hidden = sources.length - MAX_SOURCES;
  return ['', 'Look at these:', ...shown, ...(hidden > 0 ? [`  and ${countOf(hidden, 'more source')} (--json)`] : [])];
}

/** What is wrong with a source, each kind once. */
function remarksOf({ findings, notes, rejections, rejectedByReason }: SourceReport): string[] {
  const serious = [...findings.filter(isSerious), ...notes.filter(isSerious)];
  const kinds = Map.groupBy(serious, ({ kind }) => kind);
  const found = [...kinds].map(([kind, [first, ...others]]) => {
    const more = others.length > 0 ? `, and ${formatCount(others.length)} more` : '';
    return escapeText(`${first?.message} [${kind}]${placeOf(first?.offset)}${more}`);
  });
  const rejected = Object.entries(rejectedByReason).flatMap(([reason, count]) => {
    // A source that was refused as a whole is one rejection, and says so as a finding, too.
    if (kinds.has(reason)) return [];
    const first = rejections.find((rejection) => rejection.reason === reason);
    const why = first === undefined ? '' : `${placeOf(first.offset, count > 1 ? 'the first ' : '')}: ${first.message}`;
    return [escapeText(`${countOf(count, 'record')} rejected [${reason}]${why}`)];
  });
  return [...found, ...rejected];
}

const placeOf = (offset: number | undefined, which = ''): string =>
  offset === undefined ? '' : `, ${which}at byte ${formatCount(offset)}`;

function duplicateLines(known: readonly SourceReport[], all: readonly SourceReport[]): string[] {
  if (known.length === 0) return [];
  const bySeq = new Map(all.map((source) => [source.sourceSeq, source]));
  const shown = known.slice(0, MAX_DUPLICATES).map((source) => {
    const same = bySeq.get(source.duplicateOf)?.path;
    return `  ${shownPath(source)}: the same bytes as ${same === undefined ? '' : `${escapeText(shortenPath(nearPath(same), MAX_SAME))}, `}record ${source.duplicateOf}`;
  });
  const hidden = known.length - shown.length;
  return [
    '',
    `${countOf(known.length, 'source')} already in the case, nothing added (--again takes them in once more):`,
    ...shown,
    ...(hidden > 0 ? [`  and ${formatCount(hidden)} more (--json)`] : []),
  ];
}

function gapLines(sources: readonly SourceReport[]): string[] {
  const gaps = sources
    .flatMap((source) => source.gaps.map((gap) => ({ ...gap, source })))
    .toSorted((a, b) => b.seconds - a.seconds);
  if (gaps.length === 0) return [];
  const rows = gaps
    .slice(0, MAX_GAPS)
    .map(({ seconds, from, to, source }) => [
      formatDuration(seconds),
      formatMinute(from),
      formatMinute(to),
      nearPath(source.path),
    ]);
  const columns = [
    { title: 'Silent for', align: 'right' },
    { title: 'From' },
    { title: 'To' },
    { title: 'In' },
  ] as const;
  const hidden = gaps.length - rows.length;
  return [
    '',
    'Longest stretches without an event:',
    ...renderTable(columns, rows).map((line) => `  ${line}`),
    ...(hidden > 0 ? [`  and ${formatCount(hidden)} more of an hour or longer (--json)`] : []),
  ];
}

/** How sources were read, by kind: puts nothing in doubt. */
function infoLines(sources: readonly SourceReport[]): string[] {
  const infos = sources.flatMap(({ findings, notes }) => [...findings, ...notes].filter((each) => !isSerious(each)));
  if (infos.length === 0) return [];
  const counts = [...Map.groupBy(infos, ({ kind }) => kind)].map(
    ([kind, { length }]) => `${formatCount(length)} ${kind}`,
  );
  return ['', escapeText(`Also noted, putting nothing in doubt: ${counts.join(', ')} (--json)`)];
}

function closing(sources: readonly SourceReport[], takenCount: number, totals: IngestResult['totals']): string[] {
  const { eventCount, ambiguousCount, rejectedCount } = totals;
  const known = sources.filter(({ duplicateOf }) => duplicateOf !== undefined).length;
  if (takenCount === 0 && rejectedCount === 0 && known > 0) return ['Nothing new: no event was added.'];
  const withoutTime = sources.reduce((sum, { withoutTimeCount }) => sum + withoutTimeCount, 0);
  const refused = sources.filter(isRefused).length;
  const parts = [
    `${countOf(eventCount, 'event')} from ${countOf(takenCount, 'source')} recorded and sealed`,
    ...(ambiguousCount > 0
      ? [`${formatCount(ambiguousCount)} ambiguous (another program may read them otherwise: search parse:ambiguous)`]
      : []),
    ...(withoutTime > 0 ? [`${formatCount(withoutTime)} without a time`] : []),
    rejectedCount > 0 ? `${countOf(rejectedCount, 'record')} rejected` : 'nothing rejected',
    ...(refused > 0 ? [`${countOf(refused, 'source')} refused`] : []),
  ];
  return [`${parts.join(', ')}.`];
}

const NAME_FORMAT =
  'Where no reader takes a source, --format names one; --format text takes any lines. Its hash and the reason are recorded.';
const FRESH_COPY =
  'Where a file is damaged, cut off or changing, take in a fresh copy of it: what could be read is kept.';

/** What a person can do about it; nothing for what can't be helped. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ...['format-unknown', 'missing-column'].map((kind) => [kind, NAME_FORMAT] as const),
  ['empty-source', 'Where a file is empty, see whether it was copied whole: that it is empty is recorded.'],
  ['unreadable', 'Where a file can not be read, see its rights and its disk, and give the same command again.'],
  ['read-error', 'Where a file can not be read, see its rights and its disk, and give the same command again.'],
  ['member-encrypted', 'Where an archive is encrypted, unpack it and take in its files.'],
  ...[
    'container-damaged',
    'container-truncated',
    'member-damaged',
    'member-truncated',
    'record-truncated',
    'source-changed',
    'changed-while-read',
  ].map((kind) => [kind, FRESH_COPY] as const),
]);

function adviceLines(sources: readonly SourceReport[]): string[] {
  const kinds = new Set(
    sources.flatMap(({ findings, rejectedByReason }) => [
      ...findings.filter(isSerious).map(({ kind }) => kind),
      ...Object.keys(rejectedByReason),
    ]),
  );
  return [...new Set([...ADVICE].filter(([kind]) => kinds.has(kind)).map(([, advice]) => advice))];
}

const shownPath = ({ path }: SourceReport): string => escapeText(nearPath(path));
