/**
 * Access logs of web servers: Common and Combined Log Format, with what is met in front and behind.
 *
 * Pure, linear: every field is found by its delimiter.
 * Source: Apache mod_log_config (`%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"`), nginx `combined`; forwarded
 * addresses before the client (`10.0.0.2, 10.0.0.1, ...`), virtual host and port in front (`vhost_combined`).
 * Trust: the client chooses request, referrer and agent: quotes in them are escaped by the server as `\"`.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { newTimeScan, scanTime } from '../../../event/time-scan.ts';
import type { TimeScan } from '../../../event/time-scan.ts';
import { resolveTime, timeReading } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { addressOf, raiseSeverity, setTime } from '../lines/draft.ts';

const MAX_HEAD_CHARS = 600;

interface AccessParts {
  head: string;
  timeStart: number;
  request: string;
  status: string;
  bytes: string;
  referrer: string;
  agent: string;
  /** Where what is behind the known fields starts. */
  rest: number;
}

const scan: TimeScan = newTimeScan();

/** Index of the quote that closes the text starting behind `at`, or -1. */
function closingQuote(line: string, at: number): number {
  let end = line.indexOf('"', at + 1);
  while (end > 0 && isEscaped(line, end)) end = line.indexOf('"', end + 1);
  return end;
}

/** The quote behind the request: a status follows it. Some servers leave quotes inside the request as they came. */
function requestEnd(line: string, at: number): number {
  let end = line.indexOf('"', at + 1);
  while (end > 0 && !STATUS_BEHIND.test(line.slice(end + 1, end + 6))) end = line.indexOf('"', end + 1);
  return end;
}

const STATUS_BEHIND = /^ (?:\d{3}|-)(?: |$)/;

function isEscaped(line: string, at: number): boolean {
  let slashes = 0;
  while (line.charCodeAt(at - 1 - slashes) === 92) slashes += 1;
  return slashes % 2 === 1;
}

/** Reads the fields of a line, or undefined where it is no access log line. Leaves the time in `scan`. */
function splitAccess(line: string): AccessParts | undefined {
  const bracket = line.indexOf(' [');
  if (bracket <= 0 || bracket > MAX_HEAD_CHARS || !scanTime(line, bracket + 2, false, scan)) return undefined;
  if (scan.form !== 'clf' && scan.form !== 'iso') return undefined;
  if (!line.startsWith('] "', scan.end)) return undefined;
  const quote = scan.end + 2;
  const close = requestEnd(line, quote);
  if (close < 0) return undefined;
  let at = close + 2;
  const status = wordAt(line, at);
  at += status.length + 1;
  const bytes = wordAt(line, at);
  at += bytes.length + 1;
  const parts: AccessParts = {
    head: line.slice(0, bracket),
    timeStart: bracket + 2,
    request: line.slice(quote + 1, close),
    status,
    bytes,
    referrer: '',
    agent: '',
    rest: at,
  };
  if (line.charCodeAt(at) !== 34) return parts;
  const referrerEnd = closingQuote(line, at);
  if (referrerEnd < 0) return parts;
  parts.referrer = line.slice(at + 1, referrerEnd);
  parts.rest = referrerEnd + 2;
  if (line.charCodeAt(parts.rest) !== 34) return parts;
  const agentEnd = closingQuote(line, parts.rest);
  // A line cut off inside the agent still says who it was.
  parts.agent = agentEnd < 0 ? line.slice(parts.rest + 1) : line.slice(parts.rest + 1, agentEnd);
  parts.rest = agentEnd < 0 ? line.length : agentEnd + 2;
  return parts;
}

function wordAt(line: string, at: number): string {
  const space = line.indexOf(' ', at);
  return line.slice(at, space < 0 ? line.length : space);
}

/** Whether a line is one of an access log. */
export const isAccessLine = (line: string): boolean => splitAccess(line) !== undefined;

/** Servers write quotes and backslashes behind a backslash; `\x16` stays as written, it stands for a byte. */
const unescape = (value: string): string => (value.includes('\\') ? value.replace(/\\(["\\])/g, '$1') : value);

const text = (value: string): string | undefined => (value === '' || value === '-' ? undefined : unescape(value));

/** Fills a draft from an access log line; whether it is one. */
export function readAccess(line: string, draft: EventDraft, options: TimeOptions): boolean {
  const parts = splitAccess(line);
  if (parts === undefined) return false;
  const resolved = resolveTime(scan, parts.timeStart, line, options);
  setTime(draft, resolved.timestamp, timeReading(line.slice(parts.timeStart, scan.end), resolved), 'line');
  draft.eventType = 'http_request';
  const fields: JsonObject = {};
  readHead(parts.head, draft, fields);
  const [method = '', resource, version] = splitRequest(parts.request);
  draft.action.type = 'http';
  if (text(method) !== undefined) draft.action.method = method;
  if (resource !== undefined) draft.action.resource = resource;
  const status = Number(parts.status);
  if (Number.isInteger(status) && status >= 100) setStatus(draft, status, parts.bytes, version);
  const referrer = text(parts.referrer);
  if (referrer !== undefined) fields['referrer'] = referrer;
  const agent = text(parts.agent);
  if (agent !== undefined) draft.source.userAgent = agent;
  const rest = line.slice(parts.rest).trim();
  if (rest !== '' && rest !== '"-"') fields['rest'] = rest;
  if (Object.keys(fields).length > 0) draft.metadata['fields'] = fields;
  return true;
}

/** `GET /path HTTP/1.1`; a path may hold spaces, the protocol never does. */
function splitRequest(request: string): [method: string, resource?: string, version?: string] {
  const first = request.indexOf(' ');
  if (first < 0) return request === '-' || request === '' ? [''] : ['', unescape(request)];
  const last = request.lastIndexOf(' ');
  const method = request.slice(0, first);
  if (!/^[A-Za-z_-]{1,32}$/.test(method)) return ['', unescape(request)];
  const hasVersion = last > first && request.startsWith('HTTP/', last + 1);
  const resource = unescape(request.slice(first + 1, hasVersion ? last : undefined));
  return hasVersion ? [method, resource, request.slice(last + 6)] : [method, resource];
}

/** HTTP status to outcome and severity: 4xx and 5xx are failures, 401, 403 and 5xx worth a look. */
export function setStatus(draft: EventDraft, status: number, bytes: string, version: string | undefined): void {
  const response: JsonObject = { status_code: status };
  const size = /^\d{1,15}$/.test(bytes) ? Number(bytes) : undefined;
  if (size !== undefined) response['body'] = { bytes: size };
  draft.metadata['http'] = version === undefined ? { response } : { version, response };
  draft.action.success = status < 400;
  if (status >= 500 || status === 401 || status === 403) raiseSeverity(draft, 'medium');
}

/** `host ident user` with addresses of proxies or the name of the virtual host in front. */
function readHead(head: string, draft: EventDraft, fields: JsonObject): void {
  const words = head.split(' ');
  const user = words.length >= 3 ? text(words.at(-1) ?? '') : undefined;
  const ident = words.length >= 3 ? text(words.at(-2) ?? '') : undefined;
  if (user !== undefined) draft.source.userId = user;
  if (ident !== undefined) fields['ident'] = ident;
  const names = words.length >= 3 ? words.slice(0, -2) : words;
  for (const name of names) {
    const bare = name.replace(/,$/, '');
    const ip = addressOf(bare);
    // The first address is the client as the server was told it; proxies follow.
    if (ip !== undefined) draft.source.ip ??= ip;
    else if (bare !== '' && bare !== '-') draft.metadata['host'] ??= { name: bare };
  }
  if (names.length > 1) fields['clients'] = names.join(' ');
}
