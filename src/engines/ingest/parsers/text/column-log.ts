/**
 * Logs that name their columns in a `#Fields` line: W3C extended log files (IIS, Windows firewall, proxies) and Zeek.
 *
 * Pure, linear. A writer may change its columns inside a file. Pieces are read apart from one another, so each line is
 * matched with the sets of columns that the head of the source names, by count and by what date, address and status look
 * like; a line that fits none is kept whole and marked, never read by guess.
 * Source: W3C Extended Log File Format (WD-logfile-960323; times are UTC), Microsoft `#Time Format: Local`, Zeek ASCII
 * writer (`#separator`, `#unset_field`).
 * Trust: text of the log; the client chooses paths and agents.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { parseTime } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { addressOf, setTime } from '../lines/draft.ts';
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
const MAX_SETS = 16;

const FIELDS = /^#fields[:\t ]+(.*)$/i;
const LOCAL = /^#Time Format: Local/i;

/**
 * Every set of columns that the head of a source names, in order; none where the source does not begin with a directive.
 */
export function findColumns(lines: readonly string[]): Columns[] {
  const found: Columns[] = [];
  if (lines[0]?.startsWith('#') !== true) return found;
  const isLocal = lines.some((line) => LOCAL.test(line));
  let separator = ' ';
  for (const line of lines) {
    if (!line.startsWith('#')) {
      // A comment in front of some other log is no directive.
      if (found.length === 0) return found;
      continue;
    }
    const zeek = /^#separator \\x([0-9a-f]{2})/.exec(line);
    if (zeek !== null) separator = String.fromCharCode(Number.parseInt(zeek[1] ?? '20', 16));
    const columns = columnsOf(line, separator, isLocal);
    if (columns !== undefined && !found.some((old) => isSame(old, columns)) && found.length < MAX_SETS) {
      found.push(columns);
    }
  }
  return found;
}

function columnsOf(line: string, given: string, isLocal: boolean): Columns | undefined {
  const text = FIELDS.exec(line)?.[1]?.trim();
  if (text === undefined) return undefined;
  const separator = given === ' ' && text.includes('\t') ? '\t' : given;
  const names = text.split(separator === ' ' ? /\s+/ : separator).slice(0, MAX_COLUMNS);
  return names.length < 2 ? undefined : { names, separator, isLocal };
}

const isSame = (one: Columns, other: Columns): boolean =>
  one.separator === other.separator && one.names.join(one.separator) === other.names.join(other.separator);

/** Whether a directive names columns that the head did not. */
export function isUnknownFields(line: string, known: readonly Columns[]): boolean {
  const columns = columnsOf(line, known[0]?.separator ?? ' ', false);
  return columns !== undefined && !known.some((old) => isSame(old, columns));
}

export const columnsToSettings = (sets: readonly Columns[]): JsonValue => sets.map((columns) => ({ ...columns }));

export function settingsToColumns(settings: JsonValue | undefined): Columns[] {
  if (!Array.isArray(settings)) return [];
  const sets: Columns[] = [];
  for (const entry of settings) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) continue;
    const { names, separator, isLocal } = entry;
    if (!Array.isArray(names) || typeof separator !== 'string') continue;
    sets.push({ names: names.map(String), separator, isLocal: isLocal === true });
  }
  return sets;
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

/** Values that a column can't have make the set of columns the wrong one. */
const CHECKS: readonly (readonly [RegExp, RegExp])[] = [
  [/^date$/, /^\d{4}-\d{2}-\d{2}$/],
  [/^time$/, /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/],
  [/^(?:[cs]-ip|src-ip|dst-ip|id\.(?:orig|resp)_h)$/, /^(?:-|[0-9a-f.:]{2,45}(?:%[\w.-]{1,32})?)$/i],
  [/^(?:sc-status|[cs]-port|sc-bytes|cs-bytes|time-taken)$/, /^(?:-|\d{1,20})$/],
];

function fits(values: readonly string[], names: readonly string[]): boolean {
  return names.every((name, i) => CHECKS.every(([column, value]) => !column.test(name) || value.test(values[i] ?? '')));
}

/**
 * Fills a draft from a line of columns.
 *
 * @returns why the line could not be read by the columns: `column-count`, `column-mismatch`; or what is doubtful where it
 * was: `column-choice` (several sets fit), `column-odd` (a value is not what its column holds); empty without doubt
 */
export function readColumns(line: string, draft: EventDraft, sets: readonly Columns[], options: TimeOptions): string {
  const separator = sets[0]?.separator ?? ' ';
  const values = splitColumns(separator === ' ' ? line.trimEnd() : line, separator);
  const counted = sets.filter(({ names }) => names.length === values.length);
  if (counted.length === 0) return 'column-count';
  const fitting = counted.filter(({ names }) => fits(values, names));
  // The only set of that many columns is tried also where a value looks odd, and that is said.
  const columns = fitting[0] ?? (counted.length === 1 ? counted[0] : undefined);
  if (columns === undefined) return 'column-mismatch';
  const fields: JsonObject = {};
  for (const [i, name] of columns.names.entries()) {
    const value = values[i] ?? '';
    if (value !== '-' && value !== '') addField(fields, name, value);
  }
  if (!setColumnTime(draft, fields, columns, options)) return 'column-mismatch';
  draft.metadata['fields'] = fields;
  describe(draft, fields);
  if (fitting.length === 0) return 'column-odd';
  return fitting.length > 1 ? 'column-choice' : '';
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
  const address = ip === undefined ? undefined : addressOf(ip);
  if (address !== undefined) draft.source.ip = address;
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
    const version = /^HTTP\/(\d(?:\.\d)?)$/.exec(firstField(fields, ['cs-version']) ?? '')?.[1];
    setStatus(draft, Number(status), firstField(fields, ['sc-bytes']) ?? '', version);
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
