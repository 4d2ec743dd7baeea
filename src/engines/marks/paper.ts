/**
 * The page to print: a head as text, as a QR code and as check words, with lines to sign by hand.
 *
 * Pure and deterministic. An SVG of one A4 page without anything active in it: every browser prints it, and it can be read as text.
 * Source: INTEGRITY mark 2; W3C SVG 1.1. Trust: names come from the case; they are escaped.
 */
import { checkWords } from './check-words.ts';
import { qrCodeOf } from './qr-code.ts';

export interface PaperHead {
  readonly origin: string;
  readonly size: number;
  /** 64 hex digits. */
  readonly rootHex: string;
  /** The three lines of the checkpoint, in UTF-8: what the QR code holds. */
  readonly text: Uint8Array;
  /** SHA-256 of the three lines. */
  readonly digest: Uint8Array;
  readonly caseName: string;
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly printedAt: string;
  readonly operator: string;
  /** SHA-256 of the signed note, hex. */
  readonly noteSha256: string;
}

const QUIET = 4;
const MODULE_MM = 1;

export function paperPage(head: PaperHead): string {
  const qr = qrCodeOf(head.text);
  const words = checkWords(head.digest).split(' ');
  const root = head.rootHex.match(/.{1,8}/gu) ?? [];
  const qrTop = 178;
  const lines: string[] = [
    label(20, 'Head of a case'),
    value(28, head.caseName.slice(0, 80)),
    label(42, 'Log'),
    mono(49, head.origin),
    label(62, 'Records'),
    mono(69, String(head.size)),
    label(82, 'Root'),
    mono(89, root.slice(0, 4).join(' ')),
    mono(96, root.slice(4).join(' ')),
    label(109, 'Check words'),
    mono(116, words.slice(0, 4).join(' ')),
    mono(123, words.slice(4).join(' ')),
    label(136, 'Fingerprint of the case'),
    mono(143, head.fingerprint),
    label(156, `Printed ${head.printedAt} by ${head.operator.slice(0, 80)}`),
    small(162, `SHA-256 of the signed head: ${head.noteSha256}`),
    small(167, 'To compare later: type the number of records and the check words, or scan the code.'),
    pathOf(qr, 20, qrTop),
    ...['Date, place', 'Name in block letters', 'Signature'].flatMap((name, i) => signLine(name, qrTop + 16 + i * 22)),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">
<title>${escapeXml(`Head of ${head.caseName.slice(0, 80)} over ${head.size} records`)}</title>
<rect width="210" height="297" fill="#fff"/>
${lines.join('\n')}
</svg>
`;
}

/** The same for a terminal or a typewriter: what must be on paper to compare later. */
export const paperLines = ({
  origin,
  size,
  rootHex,
  digest,
}: Pick<PaperHead, 'origin' | 'size' | 'rootHex' | 'digest'>): string[] => [
  origin,
  String(size),
  (rootHex.match(/.{1,8}/gu) ?? []).join(' '),
  checkWords(digest),
];

const SANS = 'font-family="sans-serif" fill="#000"';
const label = (y: number, says: string): string =>
  `<text x="20" y="${y}" ${SANS} font-size="4">${escapeXml(says)}</text>`;
const value = (y: number, says: string): string =>
  `<text x="20" y="${y}" ${SANS} font-size="7" font-weight="bold">${escapeXml(says)}</text>`;
const mono = (y: number, says: string): string =>
  `<text x="20" y="${y}" font-family="monospace" fill="#000" font-size="5">${escapeXml(says)}</text>`;
const small = (y: number, says: string): string =>
  `<text x="20" y="${y}" ${SANS} font-size="3">${escapeXml(says)}</text>`;
const signLine = (name: string, y: number): string[] => [
  `<path d="M95 ${y}H190" stroke="#000" stroke-width="0.2"/>`,
  `<text x="95" y="${y + 4}" ${SANS} font-size="3">${escapeXml(name)}</text>`,
];

/** One path for all dark modules: a row's runs as rectangles. */
function pathOf(qr: readonly (readonly boolean[])[], left: number, top: number): string {
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
