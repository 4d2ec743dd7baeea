/**
 * What was seen in a piece, and in a whole source: counts, examples, time range, gaps.
 *
 * Tallies add up in any order; between threads they travel packed, as plain data. Bounded: examples and notes stop at a ceiling while their
 * counts go on; every rejection stands in the log as a record of its own.
 */
import type { SourceNote } from '../../engines/ingest/format.ts';
import type { RejectionExample } from '../vault/session.ts';
import { ActiveMinutes } from './active-minutes.ts';

export const MAX_EXAMPLES = 100;
const MAX_NOTES = 500;
const MAX_GAPS = 10;
/** A stretch shorter than this is not worth a line in the report. */
const MIN_GAP_US = 3_600_000_000;

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
  minutes: ActiveMinutes;
}

/** A tally as it crosses threads: `minutes` are rows, whose memory can be handed over. */
export type PackedTally = Omit<Tally, 'minutes'> & { minutes: Float64Array<ArrayBuffer> };

export const packTally = (tally: Tally): PackedTally => ({ ...tally, minutes: tally.minutes.rows() });

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
  minutes: new ActiveMinutes(),
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
  tally.minutes.add(timeUs);
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
export function addTally(tally: Tally, other: PackedTally): void {
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
  tally.minutes.addRows(other.minutes);
}

/** The longest stretches of at least an hour between two neighbouring events, longest first. */
export function gapsOf(tally: Tally): { from: string; to: string; seconds: number }[] {
  // Above the ceiling not all minutes are known, and what looks like a gap may be none.
  if (tally.minutes.isFull) return [];
  const rows = triplesOf(tally.minutes).toSorted(([a], [b]) => a - b);
  const gaps: { fromUs: number; toUs: number }[] = [];
  for (let i = 1; i < rows.length; i++) {
    const fromUs = (rows[i - 1] as Triple)[2];
    const toUs = (rows[i] as Triple)[1];
    if (toUs - fromUs >= MIN_GAP_US) gaps.push({ fromUs, toUs });
  }
  gaps.sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs));
  return gaps.slice(0, MAX_GAPS).map(({ fromUs, toUs }) => ({
    from: new Date(fromUs / 1000).toISOString(),
    to: new Date(toUs / 1000).toISOString(),
    seconds: Math.round((toUs - fromUs) / 1e6),
  }));
}

type Triple = readonly [minute: number, minUs: number, maxUs: number];

function triplesOf(minutes: ActiveMinutes): Triple[] {
  const rows = minutes.rows();
  const triples: Triple[] = [];
  for (let at = 0; at < rows.length; at += 3) {
    triples.push([rows[at] as number, rows[at + 1] as number, rows[at + 2] as number]);
  }
  return triples;
}

/** A tally as JSON for the progress row, and back; `minutes` becomes triples. */
export const tallyToJson = (tally: Tally): string =>
  JSON.stringify({
    ...tally,
    minUs: Number.isFinite(tally.minUs) ? tally.minUs : null,
    maxUs: Number.isFinite(tally.maxUs) ? tally.maxUs : null,
    minutes: triplesOf(tally.minutes),
  });

export function tallyFromJson(text: string): Tally {
  const raw = JSON.parse(text) as Omit<Tally, 'minutes'> & { minutes: Triple[] };
  const minutes = new ActiveMinutes();
  minutes.addRows(Float64Array.from(raw.minutes.flat()));
  return {
    ...raw,
    minUs: raw.minUs ?? Number.POSITIVE_INFINITY,
    maxUs: raw.maxUs ?? Number.NEGATIVE_INFINITY,
    minutes,
  };
}
