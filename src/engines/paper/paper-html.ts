/**
 * A paper as one web page: no script, nothing loaded, every value escaped.
 *
 * Pure. O(length). Source: HTML Living Standard §13.1.2 (text and attribute values); Content-Security-Policy in a meta element.
 * Trust: values may be evidence: markup in them is shown, and what is hidden in them made visible.
 */
import type { Paper, PaperBlock } from '../../shared/paper.ts';
import { visibleText } from '../../shared/visible-text.ts';

const STYLE = [
  'body{font:14px/1.45 "DejaVu Sans",Verdana,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}',
  'table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}caption{text-align:left;font-weight:bold;padding:.3rem 0}',
  'th,td{border:1px solid #777;padding:.3rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;white-space:pre-line}',
  'th{background:#eee}.code,pre{font-family:"DejaVu Sans Mono",monospace;font-size:.9em;overflow-wrap:anywhere;white-space:pre-wrap}',
  '.warning{border-left:4px solid #a40000;padding-left:.6rem}.note{border-left:4px solid #555;padding-left:.6rem}',
  '.mark{border:3px solid #a40000;color:#a40000;padding:.4rem;text-align:center;font-weight:bold;letter-spacing:.1em}',
  '.blank{display:block;border-bottom:1px solid #111;margin:2.2rem 0 .2rem;max-width:32rem}thead{display:table-header-group}',
  'tr{break-inside:avoid}@media print{body{margin:0;max-width:none}}',
].join('\n');

export function paperHtml(paper: Paper): string {
  const mark = paper.watermark === undefined ? [] : [`<p class="mark">${escapeHtml(paper.watermark)}</p>`];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(paper.title)}</title>`,
    `<style>\n${STYLE}\n</style>`,
    '</head>',
    '<body>',
    ...mark,
    ...paper.blocks.map(blockHtml),
    ...mark,
    `<footer>${escapeHtml(paper.footer)}</footer>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (raw: string): string =>
  visibleText(raw).replace(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign);

function blockHtml(block: PaperBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${escapeHtml(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p class="${block.tone ?? 'plain'}">${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return `<table>${block.rows
        .map(({ name, value, isCode }) => `<tr><th scope="row">${escapeHtml(name)}</th>${cell(value, isCode)}</tr>`)
        .join('')}</table>`;
    case 'table':
      return [
        `<table><caption>${escapeHtml(block.caption)}</caption>`,
        `<thead><tr>${block.columns.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join('')}</tr></thead>`,
        `<tbody>${block.rows
          .map((row) => `<tr>${row.map((value, at) => cell(value, block.columns[at]?.isCode)).join('')}</tr>`)
          .join('')}</tbody></table>`,
      ].join('');
    case 'code':
      return `<pre>${escapeHtml(block.text)}</pre>`;
    case 'blanks':
      return block.labels.map((label) => `<span class="blank"></span>${escapeHtml(label)}`).join('');
    case 'page-break':
      return '<hr>';
  }
}

const cell = (value: string, isCode: boolean | undefined): string =>
  `<td${isCode === true ? ' class="code"' : ''}>${escapeHtml(value)}</td>`;
