/**
 * Vendor formats that travel inside syslog: CEF, LEEF and Cisco's `%FACILITY-SEVERITY-CODE`.
 *
 * Pure, linear.
 * Source: ArcSight Common Event Format revision 26, IBM QRadar LEEF 1.0 and 2.0, Cisco ASA and IOS system messages.
 * Differences: CEF keys are found by the `name=` that follows a space, as the format has no closing mark for values.
 * Trust: text of the log.
 */
import type { EventDraft, JsonObject, Severity } from '../../../event/audit-event.ts';
import { parseTime } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { addressOf, raiseSeverity, setTime, sourceFromFields } from '../lines/draft.ts';
import { addField, fieldText, firstField, scanPairs } from '../lines/key-values.ts';
import { severityOfCode } from './syslog-names.ts';

const PIPE = 124;
const BACKSLASH = 92;

/** Splits `count` header parts ended by `|`, with `\|` escaped; the rest follows as the last part. */
function headerParts(text: string, at: number, count: number): string[] | undefined {
  const parts: string[] = [];
  let start = at;
  for (let i = at; i < text.length && parts.length < count; i += 1) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i += 1;
    else if (code === PIPE) {
      parts.push(
        text
          .slice(start, i)
          .replace(/\\([|\\])/g, '$1')
          .trim(),
      );
      start = i + 1;
    }
  }
  if (parts.length < count) return undefined;
  parts.push(text.slice(start));
  return parts;
}

const EXTENSION_KEY = /(?:^|\s)([\w.[\]-]{1,64})=/g;

/** CEF extension: values run to the next ` key=`; `\=`, `\\`, `\n` are escapes. */
function parseExtension(text: string): JsonObject {
  const fields: JsonObject = {};
  let key = '';
  let start = 0;
  let count = 0;
  const add = (end: number): void => {
    if (key === '') return;
    const value = text.slice(start, end).trim();
    addField(
      fields,
      key,
      value.includes('\\')
        ? value.replace(/\\([=\\|nr])/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c))
        : value,
    );
  };
  for (const match of text.matchAll(EXTENSION_KEY)) {
    add(match.index);
    key = match[1] ?? '';
    start = match.index + match[0].length;
    count += 1;
    if (count >= 256) break;
  }
  add(text.length);
  return fields;
}

/** 0-3 low, 4-6 medium, 7-8 high, 9-10 critical (CEF revision 26); also the words. */
function vendorSeverity(text: string): Severity | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= 0 && number <= 10)
    return number >= 9 ? 'critical' : number >= 7 ? 'high' : number >= 4 ? 'medium' : 'low';
  switch (text.toLowerCase()) {
    case 'low':
    case 'unknown':
      return 'low';
    case 'medium':
      return 'medium';
    case 'high':
      return 'high';
    case 'very-high':
    case 'critical':
      return 'critical';
    default:
      return undefined;
  }
}

/** Names of outcome and action that say yes or no. */
function successOf(fields: JsonObject): boolean | undefined {
  const text = firstField(fields, ['outcome', 'categoryOutcome', 'result', 'status'])?.toLowerCase() ?? '';
  if (text === 'success' || text === '/success' || text === 'successful' || text === 'succeeded') return true;
  if (text === 'failure' || text === '/failure' || text === 'failed' || text === 'fail') return false;
  return undefined;
}

function fillVendor(
  draft: EventDraft,
  format: string,
  parts: { vendor: string; product: string; version: string; code: string; name: string },
  fields: JsonObject,
  options: TimeOptions,
): void {
  const { vendor, product, version, code, name } = parts;
  draft.metadata['observer'] = { vendor, product, ...(version === '' ? {} : { version }) };
  draft.metadata['event'] = {
    ...(code === '' ? {} : { code }),
    ...(name === '' ? {} : { action: name }),
    module: format,
  };
  draft.metadata['fields'] = fields;
  draft.eventType = `${format}_event`;
  sourceFromFields(draft, fields);
  const request = firstField(fields, ['request', 'url', 'fname', 'resource', 'dhost', 'dst']);
  if (request !== undefined) draft.action.resource = request;
  const method = firstField(fields, ['requestMethod', 'act', 'action']);
  if (method !== undefined) draft.action.method = method;
  const success = successOf(fields);
  if (success !== undefined) draft.action.success = success;
  if (draft.metadata['time'] !== undefined) return;
  for (const field of ['rt', 'start', 'end', 'devTime']) {
    const text = fieldText(fields, field);
    const time = text === undefined ? undefined : parseTime(text, options);
    if (time !== undefined) return setTime(draft, time.timestamp, time.basis, field);
  }
}

/** `CEF:0|vendor|product|version|code|name|severity|extension`; whether the text is one. */
function readCef(text: string, draft: EventDraft, options: TimeOptions): boolean {
  const parts = headerParts(text, 4, 7);
  if (parts === undefined) return false;
  const [, vendor = '', product = '', version = '', code = '', name = '', severity = '', extension = ''] = parts;
  fillVendor(draft, 'cef', { vendor, product, version, code, name }, parseExtension(extension), options);
  const known = vendorSeverity(severity);
  if (known !== undefined) draft.severity = known;
  return true;
}

/** `LEEF:1.0|vendor|product|version|code|` and tab-parted pairs; 2.0 names its own delimiter. */
function readLeef(text: string, draft: EventDraft, options: TimeOptions): boolean {
  const isSecond = text.startsWith('LEEF:2');
  const parts = headerParts(text, 5, isSecond ? 6 : 5) ?? (isSecond ? headerParts(text, 5, 5) : undefined);
  if (parts === undefined) return false;
  const [, vendor = '', product = '', version = '', code = '', sixth = '', seventh] = parts;
  const delimiter = seventh === undefined ? 9 : leefDelimiter(sixth);
  const fields: JsonObject = {};
  const attributes = seventh ?? sixth;
  for (const pair of attributes.split(String.fromCharCode(delimiter)).slice(0, 256)) {
    const equals = pair.indexOf('=');
    if (equals > 0) addField(fields, pair.slice(0, equals).trim(), pair.slice(equals + 1));
  }
  const name = fieldText(fields, 'cat') ?? '';
  fillVendor(draft, 'leef', { vendor, product, version, code, name }, fields, options);
  const known = vendorSeverity(fieldText(fields, 'sev') ?? '');
  if (known !== undefined) draft.severity = known;
  return true;
}

/** `^`, `x5E`, `0x5E`, or empty for a tab. */
function leefDelimiter(text: string): number {
  const hex = /^(?:0?x)([0-9a-f]{1,4})$/i.exec(text);
  if (hex !== null) return Number.parseInt(hex[1] ?? '9', 16);
  return text === '' ? 9 : text.charCodeAt(0);
}

const CISCO = /^%([A-Z][A-Za-z0-9_]{1,31}(?:-[A-Za-z][A-Za-z0-9_]{0,31}){0,4})-([0-7])-([A-Za-z0-9_]{1,64})\s{0,2}:/;
const CISCO_BUILT =
  /^ ?Built (in|out)bound \w{1,8} connection \d{1,20} for [\w-]{1,48}:([0-9a-f.:]{3,45})\/\d{1,5} .{0,200}? to [\w-]{1,48}:([0-9a-f.:]{3,45})\//;
const CISCO_ADDRESS = /\b(?:from|src) (?:[\w-]{1,48}:)?(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)/i;
const CISCO_USER = /\b[Uu]ser(?:name)?(?: ?[=:] ?'?| ')(?!No Auth)(?!\d+\.\d+\.)([\w.@\\-]{1,64})/;

/** `%ASA-6-302015: ...`; whether the text is one. */
function readCisco(text: string, draft: EventDraft): boolean {
  const match = CISCO.exec(text);
  if (match === null) return false;
  const [header, facility = '', level = '', code = ''] = match;
  const product =
    facility === 'ASA' || facility === 'FTD' || facility === 'PIX' || facility === 'FWSM' ? facility : 'IOS';
  draft.metadata['observer'] = { vendor: 'Cisco', product };
  draft.metadata['event'] = { code: `${facility}-${level}-${code}`, module: 'cisco' };
  draft.eventType = 'network_device_message';
  raiseSeverity(draft, severityOfCode(Number(level)));
  const rest = text.slice(header.length);
  const [, way, outside, inside] = CISCO_BUILT.exec(rest) ?? [];
  const address = (way === 'out' ? inside : outside) ?? CISCO_ADDRESS.exec(text)?.[1];
  const ip = address === undefined ? undefined : addressOf(address);
  if (ip !== undefined) draft.source.ip = ip;
  const user = CISCO_USER.exec(text)?.[1];
  if (user !== undefined) draft.source.userId = user;
  if (/\b(?:denied|Deny|deny)\b/.test(rest)) {
    draft.action.success = false;
    draft.action.type = 'network';
  }
  const fields: JsonObject = {};
  if (scanPairs(rest, 0, fields) > 0) draft.metadata['fields'] = fields;
  return true;
}

/** A vendor header may stand behind words of the relay that forwarded it. */
const MAX_RELAY_CHARS = 200;

/** Fills a draft from a vendor format where the message is in one. */
export function readVendor(message: string, draft: EventDraft, options: TimeOptions): boolean {
  if (message.charCodeAt(0) === 37) return readCisco(message, draft);
  const cef = message.indexOf('CEF:');
  if (cef >= 0 && cef < MAX_RELAY_CHARS) return readCef(message.slice(cef), draft, options);
  const leef = message.indexOf('LEEF:');
  return leef >= 0 && leef < MAX_RELAY_CHARS && readLeef(message.slice(leef), draft, options);
}
