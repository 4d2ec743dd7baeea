/**
 * A paper as plain text, 100 columns wide: for a file that anybody can read, and for what must stand in a bundle as text.
 *
 * Pure. O(length). Long values are broken, never cut. Ends in a newline.
 * Trust: values may be evidence; what is hidden in them is made visible, so a terminal is not moved by them.
 */
import type { Paper, PaperBlock, PaperColumn } from '../../shared/paper.ts';
import { visibleText } from '../../shared/visible-text.ts';

const WIDTH = 100;
const GAP = '  ';
/** Of a name beside a value: a hash must fit on the rest of the line. */
const MAX_NAME = 22;

export function paperText(paper: Paper): string {
  const marked = paper.watermark === undefined ? [] : [`*** ${paper.watermark} ***`, ''];
  const lines = [
    ...marked,
    ...paper.blocks.flatMap((block) => [...blockLines(block), '']),
    ...marked,
    ...wrap(paper.footer, WIDTH),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function blockLines(block: PaperBlock): string[] {
  switch (block.kind) {
    case 'heading': {
      const text = visibleText(block.text);
      return [...wrap(text, WIDTH), (block.level === 1 ? '=' : '-').repeat(Math.min(WIDTH, [...text].length))];
    }
    case 'paragraph':
      return wrap(block.tone === 'warning' ? `! ${block.text}` : block.text, WIDTH);
    case 'list':
      return block.items.flatMap((item) => beside(['- '], wrap(item, WIDTH - 2), 2));
    case 'facts': {
      const width = Math.max(...block.rows.map(({ name }) => name.length)) + 2;
      return block.rows.flatMap(({ name, value }) => beside([name], wrap(value, WIDTH - width), width));
    }
    case 'table':
      return tableLines(block.columns, block.rows, block.caption);
    case 'code':
      return block.text.split('\n').flatMap((line) => wrap(line, WIDTH - 4).map((part) => `    ${part}`));
    case 'blanks':
      return block.labels.flatMap((label) => [...wrap(`${label}:`, WIDTH), '', '_'.repeat(60), '']);
    case 'page-break':
      return ['', '='.repeat(WIDTH), ''];
  }
}

/** A row as a list of its cells where columns would be too narrow, or would break a hash. */
function tableLines(columns: readonly PaperColumn[], rows: readonly (readonly string[])[], caption: string): string[] {
  const shares = columns.reduce((sum, { width }) => sum + width, 0);
  const room = WIDTH - GAP.length * (columns.length - 1);
  const widths = columns.map(({ width }) => Math.max(6, Math.floor((room * width) / shares)));
  if (columns.length > 4 || columns.some(({ isCode }) => isCode === true)) {
    const width = Math.min(MAX_NAME, Math.max(...columns.map(({ title }) => title.length))) + 2;
    return [
      `[${caption}]`,
      ...rows.flatMap((row) => [
        '',
        ...columns.flatMap(({ title }, at) =>
          (row[at] ?? '') === '' ? [] : beside(wrap(title, width - 2), wrap(row[at] ?? '', WIDTH - width), width),
        ),
      ]),
    ];
  }
  const line = (cells: readonly string[]): string[] => {
    const wrapped = cells.map((cell, at) => wrap(cell, widths[at] as number));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, row) =>
      wrapped.map((lines, at) => (lines[row] ?? '').padEnd(widths[at] as number)).join(GAP),
    );
  };
  return [
    `[${caption}]`,
    ...line(columns.map(({ title }) => title)),
    line(widths.map((width) => '-'.repeat(width)))[0] ?? '',
    ...rows.flatMap((row) => [...line(row), '']),
  ];
}

/** Names on the left, values on the right, each as many lines as it needs. */
const beside = (names: readonly string[], values: readonly string[], width: number): string[] =>
  Array.from(
    { length: Math.max(names.length, values.length) },
    (_, at) => (names[at] ?? '').padEnd(width) + (values[at] ?? ''),
  );

/** Breaks at spaces where it can, and inside of a word where it must; line breaks of the text stay. */
function wrap(raw: string, width: number): string[] {
  return visibleText(raw)
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = [];
      let rest = [...line];
      while (rest.length > width) {
        const space = rest.lastIndexOf(' ', width);
        const end = space > 0 ? space : width;
        lines.push(rest.slice(0, end).join(''));
        rest = rest.slice(space > 0 ? end + 1 : end);
      }
      return [...lines, rest.join('')];
    });
}
