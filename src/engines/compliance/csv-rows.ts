/**
 * Rows of a CSV file with the line each begins on.
 *
 * Pure. One pass. Source: RFC 4180. Differences: a byte order mark is passed over; the separator is the one of comma,
 * semicolon and tab that the first line has most of; a lone CR ends no line; empty lines are no rows.
 * Trust: a person's file. A quote that is never closed is told with the line it was opened on, not swallowed.
 */

export interface CsvRow {
  /** From 1. */
  line: number;
  cells: string[];
}

export interface CsvFile {
  separator: string;
  rows: CsvRow[];
  /** Line on which a quote was opened that nothing closes: what follows it is not read. */
  unclosedLine?: number;
}

export function readCsv(text: string): CsvFile {
  const from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const firstLine = /^[^\r\n]*/u.exec(text.slice(from, from + 65_536))?.[0] ?? '';
  const separator =
    [',', ';', '\t'].toSorted((one, two) => partsOf(firstLine, two) - partsOf(firstLine, one))[0] ?? ',';
  const rows: CsvRow[] = [];
  let at = from;
  let line = 1;
  while (at < text.length) {
    const row: CsvRow = { line, cells: [] };
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        const opened = line;
        for (at += 1; ; at += 1) {
          if (at >= text.length) return { separator, rows, unclosedLine: opened };
          if (text[at] === '"') {
            if (text[at + 1] !== '"') break;
            at += 1;
          } else if (text[at] === '\n') line += 1;
          cell += text[at];
        }
        at += 1;
      }
      const start = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n') at += 1;
      row.cells.push(cell + text.slice(start, at).replace(/\r$/u, ''));
      if (text[at] !== separator) break;
      at += 1;
    }
    at += 1;
    line += 1;
    if (row.cells.length > 1 || row.cells[0] !== '') rows.push(row);
  }
  return { separator, rows };
}

const partsOf = (line: string, separator: string): number => line.split(separator).length;
