/**
 * The letters of a page: fonts that go into the file, what they can show, how wide it is, where lines break.
 *
 * DejaVu Sans, bold, and mono. A sign that the font lacks, or that would turn the order of its neighbours, is written as
 * `\u{05d0}`: what stands on paper is in the order of the text, and nothing is lost. Ligatures and kerning are off, so that
 * the width of a line is the sum of its letters. Cost: one look-up a letter.
 * Source: PDF/A-3 (ISO 19005-3) §6.2.11: every font embedded. Trust: text may be evidence.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type PdfFile from 'pdfkit';
import { escapeOf, visibleText } from '../../shared/visible-text.ts';

export const FACES = ['sans', 'bold', 'mono'] as const;
export type Face = (typeof FACES)[number];

const FILES: Readonly<Record<Face, string>> = {
  sans: import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  mono: import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
};
const PLAIN = { features: { liga: false, clig: false, kern: false, calt: false } };
/** Letters that are written from right to left, and marks upon marks: a pile of them would cover other lines. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const PILED_MARKS = /(\p{M}{2})(\p{M}+)/gu;
const TAB = '    ';

interface GlyphFont {
  hasGlyphForCodePoint(code: number): boolean;
}

export class Letters {
  readonly #doc: InstanceType<typeof PdfFile>;
  readonly #widths = new Map<Face, Map<string, number>>();
  readonly #known = new Map<Face, Map<string, boolean>>();

  constructor(doc: InstanceType<typeof PdfFile>) {
    this.#doc = doc;
    for (const face of FACES) {
      doc.registerFont(face, readFileSync(fileURLToPath(FILES[face])) as unknown as Buffer<ArrayBuffer>);
      this.#widths.set(face, new Map());
      this.#known.set(face, new Map());
    }
  }

  /** Lines that fit: broken behind spaces and some signs where that can be, else inside of a word; nothing is cut. */
  lines(raw: string, face: Face, size: number, width: number): string[] {
    return this.#shown(raw, face)
      .split('\n')
      .flatMap((line) => this.#wrap(line, face, (width * 1000) / size));
  }

  draw(line: string, face: Face, size: number, x: number, y: number): void {
    if (line === '') return;
    this.#doc.font(face).fontSize(size);
    this.#doc.text(line, x, y, { lineBreak: false, ...PLAIN } as object);
  }

  /** Of a line without breaks, in points. */
  width(line: string, face: Face, size: number): number {
    return ([...line].reduce((sum, letter) => sum + this.#widthOf(letter, face), 0) * size) / 1000;
  }

  #shown(raw: string, face: Face): string {
    const visible = visibleText(raw)
      .replaceAll('\t', TAB)
      .replaceAll(PILED_MARKS, (_, two: string, more: string) => two + [...more].map(escapeOf).join(''));
    return [...visible].map((letter) => (this.#canShow(letter, face) ? letter : escapeOf(letter))).join('');
  }

  #canShow(letter: string, face: Face): boolean {
    if (letter === '\n') return true;
    const known = this.#known.get(face) as Map<string, boolean>;
    const before = known.get(letter);
    if (before !== undefined) return before;
    this.#doc.font(face);
    // The typed surface does not say which letters a font has.
    const { font } = (this.#doc as unknown as Record<string, { font: GlyphFont }>)['_font'] as { font: GlyphFont };
    const can = font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0) && !RIGHT_TO_LEFT.test(letter);
    known.set(letter, can);
    return can;
  }

  /** In thousandths of the size. */
  #widthOf(letter: string, face: Face): number {
    const widths = this.#widths.get(face) as Map<string, number>;
    const before = widths.get(letter);
    if (before !== undefined) return before;
    this.#doc.font(face).fontSize(1000);
    const width = this.#doc.widthOfString(letter, PLAIN as object);
    widths.set(letter, width);
    return width;
  }

  #wrap(line: string, face: Face, room: number): string[] {
    const letters = [...line];
    const lines: string[] = [];
    let start = 0;
    let used = 0;
    /** Where the line may end: behind this letter. */
    let last = -1;
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] as string;
      const width = this.#widthOf(letter, face);
      if (used + width > room && at > start) {
        const end = last > start ? last : at;
        lines.push(letters.slice(start, end).join(''));
        start = end;
        last = -1;
        used = letters.slice(start, at).reduce((sum, one) => sum + this.#widthOf(one, face), 0);
      }
      used += width;
      if (letter === ' ' || letter === '/' || letter === '\\' || letter === '-' || letter === ',') last = at + 1;
    }
    lines.push(letters.slice(start).join(''));
    return lines;
  }
}
