/**
 * Logs that name their columns in a `#Fields` line: W3C extended log files (IIS, Windows firewall, proxies) and Zeek.
 *
 * Pure, linear. Each line is read by the columns of the first `#Fields` line; a line with another number of columns, or
 * with something else where a date or an address should be, is kept whole and marked, never read by guess.
 * Source: W3C Extended Log File Format (WD-logfile-960323; times are UTC), Microsoft `#Time Format: Local`, Zeek ASCII
 * writer (`#separator`, `#unset_field`).
 * Trust: text of the log; the client chooses paths and agents.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { parseTime } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { isIpText, setTime } from '../lines/draft.ts';
import { addField, firstField } from '../lines/key-values.ts';
import { setStatus } from './access-log.ts';

export type Columns = {
  names: string[];
  /** A space, or what `#separator` says. */
  separator: string;
  /** Whether times are local (`#Time Format: Local`), so that the person's zone counts. */
  isLocal: boolean;
};

const MAX_COLUMNS = 256;

/** The columns that the head of a source names; undefined where it names none. */
export function findColumns(lines: readonly string[]): Columns | undefined {
  let separator = ' ';
  let isLocal = false;
  for (const line of lines.slice(0, 50)) {
    if (!line.startsWith('#')) return undefined;
    const zeek = /^#separator \\x([0-9a-f]{2})/.exec(line);
    if (zeek !== null) separator = String.fromCharCode(Number.parseInt(zeek[1] ?? '20', 16));
    if (/^#Time Format: Local/i.test(line)) isLocal = true;
    const fields = /^#fields[:\t ]+(.*)$/i.exec(line);
    if (fields === null) continue;
    const text = (fields[1] ?? '').trim();
    if (separator === ' ' && text.includes('\t')) separator = '\t';
    const names = text.split(separator === ' ' ? /\s+/ : separator).slice(0, MAX_COLUMNS);
    // Behind the names may stand `#Time Format`; it does not change what a column is.
    if (names.length < 2) return undefined;
    if (lines.slice(0, 50).some((other) => /^#Time Format: Local/i.test(other))) isLocal = true;
    return { names, separator, isLocal };
  }
  return undefined;
}

/** Whether a directive names other columns than these. */
export function isOtherFields(line: string, columns: Columns): boolean {
  if (!/^#fields[:\t ]/i.test(line)) return false;
  const found = findColumns([`#separator \\x${columns.separator.charCodeAt(0).toString(16).padStart(2, '0')}`, line]);
  return found === undefined || found.names.join(' ') !== columns.names.join(' ');
}

export const columnsToSettings = (columns: Columns): JsonObject => ({ ...columns });

export function settingsToColumns(settings: JsonValue | undefined): Columns | undefined {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return undefined;
  const { names, separator, isLocal } = settings;
  if (!Array.isArray(names) || typeof separator !== 'string') return undefined;
  return { names: names.map(String), separator, isLocal: isLocal === true };
}

/** Splits a line; values in double quotes may hold the separator. */
function splitColumns(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const out: string[] = [];
  let start = 0;
  while (start <= line.length && out.length <= MAX_COLUMNS) {
    const quoteEnd = line.charCodeAt(start) === 34 ? line.indexOf(`"${separator}`, start + 1) : -1;
    if (quoteEnd > 0) {
      out.push(line.slice(start + 1, quoteEnd));
      start = quoteEnd + 2;
      continue;
    }
    const next = line.indexOf(separator, start);
    const end = next < 0 ? line.length : next;
    const value = line.slice(start, end);
    const isQuoted = next < 0 && value.length > 1 && value.startsWith('"') && value.endsWith('"');
    out.push(isQuoted ? value.slice(1, -1) : value);
    start = end + 1;
  }
  return out;
}

const IP_COLUMNS = ['c-ip', 'src-ip', 'x-client-ip', 'cs-ip', 'id.orig_h', 'src', 's-ip'];
const USER_COLUMNS = ['cs-username', 'cs(username)', 'username', 'user'];
const METHOD_COLUMNS = ['cs-method', 'method', 'action', 'proto', 'protocol'];
const RESOURCE_COLUMNS = ['cs-uri-stem', 'cs-uri', 'uri', 'url', 'host', 'query', 'dst-ip', 'id.resp_h'];
const STATUS_COLUMNS = ['sc-status', 'status_code', 'protocol-status'];
const AGENT_COLUMNS = ['cs(User-Agent)', 'cs(user-agent)', 'user_agent'];

/**
 * Fills a draft from a line of columns.
 *
 * @returns why the line could not be read by the columns: `column-count`, `column-mismatch`; empty where it was
 */
export function readColumns(line: string, draft: EventDraft, columns: Columns, options: TimeOptions): string {
  const { names, separator } = columns;
  const values = splitColumns(separator === ' ' ? line.trimEnd() : line, separator);
  if (values.length !== names.length) return 'column-count';
  const fields: JsonObject = {};
  for (const [i, name] of names.entries()) {
    const value = values[i] ?? '';
    if (value !== '-' && value !== '') addField(fields, name, value);
  }
  if (!setColumnTime(draft, fields, columns, options)) return 'column-mismatch';
  draft.metadata['fields'] = fields;
  describe(draft, fields);
  return '';
}

const CLOCK = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/;

function setColumnTime(draft: EventDraft, fields: JsonObject, columns: Columns, options: TimeOptions): boolean {
  const date = firstField(fields, ['date']);
  const clock = firstField(fields, ['time']);
  const [text, field] =
    date !== undefined && clock !== undefined
      ? [`${date} ${clock}`, 'date']
      : [firstField(fields, ['ts', 'timestamp', 'x-timestamp', 'gmttime', 'localtime', 'time']), 'ts'];
  if (text === undefined) return !columns.names.includes('date') && !columns.names.includes('ts');
  if (date === undefined && CLOCK.test(text)) {
    // The date stands in a `#Date` line above, which no line alone can name for certain.
    setTime(draft, null, { original: text, zone: 'format', doubt: 'no-date' }, 'time');
    return true;
  }
  const time = parseTime(text, columns.isLocal ? options : { ...options, isFormatUtc: true });
  if (time === undefined) return false;
  setTime(draft, time.timestamp, time.basis, field);
  return true;
}

function describe(draft: EventDraft, fields: JsonObject): void {
  const ip = firstField(fields, IP_COLUMNS);
  if (ip !== undefined && isIpText(ip)) draft.source.ip = ip;
  const user = firstField(fields, USER_COLUMNS);
  if (user !== undefined) draft.source.userId = user;
  const agent = firstField(fields, AGENT_COLUMNS);
  if (agent !== undefined) draft.source.userAgent = agent;
  const method = firstField(fields, METHOD_COLUMNS);
  if (method !== undefined) draft.action.method = method;
  const resource = firstField(fields, RESOURCE_COLUMNS);
  if (resource !== undefined) draft.action.resource = resource;
  const status = firstField(fields, STATUS_COLUMNS);
  if (status !== undefined && /^\d{3}$/.test(status)) {
    draft.eventType = 'http_request';
    draft.action.type = 'http';
    setStatus(draft, Number(status), firstField(fields, ['sc-bytes']) ?? '', undefined);
    return;
  }
  if (firstField(fields, ['src-ip', 'id.orig_h']) === undefined) return;
  draft.eventType = 'network_connection';
  draft.action.type = 'network';
  if (method === 'DROP' || method === 'BLOCK') {
    draft.action.success = false;
    draft.eventType = 'network_blocked';
  }
  if (method === 'ALLOW' || method === 'OPEN') draft.action.success = true;
}
