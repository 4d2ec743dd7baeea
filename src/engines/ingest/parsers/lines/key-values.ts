/**
 * `key=value` pairs inside a message.
 *
 * Pure, linear in the length of the text, at most MAX_PAIRS pairs.
 * Source: logfmt as written by go-kit/log; auditd, FortiGate, iptables and PAM messages. `key="..."` with backslash
 * escapes, `key='...'`, or bare up to a space, comma or semicolon.
 * Trust: text of the log. Keys such as `__proto__` are data and kept as own properties.
 */
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';

export const MAX_PAIRS = 256;
const MAX_KEY_CHARS = 64;

/** Sets an own property whatever the key is called; a second value makes an array. */
export function addField(fields: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  if (!Object.hasOwn(fields, key)) {
    fields[key] = value;
    return;
  }
  const old = fields[key] as JsonValue;
  fields[key] = Array.isArray(old) ? [...old, value] : [old, value];
}

/** A text field by name, the first of several; undefined where there is none. */
export function fieldText(fields: JsonObject | undefined, key: string): string | undefined {
  if (fields === undefined || !Object.hasOwn(fields, key)) return undefined;
  const value = fields[key];
  if (typeof value === 'string') return value;
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : undefined;
}

/** The first of several names that has a text that is not empty. */
export function firstField(fields: JsonObject | undefined, keys: readonly string[]): string | undefined {
  if (fields === undefined) return undefined;
  for (const key of keys) {
    const value = fieldText(fields, key);
    if (value !== undefined && value !== '' && value !== '-' && value !== '?') return value;
  }
  return undefined;
}

/** Letters, digits and `_ . - / @` may stand in a key. */
function isKeyCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 46 ||
    code === 45 ||
    code === 64
  );
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Index of the closing quote, or -1. */
function closingQuote(text: string, from: number, quote: number): number {
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 92) i += 1;
    else if (code === quote) return i;
  }
  return -1;
}

export function unescapeQuoted(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, (_, c: string) => UNESCAPED[c] ?? c) : text;
}

/**
 * Reads the pairs of a message into `fields`.
 *
 * @param separator character code that ends a bare value besides space, tab, comma and semicolon; -1 for none. With one
 * given, spaces and commas belong to the value.
 * @returns how many pairs were read
 */
export function scanPairs(text: string, from: number, fields: JsonObject, separator = -1): number {
  let count = 0;
  let equals = text.indexOf('=', from);
  let floor = from;
  while (equals >= 0 && count < MAX_PAIRS) {
    let start = equals;
    while (start > floor && equals - start < MAX_KEY_CHARS && isKeyCode(text.charCodeAt(start - 1))) start -= 1;
    while (start < equals && !isLetter(text.charCodeAt(start))) start += 1;
    if (start === equals || text.charCodeAt(equals + 1) === 61) {
      // `==` and `=` without a name are no pairs.
      floor = equals + 1;
      equals = text.indexOf('=', text.charCodeAt(equals + 1) === 61 ? equals + 2 : equals + 1);
      continue;
    }
    const key = text.slice(start, equals);
    const quote = text.charCodeAt(equals + 1);
    let end: number;
    let value: string;
    const close = quote === 34 || quote === 39 ? closingQuote(text, equals + 2, quote) : -1;
    if (close >= 0) {
      value = unescapeQuoted(text.slice(equals + 2, close));
      end = close + 1;
    } else {
      end = bareEnd(text, equals + 1, separator);
      value = text.slice(equals + 1, end);
    }
    addField(fields, key, value);
    count += 1;
    floor = end;
    equals = text.indexOf('=', end);
  }
  return count;
}

function bareEnd(text: string, from: number, separator: number): number {
  let end = from;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === separator || code === 10 || code === 29) break;
    if (separator < 0 && (code === 32 || code === 9 || code === 44 || code === 59)) break;
  }
  // A closing bracket or full stop behind the last value belongs to the sentence.
  if (separator < 0 && end > from + 1) {
    const last = text.charCodeAt(end - 1);
    if (last === 41 && !text.slice(from, end).includes('(')) end -= 1;
    else if (last === 93 && !text.slice(from, end).includes('[')) end -= 1;
  }
  return end;
}
