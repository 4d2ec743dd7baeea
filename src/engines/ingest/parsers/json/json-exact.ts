/**
 * What JSON.parse loses, kept: numbers beyond a double, halves of characters, names that stand twice.
 *
 * Pure, O(n). Runs only on records where the scan saw a reason, except `countKeys`.
 * Source: RFC 8259 §6, §8.2; RFC 7493 (I-JSON) §2; ATP-C1 in resources/docs/evidence-format.md.
 * Differences: a number that a double would change stays as text.
 * Trust: the values are the log's; nesting is bounded by the caller before anything recurses.
 */
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { setOwn } from '../../mapping/set-own.ts';

/** Names of all objects in a value. Compared with the names in the text it tells whether one stood twice. */
export function countKeys(value: JsonObject): number {
  const members = Object.values(value);
  let count = members.length;
  for (let i = 0; i < members.length; i += 1) {
    const member = members[i];
    if (typeof member === 'object' && member !== null) {
      count += Array.isArray(member) ? countInArray(member) : countKeys(member);
    }
  }
  return count;
}

function countInArray(items: readonly JsonValue[]): number {
  let count = 0;
  for (let i = 0; i < items.length; i += 1) {
    const item = items[i];
    if (typeof item === 'object' && item !== null) count += Array.isArray(item) ? countInArray(item) : countKeys(item);
  }
  return count;
}

const NUMBER = /-?[0-9][0-9.eE+-]*/y;
const LONG_INTEGER = /^-?[0-9]{16,}$/;

export interface ExactNumbers {
  /** The text with every number that a double would change put in quotes. */
  text: string;
  /** Whether another reader may see another number: an integer of 16 digits and more, or one put in quotes. */
  isAmbiguous: boolean;
}

/** @param text valid JSON */
export function keepNumbers(text: string): ExactNumbers {
  let isAmbiguous = false;
  let kept = '';
  let copied = 0;
  let i = 0;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      i = stringEnd(text, i);
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      NUMBER.lastIndex = i;
      const token = NUMBER.exec(text)?.[0] ?? '-';
      if (LONG_INTEGER.test(token)) isAmbiguous = true;
      if (!isHeldByDouble(token)) {
        isAmbiguous = true;
        kept += `${text.slice(copied, i)}"${token}"`;
        copied = i + token.length;
      }
      i += token.length;
    } else {
      i += 1;
    }
  }
  return { text: kept + text.slice(copied), isAmbiguous };
}

/** Index after the string that begins at `at`. */
function stringEnd(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 34) return i + 1;
    i += code === 92 ? 2 : 1;
  }
  return text.length;
}

/** Any double, printed by any writer, has at most this many digits and is read back from them. */
const DOUBLE_DIGITS = 17;

/**
 * Whether readers with and without doubles see one value: an integer that is exact, a fraction of at most 17 digits, or
 * more digits that are the double's own.
 */
function isHeldByDouble(token: string): boolean {
  const value = Number(token);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false;
  const digits = normalDigits(token);
  if (digits === normalDigits(String(value))) return true;
  if (Number.isInteger(value)) return false;
  return digits.slice(0, digits.indexOf('e')).replace('-', '').length <= DOUBLE_DIGITS;
}

const PARTS = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/** Sign, digits without outer zeros, and the power of ten of the last digit: equal for equal numbers. */
function normalDigits(token: string): string {
  const parts = PARTS.exec(token);
  if (parts === null) return token;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  let digits = whole + fraction;
  let power = Number(exponent) - fraction.length;
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  power += digits.length - end;
  let start = 0;
  while (start < end && digits.charCodeAt(start) === 48) start += 1;
  digits = digits.slice(start, end);
  return digits === '' ? '0' : `${sign}${digits}e${power}`;
}

/** Whether every string and name is well-formed UTF-16. */
export function isWellFormed(value: JsonValue): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isWellFormed);
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed() || !isWellFormed(value[key] as JsonValue)) return false;
  }
  return true;
}

/** A copy with U+FFFD for every half of a character. Names that become equal get another U+FFFD: none is lost. */
export function toWellFormed(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toWellFormed);
  const out: JsonObject = {};
  for (const key of Object.keys(value)) {
    let name = key.toWellFormed();
    while (Object.hasOwn(out, name)) name += '\uFFFD';
    setOwn(out, name, toWellFormed(value[key] as JsonValue));
  }
  return out;
}
