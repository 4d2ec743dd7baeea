/**
 * Text from evidence made safe to show in a terminal: what could move the cursor, colour, hide or reorder other text
 * is shown as `\u` and its code.
 *
 * Pure, O(length). Escaped: C0 and C1 controls, DEL, line and paragraph separators, bidirectional controls (UAX 9),
 * zero-width and invisible format characters, interlinear and tag characters, lone surrogates.
 * Trust: an attacker writes the text and waits for somebody to list it.
 */

// Cc, Cf, Zl, Zp, Cs and the Hangul and braille blanks that draw nothing; written as escapes so that none stands here.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line, whatever was in it. A backslash that was there stays as it is: this is for reading, not for parsing. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? codeOf(character));
}

/** As `escapeText`, but with its line breaks kept: for text of ours with values in it. */
export const escapeLines = (text: string): string => text.split('\n').map(escapeText).join('\n');

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
