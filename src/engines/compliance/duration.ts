/**
 * Durations of the framework files: ISO 8601 text, added to a moment as a person would count.
 *
 * Pure. Months and years are those of the calendar, days are 24 hours, `P4BD` counts business days.
 * Source: ISO 8601-1 §5.5.2 for the form; `BD` is this content's own (vocabulary.evaluators.deadline).
 * Differences: no fractions, no weeks beside other parts. A month after the 31st ends on the last day of that month. All
 * in UTC: the case calendar names days, not zones.
 */

export interface Duration {
  years: number;
  months: number;
  days: number;
  businessDays: number;
  ms: number;
}

const FORM = /^P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,5})(D|BD))?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;
export const DAY_MS = 86_400_000;

export function parseDuration(text: string): Duration | undefined {
  const found = FORM.exec(text);
  if (found === null || text === 'P' || text.endsWith('T')) return undefined;
  const [, years = '0', months = '0', days = '0', dayKind, hours = '0', minutes = '0', seconds = '0'] = found;
  return {
    years: Number(years),
    months: Number(months),
    days: dayKind === 'D' ? Number(days) : 0,
    businessDays: dayKind === 'BD' ? Number(days) : 0,
    ms: Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000,
  };
}

/** Milliseconds of a duration that names none of the calendar's parts; a month is 30 days, a year 365 where it does. */
export function nominalMs(text: string): number {
  const parsed = parseDuration(text);
  if (parsed === undefined) return Number.NaN;
  const { years, months, days, businessDays, ms } = parsed;
  return (years * 365 + months * 30 + days + businessDays) * DAY_MS + ms;
}

/** @param holidays days that are no business days, `YYYY-MM-DD`, beside Saturdays and Sundays */
export function addDuration(fromMs: number, text: string, holidays: ReadonlySet<string> = new Set()): number {
  const parsed = parseDuration(text);
  if (parsed === undefined || !Number.isFinite(fromMs)) return Number.NaN;
  let at = addMonths(fromMs, parsed.years * 12 + parsed.months) + parsed.days * DAY_MS + parsed.ms;
  for (let left = parsed.businessDays; left > 0; ) {
    at += DAY_MS;
    const day = new Date(at);
    const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
    if (!isWeekend && !holidays.has(day.toISOString().slice(0, 10))) left -= 1;
  }
  return at;
}

function addMonths(fromMs: number, months: number): number {
  if (months === 0) return fromMs;
  const from = new Date(fromMs);
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1);
  const daysThere = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const sinceMidnight = ((fromMs % DAY_MS) + DAY_MS) % DAY_MS;
  return first + (Math.min(from.getUTCDate(), daysThere) - 1) * DAY_MS + sinceMidnight;
}

/** The last moment of the calendar year (UTC), exclusive. */
export const endOfYear = (ms: number): number => Date.UTC(new Date(ms).getUTCFullYear() + 1, 0, 1);
