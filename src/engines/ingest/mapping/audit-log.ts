/**
 * Events in our own shape (AuditLog): what the API takes and what an export gives pass through.
 *
 * Pure. The hottest mapping: no copies where the record has only known names.
 * Source: resources/docs/field-mapping.md, "Our own shape".
 * Trust: the record is the log's: it may claim to be ours. Its `_id`, `integrity` and `compliance` are claims of the
 * sender and are kept as such under `metadata.fields`.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../event/audit-event.ts';
import { SEVERITIES } from '../../event/audit-event.ts';
import { readTime, unreadableTime } from './event-time.ts';
import { isObject, scalarText } from './paths.ts';
import { describe, madeEventId } from './profile.ts';
import type { DraftPlace } from './profile.ts';
import { setOwn } from './set-own.ts';
import { oneLine, toSeverity } from './words.ts';

/** Has an event type and a source or an action object, and a severity of ours or none. */
export function isAuditLog(record: JsonObject): boolean {
  const { eventType, severity, source, action } = record;
  if (typeof eventType !== 'string' || eventType === '') return false;
  if (!isObject(source) && !isObject(action)) return false;
  if (source !== undefined && !isObject(source)) return false;
  if (action !== undefined && !isObject(action)) return false;
  return (
    severity === undefined || (typeof severity === 'string' && (SEVERITIES as readonly string[]).includes(severity))
  );
}

/** @param record one for which isAuditLog is true; parts of it become parts of the draft */
export function auditLogDraft(record: JsonObject, place: DraftPlace): EventDraft {
  let fields: JsonObject | undefined;
  const keep = (name: string, value: JsonValue): void => {
    fields ??= {};
    setOwn(fields, name, value);
  };
  let eventId: string | undefined;
  let timestamp: JsonValue | undefined;
  const names = Object.keys(record);
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i] as string;
    const value = record[name] as JsonValue;
    switch (name) {
      case 'eventType':
      case 'severity':
      case 'source':
      case 'action':
      case 'metadata':
        break;
      case 'eventId':
        if (typeof value === 'string' && value !== '') eventId = value;
        else if (typeof value === 'number') eventId = String(value);
        else keep(name, value);
        break;
      case 'timestamp':
        timestamp = value;
        break;
      default:
        keep(name, value);
    }
  }
  const source = passSource(record['source'], keep);
  const action = passAction(record['action'], keep);
  const metadata = passMetadata(record['metadata'], keep);
  const eventType = record['eventType'] as string;
  if (typeof metadata['message'] !== 'string') {
    const own = scalarText(record['message']);
    const { userId, ip } = source;
    const { resource, success } = action;
    metadata['message'] =
      own === undefined ? describe({ name: eventType, userId, ip, resource, success }) : oneLine(own);
  }
  let time = null;
  if (timestamp !== undefined && timestamp !== null) {
    const read = readTime(timestamp, 'timestamp', place.time) ?? unreadableTime(timestamp, 'timestamp');
    metadata['time'] = read.basis as unknown as JsonObject;
    time = read.timestamp;
  }
  if (fields !== undefined) metadata['fields'] = fields;
  return {
    eventId: eventId ?? madeEventId(place),
    timestamp: time,
    eventType,
    severity: toSeverity(record['severity']) ?? 'low',
    source,
    action,
    metadata,
  };
}

type Keep = (name: string, value: JsonValue) => void;

function passSource(value: JsonValue | undefined, keep: Keep): EventDraft['source'] {
  if (!isObject(value)) return {};
  let isPlain = true;
  for (const name in value) {
    const member = value[name];
    switch (name) {
      case 'ip':
      case 'userAgent':
      case 'userId':
      case 'sessionId':
      case 'tenantId':
        if (typeof member !== 'string') isPlain = false;
        break;
      default:
        isPlain = false;
    }
  }
  if (isPlain) return value;
  const source: Record<string, string> = {};
  const rest: JsonObject = {};
  let hasRest = false;
  for (const name of Object.keys(value)) {
    const member = value[name] as JsonValue;
    const isKnown = ['ip', 'userAgent', 'userId', 'sessionId', 'tenantId'].includes(name);
    if (isKnown && typeof member === 'string') source[name] = member;
    else if (isKnown && typeof member === 'number') source[name] = String(member);
    else if (!(isKnown && member === null)) {
      setOwn(rest, name, member);
      hasRest = true;
    }
  }
  if (hasRest) keep('source', rest);
  return source;
}

function passAction(value: JsonValue | undefined, keep: Keep): EventDraft['action'] {
  if (!isObject(value)) return {};
  let isPlain = true;
  for (const name in value) {
    const member = value[name];
    switch (name) {
      case 'type':
      case 'resource':
      case 'method':
        if (typeof member !== 'string') isPlain = false;
        break;
      case 'success':
        if (typeof member !== 'boolean') isPlain = false;
        break;
      case 'details':
        break;
      default:
        isPlain = false;
    }
  }
  if (isPlain) return value;
  const action: JsonObject = {};
  const rest: JsonObject = {};
  let hasRest = false;
  for (const name of Object.keys(value)) {
    const member = value[name] as JsonValue;
    const isText = name === 'type' || name === 'resource' || name === 'method';
    if (
      name === 'details' ||
      (isText && typeof member === 'string') ||
      (name === 'success' && typeof member === 'boolean')
    ) {
      action[name] = member;
    } else if (!(member === null && (isText || name === 'success'))) {
      setOwn(rest, name, member);
      hasRest = true;
    }
  }
  if (hasRest) keep('action', rest);
  return action as EventDraft['action'];
}

/** Names under `metadata` that have a meaning of ours: a record that uses them otherwise keeps its own aside. */
function passMetadata(value: JsonValue | undefined, keep: Keep): JsonObject {
  if (value === undefined) return {};
  if (!isObject(value)) {
    keep('metadata', value);
    return {};
  }
  const isClean =
    value['fields'] === undefined &&
    value['time'] === undefined &&
    value['parse'] === undefined &&
    value['ambiguities'] === undefined;
  const { message } = value;
  if (isClean && (message === undefined || typeof message === 'string')) return value;
  keep('metadata', value);
  return {};
}
