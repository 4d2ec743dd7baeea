/**
 * The smallest parts of a time in text: digits, names of months, spaces.
 *
 * Pure, no allocation, O(1). A part that is not there is -1 or 0.
 * Trust: text of the log; every digit is checked.
 */
export const SPACE = 32;
export const COMMA = 44;
export const DASH = 45;
export const DOT = 46;
export const SLASH = 47;
export const COLON = 58;

/** Value of the digit at `at`, or -1. */
export function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57 ? code - 48 : -1;
}

/** Value of two digits at `at`, or -1. */
export function twoAt(text: string, at: number): number {
  const high = text.charCodeAt(at);
  const low = text.charCodeAt(at + 1);
  return high >= 48 && high <= 57 && low >= 48 && low <= 57 ? (high - 48) * 10 + low - 48 : -1;
}

export function fourAt(text: string, at: number): number {
  const high = twoAt(text, at);
  const low = twoAt(text, at + 2);
  return high < 0 || low < 0 ? -1 : high * 100 + low;
}

export function digitRun(text: string, at: number, max: number): number {
  let end = at;
  while (end - at < max && digitAt(text, end) >= 0) end += 1;
  return end - at;
}

/** Month 1-12 of three English letters in any case, or 0. */
export function monthAt(text: string, at: number): number {
  const key =
    ((text.charCodeAt(at) | 32) << 16) | ((text.charCodeAt(at + 1) | 32) << 8) | (text.charCodeAt(at + 2) | 32);
  switch (key) {
    case 0x6a616e:
      return 1;
    case 0x666562:
      return 2;
    case 0x6d6172:
      return 3;
    case 0x617072:
      return 4;
    case 0x6d6179:
      return 5;
    case 0x6a756e:
      return 6;
    case 0x6a756c:
      return 7;
    case 0x617567:
      return 8;
    case 0x736570:
      return 9;
    case 0x6f6374:
      return 10;
    case 0x6e6f76:
      return 11;
    case 0x646563:
      return 12;
    default:
      return 0;
  }
}

export const isLetterCode = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Index after spaces (at most two, as `Jun  9` has). */
export function skipSpaces(text: string, at: number): number {
  let end = at;
  while (end - at < 2 && text.charCodeAt(end) === SPACE) end += 1;
  return end;
}

let shortValue = 0;
/** What `shortNumber` read last. */
export const lastShort = (): number => shortValue;

/** Reads one or two digits, for `lastShort`; the index after them, or -1. */
export function shortNumber(text: string, at: number): number {
  const first = digitAt(text, at);
  if (first < 0) return -1;
  const second = digitAt(text, at + 1);
  if (second < 0) {
    shortValue = first;
    return at + 1;
  }
  shortValue = first * 10 + second;
  return at + 2;
}
