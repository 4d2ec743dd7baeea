/**
 * What the line readers share in making a draft: ids, severities, addresses, the common names of fields.
 *
 * Pure.
 * Source: resources/docs/field-mapping-lines.md; ECS 8.
 * Trust: all text is the log's.
 */
import type { EventDraft, JsonObject, Severity, TimeBasis } from '../../../event/audit-event.ts';
import type { FormatContext } from '../../format.ts';
import type { TimeOptions, TimeReading } from '../../../event/time.ts';
import { firstField } from './key-values.ts';

/** Options for times of one source. */
export function timeOptionsOf(context: FormatContext): TimeOptions {
  const { timeZone, year } = context.options;
  return {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(year === undefined ? {} : { year }),
    ...(context.mtimeMs === undefined ? {} : { mtimeMs: context.mtimeMs }),
  };
}

/** A draft that says only what is certain. `offset` is absolute. */
export function newDraft(context: FormatContext, offset: number, message: string): EventDraft {
  return {
    eventId: `${context.sourceTag}:${offset}`,
    timestamp: null,
    eventType: 'log_line',
    severity: 'low',
    source: {},
    action: {},
    metadata: { message },
  };
}

/** Puts a time into a draft, with how it was read. */
export function setTime(draft: EventDraft, timestamp: string | null, reading: TimeReading, field: string): void {
  draft.timestamp = timestamp;
  const { original, zone, year, doubt } = reading;
  const basis: TimeBasis = { original, field, zone };
  if (year !== undefined) basis.year = year;
  if (doubt !== undefined) basis.doubt = doubt;
  draft.metadata['time'] = basis as unknown as JsonObject;
}

const RANKS: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/** Raises a draft's severity, never lowers it. */
export function raiseSeverity(draft: EventDraft, severity: Severity): void {
  if (RANKS[severity] > RANKS[draft.severity]) draft.severity = severity;
}

/** An object under a metadata key, made where it is missing. */
export function metadataObject(draft: EventDraft, key: string): JsonObject {
  const old = draft.metadata[key];
  if (typeof old === 'object' && old !== null && !Array.isArray(old)) return old;
  const made: JsonObject = {};
  draft.metadata[key] = made;
  return made;
}

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const IPV6 = /^[0-9a-f:]{2,39}(?:(?:\d{1,3}\.){3}\d{1,3})?(?:%[\w.-]{1,32})?$/i;

/** Whether a text is an IPv4 or IPv6 address; a check of form, so that host names are not taken for addresses. */
export function isIpText(text: string): boolean {
  const code = text.charCodeAt(0);
  if (text.length > 80 || !((code >= 48 && code <= 58) || ((code | 32) >= 97 && (code | 32) <= 102))) return false;
  if (IPV4.test(text)) return true;
  return text.includes(':') && text.indexOf(':') !== text.lastIndexOf(':') && IPV6.test(text);
}

/** `1.2.3.4:80`, `[::1]:80`, `[::1]`, `1.2.3.4` -> the address; undefined where there is none. */
export function addressOf(text: string): string | undefined {
  if (isIpText(text)) return withoutZone(text);
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  const host = bracket > 0 ? text.slice(1, bracket) : text.slice(0, Math.max(0, text.lastIndexOf(':')));
  return host !== '' && isIpText(host) ? withoutZone(host) : undefined;
}

/** `fe80::1%eth0` -> `fe80::1`: the zone means something on that host only (RFC 4007 §11). */
function withoutZone(text: string): string {
  const percent = text.indexOf('%');
  return percent < 0 ? text : text.slice(0, percent);
}

const FLOW = /(?:^|[\s<[(])((?:\d{1,3}\.){3}\d{1,3})(?:[:/(]\d{1,5}\)?)? ?-> ?(?:\d{1,3}\.){3}\d{1,3}/;
const FLOW_CHARS = 1_024;

/** `10.0.0.1:52172 -> 10.0.0.2:443` and its relatives: the address in front of the arrow, where none is known yet. */
export function sourceFromFlow(draft: EventDraft, text: string): void {
  if (draft.source.ip !== undefined || !text.includes('->')) return;
  const address = FLOW.exec(text.slice(0, FLOW_CHARS))?.[1];
  if (address !== undefined && isIpText(address)) draft.source.ip = address;
}

const HOST_FIELDS = ['devname', 'hostname', 'dvchost', 'ION_HOST'];

const IP_FIELDS = [
  'src',
  'srcip',
  'src_ip',
  'SRC',
  'source_ip',
  'sourceip',
  'sourceAddress',
  'client_ip',
  'clientip',
  'client_addr',
  'c-ip',
  'rhost',
  'origin_address',
  'remote_addr',
  'remoteAddr',
  'remote_ip',
  'who_ip',
  'ip_address',
  'ip',
  'client',
  'addr',
];
const USER_FIELDS = [
  'user',
  'usr',
  'username',
  'Username',
  'UserName',
  'User-Name',
  'user_name',
  'userName',
  'suser',
  'usrName',
  'srcuser',
  'acct',
  'ruser',
  'principal',
  'User',
  'UserID',
];
const AGENT_FIELDS = ['user_agent', 'userAgent', 'UserAgent', 'http_user_agent', 'requestClientApplication'];
const SESSION_FIELDS = ['session_id', 'sessionid', 'sessionId', 'SessionID'];

/** Fills the draft's source from the usual names of fields, where it says nothing yet. */
export function sourceFromFields(draft: EventDraft, fields: JsonObject): void {
  const { source } = draft;
  if (source.ip === undefined) {
    const text = firstField(fields, IP_FIELDS);
    const ip = text === undefined ? undefined : addressOf(text);
    if (ip !== undefined) source.ip = ip;
  }
  if (source.userId === undefined) {
    const user = firstField(fields, USER_FIELDS)?.replace(/^\[(.*)\]$/, '$1');
    // `user=0.01 sys=0.00` are times a processor took.
    if (user !== undefined && !/^\d+\.\d+$/.test(user)) source.userId = user;
  }
  if (draft.metadata['host'] === undefined) {
    const host = firstField(fields, HOST_FIELDS);
    if (host !== undefined) draft.metadata['host'] = { name: host };
  }
  const agent = source.userAgent ?? firstField(fields, AGENT_FIELDS);
  if (agent !== undefined) source.userAgent = agent;
  const session = source.sessionId ?? firstField(fields, SESSION_FIELDS);
  if (session !== undefined) source.sessionId = session;
}
