/**
 * A profile says where one kind of log keeps its facts; `applyProfile` makes the draft from it.
 *
 * Pure. A few dozen property reads a record; the record itself becomes `metadata.fields`, not a copy.
 * Source: resources/docs/field-mapping.md; ECS 8.17 for the names under `metadata`.
 * Trust: profiles are ours, records are the log's: every fact may be missing or of any type.
 */
import type { EventDraft, JsonObject, JsonValue, Severity } from '../../event/audit-event.ts';
import type { TimeOptions } from '../../event/time.ts';
import { readTime, unreadableTime } from './event-time.ts';
import type { EventTime } from './event-time.ts';
import { firstText, isObject, valueAt } from './paths.ts';
import type { Paths } from './paths.ts';
import { oneLine, statusToSuccess, toEventType, toSeverity, toSuccess } from './words.ts';
import type { SeverityScale } from './words.ts';

export interface Profile {
  /** ECS event.dataset, e.g. `aws.cloudtrail`. */
  dataset: string;
  /** Whether a record is of this kind. Must not throw, whatever the record holds. */
  matches(record: JsonObject): boolean;
  /** ECS event.provider: a constant, or where it stands. */
  provider: string | Paths;
  time: Paths;
  /** The format's standard says that times without a zone are UTC. */
  isFormatUtc?: boolean;
  /** The source's own id of the event. */
  eventId?: Paths;
  /** The name of what happened, in the source's words. */
  name: Paths | ((record: JsonObject) => string | undefined);
  /** Our event types for names of the source, by the type that `toEventType` gives. */
  types?: Readonly<Record<string, string>>;
  /** Event type where the record has no name. */
  fallbackType: string;
  /** action.type: a constant, or by event type and name. */
  actionType: string | ((record: JsonObject, name: string) => string);
  userId?: Paths;
  ip?: Paths;
  userAgent?: Paths;
  sessionId?: Paths;
  tenantId?: Paths;
  resource?: Paths | ((record: JsonObject) => string | undefined);
  method?: Paths;
  success?: Paths | ((record: JsonObject) => boolean | undefined);
  severity?: Paths | ((record: JsonObject) => Severity | undefined);
  severityScale?: SeverityScale;
  /** The record's own line for people; otherwise one is made from the facts. */
  message?: Paths;
  host?: Paths;
  /** ECS event.code. */
  code?: Paths;
  /** Further ECS objects: dotted ECS name, where it stands. */
  ecs?: readonly (readonly [string, Paths])[];
}

/** What a draft needs beside the record. */
export interface DraftPlace {
  /** First 16 hex digits of the source's SHA-256. */
  sourceTag: string;
  /** Byte offset of the record in the source. */
  offset: number;
  time: TimeOptions;
}

/** The id of an event that brings none. Made only where it is needed: it costs 0.1 us. */
export const madeEventId = (place: DraftPlace): string => `${place.sourceTag}:${place.offset}`;

export function applyProfile(profile: Profile, record: JsonObject, place: DraftPlace): EventDraft {
  const name = typeof profile.name === 'function' ? profile.name(record) : firstText(record, profile.name);
  const eventType = typeOf(profile, name);
  const userId = firstText(record, profile.userId);
  const ip = firstText(record, profile.ip);
  const success = successOf(profile, record);
  const resource =
    typeof profile.resource === 'function' ? profile.resource(record) : firstText(record, profile.resource);
  const source: EventDraft['source'] = {};
  put(source, 'ip', ip);
  put(source, 'userAgent', firstText(record, profile.userAgent));
  put(source, 'userId', userId);
  put(source, 'sessionId', firstText(record, profile.sessionId));
  put(source, 'tenantId', firstText(record, profile.tenantId));
  const actionType =
    typeof profile.actionType === 'string' ? profile.actionType : profile.actionType(record, name ?? '');
  const action: EventDraft['action'] = { type: actionType };
  put(action, 'resource', resource);
  put(action, 'method', firstText(record, profile.method));
  if (success !== undefined) action.success = success;

  const message = firstText(record, profile.message);
  const facts = { name: name ?? eventType, userId, ip, resource, success };
  const metadata: JsonObject = { message: message === undefined ? describe(facts) : oneLine(message) };
  const event: JsonObject = { dataset: profile.dataset };
  put(event, 'provider', typeof profile.provider === 'string' ? profile.provider : firstText(record, profile.provider));
  put(event, 'code', firstText(record, profile.code));
  put(event, 'action', name);
  if (success !== undefined) event['outcome'] = success ? 'success' : 'failure';
  metadata['event'] = event;
  const host = firstText(record, profile.host);
  if (host !== undefined) metadata['host'] = { name: host };
  if (profile.ecs !== undefined) for (const [to, from] of profile.ecs) putEcs(metadata, to, firstText(record, from));
  metadata['fields'] = record;
  const time = findTime(profile, record, place.time);
  if (time !== undefined) metadata['time'] = time.basis as unknown as JsonObject;
  return {
    eventId: firstText(record, profile.eventId) ?? madeEventId(place),
    timestamp: time === undefined ? null : time.timestamp,
    eventType,
    severity: severityOf(profile, record) ?? (success === false ? 'medium' : 'low'),
    source,
    action,
    metadata,
  };
}

/** Sets a name of ours where there is a value. */
export function put(target: object, name: string, value: string | undefined): void {
  if (value !== undefined) (target as Record<string, string>)[name] = value;
}

/** Sets `a.b.c` in nested objects; `.port` and `.pid` become numbers where they are some. */
export function putEcs(metadata: JsonObject, dotted: string, text: string | undefined): void {
  if (text === undefined) return;
  const names = dotted.split('.');
  let at = metadata;
  for (let i = 0; i < names.length - 1; i += 1) {
    const name = names[i] as string;
    const next = at[name];
    if (isObject(next)) at = next;
    else {
      const made: JsonObject = {};
      at[name] = made;
      at = made;
    }
  }
  const last = names.at(-1) as string;
  at[last] = last === 'port' || last === 'pid' || last === 'status_code' ? asCount(text) : text;
}

const asCount = (text: string): JsonValue => (/^[0-9]{1,15}$/.test(text) ? Number(text) : text);

function typeOf(profile: Profile, name: string | undefined): string {
  if (name === undefined) return profile.fallbackType;
  const type = toEventType(name);
  const ours = profile.types;
  if (ours !== undefined && Object.hasOwn(ours, type)) return ours[type] as string;
  return type === '' ? profile.fallbackType : type;
}

function successOf(profile: Profile, record: JsonObject): boolean | undefined {
  if (typeof profile.success === 'function') return profile.success(record);
  if (profile.success === undefined) return undefined;
  for (const path of profile.success) {
    const value = valueAt(record, path);
    const success = toSuccess(value) ?? statusToSuccess(value);
    if (success !== undefined) return success;
  }
  return undefined;
}

function severityOf(profile: Profile, record: JsonObject): Severity | undefined {
  if (typeof profile.severity === 'function') return profile.severity(record);
  if (profile.severity === undefined) return undefined;
  for (const path of profile.severity) {
    const severity = toSeverity(valueAt(record, path), profile.severityScale);
    if (severity !== undefined) return severity;
  }
  return undefined;
}

/** The first field that can be placed in time; otherwise the account of the first that is there. */
function findTime(profile: Profile, record: JsonObject, options: TimeOptions): EventTime | undefined {
  const known = profile.isFormatUtc === true ? { ...options, isFormatUtc: true } : options;
  let failed: EventTime | undefined;
  for (const path of profile.time) {
    const value = valueAt(record, path);
    if (value === undefined || value === null || value === '') continue;
    const field = path.join('.');
    const time = readTime(value, field, known);
    if (time !== undefined && time.timestamp !== null) return time;
    failed ??= time ?? unreadableTime(value, field);
  }
  return failed;
}

export interface Facts {
  name: string;
  userId: string | undefined;
  ip: string | undefined;
  resource: string | undefined;
  success: boolean | undefined;
}

/** `ConsoleLogin by alice on i-0abc from 10.0.0.1: failure`. */
export function describe(facts: Facts): string {
  let line = facts.name;
  if (facts.userId !== undefined) line += ` by ${facts.userId}`;
  if (facts.resource !== undefined) line += ` on ${facts.resource}`;
  if (facts.ip !== undefined) line += ` from ${facts.ip}`;
  if (facts.success !== undefined) line += facts.success ? ': success' : ': failure';
  return oneLine(line);
}
