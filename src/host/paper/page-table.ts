/**
 * Tables on pages: cells that wrap, heads that come again on each page, rows that go on over a page where one is too small for them.
 *
 * Source: ISO 32000-1 §14.8.4.3.4 (Table, TR, TH, TD). The head that is repeated is an artifact.
 */
import type { PaperBlock, PaperFact } from '../../shared/paper.ts';
import type { Face } from './letters.ts';
import { heightOf, MARGIN, type PageWriter, type Part } from './page-writer.ts';

const SIZE = 7.5;
const PAD = 3;

interface Column {
  readonly x: number;
  readonly width: number;
  readonly face: Face;
}

interface Row {
  readonly part: Part;
  readonly cells: readonly Part[];
  readonly lines: readonly (readonly string[])[];
}

export function drawTable(page: PageWriter, block: Extract<PaperBlock, { kind: 'table' }>): void {
  const columns = columnsOf(page, block.columns);
  const titles = block.columns.map(({ title }, at) => wrapped(page, title, columns[at] as Column, 'bold'));
  const headHeight = rowHeight(titles);
  page.need(heightOf(1, 8.5) + headHeight + heightOf(3, SIZE));
  const table = page.part('Table');
  page.text(
    page.part('Caption', table),
    'Caption',
    page.letters.lines(block.caption, 'bold', 8.5, page.width),
    'bold',
    8.5,
  );
  page.y += 2;
  const head = page.part('TR', table);
  const heads = block.columns.map(() => page.part('TH', head, 'Column'));
  drawHead(page, columns, titles, heads);
  const again = (): void => {
    page.newPage();
    drawHead(page, columns, titles);
  };
  for (const row of block.rows) {
    const part = page.part('TR', table);
    const lines = columns.map((column, at) => wrapped(page, row[at] ?? '', column, column.face));
    drawRow(page, columns, { part, cells: columns.map(() => page.part('TD', part)), lines }, again);
  }
  page.y += 10;
}

/** Name and value, without a head. */
export function drawFacts(page: PageWriter, rows: readonly PaperFact[]): void {
  const columns = columnsOf(page, [{ width: 22 }, { width: 78 }]);
  const table = page.part('Table');
  for (const { name, value, isCode } of rows) {
    const [first, second] = columns as [Column, Column];
    const face: Face = isCode === true ? 'mono' : 'sans';
    const part = page.part('TR', table);
    const lines = [wrapped(page, name, first, 'bold'), wrapped(page, value, second, face)];
    const cells = [page.part('TH', part, 'Row'), page.part('TD', part)];
    const faced = [
      { ...first, face: 'bold' as const },
      { ...second, face },
    ];
    drawRow(page, faced, { part, cells, lines }, () => page.newPage());
  }
  page.y += 8;
}

function columnsOf(page: PageWriter, columns: readonly { width: number; isCode?: boolean }[]): Column[] {
  const shares = columns.reduce((sum, { width }) => sum + width, 0);
  let x = MARGIN;
  return columns.map(({ width: share, isCode }) => {
    const width = (page.width * share) / shares;
    const column = { x, width, face: isCode === true ? ('mono' as const) : ('sans' as const) };
    x += width;
    return column;
  });
}

const sizeOf = (face: Face): number => (face === 'mono' ? SIZE - 0.5 : SIZE);

const wrapped = (page: PageWriter, text: string, { width }: Column, face: Face): string[] =>
  page.letters.lines(text, face, sizeOf(face), width - 2 * PAD);

const rowHeight = (cells: readonly (readonly string[])[]): number =>
  heightOf(Math.max(1, ...cells.map(({ length }) => length)), SIZE) + 2 * PAD;

/** @param parts absent: the head comes again, and is no content */
function drawHead(
  page: PageWriter,
  columns: readonly Column[],
  titles: readonly (readonly string[])[],
  parts?: readonly Part[],
): void {
  const height = rowHeight(titles);
  page.artifact(() => page.shade(MARGIN, page.y, page.width, height));
  for (const [at, lines] of titles.entries()) {
    const { x } = columns[at] as Column;
    const draw = (): void => page.drawLines(lines, 'bold', SIZE, x + PAD, page.y + PAD);
    const part = parts?.[at];
    if (part === undefined) page.artifact(draw);
    else page.content(part, 'TH', draw);
  }
  drawGrid(page, columns, height);
  page.y += height;
}

function drawRow(page: PageWriter, columns: readonly Column[], row: Row, nextPage: () => void): void {
  const height = rowHeight(row.lines);
  const wholePage = page.bottom - MARGIN - 60;
  if (page.room < height && (height <= wholePage || page.room < heightOf(3, SIZE) + 2 * PAD)) nextPage();
  const count = Math.max(1, ...row.lines.map(({ length }) => length));
  for (let done = 0; done < count; ) {
    const fits = Math.max(1, Math.floor((page.room - 2 * PAD) / heightOf(1, SIZE)));
    const some = row.lines.map((lines) => lines.slice(done, done + fits));
    const part = rowHeight(some.map((lines, at) => (at === 0 && count - done > fits ? padded(lines, fits) : lines)));
    for (const [at, lines] of some.entries()) {
      const { x, face } = columns[at] as Column;
      const draw = (): void => drawCell(page, lines, face, x);
      // A cell without text is one all the same.
      if (lines.some((line) => line !== '') || done === 0) page.content(row.cells[at] as Part, 'TD', draw);
    }
    drawGrid(page, columns, part);
    page.y += part;
    done += fits;
    if (done < count) nextPage();
  }
}

function drawCell(page: PageWriter, lines: readonly string[], face: Face, x: number): void {
  for (const [at, line] of lines.entries()) {
    page.letters.draw(line, face, sizeOf(face), x + PAD, page.y + PAD + heightOf(at, SIZE));
  }
}

const padded = (lines: readonly string[], to: number): string[] => [
  ...lines,
  ...Array.from({ length: Math.max(0, to - lines.length) }, () => ''),
];

function drawGrid(page: PageWriter, columns: readonly Column[], height: number): void {
  page.artifact(() => {
    const { y } = page;
    page.rule(MARGIN, y, MARGIN + page.width, y);
    page.rule(MARGIN, y + height, MARGIN + page.width, y + height);
    for (const { x } of columns) page.rule(x, y, x, y + height);
    page.rule(MARGIN + page.width, y, MARGIN + page.width, y + height);
  });
}
