/**
 * What is drawn on an A4 page to print: texts in millimetres, lines to sign on, a QR code.
 *
 * Pure. Source: W3C SVG 1.1. Trust: every text may come from a case; it is escaped here, and nothing active gets in.
 */
import type { QrCode } from './qr-code.ts';

const QUIET = 4;
const MODULE_MM = 1;

/** @param parts made by the functions below */
export const svgPage = (title: string, parts: readonly string[]): string => `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">
<title>${escapeXml(title)}</title>
<rect width="210" height="297" fill="#fff"/>
${parts.join('\n')}
</svg>
`;

const SANS = 'font-family="sans-serif" fill="#000"';
export const label = (y: number, says: string): string =>
  `<text x="20" y="${y}" ${SANS} font-size="4">${escapeXml(says)}</text>`;
export const value = (y: number, says: string): string =>
  `<text x="20" y="${y}" ${SANS} font-size="7" font-weight="bold">${escapeXml(says)}</text>`;
export const mono = (y: number, says: string): string =>
  `<text x="20" y="${y}" font-family="monospace" fill="#000" font-size="5">${escapeXml(says)}</text>`;
export const small = (y: number, says: string): string =>
  `<text x="20" y="${y}" ${SANS} font-size="3">${escapeXml(says)}</text>`;
export const signLine = (name: string, y: number): string[] => [
  `<path d="M95 ${y}H190" stroke="#000" stroke-width="0.2"/>`,
  `<text x="95" y="${y + 4}" ${SANS} font-size="3">${escapeXml(name)}</text>`,
];

/** One path for all dark modules: a row's runs as rectangles. */
export function pathOf(qr: QrCode, left: number, top: number): string {
  const runs = qr.flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1] === true) return [];
      const end = row.findIndex((next, i) => i > x && !next);
      return [`M${x} ${y}h${(end < 0 ? row.length : end) - x}v1h-${(end < 0 ? row.length : end) - x}z`];
    }),
  );
  return `<g transform="translate(${left + QUIET} ${top + QUIET}) scale(${MODULE_MM})"><path d="${runs.join('')}" fill="#000"/></g>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also what XML can't hold, and what would turn the direction of the text. */
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"']/gu, (sign) => ENTITIES[sign] as string);
