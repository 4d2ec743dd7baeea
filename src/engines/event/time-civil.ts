/**
 * Calendar arithmetic without `Date`: days, seconds and the canonical time text.
 *
 * Pure. O(1); the text of the last minute is remembered, because the events of a log come in order.
 * Source: proleptic Gregorian calendar (ISO 8601-1:2019 §4.2.1); days-from-civil by the era method (400-year cycles).
 * Trust: callers check the ranges of month, day and time of day.
 */

export const SECONDS_PER_DAY = 86_400;

/** First and last year that count as a plausible time of a log, both inclusive, in UTC. */
export const FIRST_YEAR = 1970;
export const LAST_YEAR = 2200;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two decimal digits of 0 to 99. */
export const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, n) => (n < 10 ? `0${n}` : String(n)));

/** Days since 1970-01-01. @param month 1-12 @param day 1-31 */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The year that holds a day counted from 1970-01-01. */
export function yearOfDay(days: number): number {
  return civilFromDays(days)[0];
}

/** [year, month 1-12, day 1-31] of a day counted from 1970-01-01. */
export function civilFromDays(days: number): readonly [number, number, number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1];
}

/** Number of days in a month 1-12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return DAYS_IN_MONTH[month - 1] ?? 0;
}

/** Whether a year, month and day name a day that exists. */
export function isCivilDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 28 ? true : day >= 1 && day <= daysInMonth(year, month);
}

/** Seconds since 1970 of the first second of FIRST_YEAR, and of the first second after LAST_YEAR. */
const FIRST_SECOND = daysFromCivil(FIRST_YEAR, 1, 1) * SECONDS_PER_DAY;
const END_SECOND = daysFromCivil(LAST_YEAR + 1, 1, 1) * SECONDS_PER_DAY;

/** Whether a count of seconds since 1970 lies in the plausible years. */
export function isPlausibleSecond(seconds: number): boolean {
  return seconds >= FIRST_SECOND && seconds < END_SECOND;
}

let lastMinute = Number.NaN;
let lastMinuteText = '';

/**
 * Canonical time text `YYYY-MM-DDThh:mm:ss[.fraction]Z`.
 *
 * @param seconds whole seconds since 1970 in the plausible years
 * @param fraction decimal digits after the point, 0 to 9 of them
 */
export function formatSeconds(seconds: number, fraction: string): string {
  const minute = Math.floor(seconds / 60);
  if (minute !== lastMinute) {
    const days = Math.floor(minute / 1_440);
    const [year, month, day] = civilFromDays(days);
    const ofDay = minute - days * 1_440;
    const hour = Math.floor(ofDay / 60);
    lastMinute = minute;
    lastMinuteText = `${String(year).padStart(4, '0')}-${TWO_DIGITS[month]}-${TWO_DIGITS[day]}T${TWO_DIGITS[hour]}:${TWO_DIGITS[ofDay - hour * 60]}:`;
  }
  const second = TWO_DIGITS[seconds - minute * 60];
  return fraction === '' ? `${lastMinuteText}${second}Z` : `${lastMinuteText}${second}.${fraction}Z`;
}
