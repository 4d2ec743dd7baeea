/**
 * Timesketch timelines (and Plaso's output for them), as CSV rows or JSON lines.
 *
 * Pure.
 * Source: Timesketch "Import from JSON or CSV": `message`, `datetime` and `timestamp_desc` are required, `timestamp` is
 * microseconds since the epoch. As Timesketch does: a record whose `datetime` is no time is refused; `datetime` may be a
 * number; `datetime` decides where it and `timestamp` differ. Unlike it, a difference does not pass silently: the event
 * is ambiguous (`time-contradiction`).
 * Trust: the values are the log's.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../event/audit-event.ts';
import { toUnixUs } from '../../event/time.ts';
import { US_PER_MS, US_PER_SECOND } from '../../../shared/units.ts';
import { readTime } from './event-time.ts';
import { firstText, paths, scalarText } from './paths.ts';
import { describe, madeEventId, put, putEcs } from './profile.ts';
import type { DraftPlace } from './profile.ts';
import { oneLine, toEventType } from './words.ts';

export const TIMELINE_COLUMNS = ['message', 'datetime', 'timestamp_desc'] as const;

/** Whether a record is one of a timeline: it has all three required names. */
export const isTimeline = (record: JsonObject): boolean =>
  record['datetime'] !== undefined && record['timestamp_desc'] !== undefined && record['message'] !== undefined;

const HOST = paths('hostname|computer_name|host');
const USER = paths('username|user|user_sid|account');
const ADDRESS = paths('ip|source_ip|src_ip|ip_address|client_ip');

export interface TimelineDraft {
  draft: EventDraft;
  /** `datetime` and `timestamp` name different moments. */
  isContradiction: boolean;
}

/** @returns undefined where `datetime` is no time */
export function timelineDraft(record: JsonObject, place: DraftPlace): TimelineDraft | undefined {
  const time = readTime(record['datetime'], 'datetime', place.time);
  if (time === undefined || time.timestamp === null) return undefined;
  const description = scalarText(record['timestamp_desc']);
  const dataType = scalarText(record['data_type']);
  const userId = firstText(record, USER);
  const ip = firstText(record, ADDRESS);
  const resource = firstText(record, paths('filename|path|url|display_name'));
  const source: EventDraft['source'] = {};
  put(source, 'userId', userId);
  put(source, 'ip', ip);
  const eventType = toEventType(dataType ?? description ?? '') || 'timeline_event';
  const action: EventDraft['action'] = {};
  put(action, 'type', description === undefined ? undefined : toEventType(description));
  put(action, 'resource', resource);
  const message = scalarText(record['message']);
  const facts = { name: dataType ?? eventType, userId, ip, resource, success: undefined };
  const metadata: JsonObject = { message: message === undefined ? describe(facts) : oneLine(message) };
  const event: JsonObject = { dataset: 'timeline' };
  put(event, 'provider', firstText(record, paths('source_name|parser|source|source_short')));
  put(event, 'code', firstText(record, paths('event_identifier')));
  put(event, 'action', description);
  metadata['event'] = event;
  putEcs(metadata, 'host.name', firstText(record, HOST));
  metadata['fields'] = record;
  metadata['time'] = time.basis as unknown as JsonObject;
  const eventId = firstText(record, paths('id|uuid')) ?? madeEventId(place);
  const draft: EventDraft = {
    eventId,
    timestamp: time.timestamp,
    eventType,
    severity: 'low',
    source,
    action,
    metadata,
  };
  return { draft, isContradiction: contradicts(time.timestamp, record['timestamp']) };
}

const SCALES_TO_US = [1, US_PER_MS, US_PER_SECOND, 1 / US_PER_MS];

/** Whether a number of microseconds (or, where that fits, seconds, milliseconds, nanoseconds) is another moment. */
function contradicts(timestamp: string, value: JsonValue | undefined): boolean {
  const text = scalarText(value);
  if (text === undefined) return false;
  const count = Number(text);
  const at = toUnixUs(timestamp);
  if (!Number.isFinite(count) || Number.isNaN(at)) return text.trim() !== timestamp;
  return !SCALES_TO_US.some((scale) => Math.abs(count * scale - at) < US_PER_SECOND);
}
