/**
 * What was seen in a piece, and in a whole source: counts, examples, time range, gaps.
 *
 * Plain data that crosses threads; tallies add up in any order. Bounded: examples and notes stop at a ceiling while their
 * counts go on; every rejection stands in the log as a record of its own.
 */
import type { SourceNote } from '../../engines/ingest/format.ts';
import type { RejectionExample } from '../vault/session.ts';

export const MAX_EXAMPLES = 100;
const MAX_NOTES = 500;
const MAX_GAPS = 10;
const US_PER_MINUTE = 60_000_000;
/** A stretch shorter than this is not worth a line in the report. */
const MIN_GAP_US = 60 * US_PER_MINUTE;
/** One slot per minute with events: some 18 years of uninterrupted minutes; above that gaps are not told. */
const MAX_MINUTES = 10_000_000;

export interface Tally {
  eventCount: number;
  ambiguousCount: number;
  rejectedCount: number;
  rejectedByReason: Record<string, number>;
  rejections: RejectionExample[];
  notes: SourceNote[];
  noteCount: number;
  withoutTimeCount: number;
  minUs: number;
  maxUs: number;
  firstTime: string | null;
  lastTime: string | null;
  /** minute since the epoch -> [earliest, latest] event time in it, microseconds. */
  minutes: Map<number, [number, number]>;
}

export const emptyTally = (): Tally => ({
  eventCount: 0,
  ambiguousCount: 0,
  rejectedCount: 0,
  rejectedByReason: {},
  rejections: [],
  notes: [],
  noteCount: 0,
  withoutTimeCount: 0,
  minUs: Number.POSITIVE_INFINITY,
  maxUs: Number.NEGATIVE_INFINITY,
  firstTime: null,
  lastTime: null,
  minutes: new Map(),
});

/** @param timeUs microseconds since the epoch, NaN where the event has no valid time */
export const tallyEvent = (tally: Tally, timestamp: string | null, timeUs: number, isAmbiguous: boolean): void =>
  tallyScanned(tally, () => timestamp, timestamp === null ? Number.NaN : timeUs, isAmbiguous);

/** The same where the text of the time is made only when it is asked for: few events are the first or the last. */
export function tallyScanned(tally: Tally, timestamp: () => string | null, timeUs: number, isAmbiguous: boolean): void {
  tally.eventCount++;
  if (isAmbiguous) tally.ambiguousCount++;
  if (Number.isNaN(timeUs)) {
    tally.withoutTimeCount++;
    return;
  }
  const isFirst = timeUs < tally.minUs;
  if (isFirst) {
    tally.minUs = timeUs;
    tally.firstTime = timestamp();
  }
  if (timeUs > tally.maxUs) {
    tally.maxUs = timeUs;
    tally.lastTime = isFirst ? tally.firstTime : timestamp();
  }
  const minute = Math.floor(timeUs / US_PER_MINUTE);
  const span = tally.minutes.get(minute);
  if (span === undefined) {
    if (tally.minutes.size < MAX_MINUTES) tally.minutes.set(minute, [timeUs, timeUs]);
  } else if (timeUs < span[0]) span[0] = timeUs;
  else if (timeUs > span[1]) span[1] = timeUs;
}

export function tallyRejection(tally: Tally, rejection: RejectionExample): void {
  tally.rejectedCount++;
  tally.rejectedByReason[rejection.reason] = (tally.rejectedByReason[rejection.reason] ?? 0) + 1;
  if (tally.rejections.length < MAX_EXAMPLES) tally.rejections.push(rejection);
}

export function tallyNote(tally: Tally, note: SourceNote): void {
  tally.noteCount++;
  if (tally.notes.length < MAX_NOTES) tally.notes.push(note);
}

/** Adds `other` (the later piece) to `tally`. */
export function addTally(tally: Tally, other: Tally): void {
  tally.eventCount += other.eventCount;
  tally.ambiguousCount += other.ambiguousCount;
  tally.rejectedCount += other.rejectedCount;
  for (const [reason, count] of Object.entries(other.rejectedByReason)) {
    tally.rejectedByReason[reason] = (tally.rejectedByReason[reason] ?? 0) + count;
  }
  tally.rejections.push(...other.rejections.slice(0, MAX_EXAMPLES - tally.rejections.length));
  tally.notes.push(...other.notes.slice(0, MAX_NOTES - tally.notes.length));
  tally.noteCount += other.noteCount;
  tally.withoutTimeCount += other.withoutTimeCount;
  if (other.minUs < tally.minUs) {
    tally.minUs = other.minUs;
    tally.firstTime = other.firstTime;
  }
  if (other.maxUs > tally.maxUs) {
    tally.maxUs = other.maxUs;
    tally.lastTime = other.lastTime;
  }
  for (const [minute, [min, max]] of other.minutes) {
    const span = tally.minutes.get(minute);
    if (span === undefined) {
      if (tally.minutes.size < MAX_MINUTES) tally.minutes.set(minute, [min, max]);
    } else {
      span[0] = Math.min(span[0], min);
      span[1] = Math.max(span[1], max);
    }
  }
}

/** The longest stretches of at least an hour between two neighbouring events, longest first. */
export function gapsOf(tally: Tally): { from: string; to: string; seconds: number }[] {
  if (tally.minutes.size >= MAX_MINUTES) return [];
  const minutes = Float64Array.from(tally.minutes.keys()).toSorted();
  const gaps: { fromUs: number; toUs: number }[] = [];
  for (let i = 1; i < minutes.length; i++) {
    const fromUs = tally.minutes.get(minutes[i - 1] as number)?.[1] ?? 0;
    const toUs = tally.minutes.get(minutes[i] as number)?.[0] ?? 0;
    if (toUs - fromUs >= MIN_GAP_US) gaps.push({ fromUs, toUs });
  }
  gaps.sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs));
  return gaps.slice(0, MAX_GAPS).map(({ fromUs, toUs }) => ({
    from: new Date(fromUs / 1000).toISOString(),
    to: new Date(toUs / 1000).toISOString(),
    seconds: Math.round((toUs - fromUs) / 1e6),
  }));
}

/** A tally as JSON for the progress row, and back; `minutes` becomes triples. */
export const tallyToJson = (tally: Tally): string =>
  JSON.stringify({
    ...tally,
    minUs: Number.isFinite(tally.minUs) ? tally.minUs : null,
    maxUs: Number.isFinite(tally.maxUs) ? tally.maxUs : null,
    minutes: [...tally.minutes].map(([minute, [min, max]]) => [minute, min, max]),
  });

export function tallyFromJson(text: string): Tally {
  const raw = JSON.parse(text) as Omit<Tally, 'minutes'> & { minutes: [number, number, number][] };
  return {
    ...raw,
    minUs: raw.minUs ?? Number.POSITIVE_INFINITY,
    maxUs: raw.maxUs ?? Number.NEGATIVE_INFINITY,
    minutes: new Map(raw.minutes.map(([minute, min, max]) => [minute, [min, max]])),
  };
}
