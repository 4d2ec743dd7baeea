/**
 * Reading a Windows event's own fields: texts, numbers, accounts, addresses, in the ways the providers write them.
 *
 * Pure. O(1) a field.
 * Source: the shape of evtx_dump's JSON ({System, EventData | UserData}); ECS 8.17 field names for what comes out.
 * Trust: every value is the log's; objects may carry any key, so only own properties of fixed names are read.
 */
import type { JsonObject, JsonValue } from '../../event/audit-event.ts';

const NO_FIELDS: JsonObject = {};

/** The value if it is an object (not a list), else undefined. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The text of an element: its value, or its `#text` beside attributes; '' for nothing, lists and objects. */
export function elementText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const inner = value['#text'];
    return typeof inner === 'object' ? '' : elementText(inner);
  }
  return '';
}

/** An attribute of an element, as text. */
export function attributeText(element: JsonValue | undefined, name: string): string {
  const attributes = asObject(asObject(element)?.['#attributes']);
  return attributes === undefined ? '' : elementText(attributes[name]);
}

/** A field's text; '' where the event says nothing: absent, empty, or the `-` that Windows writes for that. */
export function fieldText(data: JsonObject, name: string): string {
  const value = data[name];
  if (typeof value === 'string') return value === '-' ? '' : value;
  return value === undefined ? '' : elementText(value);
}

/** Text of the n-th Data without a name, from 1; '' where there is none. Older providers name nothing. */
export function listedText(data: JsonObject, n: number): string {
  const list = asObject(data['Data'])?.['#text'];
  const item = Array.isArray(list) ? list[n - 1] : n === 1 ? list : undefined;
  return typeof item === 'string' || typeof item === 'number' ? String(item) : '';
}

/** The first of the fields that says something. */
export function firstText(data: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const text = fieldText(data, name);
    if (text !== '') return text;
  }
  return '';
}

/** The fields of EventData, or of the one element under UserData; an empty object where there are none. */
export function eventFields(event: JsonObject): JsonObject {
  const data = asObject(event['EventData']);
  if (data !== undefined) return data;
  const userData = asObject(event['UserData']);
  if (userData === undefined) return NO_FIELDS;
  for (const key in userData) {
    if (key === '#attributes') continue;
    const inner = asObject(userData[key]);
    if (inner !== undefined) return inner;
  }
  return userData;
}

/** A process id written as a number, decimal text or 0x text: 0 to 2^53-1; undefined for anything else. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string' || value.length > 18 || value.length === 0) return undefined;
  const isHex = value.length > 2 && value.charCodeAt(0) === 0x30 && (value.charCodeAt(1) | 0x20) === 0x78;
  const base = isHex ? 16 : 10;
  let number = 0;
  for (let i = isHex ? 2 : 0; i < value.length; i += 1) {
    const digit = digitOf(value.charCodeAt(i));
    if (digit >= base) return undefined;
    // Once past 2^53 it stays there, exact or not.
    number = number * base + digit;
  }
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Value of a hexadecimal digit; 16 for any other unit. */
function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = (unit | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : 16;
}

const ADDRESS_FIELDS = [
  'IpAddress',
  'SourceIp',
  'SourceAddress',
  'ClientAddress',
  'IPString',
  'Address',
  'Param3',
  'ClientIP',
  'SourceIP',
] as const;

/** An address without port and IPv4-in-IPv6 prefix; '' where the text is no address (`LOCAL`, a host name). */
export function addressText(value: string): string {
  if (value.length < 2 || value.length > 56) return '';
  let text = value.startsWith('::ffff:') && value.includes('.') ? value.slice(7) : value;
  if (text.startsWith('[')) text = text.slice(1, Math.max(1, text.indexOf(']')));
  else if (text.includes('.') && text.indexOf(':') === text.lastIndexOf(':') && text.includes(':')) {
    text = text.slice(0, text.indexOf(':'));
  }
  if (!/^[0-9a-fA-F:.]+(?:%[0-9A-Za-z]+)?$/.test(text)) return '';
  // The address of no host.
  if (text === '0.0.0.0' || text === '::') return '';
  return /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text) || text.includes(':') ? text : '';
}

/** SQL Server writes ` [CLIENT: 10.0.0.7]` as one of its texts. */
function listedClient(data: JsonObject): string {
  for (let n = 1; n <= 4; n += 1) {
    const client = /\[CLIENT: ([^\]]{2,56})\]/.exec(listedText(data, n).slice(0, 200));
    if (client !== null) return addressText(client[1] as string);
  }
  return '';
}

/** The address the action came from; '' where none is named. */
export function sourceAddress(data: JsonObject): string {
  for (const name of ADDRESS_FIELDS) {
    const value = data[name];
    if (typeof value !== 'string' || value === '-') continue;
    const address = addressText(value);
    if (address !== '') return address;
  }
  return data['Data'] === undefined ? '' : listedClient(data);
}

export interface Account {
  name: string;
  domain: string;
  id: string;
}

const NOBODY = 'S-1-0-0';

/** `DOMAIN\name` in two; a name without a domain keeps the one given. */
export function splitAccount(text: string, domain: string): { name: string; domain: string } {
  const at = text.indexOf('\\');
  return at > 0 ? { name: text.slice(at + 1), domain: text.slice(0, at) } : { name: text, domain };
}

function account(data: JsonObject, nameField: string, domainField: string, idField: string): Account | undefined {
  const text = fieldText(data, nameField);
  const sid = fieldText(data, idField);
  const id = sid === NOBODY ? '' : sid;
  if (text === '' && id === '') return undefined;
  const { name, domain } = splitAccount(text, fieldText(data, domainField));
  return { name, domain, id };
}

export const subjectAccount = (data: JsonObject): Account | undefined =>
  account(data, 'SubjectUserName', 'SubjectDomainName', 'SubjectUserSid');

export const targetAccount = (data: JsonObject): Account | undefined =>
  account(
    data,
    'TargetUserName',
    'TargetDomainName',
    data['TargetUserSid'] === undefined ? 'TargetSid' : 'TargetUserSid',
  );

/** The account that the first unnamed value is. */
export function listedAccount(data: JsonObject): Account | undefined {
  const text = listedText(data, 1);
  return text === '' ? undefined : { ...splitAccount(text, ''), id: '' };
}

const MAX_CONTEXT_UNITS = 4_096;

/** The account PowerShell names inside a longer text: `User = X` of ContextInfo, `UserId=X` of the classic log. */
export function powerShellAccount(data: JsonObject): Account | undefined {
  const context = fieldText(data, 'ContextInfo') || listedText(data, 2) || listedText(data, 3);
  const found = /(?:^|\n)[ \t]{0,32}User(?:Id=| = )([^\r\n]{1,256})/.exec(context.slice(0, MAX_CONTEXT_UNITS));
  return found === null ? undefined : { ...splitAccount((found[1] as string).trim(), ''), id: '' };
}

const NAME_FIELDS = [
  'User',
  'UserName',
  'AccountName',
  'UserContext',
  'Detection User',
  'SourceUser',
  'Param1',
] as const;

/** The first account the event names in the ways of the other providers (Sysmon, Defender, Remote Desktop ...). */
export function namedAccount(data: JsonObject): Account | undefined {
  for (const field of NAME_FIELDS) {
    // Param1 names a user only beside an address: Remote Desktop's {Param1: user, Param2: domain, Param3: address}.
    if (field === 'Param1' && data['Param3'] === undefined) continue;
    // Without a domain AccountName is the account a service runs as, not who did something.
    if (field === 'AccountName' && data['AccountDomain'] === undefined) continue;
    const text = fieldText(data, field);
    if (text === '') continue;
    if (text.startsWith('S-1-')) return { name: '', domain: '', id: text };
    const given = field === 'Param1' ? 'Param2' : field === 'AccountName' ? 'AccountDomain' : 'Domain';
    return { ...splitAccount(text, fieldText(data, given)), id: '' };
  }
  return undefined;
}
