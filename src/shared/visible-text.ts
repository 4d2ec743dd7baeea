/**
 * Text of evidence made fit to show: what is invisible, or turns the direction of its neighbours, becomes visible.
 *
 * Pure, O(n). Control characters, bidi controls (CVE-2021-42574), zero-width characters, unpaired surrogates are shown as
 * `\u{202e}` and the like; the text that is copied or exported is the original, never this.
 */
export const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const HIDDEN_IN_LINE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

export const escapeOf = (found: string): string => `\\u{${(found.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;

/** Line breaks and tabs stay. */
export const visibleText = (raw: string): string => raw.replace(HIDDEN, escapeOf);

/** One line, whatever was in it. */
export const visibleLine = (raw: string): string => raw.replace(HIDDEN_IN_LINE, escapeOf);
