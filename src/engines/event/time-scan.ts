/**
 * Recognises a time at a place in a text, in the forms that logs use.
 *
 * Pure, no allocation but for the result the caller reuses; O(length of the time).
 * Source: RFC 3339, ISO 8601-1:2019 (calendar dates), RFC 5322 §3.3, RFC 3164 §4.1.2, Apache `%t`, C `asctime`, and the
 * default layouts of log4j, syslog-ng, Cisco IOS/ASA, Android logcat, glog, PostgreSQL, MySQL, IIS, nginx and HAProxy.
 * Differences: a fraction is kept to nine digits; ISO week and ordinal dates are not read.
 * Trust: text of the log. Every digit is checked; no regular expression runs here.
 */
import { setFraction, scanClock, scanHalfDay, scanPackedClock } from './time-clock-text.ts';
import type { ClockText } from './time-clock-text.ts';
import {
  SPACE,
  COMMA,
  DASH,
  DOT,
  SLASH,
  COLON,
  digitAt,
  twoAt,
  fourAt,
  digitRun,
  monthAt,
  isLetterCode,
  skipSpaces,
  lastShort,
  shortNumber,
} from './time-text-parts.ts';
import { scanZone } from './time-zone-text.ts';
import type { ZoneText } from './time-zone-text.ts';

/** The layout family of a time; a log keeps to one, so a reader can learn it. */
export type TimeForm =
  | 'iso'
  | 'compact'
  | 'clf'
  | 'asctime'
  | 'bsd'
  | 'rfc2822'
  | 'slash'
  | 'dotted'
  | 'month-day'
  | 'epoch'
  | 'tai64n';

/** A time as its text says it; the caller owns one and reuses it. */
export interface TimeScan extends ZoneText, ClockText {
  form: TimeForm;
  /** Where the text of the time ends (index after it). */
  end: number;
  /** -1 where the text has no year. */
  year: number;
  month: number;
  day: number;
  /** Form `slash`: whether day and month can be told apart (one above 12, or both alike). */
  isOrderKnown: boolean;
  /** Whether the year had two digits. */
  isShortYear: boolean;
  /** Whether only a date stands there: the clock is set to midnight. */
  isDateOnly: boolean;
}

export function newTimeScan(): TimeScan {
  return {
    form: 'iso',
    end: 0,
    year: -1,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    fractionStart: 0,
    fractionEnd: 0,
    offsetSeconds: Number.NaN,
    isName: false,
    isOrderKnown: true,
    isHalfDay: false,
    isShortYear: false,
    isDateOnly: false,
  };
}

const WEEKDAYS = new Set(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']);
const LONG_WEEKDAYS = new Set(['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']);

function finish(form: TimeForm, end: number, out: TimeScan): boolean {
  out.form = form;
  out.end = end;
  return true;
}

function finishWithZone(form: TimeForm, text: string, end: number, out: TimeScan): boolean {
  return finish(form, scanZone(text, end, out), out);
}

/** Whether what stands between date and clock is one of `T`, `t`, space, `_`. Returns the clock's index or -1. */
function clockAfterDate(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 84 || code === 116 || code === 95) return at + 1;
  if (code === COMMA) return text.charCodeAt(at + 1) === SPACE ? at + 2 : at + 1;
  if (code !== SPACE) return -1;
  return skipSpaces(text, at);
}

/** `YYYY-MM-DD`, `YYYY/MM/DD`, `YYYY.MM.DD` and the time after it. */
function scanYearFirst(text: string, at: number, isWhole: boolean, out: TimeScan): boolean {
  out.year = fourAt(text, at);
  const mark = text.charCodeAt(at + 4);
  let end = shortNumber(text, at + 5);
  if (end < 0 || text.charCodeAt(end) !== mark) return false;
  out.month = lastShort();
  end = shortNumber(text, end + 1);
  if (end < 0 || digitAt(text, end) >= 0) return false;
  out.day = lastShort();
  if (out.month < 1 || out.month > 12 || out.day < 1 || out.day > 31) return false;
  const code = text.charCodeAt(end);
  if (code === DASH || code === COLON) return scanDottedClock(text, end + 1, code, out);
  const clock = clockAfterDate(text, end);
  const after = clock < 0 ? -1 : scanClock(text, clock, false, out);
  if (after >= 0) {
    const half = scanHalfDay(text, after, out);
    return finishWithZone('iso', text, half, out);
  }
  if (clock >= 0 && code === 84 && digitRun(text, clock, 7) === 6) {
    const packed = scanPackedClock(text, clock, out);
    if (packed >= 0) return finishWithZone('iso', text, packed, out);
  }
  return isWhole && end === text.length ? dateOnly(end, out) : false;
}

/** `-15.42.50.675872` (BlueGene, IBM) or `:06:07:04` after a date. */
function scanDottedClock(text: string, at: number, mark: number, out: TimeScan): boolean {
  if (mark === COLON || text.charCodeAt(at + 2) === COLON) {
    const end = scanClock(text, at, true, out);
    return end >= 0 && finishWithZone('iso', text, end, out);
  }
  out.hour = twoAt(text, at);
  out.minute = twoAt(text, at + 3);
  out.second = twoAt(text, at + 6);
  if (text.charCodeAt(at + 2) !== DOT || text.charCodeAt(at + 5) !== DOT) return false;
  if (out.hour < 0 || out.hour > 24 || out.minute < 0 || out.minute > 59 || out.second < 0 || out.second > 60) {
    return false;
  }
  return finishWithZone('iso', text, setFraction(text, at + 8, out), out);
}

function dateOnly(end: number, out: TimeScan): boolean {
  out.hour = 0;
  out.minute = 0;
  out.second = 0;
  out.fractionStart = 0;
  out.fractionEnd = 0;
  out.isDateOnly = true;
  return finish('iso', end, out);
}

/** `20240115T101112`, `20240115 10:11:12`, `20240115101112`, `081109 203615`. */
function scanCompact(text: string, at: number, digits: number, out: TimeScan): boolean {
  const wide = digits !== 6;
  out.year = wide ? fourAt(text, at) : shortYear(twoAt(text, at));
  out.isShortYear = !wide;
  const from = wide ? at + 4 : at + 2;
  out.month = twoAt(text, from);
  out.day = twoAt(text, from + 2);
  if (out.month < 1 || out.month > 12 || out.day < 1 || out.day > 31) return false;
  let clock = from + 4;
  if (digits === 8 || digits === 6) {
    const code = text.charCodeAt(clock);
    if (code !== 84 && code !== SPACE && code !== 95 && code !== DASH) return false;
    clock = code === SPACE ? skipSpaces(text, clock) : clock + 1;
  }
  const end = scanPackedClock(text, clock, out);
  if (end < 0) return false;
  // CIM_DATETIME `20240115101112.123456+060`: the offset is in minutes.
  const sign = text.charCodeAt(end);
  if (digits === 14 && (sign === 43 || sign === DASH) && digitRun(text, end + 1, 4) === 3) {
    const minutes = digitAt(text, end + 1) * 100 + twoAt(text, end + 2);
    out.offsetSeconds = (sign === DASH ? -minutes : minutes) * 60;
    return minutes <= 1_080 && finish('compact', end + 4, out);
  }
  return finishWithZone('compact', text, end, out);
}

/** Two-digit years after POSIX strptime %y: 69-99 are 1969-1999, 00-68 are 2000-2068. */
function shortYear(two: number): number {
  return two < 0 ? -1 : two < 69 ? 2000 + two : 1900 + two;
}

/** Reads a year of four or two digits; the index after it, or -1. */
function scanYear(text: string, at: number, out: TimeScan): number {
  const digits = digitRun(text, at, 5);
  if (digits === 4) out.year = fourAt(text, at);
  else if (digits === 2) {
    out.year = shortYear(twoAt(text, at));
    out.isShortYear = true;
  } else return -1;
  return at + digits;
}

/** `10/Oct/2000:13:55:36 -0700`, `09-Jun-2005 06:07:04`, `9 Jun 2005 06:07:04`, `10Nov2024 14:23:07`. */
function scanDayMonthName(text: string, at: number, out: TimeScan): boolean {
  let end = shortNumber(text, at);
  out.day = lastShort();
  const mark = text.charCodeAt(end);
  const isTight = isLetterCode(mark);
  if (!isTight && mark !== SLASH && mark !== DASH && mark !== SPACE) return false;
  const name = isTight ? end : end + 1;
  out.month = monthAt(text, name);
  if (out.month === 0 || out.day < 1 || out.day > 31) return false;
  end = name + 3;
  if (!isTight) {
    if (text.charCodeAt(end) === mark) end += 1;
    else return false;
  }
  const clockOnly = mark === SPACE ? scanClock(text, end, true, out) : -1;
  if (clockOnly >= 0) return finishWithZone('bsd', text, clockOnly, out);
  end = scanYear(text, end, out);
  if (end < 0) return false;
  const sep = text.charCodeAt(end);
  let clock = clockAfterDate(text, end);
  if (sep === COLON) clock = end + 1;
  if (clock < 0) return false;
  const after = scanClock(text, clock, mark !== SPACE, out);
  if (after < 0) return false;
  return finishWithZone(mark === SLASH && sep === COLON ? 'clf' : 'rfc2822', text, scanHalfDay(text, after, out), out);
}

/** `6/9/2005 6:07:04 AM`, `09.06.2005 06:07:04`, `23-01-2024 06:07:04`, and without year `06-09 06:07:04.123`. */
function scanNumeric(text: string, at: number, out: TimeScan): boolean {
  let end = shortNumber(text, at);
  const first = lastShort();
  const mark = text.charCodeAt(end);
  end = shortNumber(text, end + 1);
  if (end < 0) return false;
  const second = lastShort();
  // Snort and tcpdump part month-day and clock with a dash.
  const gap = text.charCodeAt(end);
  if (gap === SPACE || (gap === DASH && mark === SLASH)) return scanMonthDay(text, end, first, second, mark, out);
  if (text.charCodeAt(end) !== mark) return false;
  end = scanYear(text, end + 1, out);
  if (end < 0) return false;
  const clock = text.charCodeAt(end) === COLON && !out.isShortYear ? end + 1 : clockAfterDate(text, end);
  const after = clock < 0 ? -1 : scanClock(text, clock, false, out);
  if (after < 0 || first < 1 || second < 1 || first > 31 || second > 31) return false;
  if (mark === DOT) {
    // With dots the day always comes first (DIN 1355, and everywhere else that writes so).
    out.day = first;
    out.month = second;
    if (second > 12) return false;
    return finishWithZone('dotted', text, after, out);
  }
  out.isOrderKnown = first > 12 || second > 12 || first === second;
  out.month = first > 12 ? second : first;
  out.day = first > 12 ? first : second;
  if (out.month > 12) return false;
  return finishWithZone('slash', text, scanHalfDay(text, after, out), out);
}

function scanMonthDay(text: string, at: number, first: number, second: number, mark: number, out: TimeScan): boolean {
  const end = scanClock(text, text.charCodeAt(at) === DASH ? at + 1 : skipSpaces(text, at), true, out);
  if (end < 0 || first < 1 || first > 12 || second < 1 || second > 31) return false;
  if (mark === SLASH && out.fractionEnd === out.fractionStart) return false;
  out.month = first;
  out.day = second;
  return finishWithZone('month-day', text, end, out);
}

/** `Oct 11 22:14:15`, `Oct 11 2000 22:14:15`, `Jun 9, 2005 6:07:04 AM`; with a weekday before it, a year after it. */
function scanMonthName(text: string, at: number, month: number, hasWeekday: boolean, out: TimeScan): boolean {
  out.month = month;
  let end = skipSpaces(text, at + 3);
  if (end === at + 3) return false;
  end = shortNumber(text, end);
  if (end < 0) return false;
  out.day = lastShort();
  if (out.day < 1 || out.day > 31) return false;
  if (text.charCodeAt(end) === COMMA) end += 1;
  const gap = skipSpaces(text, end);
  if (gap === end) return false;
  const year = fourAt(text, gap);
  const sep = text.charCodeAt(gap + 4);
  if (year >= 0 && (sep === SPACE || sep === COMMA)) {
    const after = scanClock(text, skipSpaces(text, sep === COMMA ? gap + 5 : gap + 4), false, out);
    if (after < 0) return false;
    out.year = year;
    const half = scanHalfDay(text, after, out);
    return finishWithZone(hasWeekday ? 'asctime' : 'bsd', text, half, out);
  }
  const after = scanClock(text, gap, true, out);
  if (after < 0) return false;
  return scanYearBehind(text, after, hasWeekday, out);
}

/** The year after the clock, with the zone before or behind it: `06:07:04 UTC 2005`, `06:07:04 2005 +0200`. */
function scanYearBehind(text: string, at: number, hasWeekday: boolean, out: TimeScan): boolean {
  const zoneEnd = scanZone(text, at, out);
  if (text.charCodeAt(zoneEnd) === SPACE && (hasWeekday || zoneEnd === text.length - 5)) {
    const year = digitRun(text, zoneEnd + 1, 5) === 4 ? fourAt(text, zoneEnd + 1) : -1;
    if (year >= 1_900 && year <= 2_999) {
      out.year = year;
      const end = zoneEnd + 5;
      return zoneEnd > at ? finish('asctime', end, out) : finishWithZone('asctime', text, end, out);
    }
  }
  return finish(hasWeekday ? 'asctime' : 'bsd', zoneEnd, out);
}

/** A weekday in front, short or long, with or without a comma; the index after it, or -1. */
function skipWeekday(text: string, at: number): number {
  let end = at;
  while (end - at < 10 && isLetterCode(text.charCodeAt(end))) end += 1;
  const word = text.slice(at, end).toLowerCase();
  if (!WEEKDAYS.has(word) && !LONG_WEEKDAYS.has(word)) return -1;
  if (text.charCodeAt(end) === COMMA) end += 1;
  const next = skipSpaces(text, end);
  return next === end ? -1 : next;
}

function scanLetters(text: string, at: number, out: TimeScan): boolean {
  const month = monthAt(text, at);
  if (month > 0 && !isLetterCode(text.charCodeAt(at + 3))) return scanMonthName(text, at, month, false, out);
  const next = skipWeekday(text, at);
  if (next >= 0) {
    const named = monthAt(text, next);
    if (named > 0) return scanMonthName(text, next, named, true, out);
    return digitAt(text, next) >= 0 && scanDayMonthName(text, next, out);
  }
  // glog: severity letter, month and day packed, `I0609 06:07:04.123456`.
  const code = text.charCodeAt(at);
  if ((code === 73 || code === 87 || code === 69 || code === 70) && digitRun(text, at + 1, 5) === 4) {
    return scanGlog(text, at + 1, out);
  }
  return false;
}

function scanGlog(text: string, at: number, out: TimeScan): boolean {
  out.month = twoAt(text, at);
  out.day = twoAt(text, at + 2);
  if (out.month < 1 || out.month > 12 || out.day < 1 || out.day > 31 || text.charCodeAt(at + 4) !== SPACE) return false;
  const end = scanClock(text, at + 5, true, out);
  return end >= 0 && out.fractionEnd > out.fractionStart && finish('month-day', end, out);
}

/** A decimal number; its meaning follows from its magnitude (time.ts). */
function scanEpoch(text: string, at: number, digits: number, out: TimeScan): boolean {
  let end = at + digits;
  out.fractionStart = end;
  out.fractionEnd = end;
  if (text.charCodeAt(end) === DOT) {
    const fraction = digitRun(text, end + 1, 20);
    if (fraction > 0) {
      out.fractionStart = end + 1;
      out.fractionEnd = end + 1 + fraction;
      end = out.fractionEnd;
    }
  }
  return digitAt(text, end) < 0 && finish('epoch', end, out);
}

/** TAI64N label (daemontools): `@` and 24 hex digits. */
function scanTai(text: string, at: number, out: TimeScan): boolean {
  for (let i = 1; i <= 24; i += 1) {
    const code = text.charCodeAt(at + i) | 32;
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return finish('tai64n', at + 25, out);
}

/**
 * Recognises a time that starts at `at`.
 *
 * @param isWhole whether the time must fill the rest of the text: then a date alone counts as a time too
 * @param out filled in; meaningless where false is returned
 * @returns whether a time stands there; ranges of day and clock are checked, the calendar (31 February) is not
 */
export function scanTime(text: string, at: number, isWhole: boolean, out: TimeScan): boolean {
  out.year = -1;
  out.offsetSeconds = Number.NaN;
  out.isName = false;
  out.isOrderKnown = true;
  out.isHalfDay = false;
  out.isShortYear = false;
  out.isDateOnly = false;
  const code = text.charCodeAt(at);
  if (code < 48 || code > 57) {
    if (isLetterCode(code)) return scanLetters(text, at, out);
    return code === 64 && scanTai(text, at, out);
  }
  const digits = digitRun(text, at, 21);
  const mark = text.charCodeAt(at + digits);
  if (digits === 4) {
    if (mark === DASH || mark === SLASH || mark === DOT) return scanYearFirst(text, at, isWhole, out);
    return mark === SPACE && scanYearThenMonth(text, at, out);
  }
  if (digits <= 2) {
    const isNumber = digitAt(text, at + digits + 1) >= 0;
    if (isNumber && (mark === SLASH || mark === DASH || mark === DOT)) return scanNumeric(text, at, out);
    return scanDayMonthName(text, at, out);
  }
  if (digits === 6 || digits === 8 || digits === 14) return scanCompact(text, at, digits, out);
  if (digits === 17 && scanCompact(text, at, digits, out)) return out.year >= 1_970 && out.year <= 2_100;
  return digits >= 9 && scanEpoch(text, at, digits, out);
}

/** `2024 Mar 15 14:23:07`. */
function scanYearThenMonth(text: string, at: number, out: TimeScan): boolean {
  const year = fourAt(text, at);
  const month = monthAt(text, at + 5);
  if (month === 0 || !scanMonthName(text, at + 5, month, false, out) || out.year >= 0) return false;
  out.year = year;
  return true;
}
