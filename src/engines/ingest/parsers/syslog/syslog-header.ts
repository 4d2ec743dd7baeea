/**
 * The header of a syslog message: priority, time, host, application.
 *
 * Pure; one forward pass without regular expressions, into a result the caller reuses.
 * Source: RFC 5424 §6, RFC 3164 §4.1 and §5.4, and what is met: rsyslog's ISO times without priority, Cisco IOS/ASA
 * (sequence numbers, `%ASA-6-302015`, year inside), macOS (`<Error>` after the tag), missing host, missing tag.
 * Differences: RFC 3164 says that whatever does not parse is all message; here every part that can be told is taken.
 * Trust: text of the log. Names are bounded by the RFC's lengths doubled; what is longer is message.
 */
import { newTimeScan, scanTime } from '../../../event/time-scan.ts';
import type { TimeScan } from '../../../event/time-scan.ts';
import { MAX_PRIORITY } from './syslog-names.ts';

export interface SyslogHeader {
  /** 0-191, or -1 where there is none. */
  priority: number;
  /** RFC 5424's version, or 0. */
  version: number;
  time: TimeScan;
  /** Where the time starts in the line, -1 where there is none; it ends at `time.end`. */
  timeStart: number;
  host: string;
  app: string;
  pid: string;
  /** RFC 5424's MSGID, or the code after `%` of Cisco. */
  messageId: string;
  /** A level word beside the tag (`<Error>`, `info`). */
  level: string;
  /** Cisco sequence number before the time. */
  sequence: string;
  /** A zone name behind the time that is not known (`AKST:`). */
  zoneWord: string;
  /** Structured data: from `dataStart` to `dataEnd`, -1 where there is none. */
  dataStart: number;
  dataEnd: number;
  /** Where the message starts. */
  messageStart: number;
}

export function newSyslogHeader(): SyslogHeader {
  return {
    priority: -1,
    version: 0,
    time: newTimeScan(),
    timeStart: -1,
    host: '',
    app: '',
    pid: '',
    messageId: '',
    level: '',
    sequence: '',
    zoneWord: '',
    dataStart: -1,
    dataEnd: -1,
    messageStart: 0,
  };
}

const SPACE = 32;
const PERCENT = 37;
const COLON = 58;
const OPEN = 91;
const CLOSE = 93;

const MAX_HOST_CHARS = 255;
const MAX_NAME_CHARS = 128;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function skipSpaces(line: string, at: number): number {
  let end = at;
  while (line.charCodeAt(end) === SPACE) end += 1;
  return end;
}

/** End of the run of characters that are not spaces, at most `max`; -1 where it is longer. */
function tokenEnd(line: string, at: number, max: number): number {
  const space = line.indexOf(' ', at);
  const end = space < 0 ? line.length : space;
  return end - at > max ? -1 : end;
}

/** `<0>` to `<191>` at `at`; the index after it or -1. */
function scanPriority(line: string, at: number, out: SyslogHeader): number {
  if (line.charCodeAt(at) !== 60) return -1;
  let value = 0;
  let end = at + 1;
  while (end < at + 4 && isDigit(line.charCodeAt(end))) {
    value = value * 10 + line.charCodeAt(end) - 48;
    end += 1;
  }
  if (end === at + 1 || line.charCodeAt(end) !== 62 || value > MAX_PRIORITY) return -1;
  out.priority = value;
  return end + 1;
}

/** Whether a line starts a message: a priority, or a time that a syslog writer would put there. */
export function startsMessage(line: string, needsPriority: boolean, scratch: SyslogHeader): boolean {
  if (scanPriority(line, 0, scratch) > 0) return true;
  if (needsPriority) return false;
  const code = line.charCodeAt(0);
  if (!isDigit(code) && !(code >= 65 && code <= 90) && code !== 42) return false;
  return isSyslogTime(line, code === 42 ? 1 : 0, scratch.time);
}

/** The forms of time that syslog writers put at the start of a line. */
function isSyslogTime(line: string, at: number, time: TimeScan): boolean {
  if (!scanTime(line, at, false, time)) return false;
  return time.form === 'bsd' || time.form === 'iso' || (time.form === 'asctime' && time.year >= 0);
}

/**
 * Reads the header of a message.
 *
 * @param line the first line of the message, or all of it
 * @returns whether there is a header at all: a priority or a time
 */
export function scanHeader(line: string, out: SyslogHeader): boolean {
  out.priority = -1;
  out.version = 0;
  out.timeStart = -1;
  out.host = '';
  out.app = '';
  out.pid = '';
  out.messageId = '';
  out.level = '';
  out.sequence = '';
  out.zoneWord = '';
  out.dataStart = -1;
  out.dataEnd = -1;
  out.messageStart = 0;
  const afterPriority = scanPriority(line, 0, out);
  const at = afterPriority < 0 ? 0 : afterPriority;
  if (afterPriority > 0 && scanVersioned(line, at, out)) return true;
  scanClassic(line, at, out);
  return out.priority >= 0 || out.timeStart >= 0;
}

/** RFC 5424: `1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]`. */
function scanVersioned(line: string, at: number, out: SyslogHeader): boolean {
  if (line.charCodeAt(at) !== 49 || line.charCodeAt(at + 1) !== SPACE) return false;
  const start = at + 2;
  let end = tokenEnd(line, start, 64);
  if (end < 0) return false;
  const isNil = end === start + 1 && line.charCodeAt(start) === 45;
  // A time with a space in it (seen from appliances) runs over the next token.
  const isTime = !isNil && scanTime(line, start, false, out.time) && out.time.end >= end;
  if (isTime) {
    out.timeStart = start;
    end = out.time.end;
  } else if (!isNil && !isDigit(line.charCodeAt(start))) return false;
  out.version = 1;
  const host = nilToken(line, end, MAX_HOST_CHARS);
  out.host = host;
  out.app = nilToken(line, cursor, MAX_NAME_CHARS);
  out.pid = nilToken(line, cursor, MAX_NAME_CHARS);
  out.messageId = nilToken(line, cursor, MAX_NAME_CHARS);
  scanData(line, skipSpaces(line, cursor), out);
  return true;
}

let cursor = 0;

/** The next token, `` for `-`; moves `cursor` behind it. A token that is too long is not taken. */
function nilToken(line: string, at: number, max: number): string {
  const start = skipSpaces(line, at);
  const end = tokenEnd(line, start, max);
  // Structured data or a vendor header in place of a name: the rest is data or message.
  if (end < 0 || line.charCodeAt(start) === OPEN || isVendorHeader(line, start)) {
    cursor = start;
    return '';
  }
  cursor = end;
  return end === start + 1 && line.charCodeAt(start) === 45 ? '' : line.slice(start, end);
}

function scanData(line: string, at: number, out: SyslogHeader): void {
  let end = at;
  if (line.charCodeAt(at) === OPEN) {
    end = dataEnd(line, at);
    if (end > at) {
      out.dataStart = at;
      out.dataEnd = end;
    } else end = at;
  } else if (line.charCodeAt(at) === 45 && (at + 1 === line.length || line.charCodeAt(at + 1) === SPACE)) end = at + 1;
  // One space parts message from data; a byte-order mark may open the message (§6.4).
  if (end > at && line.charCodeAt(end) === SPACE) end += 1;
  if (line.charCodeAt(end) === 0xfeff) end += 1;
  out.messageStart = end;
}

/** End of one or more SD-ELEMENTs at `at`, or -1 where they are not closed. */
function dataEnd(line: string, at: number): number {
  let i = at;
  while (line.charCodeAt(i) === OPEN) {
    const id = line.charCodeAt(i + 1);
    if (id === SPACE || id === CLOSE || id === OPEN || Number.isNaN(id)) return i > at ? i : -1;
    let isQuoted = false;
    i += 1;
    for (; i < line.length; i += 1) {
      const code = line.charCodeAt(i);
      if (code === 92 && isQuoted) i += 1;
      else if (code === 34) isQuoted = !isQuoted;
      else if (code === CLOSE && !isQuoted) break;
    }
    if (i >= line.length) return -1;
    i += 1;
  }
  return i;
}

const VENDOR_HEADERS = ['CEF:', 'LEEF:'] as const;

function isVendorHeader(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  if (code !== 67 && code !== 76) return false;
  return VENDOR_HEADERS.some((name) => line.startsWith(name, at));
}

/** RFC 3164 and its relatives, from `from`, behind the priority. */
function scanClassic(line: string, from: number, out: SyslogHeader): void {
  const at = skipSpaces(line, from);
  const hasPriority = out.priority >= 0;
  if (scanClassicTime(line, at, out)) return scanHostAndTag(line, out.time.end, true, out);
  if (!hasPriority) return;
  // Cisco `logging origin-id`: the host comes first.
  const first = skipSequence(line, at, out);
  const end = tokenEnd(line, first, MAX_HOST_CHARS + 1);
  const host = end > first + 1 && line.charCodeAt(end - 1) === COLON ? line.slice(first, end - 1) : '';
  if (host !== '' && isHost(host)) {
    const next = skipSpaces(line, end);
    if (scanClassicTime(line, next, out)) {
      scanHostAndTag(line, out.time.end, true, out);
      out.host = host;
      return;
    }
    const uptime = skipUptime(line, next);
    if (uptime > next) {
      out.host = host;
      out.messageStart = uptime;
      return;
    }
  }
  scanHostAndTag(line, skipUptime(line, first), false, out);
}

/** The time of a message at `at`, behind a sequence number and a mark of the clock. */
function scanClassicTime(line: string, at: number, out: SyslogHeader): boolean {
  const hasPriority = out.priority >= 0;
  const from = hasPriority || line.charCodeAt(at) === 42 ? skipSequence(line, at, out) : at;
  const mark = line.charCodeAt(from);
  // Cisco: `*` the clock is not set, `.` it is not synchronised.
  const start = mark === 42 || mark === 46 || mark === COLON ? skipSpaces(line, from + 1) : from;
  const code = line.charCodeAt(start);
  if (!isDigit(code) && !(code >= 65 && code <= 90)) return false;
  if (!scanTime(line, start, false, out.time)) return false;
  if (hasPriority ? out.time.form === 'epoch' : !isForm(out.time)) return false;
  out.timeStart = start;
  scanYearAfter(line, out);
  return true;
}

/** `Mar 15 14:23:07 2024 host`: the year behind the clock, which no host is called. */
function scanYearAfter(line: string, out: SyslogHeader): void {
  const { time } = out;
  if (time.form !== 'bsd' || time.year >= 0 || line.charCodeAt(time.end) !== SPACE) return;
  const at = time.end + 1;
  if (line.charCodeAt(at + 4) !== SPACE) return;
  const year = /^(?:19[7-9]\d|2[01]\d\d)$/.test(line.slice(at, at + 4)) ? Number(line.slice(at, at + 4)) : -1;
  if (year < 0) return;
  time.year = year;
  time.end = at + 4;
}

const UPTIME = /^(?:\d{1,3}:\d{2}:\d{2}|\d{1,3}[wdy]\d{1,2}[dh]): (?=%)/;

/** Cisco devices without a clock write how long they are up: `00:01:01: %SYS-...`, `1w2d: %SYS-...`. */
function skipUptime(line: string, at: number): number {
  const match = UPTIME.exec(line.slice(at, at + 16));
  return match === null ? at : at + match[0].length;
}

const isForm = (time: TimeScan): boolean =>
  time.form === 'bsd' || time.form === 'iso' || (time.form === 'asctime' && time.year >= 0);

/** Cisco `service sequence-numbers`: `8103: ` or `000123: ` before the time. */
function skipSequence(line: string, at: number, out: SyslogHeader): number {
  let end = at;
  while (end - at < 10 && isDigit(line.charCodeAt(end))) end += 1;
  if (end === at || line.charCodeAt(end) !== COLON || line.charCodeAt(end + 1) !== SPACE) return at;
  out.sequence = line.slice(at, end);
  return skipSpaces(line, end + 1);
}

/** Whether a character may stand in a host name or address. */
function isHostCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    isDigit(code) ||
    code === 45 ||
    code === 46 ||
    code === 95 ||
    code === COLON ||
    code === 47 ||
    code > 127
  );
}

function isHost(token: string): boolean {
  if (token.length === 0 || token.length > MAX_HOST_CHARS || token.charCodeAt(0) === 47) return false;
  let isNamed = false;
  for (let i = 0; i < token.length; i += 1) {
    const code = token.charCodeAt(i);
    if (!isHostCode(code)) return false;
    isNamed ||= isDigit(code) || (code | 32) > 96;
  }
  // `--- last message repeated 1 time ---` names no host.
  return isNamed;
}

const LEVEL_WORDS = new Set([
  'emerg',
  'alert',
  'crit',
  'critical',
  'err',
  'error',
  'warning',
  'warn',
  'notice',
  'info',
  'information',
  'debug',
]);

const CLOCK = /^\d{1,3}(?::\d{2}){1,2}$/;
const ZONE_WORD = /^[A-Z]{2,5}$/;

/** `host tag[pid]: `, `host : %ASA-...`, `tag: `, `host message`, and nothing of it. */
function scanHostAndTag(line: string, from: number, hasTime: boolean, out: SyslogHeader): void {
  let at = from;
  // `Mar 15 14:23:07: %ASA` and `UTC : %UC`: the colon closes the time.
  if (hasTime && line.charCodeAt(skipSpaces(line, at)) === COLON) at = skipSpaces(line, at) + 1;
  at = skipSpaces(line, at);
  out.messageStart = at;
  if (startsMessageText(line, at) || scanTag(line, at, out)) return;
  const end = tokenEnd(line, at, MAX_HOST_CHARS + 1);
  if (end < 0) return;
  let host = line.slice(at, end);
  const hasColon = host.endsWith(':');
  if (hasColon) host = host.slice(0, -1);
  if (!isHost(host) || CLOCK.test(host)) return;
  if (hasTime && hasColon && ZONE_WORD.test(host) && startsMessageText(line, skipSpaces(line, end))) {
    out.zoneWord = host;
    out.messageStart = skipSpaces(line, end);
    return;
  }
  let next = skipSpaces(line, end);
  if (line.charCodeAt(next) === COLON && line.charCodeAt(next + 1) === SPACE) next = skipSpaces(line, next + 1);
  if (hasColon && !startsMessageText(line, next)) {
    // A name with a colon and no process id is a tag: RFC 3164 lets the host be left out.
    out.app = host;
    out.messageStart = next;
    return;
  }
  // Without time and tag a first word is just a word.
  if (!hasTime) {
    if (!startsMessageText(line, next)) return;
    out.host = host;
    out.messageStart = next;
    return;
  }
  out.host = host;
  out.messageStart = next;
  if (startsMessageText(line, next)) return;
  const wordEnd = tokenEnd(line, next, 12);
  if (wordEnd > 0 && LEVEL_WORDS.has(line.slice(next, wordEnd)) && scanTag(line, skipSpaces(line, wordEnd), out)) {
    out.level = line.slice(next, wordEnd);
    return;
  }
  if (!scanTag(line, next, out)) scanPlainTag(line, next, out);
}

/** Message text that starts without a tag: Cisco `%FAC-5-CODE:`, CEF, LEEF, JSON. */
function startsMessageText(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code === PERCENT || code === 123 || isVendorHeader(line, at);
}

/** `name[pid]:`, `name[pid] <Level>:`, `name(module)[pid]:`. Sets app and pid and where the message starts. */
function scanTag(line: string, at: number, out: SyslogHeader): boolean {
  let end = at;
  for (; end - at <= MAX_NAME_CHARS; end += 1) {
    const code = line.charCodeAt(end);
    if (code === OPEN) break;
    if (code === SPACE || code === COLON || Number.isNaN(code)) return false;
  }
  if (end === at || line.charCodeAt(end) !== OPEN) return false;
  const close = line.indexOf(']', end);
  if (close < 0 || close - end > MAX_NAME_CHARS || close === end + 1) return false;
  const pid = line.slice(end + 1, close);
  if (!isDigit(pid.charCodeAt(0)) || pid.includes(' ')) return false;
  let next = close + 1;
  if (line.startsWith(' <', next)) {
    const angle = line.indexOf('>', next);
    if (angle > 0 && angle - next < 16) {
      out.level = line.slice(next + 2, angle);
      next = angle + 1;
    }
  }
  const code = line.charCodeAt(next);
  if (code === COLON) next += 1;
  else if (code !== SPACE && !Number.isNaN(code)) return false;
  out.app = line.slice(at, end);
  out.pid = pid;
  out.messageStart = skipSpaces(line, next);
  return true;
}

/** `name: message`, the name without spaces. */
function scanPlainTag(line: string, at: number, out: SyslogHeader): void {
  const end = tokenEnd(line, at, MAX_NAME_CHARS);
  if (end < 0 || end - at < 2 || line.charCodeAt(end - 1) !== COLON) return;
  const app = line.slice(at, end - 1);
  if (app.includes('=') || app.includes('"') || app.includes('{')) return;
  out.app = app;
  out.messageStart = skipSpaces(line, end);
}
