/**
 * Text of evidence as cells and panels of the window show it: visible (shared/visible-text.ts), in pieces, cut where it is long.
 *
 * Pure, O(n). React escapes markup by itself; this is about characters that lie to the eye.
 */
import { escapeOf, HIDDEN, visibleText } from '../../shared/visible-text.ts';

export { visibleText };

/** Longest text shown in one cell; the detail panel shows more, in steps. */
export const CELL_CHARS = 2_000;

export interface TextPiece {
  shown: string;
  /** Stands for hidden characters: to be marked, since evidence may hold the same escape as plain text. */
  isHidden: boolean;
}

/** The same text as `visibleText` gives, cut where hidden characters begin and end. */
export function textPieces(raw: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const { 0: found, index } of raw.matchAll(HIDDEN)) {
    if (index > from) pieces.push({ shown: raw.slice(from, index), isHidden: false });
    const last = pieces.at(-1);
    if (last?.isHidden === true) last.shown += escapeOf(found);
    else pieces.push({ shown: escapeOf(found), isHidden: true });
    from = index + found.length;
  }
  if (from < raw.length) pieces.push({ shown: raw.slice(from), isHidden: false });
  return pieces;
}

export interface CutText {
  kept: string;
  /** UTF-16 units left out at the end. */
  omitted: number;
}

/** The beginning of a text, cut where no character is split. */
export function cutText(raw: string, maxChars: number): CutText {
  if (raw.length <= maxChars) return { kept: raw, omitted: 0 };
  const isSplit = /[\ud800-\udbff]$/u.test(raw.slice(0, maxChars));
  const end = isSplit ? maxChars - 1 : maxChars;
  return { kept: raw.slice(0, end), omitted: raw.length - end };
}

export interface ShownText {
  shown: string;
  /** UTF-16 units left out at the end. */
  omitted: number;
}

/** The beginning of a text, visible. */
export function shownText(raw: string, maxChars: number = CELL_CHARS): ShownText {
  const { kept, omitted } = cutText(raw, maxChars);
  return { shown: visibleText(kept), omitted };
}
