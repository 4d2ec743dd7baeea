/**
 * What is remembered of all events, for every check: which class was seen from which source on which days, when each
 * source spoke, when each account was active.
 *
 * Pure. Bounded by sources and accounts, not by events; order-free, mergeable, plain data.
 * Trust: names of sources come from the case, names of accounts from logs: their number is limited, and what did not fit
 * is said.
 */
import type { Evidence } from './unit-table.ts';
import { DAY_MS } from './duration.ts';

export const HOUR_MS = 3_600_000;

/** One event class from one source. */
export interface Sighting {
  count: number;
  first: Evidence;
  last: Evidence;
  days: Set<number>;
}
/** By source. */
export type SelectorBook = Map<string, Sighting>;

export interface SourceRecord {
  /** Of all events, those outside the period too. */
  oldestMs: number;
  newestMs: number;
  /** In the period: by hour the first and last moment. */
  hours: Map<number, [number, number]>;
  days: Set<number>;
  count: number;
  /** Events that tell when they were recorded, and those recorded later than the check allows, by allowance. */
  delays: Map<number, [told: number, late: number]>;
  carriesTickets: boolean;
}

export interface Books {
  selectors: Map<string, SelectorBook>;
  sources: Map<string, SourceRecord>;
  /** By account: days with an event of it. */
  activity: Map<string, Set<number>>;
  counts: {
    events: number;
    inPeriod: number;
    outsidePeriod: number;
    untimed: number;
    unclassified: number;
    outOfScope: number;
  };
  /** Names that did not fit. */
  overflow: number;
}

const MAX_SOURCES = 20_000;
const MAX_ACCOUNTS = 500_000;

export const newBooks = (): Books => ({
  selectors: new Map(),
  sources: new Map(),
  activity: new Map(),
  counts: { events: 0, inPeriod: 0, outsidePeriod: 0, untimed: 0, unclassified: 0, outOfScope: 0 },
  overflow: 0,
});

export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

function getOrMake<V>(books: Books, map: Map<string, V>, key: string, limit: number, make: () => V): V | undefined {
  const found = map.get(key);
  if (found !== undefined) return found;
  if (map.size >= limit) {
    books.overflow += 1;
    return undefined;
  }
  const made = make();
  map.set(key, made);
  return made;
}

export function noteSelector(books: Books, selector: string, evidence: Evidence): void {
  let book = books.selectors.get(selector);
  if (book === undefined) books.selectors.set(selector, (book = new Map()));
  const seen = getOrMake(books, book, evidence.source, MAX_SOURCES, () => ({
    count: 0,
    first: evidence,
    last: evidence,
    days: new Set<number>(),
  }));
  if (seen === undefined) return;
  seen.count += 1;
  seen.days.add(dayOf(evidence.timeMs));
  if (isBefore(evidence, seen.first)) seen.first = evidence;
  if (isBefore(seen.last, evidence)) seen.last = evidence;
}

const isBefore = (one: Evidence, two: Evidence): boolean =>
  one.timeMs < two.timeMs || (one.timeMs === two.timeMs && one.id < two.id);

const newSource = (): SourceRecord => ({
  oldestMs: Number.POSITIVE_INFINITY,
  newestMs: Number.NEGATIVE_INFINITY,
  hours: new Map(),
  days: new Set(),
  count: 0,
  delays: new Map(),
  carriesTickets: false,
});

export interface SourceEvent {
  source: string;
  timeMs: number;
  isInPeriod: boolean;
  recordedMs: number | undefined;
  hasTicket: boolean;
  allowedDelaysMs: readonly number[];
}

export function noteSource(books: Books, event: SourceEvent): void {
  const record = getOrMake(books, books.sources, event.source, MAX_SOURCES, newSource);
  if (record === undefined) return;
  const { timeMs, recordedMs } = event;
  record.oldestMs = Math.min(record.oldestMs, timeMs);
  record.newestMs = Math.max(record.newestMs, timeMs);
  record.carriesTickets ||= event.hasTicket;
  if (!event.isInPeriod) return;
  record.count += 1;
  record.days.add(dayOf(timeMs));
  const hour = Math.floor(timeMs / HOUR_MS);
  const span = record.hours.get(hour);
  if (span === undefined) record.hours.set(hour, [timeMs, timeMs]);
  else {
    span[0] = Math.min(span[0], timeMs);
    span[1] = Math.max(span[1], timeMs);
  }
  if (recordedMs === undefined) return;
  for (const allowed of event.allowedDelaysMs) {
    const tally = record.delays.get(allowed) ?? [0, 0];
    tally[0] += 1;
    if (recordedMs - timeMs > allowed) tally[1] += 1;
    record.delays.set(allowed, tally);
  }
}

export function noteActivity(books: Books, account: string, timeMs: number): void {
  getOrMake(books, books.activity, account, MAX_ACCOUNTS, () => new Set<number>())?.add(dayOf(timeMs));
}

/** Takes what the other remembers into these books. */
export function mergeBooks(books: Books, other: Books): void {
  for (const [selector, book] of other.selectors) {
    let mine = books.selectors.get(selector);
    if (mine === undefined) books.selectors.set(selector, (mine = new Map()));
    for (const [source, seen] of book) {
      const found = mine.get(source);
      if (found === undefined) mine.set(source, { ...seen, days: new Set(seen.days) });
      else {
        found.count += seen.count;
        for (const day of seen.days) found.days.add(day);
        if (isBefore(seen.first, found.first)) found.first = seen.first;
        if (isBefore(found.last, seen.last)) found.last = seen.last;
      }
    }
  }
  for (const [source, theirs] of other.sources) {
    const mine = getOrMake(books, books.sources, source, MAX_SOURCES, newSource);
    if (mine === undefined) continue;
    mine.oldestMs = Math.min(mine.oldestMs, theirs.oldestMs);
    mine.newestMs = Math.max(mine.newestMs, theirs.newestMs);
    mine.carriesTickets ||= theirs.carriesTickets;
    mine.count += theirs.count;
    for (const day of theirs.days) mine.days.add(day);
    for (const [hour, [first, last]] of theirs.hours) {
      const span = mine.hours.get(hour);
      mine.hours.set(hour, span === undefined ? [first, last] : [Math.min(span[0], first), Math.max(span[1], last)]);
    }
    for (const [allowed, [told, late]] of theirs.delays) {
      const tally = mine.delays.get(allowed) ?? [0, 0];
      mine.delays.set(allowed, [tally[0] + told, tally[1] + late]);
    }
  }
  for (const [account, days] of other.activity) {
    const mine = getOrMake(books, books.activity, account, MAX_ACCOUNTS, () => new Set<number>());
    if (mine !== undefined) for (const day of days) mine.add(day);
  }
  for (const name of Object.keys(books.counts) as (keyof Books['counts'])[]) books.counts[name] += other.counts[name];
  books.overflow += other.overflow;
}
