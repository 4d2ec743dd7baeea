/**
 * Local wall-clock time to UTC in a named zone or a fixed offset.
 *
 * Pure but for the zone database of the runtime (ECMA-402). A day without a change of the offset costs one look-up in a
 * map; a day with one is resolved minute by minute. Caches are bounded.
 * Source: ECMA-402 `Intl.DateTimeFormat`; the choice in gaps and overlaps is that of RFC 5545 §3.3.5 (gap: the offset
 * before the gap; overlap: the earlier instant).
 * Trust: the zone name is the person's option; the local times are the log's.
 */
import { SECONDS_PER_DAY } from './time-civil.ts';

export interface Zone {
  /** The name as given. */
  readonly name: string;
  /** Local wall-clock seconds (as if UTC) to UTC seconds. Sets `doubt`. */
  toUtc(localSeconds: number): number;
  /** Why the last result is doubtful: `nonexistent-local`, `ambiguous-local`, or the empty string. */
  doubt: string;
}

const FIXED = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;
const MAX_CACHED = 8_192;

/** Offset in seconds of `Z`, `UTC`, `+02:00`, `-0530`, `UTC+2`; undefined for anything else. */
function parseFixedOffset(name: string): number | undefined {
  if (name === 'Z' || name === 'UTC' || name === 'GMT' || name === 'Etc/UTC') return 0;
  const match = FIXED.exec(name);
  if (match === null) return undefined;
  const seconds = Number(match[2]) * 3_600 + Number(match[3] ?? '0') * 60;
  if (Number(match[3] ?? '0') > 59 || seconds > 18 * 3_600) return undefined;
  return match[1] === '-' ? -seconds : seconds;
}

function fixedZone(name: string, offset: number): Zone {
  return { name, doubt: '', toUtc: (localSeconds) => localSeconds - offset };
}

class NamedZone implements Zone {
  readonly name: string;
  doubt = '';
  readonly #format: Intl.DateTimeFormat;
  /** Local day -> offset in seconds, or NaN where the offset changes on or near that day. */
  readonly #days = new Map<number, number>();
  /** Local minute -> [offset, doubt], for the days with a change. */
  readonly #minutes = new Map<number, readonly [number, string]>();
  #lastDay = Number.NaN;
  #lastOffset = 0;

  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  toUtc(localSeconds: number): number {
    const day = Math.floor(localSeconds / SECONDS_PER_DAY);
    if (day !== this.#lastDay) {
      this.#lastOffset = this.#offsetOfDay(day);
      this.#lastDay = day;
    }
    if (!Number.isNaN(this.#lastOffset)) {
      this.doubt = '';
      return localSeconds - this.#lastOffset;
    }
    const [offset, doubt] = this.#offsetOfMinute(Math.floor(localSeconds / 60));
    this.doubt = doubt;
    return localSeconds - offset;
  }

  #offsetOfDay(day: number): number {
    let offset = this.#days.get(day);
    if (offset !== undefined) return offset;
    const before = this.#offsetAt((day - 1) * SECONDS_PER_DAY);
    const after = this.#offsetAt((day + 2) * SECONDS_PER_DAY);
    offset = before === after ? before : Number.NaN;
    if (this.#days.size >= MAX_CACHED) this.#days.clear();
    this.#days.set(day, offset);
    return offset;
  }

  #offsetOfMinute(minute: number): readonly [number, string] {
    let found = this.#minutes.get(minute);
    if (found !== undefined) return found;
    const local = minute * 60;
    const before = this.#offsetAt(local - 2 * SECONDS_PER_DAY);
    const after = this.#offsetAt(local + 2 * SECONDS_PER_DAY);
    const isBefore = this.#offsetAt(local - before) === before;
    const isAfter = this.#offsetAt(local - after) === after;
    if (isBefore && isAfter) found = before === after ? [before, ''] : [Math.max(before, after), 'ambiguous-local'];
    else if (isBefore || isAfter) found = [isBefore ? before : after, ''];
    else found = [before, 'nonexistent-local'];
    if (this.#minutes.size >= MAX_CACHED) this.#minutes.clear();
    this.#minutes.set(minute, found);
    return found;
  }

  #offsetAt(utcSeconds: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(utcSeconds * 1_000)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1_000 - utcSeconds;
  }
}

const zones = new Map<string, Zone | undefined>();

/** The zone of an IANA name or a fixed offset (`+02:00`, `UTC`); undefined where nobody knows it. */
export function findZone(name: string): Zone | undefined {
  if (zones.has(name)) return zones.get(name);
  const offset = parseFixedOffset(name);
  let zone: Zone | undefined;
  if (offset !== undefined) zone = fixedZone(name, offset);
  else {
    try {
      zone = new NamedZone(name);
    } catch {
      // RangeError: the runtime does not know the name.
      zone = undefined;
    }
  }
  if (zones.size >= 64) zones.clear();
  zones.set(name, zone);
  return zone;
}

/** Whether a time zone option can be used. */
export function isTimeZone(name: string): boolean {
  return findZone(name) !== undefined;
}
