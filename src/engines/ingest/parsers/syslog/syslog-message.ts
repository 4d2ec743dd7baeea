/**
 * One syslog message to a draft.
 *
 * Pure, linear in the length of the message.
 * Source: RFC 5424, RFC 3164, ECS 8 (log.syslog, process, host); resources/docs/field-mapping-lines.md.
 * Trust: text of the log.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { parseTime, resolveTime, timeReading } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import type { FormatContext } from '../../format.ts';
import { readAudit } from '../lines/auditd.ts';
import { newDraft, raiseSeverity, setTime, sourceFromFields, sourceFromFlow } from '../lines/draft.ts';
import { fieldText, scanPairs } from '../lines/key-values.ts';
import { findLevel, severityOfLevel } from '../lines/level.ts';
import { readHostMessage } from './host-messages.ts';
import { readJsonBody } from './json-body.ts';
import { readPaloAlto } from './palo-alto.ts';
import { parseStructuredData } from './structured-data.ts';
import { scanHeader } from './syslog-header.ts';
import type { SyslogHeader } from './syslog-header.ts';
import { FACILITY_NAMES, SEVERITY_NAMES, severityOfCode } from './syslog-names.ts';
import { readVendor } from './vendor-header.ts';

/**
 * @param text the message, its lines joined by newlines
 * @param offset where it starts in the source
 * @param header reused from call to call
 */
export function readMessage(
  text: string,
  offset: number,
  context: FormatContext,
  options: TimeOptions,
  header: SyslogHeader,
): EventDraft {
  const newline = text.indexOf('\n');
  const line = newline < 0 ? text : text.slice(0, newline);
  if (!scanHeader(line, header)) {
    const draft = newDraft(context, offset, text);
    draft.eventType = 'syslog_message';
    readJsonBody(text, draft, context, offset);
    return draft;
  }
  const message = header.messageStart === 0 ? text : text.slice(header.messageStart);
  const draft = newDraft(context, offset, message);
  draft.eventType = 'syslog_message';
  setHeader(draft, line, header, yearOptions(message, header, options));
  if (!readJsonBody(message, draft, context, offset)) readBody(draft, message, header, options);
  return draft;
}

/** A full date and clock in the message. */
const FULL_TIME = /(?:^|[^\d])((?:19|20)\d\d)[-/](\d\d)[-/](\d\d)(?:[T ]|,? time=)\d\d:\d\d/;
const FULL_TIME_CHARS = 400;

interface HeaderOptions extends TimeOptions {
  /** The year is that of the message itself. */
  isMessageYear?: boolean;
}

/** Appliances whose header names no year often name it in the message: taken where month and day are the same. */
function yearOptions(message: string, { time, timeStart }: SyslogHeader, options: TimeOptions): HeaderOptions {
  if (timeStart < 0 || time.year >= 0 || options.year !== undefined) return options;
  const match = FULL_TIME.exec(message.slice(0, FULL_TIME_CHARS));
  if (match === null || Number(match[2]) !== time.month || Number(match[3]) !== time.day) return options;
  return { ...options, year: Number(match[1]), isMessageYear: true };
}

function setHeader(draft: EventDraft, line: string, header: SyslogHeader, options: HeaderOptions): void {
  const { metadata } = draft;
  if (header.timeStart >= 0) {
    const resolved = resolveTime(header.time, header.timeStart, line, options);
    const original = line.slice(header.timeStart, header.time.end);
    if (resolved.year === 'option' && options.isMessageYear === true) resolved.year = 'message';
    if (header.zoneWord !== '' && resolved.doubt === '') resolved.doubt = 'unknown-zone';
    setTime(draft, resolved.timestamp, timeReading(original, resolved), 'header');
  }
  if (header.host !== '') metadata['host'] = { name: header.host };
  const syslog: JsonObject = {};
  if (header.priority >= 0) {
    const facility = header.priority >> 3;
    const severity = header.priority & 7;
    syslog['priority'] = header.priority;
    syslog['facility'] = { code: facility, name: FACILITY_NAMES[facility] ?? '' };
    syslog['severity'] = { code: severity, name: SEVERITY_NAMES[severity] ?? '' };
    draft.severity = severityOfCode(severity);
  }
  if (header.version > 0) syslog['version'] = String(header.version);
  if (header.messageId !== '') syslog['msgid'] = header.messageId;
  if (header.sequence !== '') syslog['sequence'] = header.sequence;
  if (header.app !== '') {
    syslog['appname'] = header.app;
    const process: JsonObject = { name: header.app };
    if (header.pid !== '') {
      syslog['procid'] = header.pid;
      const pid = /^\d{1,10}$/.test(header.pid) ? Number(header.pid) : undefined;
      if (pid !== undefined) process['pid'] = pid;
    }
    metadata['process'] = process;
  } else if (header.pid !== '') syslog['procid'] = header.pid;
  if (header.dataEnd > header.dataStart) {
    syslog['structured_data'] = parseStructuredData(line.slice(header.dataStart, header.dataEnd));
  }
  metadata['log'] = header.level === '' ? { syslog } : { syslog, level: header.level.toLowerCase() };
}

function readBody(draft: EventDraft, message: string, header: SyslogHeader, options: TimeOptions): void {
  if (header.priority < 0) {
    const level = header.level === '' ? findLevel(message) : header.level;
    const severity = level === undefined ? undefined : severityOfLevel(level);
    // Programs that call one lost connection fatal are many: a word alone makes nothing critical.
    if (severity !== undefined) raiseSeverity(draft, severity === 'critical' ? 'high' : severity);
  }
  if (header.dataEnd > header.dataStart) sourceFromData(draft);
  if (readVendor(message, draft, options) || readPaloAlto(message, draft)) return;
  if (message.includes('audit(') && readAudit(auditText(message), draft, draft.metadata['time'] !== undefined)) return;
  let fields: JsonObject | undefined;
  const first = message.charCodeAt(0);
  // JSON and XML bodies stay text: their values are not pairs.
  if (first !== 123 && first !== 60 && message.includes('=')) {
    const found: JsonObject = {};
    if (scanPairs(message, 0, found) > 0) {
      fields = found;
      draft.metadata['fields'] = found;
    }
  }
  if (header.app !== '') readHostMessage(header.app, message, draft, fields);
  if (fields !== undefined) sourceFromFields(draft, fields);
  sourceFromFlow(draft, message);
  if (fields === undefined) return;
  if (draft.metadata['time'] === undefined) timeFromFields(draft, fields, options);
}

/** audispd and the kernel put words before the record. */
function auditText(message: string): string {
  const node = message.indexOf('node=');
  const type = message.indexOf('type=');
  return node >= 0 && node < type ? message.slice(node) : type > 0 ? message.slice(type) : message;
}

function sourceFromData(draft: EventDraft): void {
  const log = draft.metadata['log'] as { syslog: { structured_data?: JsonObject } };
  for (const element of Object.values(log.syslog.structured_data ?? {})) {
    if (typeof element === 'object' && element !== null && !Array.isArray(element)) sourceFromFields(draft, element);
  }
}

const TIME_FIELDS = ['eventtime', 'time', 'timestamp', 'rt', 'start'];

/** Appliances that send no header time carry it in the message. */
function timeFromFields(draft: EventDraft, fields: JsonObject, options: TimeOptions): void {
  const date = fieldText(fields, 'date');
  const clock = fieldText(fields, 'time');
  if (date !== undefined && clock !== undefined) {
    const time = parseTime(`${date} ${clock}${fieldText(fields, 'tz') ?? ''}`, options);
    if (time !== undefined) return setTime(draft, time.timestamp, time.basis, 'date');
  }
  for (const field of TIME_FIELDS) {
    const text = fieldText(fields, field);
    const time = text === undefined ? undefined : parseTime(text, options);
    if (time !== undefined) return setTime(draft, time.timestamp, time.basis, field);
  }
}
