/**
 * A paper as PDF: tagged, with bookmarks and page numbers, every font in it, marked as PDF/A-3a; the same paper, the same bytes.
 *
 * Long values go on over lines and pages, never off the page. The only time in it is that of the paper.
 * Source: ISO 32000-1, ISO 19005-3 (PDF/A-3). Whether a file conforms in all points is for a validator: none is shipped here.
 * Trust: values may be evidence; letters.ts says how they are shown.
 */
import PdfFile from 'pdfkit';
import type { Paper, PaperBlock } from '../../shared/paper.ts';
import { visibleLine } from '../../shared/visible-text.ts';
import { SOFTWARE } from '../software.ts';
import { drawFacts, drawTable } from './page-table.ts';
import { heightOf, MARGIN, PageWriter } from './page-writer.ts';

const HEADINGS = { 1: 17, 2: 12, 3: 10 } as const;
const BODY = 9;
const CODE = 8;
const TONES = { plain: undefined, note: '#555555', warning: '#a40000' } as const;

/** Pages that lie on their side, where a paper has wide tables. */
export async function paperPdf(paper: Paper): Promise<Uint8Array> {
  const doc = new PdfFile({
    size: 'A4',
    layout: paper.isWide === true ? 'landscape' : 'portrait',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    displayTitle: true,
    lang: 'en',
    info: {
      Title: visibleLine(paper.title),
      Subject: visibleLine(paper.subject),
      Creator: `${SOFTWARE.name} ${SOFTWARE.version}`,
      Producer: `${SOFTWARE.name} ${SOFTWARE.version}`,
      CreationDate: dateOf(paper.asOf),
      ModDate: dateOf(paper.asOf),
    },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => void chunks.push(chunk));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    doc.on('error', reject);
  });
  const page = new PageWriter(doc, paper.watermark);
  const levels = new Map<number, PDFKit.PDFOutline>();
  for (const block of paper.blocks) drawBlock(page, block, levels);
  page.drawFeet(paper.footer);
  page.end();
  return whole;
}

/** Whole seconds: a PDF has no finer time. */
function dateOf(at: string): Date {
  const ms = Date.parse(at);
  return new Date(Number.isNaN(ms) ? 0 : Math.floor(ms / 1000) * 1000);
}

function drawBlock(page: PageWriter, block: PaperBlock, levels: Map<number, PDFKit.PDFOutline>): void {
  switch (block.kind) {
    case 'heading':
      return drawHeading(page, block, levels);
    case 'paragraph':
      return drawParagraph(page, block.text, TONES[block.tone ?? 'plain']);
    case 'list':
      return drawList(page, block.items);
    case 'facts':
      return drawFacts(page, block.rows);
    case 'table':
      return drawTable(page, block);
    case 'code':
      return drawCode(page, block.text);
    case 'blanks':
      return drawBlanks(page, block.labels);
    case 'page-break':
      return page.newPage();
  }
}

function drawHeading(
  page: PageWriter,
  { level, text }: Extract<PaperBlock, { kind: 'heading' }>,
  levels: Map<number, PDFKit.PDFOutline>,
): void {
  const size = HEADINGS[level];
  const lines = page.letters.lines(text, 'bold', size, page.width);
  // Not alone at the foot of a page.
  page.need(heightOf(lines.length, size) + 70);
  page.y += level === 1 ? 0 : 8;
  page.bookmark(levels, level, visibleLine(text));
  page.text(page.part(`H${level}`), `H${level}`, lines, 'bold', size);
  page.y += 5;
}

function drawParagraph(page: PageWriter, text: string, colour: string | undefined): void {
  const indent = colour === undefined ? 0 : 9;
  const lines = page.letters.lines(text, 'sans', BODY, page.width - indent);
  const height = heightOf(lines.length, BODY);
  if (height < 200) page.need(height);
  if (colour !== undefined) {
    page.artifact(() => page.bar(MARGIN, page.y - 1, Math.min(height, page.room), colour));
  }
  page.text(page.part('P'), 'P', lines, 'sans', BODY, indent);
  page.y += 6;
}

function drawList(page: PageWriter, items: readonly string[]): void {
  const list = page.part('L');
  for (const item of items) {
    const lines = page.letters.lines(item, 'sans', BODY, page.width - 14);
    page.need(heightOf(1, BODY));
    const one = page.part('LI', list);
    const label = page.part('Lbl', one);
    page.content(label, 'Lbl', () => page.drawLines(['•'], 'sans', BODY, MARGIN + 3, page.y));
    page.text(page.part('LBody', one), 'LBody', lines, 'sans', BODY, 14);
    page.y += 2;
  }
  page.y += 4;
}

function drawCode(page: PageWriter, text: string): void {
  const lines = page.letters.lines(text, 'mono', CODE, page.width - 12);
  page.text(page.part('Code'), 'Code', lines, 'mono', CODE, 6);
  page.y += 6;
}

/** A line to write on, and below it what belongs there. */
function drawBlanks(page: PageWriter, labels: readonly string[]): void {
  for (const label of labels) {
    page.need(44);
    page.y += 24;
    page.artifact(() => page.rule(MARGIN, page.y, MARGIN + Math.min(page.width, 330), page.y));
    page.y += 3;
    page.text(page.part('P'), 'P', page.letters.lines(label, 'sans', 8, page.width), 'sans', 8);
    page.y += 3;
  }
  page.y += 4;
}
