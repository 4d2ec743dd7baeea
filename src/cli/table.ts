/**
 * Aligned columns for a terminal. Every cell is escaped here, so no caller can forget it.
 *
 * Pure. Widths count East Asian wide characters as two columns, marks as none.
 */
import { escapeText } from './escape-text.ts';
import { shortenPath } from '../shared/shorten-path.ts';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** The column that gives way where the terminal is narrow: cut at its end, in the middle of a path, or wrapped; at most one. */
  shrinks?: 'end' | 'path' | 'wrap';
}

const GAP = '  ';
const MIN_SHRUNK = 12;

/** @param widthColumns of the terminal; undefined where there is none, and nothing is cut then */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  widthColumns?: number,
): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(escapeText))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => textWidth(row[index] ?? ''))));
  const shrinking = columns.findIndex(({ shrinks }) => shrinks !== undefined);
  if (widthColumns !== undefined && shrinking >= 0) {
    const others = widths.reduce((sum, width, index) => (index === shrinking ? sum : sum + width + GAP.length), 0);
    widths[shrinking] = Math.max(MIN_SHRUNK, Math.min(widths[shrinking] ?? 0, widthColumns - others));
  }
  const lines = cells.flatMap((row) => {
    const wrapping = columns.findIndex(({ shrinks }) => shrinks === 'wrap');
    const parts = wrapping < 0 ? [] : wrapText(row[wrapping] ?? '', widths[wrapping] ?? 0);
    if (parts.length < 2) return [row];
    return parts.map((part, line) => row.map((cell, index) => (index === wrapping ? part : line === 0 ? cell : '')));
  });
  return lines.map((row) =>
    columns
      .map(({ align, shrinks }, index) => {
        const width = widths[index] ?? 0;
        const cell = row[index] ?? '';
        const text = cutToWidth(shrinks === 'path' ? shortenPath(cell, width) : cell, width);
        const padding = ' '.repeat(Math.max(0, width - textWidth(text)));
        return align === 'right' ? padding + text : text + padding;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** `name: value` lines with the values under each other. */
export function renderFacts(facts: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${escapeText(value)}`);
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARK = /\p{M}/u;

function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += charWidth(character);
  return width;
}

const charWidth = (character: string): number =>
  character < '\u0300' ? 1 : MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;

/** Broken at spaces; a word that is wider than a line keeps one to itself and is cut there. */
function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let used = 0;
  let out = '';
  for (const character of text) {
    used += charWidth(character);
    if (used > width - 1) break;
    out += character;
  }
  return `${out}…`;
}
