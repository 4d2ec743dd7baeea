/**
 * Untrusted text on a terminal, a page or in a report: control, format and bidirectional characters are shown as escapes.
 *
 * Pure. Source: Unicode categories Cc, Cf, Co, Cs, Zl, Zp; ECMA-48 (a terminal obeys escape sequences).
 * Trust: file names, keys, names of people: whoever made the bundle chose them. None may move the cursor, hide a line,
 * or turn the direction of the words around it.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
const MAX_LENGTH = 200;

export function plain(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.toWellFormed().replace(UNPRINTABLE, (sign) => `\\u{${(sign.codePointAt(0) as number).toString(16)}}`);
}

/** In quotation marks, so that nobody takes it for our words. */
export const quoted = (text: string): string => `“${plain(text).replaceAll(/[“”]/gu, '"')}”`;

/** 4711 -> 4,711 */
export const count = (number: number): string => String(number).replace(/\B(?=(?:\d{3})+$)/gu, ',');
