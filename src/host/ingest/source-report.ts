/**
 * The report of a source: what was seen, what became of it, where nothing lies.
 *
 * The same object is shown to the person and is the body of the `source-report` record.
 */
import type { FoundSource, Placed } from '../sources/found.ts';
import type { HashedSource } from '../vault/file-store.ts';
import type { IngestResult, SourceReport } from '../vault/session.ts';
import type { Finding } from '../../shared/verdict.ts';
import type { ChosenFormat, RefusedFormat } from './choose-format.ts';
import { gapsOf, type Tally } from './tally.ts';

/** A name as it can stand in a canonical record: file names may hold any bytes. */
export const printable = (path: string): string => path.toWellFormed();

/** RFC 3339 UTC with milliseconds; null where there is no such time. */
export const isoTime = (ms: number | undefined): string | null => {
  if (ms === undefined) return null;
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};

/** What a report is made from. */
export interface ReportedSource {
  readonly found: FoundSource & Placed;
  readonly hashed: HashedSource;
  readonly chosen: ChosenFormat | RefusedFormat;
  readonly findings: readonly Finding[];
  readonly tally: Tally;
  readonly sourceSeq: number | undefined;
}

interface FoundFacts extends Placed {
  readonly path: string;
  readonly mtimeMs?: number;
}

/** Where a source lay, or that nobody can know: as it stands in reports and records. */
export const placeOf = ({ location, arrival }: Omit<FoundFacts, 'path'>): { location?: string; arrival?: 'drop' } => ({
  ...(location === undefined ? {} : { location: printable(location) }),
  ...(arrival === undefined ? {} : { arrival }),
});

/** @param hashed undefined where the source could not be read to its end */
export function emptyReport(found: FoundFacts, hashed: HashedSource | undefined): SourceReport {
  return {
    path: printable(found.path),
    ...placeOf(found),
    format: null,
    parserVersion: null,
    sha256: hashed?.sha256 ?? null,
    ...(hashed?.md5 === undefined ? {} : { md5: hashed.md5 }),
    ...(hashed?.sha1 === undefined ? {} : { sha1: hashed.sha1 }),
    sizeBytes: hashed?.sizeBytes ?? null,
    mtime: isoTime(found.mtimeMs),
    recordCount: 0,
    eventCount: 0,
    ambiguousCount: 0,
    rejectedCount: 0,
    rejectedByReason: {},
    rejections: [],
    notes: [],
    noteCount: 0,
    firstTime: null,
    lastTime: null,
    withoutTimeCount: 0,
    gaps: [],
    findings: [],
  };
}

/** @param isWhole false where the ingest was stopped before the source's end */
export function reportOf(source: ReportedSource, isWhole: boolean): SourceReport {
  const { tally, chosen } = source;
  const notes = 'notes' in chosen ? chosen.notes : [];
  const report: SourceReport = {
    ...emptyReport(source.found, source.hashed),
    format: 'reader' in chosen ? chosen.reader.id : null,
    parserVersion: 'reader' in chosen ? chosen.reader.version : null,
    recordCount: tally.eventCount + tally.rejectedCount,
    eventCount: tally.eventCount,
    ambiguousCount: tally.ambiguousCount,
    rejectedCount: tally.rejectedCount,
    rejectedByReason: tally.rejectedByReason,
    rejections: tally.rejections,
    notes: [...notes, ...tally.notes],
    noteCount: notes.length + tally.noteCount,
    firstTime: tally.firstTime,
    lastTime: tally.lastTime,
    withoutTimeCount: tally.withoutTimeCount,
    ...assumedTimeOf(source),
    gaps: gapsOf(tally),
    findings: [...source.findings, ...source.found.findings],
  };
  if (source.sourceSeq !== undefined) report.sourceSeq = source.sourceSeq;
  if (!isWhole) {
    report.findings.push({
      kind: 'interrupted',
      message: 'The ingest was stopped; the same command goes on where it ended',
    });
  }
  return report;
}

function assumedTimeOf({ chosen, tally }: ReportedSource): Pick<SourceReport, 'assumedTime'> {
  const assumedTime = 'assumedTime' in chosen ? chosen.assumedTime : undefined;
  if (assumedTime === undefined) return {};
  const { firstTime, lastTime } = tally;
  if (assumedTime.year === undefined || firstTime === null || lastTime === null) return { assumedTime };
  const year = { ...assumedTime.year, first: yearOf(firstTime), last: yearOf(lastTime) };
  return { assumedTime: { ...assumedTime, year } };
}

const yearOf = (time: string): number => Number(time.slice(0, 4));

export function totalsOf(reports: readonly SourceReport[]): IngestResult['totals'] {
  const totals = { recordCount: 0, eventCount: 0, ambiguousCount: 0, rejectedCount: 0 };
  for (const report of reports) {
    totals.recordCount += report.recordCount;
    totals.eventCount += report.eventCount;
    totals.ambiguousCount += report.ambiguousCount;
    totals.rejectedCount += report.rejectedCount;
  }
  return totals;
}
