/**
 * From the text of a time to UTC, with the account of how it was read; and from canonical time text to a number.
 *
 * Pure. `toUnixUs` is a hot path: character codes only. `parseTime` is a few hundred nanoseconds for common forms.
 * Source: resources/docs/time.md states every rule (zones, years, numbers, leap seconds, range).
 * Trust: the text is the log's; nothing here throws on it.
 */
import { US_PER_SECOND, unixUs } from '../../shared/units.ts';
import type { UnixUs } from '../../shared/units.ts';
import type { TimeBasis } from './audit-event.ts';
import {
  FIRST_YEAR,
  LAST_YEAR,
  SECONDS_PER_DAY,
  daysFromCivil,
  formatSeconds,
  isCivilDate,
  isPlausibleSecond,
  yearOfDay,
} from './time-civil.ts';
import { readEpoch, readTai } from './time-number.ts';
import { newTimeScan, scanTime } from './time-scan.ts';
import type { TimeScan } from './time-scan.ts';
import { findZone } from './zone.ts';

export interface TimeOptions {
  /** IANA zone or fixed offset for times that carry none. */
  timeZone?: string;
  /** Year for times that carry none. */
  year?: number;
  /** Last modification of the source, ms since the epoch: bounds the year of times that carry none. */
  mtimeMs?: number;
  /** The format's standard says that times without a zone are UTC. */
  isFormatUtc?: boolean;
  /** In `6/9/2005` the day comes first (true) or the month (false); where undefined such a date is not resolved. */
  isDayFirst?: boolean;
}

/** How a time was read; the reader adds `field`. */
export type TimeReading = Omit<TimeBasis, 'field'>;

export interface ParsedTime {
  /** Canonical text, RFC 3339 UTC with the fraction digits given; null where the time can't be placed. */
  timestamp: string | null;
  basis: TimeReading;
}

const DAY_MS = 86_400_000;
const US_PER_DAY = 86_400_000_000;
const MAX_TIME_CHARS = 128;
const scratch = newTimeScan();

/** Which instant a scanned time means. */
export interface ResolvedTime {
  /** Canonical time text, or null. */
  timestamp: string | null;
  zone: TimeBasis['zone'];
  year: 'file-time' | 'option' | 'message' | '';
  doubt: string;
}

/** Gives a scanned time its place in UTC. `text` is the text that was scanned. Result object is fresh. */
export function resolveTime(scan: TimeScan, start: number, text: string, options: TimeOptions): ResolvedTime {
  const out: ResolvedTime = { timestamp: null, zone: 'format', year: '', doubt: '' };
  if (scan.form === 'epoch' || scan.form === 'tai64n') {
    const number = text.slice(start, scan.end);
    out.timestamp = (scan.form === 'epoch' ? readEpoch(number) : readTai(number.slice(1))) ?? null;
    if (out.timestamp === null) out.doubt = 'out-of-range';
    return out;
  }
  if (!placeDay(scan, options, out)) return out;
  resolveCivil(scan, text, options, out);
  return out;
}

/** Settles the order of day and month. False where it can't be told. */
function placeDay(scan: TimeScan, options: TimeOptions, out: ResolvedTime): boolean {
  if (scan.isShortYear) out.doubt = 'two-digit-year';
  if (scan.isOrderKnown) return true;
  // Twelve-hour clocks go with the month first nearly everywhere.
  const isDayFirst = options.isDayFirst ?? (scan.isHalfDay ? false : undefined);
  if (options.isDayFirst === undefined) out.doubt = 'day-month-order';
  if (isDayFirst === undefined) {
    out.zone = Number.isNaN(scan.offsetSeconds) ? 'assumed-utc' : 'in-text';
    return false;
  }
  if (isDayFirst) {
    const { day, month } = scan;
    scan.day = month;
    scan.month = day;
  }
  return true;
}

function resolveCivil(scan: TimeScan, text: string, options: TimeOptions, out: ResolvedTime): void {
  const zone = zoneOf(scan, options, out);
  let seconds: number | undefined;
  if (scan.year >= 0) {
    seconds = secondsOf(scan, scan.year, zone, out);
  } else if (options.year !== undefined) {
    out.year = 'option';
    seconds = secondsOf(scan, options.year, zone, out);
  } else if (options.mtimeMs !== undefined) {
    out.year = 'file-time';
    seconds = secondsByMtime(scan, options.mtimeMs, zone, out);
  } else {
    out.doubt = 'no-year';
    return;
  }
  if (seconds === undefined) return;
  if (!isPlausibleSecond(seconds)) {
    out.doubt = 'out-of-range';
    return;
  }
  if (scan.isDateOnly) out.doubt = 'date-only';
  if (scan.second === 60) out.doubt = 'leap-second';
  else if (scan.hour === 24) out.doubt = 'hour-24';
  let fractionEnd = scan.fractionEnd;
  if (fractionEnd - scan.fractionStart > 9) {
    fractionEnd = scan.fractionStart + 9;
    out.doubt ||= 'fraction-cut';
  }
  out.timestamp = formatSeconds(seconds, text.slice(scan.fractionStart, fractionEnd));
}

type ToUtc = { toUtc(localSeconds: number): number; doubt: string };
const utc: ToUtc = { toUtc: (localSeconds) => localSeconds, doubt: '' };

function zoneOf(scan: TimeScan, options: TimeOptions, out: ResolvedTime): ToUtc {
  if (!Number.isNaN(scan.offsetSeconds)) {
    out.zone = 'in-text';
    if (scan.isName) out.doubt ||= 'zone-name';
    return scan.offsetSeconds === 0 ? utc : { toUtc: (local) => local - scan.offsetSeconds, doubt: '' };
  }
  if (options.isFormatUtc === true) return utc;
  if (options.timeZone !== undefined) {
    const zone = findZone(options.timeZone);
    if (zone !== undefined) {
      out.zone = 'option';
      return zone;
    }
    out.doubt = 'unknown-zone';
  }
  out.zone = 'assumed-utc';
  return utc;
}

/** UTC seconds of the time in a year; undefined, with a doubt, where there is no such day or clock. */
function secondsOf(scan: TimeScan, year: number, zone: ToUtc, out: ResolvedTime): number | undefined {
  if (!isCivilDate(year, scan.month, scan.day)) {
    out.doubt = 'no-such-day';
    return undefined;
  }
  if (scan.hour === 24 && (scan.minute > 0 || scan.second > 0)) {
    out.doubt = 'out-of-range';
    return undefined;
  }
  // A leap second counts as the first second of the next minute, as POSIX time does.
  const local =
    daysFromCivil(year, scan.month, scan.day) * SECONDS_PER_DAY + scan.hour * 3_600 + scan.minute * 60 + scan.second;
  if (local < -DAY_MS / 1_000 || !isPlausibleSecond(Math.max(0, local - SECONDS_PER_DAY))) {
    out.doubt = 'out-of-range';
    return undefined;
  }
  const seconds = zone.toUtc(local);
  if (zone.doubt !== '') out.doubt = zone.doubt;
  return seconds;
}

/** The latest year that puts the time no later than a day after the source was last written. */
function secondsByMtime(scan: TimeScan, mtimeMs: number, zone: ToUtc, out: ResolvedTime): number | undefined {
  const limit = (mtimeMs + DAY_MS) / 1_000;
  const newest = yearOfDay(Math.floor(limit / SECONDS_PER_DAY)) + 1;
  const before = out.doubt;
  // 29 February may be up to eight years back.
  for (let year = newest; year > newest - 10; year -= 1) {
    out.doubt = before;
    if (!isCivilDate(year, scan.month, scan.day)) continue;
    const seconds = secondsOf(scan, year, zone, out);
    if (seconds === undefined) return undefined;
    if (seconds <= limit) return seconds;
  }
  out.doubt = 'no-such-day';
  return undefined;
}

/** `2024-01-15T10:11:12.123Z`: already canonical, so the text itself is the timestamp. */
function isCanonicalTime(text: string): boolean {
  return toUnixUs(text) >= 0;
}

/** The basis object as it goes into metadata: no key without a value. */
export function timeReading(original: string, resolved: ResolvedTime): TimeReading {
  const basis: TimeReading = { original, zone: resolved.zone };
  if (resolved.year !== '') basis.year = resolved.year;
  if (resolved.doubt !== '') basis.doubt = resolved.doubt;
  return basis;
}

/**
 * Reads a time that fills the whole text (spaces around it do not count).
 *
 * @returns undefined where the text is no time; otherwise the timestamp, or null with a doubt where it is one that can't
 * be placed: `out-of-range` (UTC year outside 1970-2200), `no-such-day`, `no-year`, `day-month-order`
 */
export function parseTime(text: string, options: TimeOptions): ParsedTime | undefined {
  if (isCanonicalTime(text)) return { timestamp: text, basis: { original: text, zone: 'in-text' } };
  if (text.length > MAX_TIME_CHARS) return undefined;
  const trimmed = text.trim();
  if (!scanTime(trimmed, 0, true, scratch)) return parseNumber(trimmed);
  if (scratch.end < trimmed.length && !isZoneComment(trimmed, scratch.end)) return parseNumber(trimmed);
  if (scratch.form === 'epoch') return parseNumber(trimmed);
  const resolved = resolveTime(scratch, 0, trimmed, options);
  return { timestamp: resolved.timestamp, basis: timeReading(trimmed, resolved) };
}

/** `[Europe/Paris]` after an offset (RFC 9557), `(CET)` after one (RFC 5322 comment). */
function isZoneComment(text: string, at: number): boolean {
  if (Number.isNaN(scratch.offsetSeconds)) return false;
  const from = text.charCodeAt(at) === 32 ? at + 1 : at;
  const open = text[from];
  return (open === '[' && text.endsWith(']')) || (open === '(' && text.endsWith(')'));
}

/** A number by its magnitude, also with an exponent. */
function parseNumber(text: string): ParsedTime | undefined {
  const code = text.charCodeAt(0);
  if (code < 48 || code > 57) return undefined;
  const timestamp = readEpoch(text);
  if (timestamp === undefined) return undefined;
  const basis: TimeReading = { original: text, zone: 'format' };
  return { timestamp, basis: timestamp === null ? { ...basis, doubt: 'out-of-range' } : basis };
}

const MAX_CANONICAL_CHARS = 30;
let lastDay = 0;
let lastDayUs = 0;
/** The text asked for last: whoever reads a time asks once more when it writes it. */
let lastText = '';
let lastTextUs = unixUs(Number.NaN);

/**
 * Microseconds since the epoch of canonical time text (`YYYY-MM-DDThh:mm:ss[.1-9 digits]Z`), rounded down.
 *
 * @returns an integer, exact to the microsecond; NaN for any other text
 */
export function toUnixUs(timestamp: string): UnixUs {
  if (timestamp.length > MAX_CANONICAL_CHARS) return unixUs(Number.NaN);
  if (timestamp !== lastText) {
    lastTextUs = readCanonical(timestamp);
    lastText = timestamp;
  }
  return lastTextUs;
}

function readCanonical(timestamp: string): UnixUs {
  const length = timestamp.length;
  if (length < 20 || timestamp.charCodeAt(length - 1) !== 90) return unixUs(Number.NaN);
  const year = fourDigits(timestamp, 0);
  const month = twoDigits(timestamp, 5);
  const day = twoDigits(timestamp, 8);
  const hour = twoDigits(timestamp, 11);
  const minute = twoDigits(timestamp, 14);
  const second = twoDigits(timestamp, 17);
  // Digit readers give -1 for anything else, which stays negative through the or.
  if ((year | month | day | hour | minute | second) < 0) return unixUs(Number.NaN);
  if (hour > 23 || minute > 59 || second > 59) return unixUs(Number.NaN);
  if (timestamp.charCodeAt(4) !== 45 || timestamp.charCodeAt(7) !== 45) return unixUs(Number.NaN);
  if (timestamp.charCodeAt(10) !== 84 || timestamp.charCodeAt(13) !== 58) return unixUs(Number.NaN);
  if (timestamp.charCodeAt(16) !== 58) return unixUs(Number.NaN);
  let us = 0;
  if (length > 20) {
    if (timestamp.charCodeAt(19) !== 46 || length === 21) return unixUs(Number.NaN);
    let digits = 0;
    for (let i = 20; i < length - 1; i += 1) {
      const digit = timestamp.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) return unixUs(Number.NaN);
      if (i < 26) {
        us = us * 10 + digit;
        digits += 1;
      }
    }
    for (; digits < 6; digits += 1) us *= 10;
  }
  const packed = year * 512 + month * 32 + day;
  if (packed !== lastDay) {
    if (year < FIRST_YEAR || year > LAST_YEAR || !isCivilDate(year, month, day)) return unixUs(Number.NaN);
    lastDayUs = daysFromCivil(year, month, day) * US_PER_DAY;
    lastDay = packed;
  }
  return unixUs(lastDayUs + (hour * 3_600 + minute * 60 + second) * US_PER_SECOND + us);
}

/** Value of two digits at `at`, or -1. */
function twoDigits(text: string, at: number): number {
  const high = text.charCodeAt(at) - 48;
  const low = text.charCodeAt(at + 1) - 48;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : -1;
}

function fourDigits(text: string, at: number): number {
  const high = twoDigits(text, at);
  const low = twoDigits(text, at + 2);
  return high < 0 || low < 0 ? -1 : high * 100 + low;
}
