/**
 * Text of evidence made fit to show: what is invisible, or turns the direction of its neighbours, becomes visible.
 *
 * Pure, O(n). React escapes markup by itself; this is about characters that lie to the eye: control characters, bidi
 * controls (CVE-2021-42574), zero-width characters, unpaired surrogates. The text that is copied or exported is the
 * original, never this.
 */
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Longest text shown in one cell; the detail panel shows more, in steps. */
export const CELL_CHARS = 2_000;

/** `\u{202e}` and the like in place of each hidden character. */
export function visibleText(raw: string): string {
  return raw.replace(HIDDEN, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`);
}

export interface ShownText {
  shown: string;
  /** UTF-16 units left out at the end. */
  omitted: number;
}

/** The beginning of a text, visible, cut where no character is split. */
export function shownText(raw: string, maxChars: number = CELL_CHARS): ShownText {
  if (raw.length <= maxChars) return { shown: visibleText(raw), omitted: 0 };
  const isSplit = /[\ud800-\udbff]$/u.test(raw.slice(0, maxChars));
  const end = isSplit ? maxChars - 1 : maxChars;
  return { shown: visibleText(raw.slice(0, end)), omitted: raw.length - end };
}
