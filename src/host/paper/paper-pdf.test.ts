import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Paper } from '../../shared/paper.ts';
import { paperPdf } from './paper-pdf.ts';

const LONG = Array.from({ length: 900 }, (_, at) => `w${at}`).join(' ');
const PAPER: Paper = {
  title: 'Probe',
  subject: 'of pages',
  asOf: '2026-05-01T10:00:00.123456Z',
  footer: 'foot',
  watermark: 'DRAFT - NOT SIGNED',
  blocks: [
    { kind: 'heading', level: 1, text: 'First' },
    {
      kind: 'paragraph',
      text: 'of \u202egnp.exe \u0007 \u05e9\u05dc\u05d5\u05dd \u6f22 e\u0301\u0301\u0301\u0301',
      tone: 'note',
    },
    { kind: 'facts', rows: [{ name: 'Long', value: LONG }] },
    { kind: 'heading', level: 2, text: 'Second' },
    {
      kind: 'table',
      caption: 'Acts',
      columns: [
        { title: 'No', width: 1 },
        { title: 'Record', width: 3, isCode: true },
      ],
      rows: Array.from({ length: 90 }, (_, at) => [`row${at}`, 'f'.repeat(70)]),
    },
    {
      kind: 'table',
      caption: 'Tall',
      columns: [
        { title: 'A', width: 1 },
        { title: 'B', width: 1 },
      ],
      rows: [[LONG.replaceAll('w', 't').repeat(2), 'beside']],
    },
    { kind: 'list', items: ['one'] },
    { kind: 'code', text: 'a\n  b' },
    { kind: 'blanks', labels: ['Signature'] },
  ],
};

const dir = mkdtempSync(join(tmpdir(), 'audittrail-paper-'));
const file = join(dir, 'a.pdf');
const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;
let bytes: Uint8Array;

beforeAll(async () => {
  bytes = await paperPdf(PAPER);
  writeFileSync(file, bytes);
  if (!hasPoppler) console.warn('NOT CHECKED: poppler (pdfinfo, pdffonts, pdftotext) is not on this computer');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const tool = (name: string, ...words: string[]): string =>
  execFileSync(name, words, { encoding: 'utf8', maxBuffer: 1e8 });

describe('a paper as PDF', () => {
  it('has the same bytes for the same paper, and other ones for another', async () => {
    expect(Buffer.from(await paperPdf(PAPER)).equals(Buffer.from(bytes))).toBe(true);
    expect(Buffer.from(await paperPdf({ ...PAPER, title: 'Other' })).equals(Buffer.from(bytes))).toBe(false);
  });

  it('says that it is tagged PDF/A-3a, with the moment of the paper as its only time', () => {
    const text = Buffer.from(bytes).toString('latin1');
    expect(text).toMatch(/^%PDF-1\.7/u);
    expect(text).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(text).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    expect(text).toContain('/MarkInfo');
    expect([...new Set(text.match(/D:\d{14}Z/gu))]).toEqual(['D:20260501100000Z']);
  });

  it.skipIf(!hasPoppler)('has its fonts in it, page numbers, and bookmarks', () => {
    const info = tool('pdfinfo', file);
    expect(info).toMatch(/Tagged:\s+yes/u);
    const pages = Number(/Pages:\s+(\d+)/u.exec(info)?.[1]);
    expect(pages).toBeGreaterThan(3);
    const fonts = tool('pdffonts', file).split('\n').slice(2, -1);
    expect(fonts.length).toBe(3);
    expect(fonts.filter((line) => !/\s+yes\s+yes\s+yes\s/u.test(line))).toEqual([]);
    const text = tool('pdftotext', '-layout', file, '-');
    for (let page = 1; page <= pages; page++) expect(text).toContain(`page ${page} of ${pages}`);
    expect(Buffer.from(bytes).toString('latin1')).toMatch(/\/Outlines/u);
  });

  it.skipIf(!hasPoppler)('loses no word of a value that is longer than a page, and no row', () => {
    const structure = tool('pdfinfo', '-struct-text', file);
    const words = new Set(structure.match(/\b[wt]\d+\b|row\d+/gu));
    expect(words.size).toBe(900 * 2 + 90);
    // A head that comes again on a page is no content.
    expect(structure.match(/"Record"/gu)).toHaveLength(1);
    expect(tool('pdftotext', '-layout', file, '-').match(/Record/gu)?.length).toBeGreaterThan(1);
  });

  it.skipIf(!hasPoppler)('has a structure of headings, tables, lists and text', () => {
    const structure = tool('pdfinfo', '-struct', file);
    expect(structure).toMatch(/^Document\n {2}H1[\s\S]*\n {2}P[\s\S]*\n {2}Table[\s\S]*\n {2}H2/u);
    expect(structure).toMatch(/Caption\n[\s\S]*TR\n {6}TH:?\n {9}\/Scope \/Column/u);
    expect(structure).toMatch(/\n {2}L \(block\)\n {4}LI \(block\)\n {6}Lbl \(block\)\n {6}LBody/u);
  });

  it.skipIf(!hasPoppler)('writes what is hidden, what turns direction and what the font lacks as its code', () => {
    const text = tool('pdftotext', '-layout', file, '-');
    expect(text).toContain('\\u{202e}gnp.exe \\u{0007} \\u{05e9}\\u{05dc}\\u{05d5}\\u{05dd} \\u{6f22} ');
    expect(text).toContain('\\u{0301}\\u{0301}');
  });
});
