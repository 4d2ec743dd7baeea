/**
 * The time of a record, from the field that says it.
 *
 * Pure. Canonical text (`2024-01-15T10:11:12.123Z`) is taken as it stands.
 * Source: resources/docs/time.md.
 * Trust: the value is the log's.
 */
import type { JsonValue, TimeBasis } from '../../event/audit-event.ts';
import { parseTime } from '../../event/time.ts';
import type { TimeOptions } from '../../event/time.ts';
import type { FormatContext } from '../format.ts';

export interface EventTime {
  timestamp: string | null;
  basis: TimeBasis;
}

const MAX_ORIGINAL_CHARS = 128;

/** What the person and the file system say about times without zone or year. */
export function timeOptionsOf(context: FormatContext): TimeOptions {
  const options: TimeOptions = {};
  if (context.options.timeZone !== undefined) options.timeZone = context.options.timeZone;
  if (context.options.year !== undefined) options.year = context.options.year;
  if (context.mtimeMs !== undefined) options.mtimeMs = context.mtimeMs;
  return options;
}

/** Reads a time; undefined where the value is neither text nor number, or is no time at all. */
export function readTime(value: JsonValue | undefined, field: string, options: TimeOptions): EventTime | undefined {
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  if (text === '') return undefined;
  const parsed = parseTime(text, options);
  if (parsed === undefined) return undefined;
  const basis = parsed.basis as TimeBasis;
  basis.field = field;
  return { timestamp: parsed.timestamp, basis };
}

/** The account of a field that should have held a time and does not. */
export function unreadableTime(value: JsonValue, field: string): EventTime {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const original = text.slice(0, MAX_ORIGINAL_CHARS).toWellFormed();
  return { timestamp: null, basis: { original, field, zone: 'assumed-utc', doubt: 'unreadable' } };
}
