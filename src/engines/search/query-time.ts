/**
 * Times as a person types them in a query: a moment with the precision it was given in, as a half-open window.
 *
 * Pure: "now" is a parameter. `2024-01-05` is that whole day, `2024-01-05T10:15` that minute. A time without zone is UTC.
 * Precision ends at the microsecond; further digits are read and dropped.
 * Source: RFC 3339, and ISO 8601 for the shortened forms.
 * Trust: text from the person.
 */
import { US_PER_MS, US_PER_SECOND } from '../../shared/units.ts';

/** `[fromUs, toUs)`; equal where the text names an instant without a length (`now`, `-24h`). */
export interface TimeSpan {
  fromUs: number;
  toUs: number;
}

export interface TimeProblem {
  message: string;
  hint: string;
}

const MS_PER_DAY = 86_400_000;
const UNIT_MS = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', MS_PER_DAY],
  ['w', 7 * MS_PER_DAY],
]);
/** Powers of ten by the digits of an epoch number: seconds, milliseconds, microseconds. */
const EPOCH_SCALE = new Map([
  [10, US_PER_SECOND],
  [13, US_PER_MS],
  [16, 1],
]);
const FORMS = 'Write 2024-01-05, 2024-01-05T10:15:00Z, -24h, today or now';

const iso =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i;

/** Years 1000 to 9998: what `formatTimeUs` writes with four digits, also at the end of the window. */
const FIRST_US = Date.UTC(1000, 0) * US_PER_MS;
const LAST_US = Date.UTC(9999, 0) * US_PER_MS;

/** The window that the text means, or what is wrong with it. */
export function parseTimeText(text: string, nowMs: number): TimeSpan | TimeProblem {
  const read = readTime(text, Math.floor(nowMs));
  if ('message' in read || (read.fromUs >= FIRST_US && read.toUs <= LAST_US)) return read;
  return { message: `"${text}" is too far away`, hint: 'Years from 1000 to 9998 can be searched' };
}

function readTime(text: string, nowMs: number): TimeSpan | TimeProblem {
  const word = text.toLowerCase();
  const todayMs = Math.floor(nowMs / MS_PER_DAY) * MS_PER_DAY;
  if (word === 'now') return spanOf(nowMs * US_PER_MS, 0);
  if (word === 'today') return spanOf(todayMs * US_PER_MS, MS_PER_DAY * US_PER_MS);
  if (word === 'yesterday') return spanOf((todayMs - MS_PER_DAY) * US_PER_MS, MS_PER_DAY * US_PER_MS);
  const relative = /^([+-])(\d{1,7})([smhdw])$/.exec(word);
  if (relative !== null) {
    const distanceMs = Number(relative[2]) * (UNIT_MS.get(relative[3] ?? '') ?? 0);
    return spanOf((nowMs + (relative[1] === '-' ? -distanceMs : distanceMs)) * US_PER_MS, 0);
  }
  if (/^\d{1,7}[smhdw]$/.test(word))
    return { message: `"${text}" needs a sign`, hint: `Write -${text} for ${text} ago` };
  const scale = /^\d+$/.test(word) ? EPOCH_SCALE.get(word.length) : undefined;
  if (scale !== undefined) return spanOf(Number(word) * scale, scale);
  const parts = iso.exec(text);
  return parts === null ? { message: `"${text}" is not a time`, hint: FORMS } : readIso(text, parts);
}

const spanOf = (fromUs: number, lengthUs: number): TimeSpan => ({ fromUs, toUs: fromUs + lengthUs });

function readIso(text: string, parts: RegExpExecArray): TimeSpan | TimeProblem {
  const number = (i: number, absent: number): number => (parts[i] === undefined ? absent : Number(parts[i]));
  const [year, month, day] = [number(1, 0), number(2, 1), number(3, 1)];
  const [hour, minute, second] = [number(4, 0), number(5, 0), number(6, 0)];
  const startMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const canonical = new Date(startMs).toISOString();
  const asGiven = `${text.slice(0, 4)}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  if (!canonical.startsWith(asGiven)) return { message: `There is no time "${text}"`, hint: FORMS };
  const offsetMs = zoneOffsetMs(parts[8]);
  if (offsetMs === undefined) return { message: `There is no zone "${parts[8]}"`, hint: 'Write Z or +02:00' };
  const fraction = (parts[7] ?? '').slice(0, 6);
  const fromUs = (startMs - offsetMs) * US_PER_MS + Number(fraction.padEnd(6, '0'));
  return spanOf(fromUs, lengthUs(parts, year, month, fraction.length));
}

/** How long the smallest part that was given lasts, in microseconds. */
function lengthUs(parts: RegExpExecArray, year: number, month: number, fractionDigits: number): number {
  if (fractionDigits > 0) return 10 ** (6 - fractionDigits);
  if (parts[6] !== undefined) return US_PER_SECOND;
  if (parts[5] !== undefined) return 60 * US_PER_SECOND;
  if (parts[4] !== undefined) return 3_600 * US_PER_SECOND;
  if (parts[3] !== undefined) return MS_PER_DAY * US_PER_MS;
  const from = Date.UTC(year, month - 1);
  return ((parts[2] === undefined ? Date.UTC(year + 1, 0) : Date.UTC(year, month)) - from) * US_PER_MS;
}

function zoneOffsetMs(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * 60_000 * (zone.startsWith('-') ? -1 : 1);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** RFC 3339 UTC with six fraction digits; `parseTimeText` reads it back exactly for years 1000 to 9998. */
export function formatTimeUs(timeUs: number): string {
  const wholeUs = Math.floor(timeUs);
  const seconds = Math.floor(wholeUs / US_PER_SECOND);
  const fraction = String(wholeUs - seconds * US_PER_SECOND).padStart(6, '0');
  return `${new Date(seconds * 1_000).toISOString().slice(0, -5)}.${fraction}Z`;
}
