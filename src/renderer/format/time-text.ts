/**
 * Times of events on screen: UTC to the last digit that the source gave, and the same instant in a zone that was chosen.
 *
 * Pure but for the zone rules of the platform (Intl). The day and the seconds come from the zone's rules, the fraction from
 * the text itself, since a Date holds milliseconds and an event log 100 ns.
 */
const CANONICAL = /^(-?\d{4,6}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/;

export interface ClockText {
  date: string;
  time: string;
  /** With its dot; empty where the source gave whole seconds. */
  fraction: string;
  /** `UTC`, `+02:00`. */
  offset: string;
}

/** @param timestamp canonical time text of an event (RFC 3339, UTC) */
export function utcClock(timestamp: string): ClockText {
  const match = CANONICAL.exec(timestamp);
  if (match === null) return { date: timestamp, time: '', fraction: '', offset: '' };
  const [, date = '', time = '', digits] = match;
  return { date, time, fraction: digits === undefined ? '' : `.${digits}`, offset: 'UTC' };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    });
    formats.set(zone, format);
  }
  return format;
}

/** @param zone IANA name, or `UTC` */
export function zonedClock(timestamp: string, zone: string): ClockText {
  const utc = utcClock(timestamp);
  const ms = Date.parse(timestamp);
  if (zone === 'UTC' || Number.isNaN(ms)) return utc;
  const parts = new Map(
    formatFor(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const offset = part('timeZoneName').replace('GMT', '');
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
    fraction: utc.fraction,
    offset: offset === '' ? '+00:00' : offset,
  };
}

export const clockText = ({ date, time, fraction }: ClockText): string =>
  time === '' ? date : `${date} ${time}${fraction}`;

/** Microseconds since the epoch as canonical text: for windows of time that are sent to the host. */
export function usToTimestamp(us: number): string {
  const ms = Math.floor(us / 1000);
  const micros = us - ms * 1000;
  const iso = new Date(ms).toISOString();
  return micros === 0 ? iso : iso.replace('Z', `${String(Math.round(micros)).padStart(3, '0')}Z`);
}

/** An instant on the clock of a zone, with its offset: for titles and screen readers. */
export function usInZone(us: number, zone: string): string {
  const timestamp = usToTimestamp(us);
  if (zone === 'UTC') return timestamp;
  const clock = zonedClock(timestamp, zone);
  return `${clockText(clock)} ${clock.offset}`;
}

/** Microseconds since the epoch; NaN where it is no time. Digits below a microsecond are cut. */
export function timestampToUs(timestamp: string): number {
  const seconds = Date.parse(timestamp.replace(/\.\d+/u, ''));
  const digits = /\.(\d+)/u.exec(timestamp)?.[1] ?? '';
  return seconds * 1000 + Number(digits.slice(0, 6).padEnd(6, '0'));
}

/** Whether the platform knows the zone. */
export function isZone(zone: string): boolean {
  // What nearly all have needs no rules to be loaded before anything shows.
  if (zone === 'UTC') return true;
  try {
    return formatFor(zone) !== undefined;
  } catch {
    return false;
  }
}
