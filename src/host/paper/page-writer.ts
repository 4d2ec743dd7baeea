/**
 * Pages as they are filled from top to bottom: the place on the page, tagged parts, bookmarks, what stands on every page.
 *
 * Source: ISO 32000-1 §14.7 (structure), §14.8.2.2 (artifacts). What is no content (rules, page numbers, marks across the page,
 * a table's head that is repeated) is an artifact, so that a reading program does not read it again and again.
 */
import type PdfFile from 'pdfkit';
import { type Face, Letters } from './letters.ts';

type Doc = InstanceType<typeof PdfFile>;
export type Part = PDFKit.PDFStructureElement;

export const MARGIN = 42;
const FOOT = 34;
const LEADING = 1.32;
const INK = '#111111';
const RULE = '#8a8a8a';
const WATERMARK = '#efe4e4';

export const heightOf = (lines: number, size: number): number => lines * size * LEADING;

export class PageWriter {
  readonly letters: Letters;
  readonly #doc: Doc;
  readonly #root: Part;
  readonly #watermark: string | undefined;
  y = MARGIN;

  constructor(doc: Doc, watermark: string | undefined) {
    this.#doc = doc;
    this.#watermark = watermark;
    this.letters = new Letters(doc);
    this.#root = doc.struct('Document');
    doc.addStructure(this.#root);
    this.newPage();
  }

  get width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  get bottom(): number {
    return this.#doc.page.height - MARGIN - FOOT;
  }

  get room(): number {
    return this.bottom - this.y;
  }

  newPage(): void {
    this.#doc.addPage();
    this.y = MARGIN;
    if (this.#watermark !== undefined) this.#drawAcross(this.#watermark);
    this.#doc.fillColor(INK);
  }

  /** Goes on where that much fits. */
  need(height: number): void {
    if (this.room < height) this.newPage();
  }

  /** @param scope of a head of a table */
  part(type: string, parent: Part = this.#root, scope?: 'Column' | 'Row'): Part {
    const part = this.#doc.struct(type, (scope === undefined ? {} : { scope }) as object);
    parent.add(part);
    return part;
  }

  /** What is drawn meanwhile is content of the part, on this page. */
  content(part: Part, type: string, draw: () => void): void {
    const content = this.#doc.markStructureContent(type);
    draw();
    this.#doc.endMarkedContent();
    part.add(content);
  }

  artifact(draw: () => void): void {
    this.#doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.#doc.endMarkedContent();
  }

  /** Text that may go on over pages. */
  text(part: Part, type: string, lines: readonly string[], face: Face, size: number, indent = 0): void {
    for (let at = 0; at < lines.length; ) {
      this.need(heightOf(1, size));
      const fits = Math.max(1, Math.floor(this.room / heightOf(1, size)));
      const some = lines.slice(at, at + fits);
      this.content(part, type, () => this.drawLines(some, face, size, MARGIN + indent, this.y));
      this.y += heightOf(some.length, size);
      at += some.length;
    }
  }

  drawLines(lines: readonly string[], face: Face, size: number, x: number, y: number): void {
    for (const [at, line] of lines.entries()) this.letters.draw(line, face, size, x, y + heightOf(at, size));
  }

  rule(fromX: number, fromY: number, toX: number, toY: number): void {
    this.#doc.lineWidth(0.6).strokeColor(RULE).moveTo(fromX, fromY).lineTo(toX, toY).stroke();
  }

  bar(x: number, y: number, height: number, colour: string): void {
    this.#doc.rect(x, y, 2.5, height).fill(colour);
    this.#doc.fillColor(INK);
  }

  shade(x: number, y: number, width: number, height: number): void {
    this.#doc.rect(x, y, width, height).fill('#ececec');
    this.#doc.fillColor(INK);
  }

  bookmark(levels: Map<number, PDFKit.PDFOutline>, level: number, title: string): void {
    const parent = [level - 1, level - 2].map((above) => levels.get(above)).find((item) => item !== undefined);
    levels.set(level, (parent ?? this.#doc.outline).addItem(title, { expanded: true, top: this.y } as object));
    for (const below of levels.keys()) if (below > level) levels.delete(below);
  }

  /** At the end, when it is known how many pages there are. */
  drawFeet(footer: string): void {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.#doc.switchToPage(page);
      const right = `page ${page - start + 1} of ${count}`;
      this.#doc.markContent('Artifact', { type: 'Pagination' });
      const y = this.#doc.page.height - MARGIN - 18;
      this.rule(MARGIN, y - 4, this.#doc.page.width - MARGIN, y - 4);
      const numberWidth = this.letters.width(right, 'sans', 7);
      const [line = '', ...more] = this.letters.lines(footer, 'sans', 7, this.width - numberWidth - 12);
      this.drawLines([line, ...more].slice(0, 2), 'sans', 7, MARGIN, y);
      this.letters.draw(right, 'sans', 7, this.#doc.page.width - MARGIN - numberWidth, y);
      this.#doc.endMarkedContent();
    }
  }

  end(): void {
    this.#root.end();
    this.#doc.end();
  }

  #drawAcross(text: string): void {
    const { width, height } = this.#doc.page;
    this.#doc.markContent('Artifact', { type: 'Pagination' });
    this.#doc.save();
    this.#doc.rotate(-35, { origin: [width / 2, height / 2] }).fillColor(WATERMARK);
    const size = 54;
    this.letters.draw(text, 'bold', size, (width - this.letters.width(text, 'bold', size)) / 2, height / 2 - size / 2);
    this.#doc.restore();
    this.#doc.endMarkedContent();
  }
}
