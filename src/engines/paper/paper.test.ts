import { describe, expect, it } from 'vitest';
import type { Paper } from '../../shared/paper.ts';
import { paperHtml } from './paper-html.ts';
import { paperText } from './paper-text.ts';

const HASH = 'ab'.repeat(32);
const PAPER: Paper = {
  title: 'A <title>',
  subject: 's',
  asOf: '2026-01-01T00:00:00Z',
  footer: 'foot',
  watermark: 'DRAFT',
  blocks: [
    { kind: 'heading', level: 1, text: 'Head' },
    { kind: 'paragraph', text: `long ${'word '.repeat(60)}`, tone: 'warning' },
    { kind: 'list', items: ['one', 'two'] },
    { kind: 'facts', rows: [{ name: 'SHA-256', value: HASH, isCode: true }] },
    {
      kind: 'table',
      caption: 'T',
      columns: [
        { title: 'A', width: 1 },
        { title: 'A long name', width: 1, isCode: true },
      ],
      rows: [['<script>alert(1)</script>', `x\u202e\u0007${HASH}`]],
    },
    { kind: 'code', text: '{ "a": 1 }' },
    { kind: 'blanks', labels: ['Signature'] },
    { kind: 'page-break' },
  ],
};

describe('a paper as text', () => {
  it('has every block, no line too long, no hidden sign, and loses nothing of a long value', () => {
    const text = paperText(PAPER);
    expect(text.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
    expect(text).toMatch(/^\*\*\* DRAFT \*\*\*\n/u);
    expect(text).toContain(`SHA-256  ${HASH}`);
    expect(text).toContain('x\\u{202e}\\u{0007}');
    expect(text.replaceAll(/\s/gu, '')).toContain(`\\u{0007}${HASH}`);
    expect(text.match(/word/gu)).toHaveLength(60);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u202e\u0007]/u);
    expect(text).toMatch(/Signature:\n\n_{60}/u);
  });
});

describe('a paper as a web page', () => {
  it('runs and loads nothing, and shows markup of evidence as text', () => {
    const html = paperHtml(PAPER);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('<title>A &lt;title&gt;</title>');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toMatch(/<script|\u202e/u);
    expect(html).toContain(`<td class="code">x\\u{202e}\\u{0007}${HASH}</td>`);
  });
});
