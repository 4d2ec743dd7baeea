/**
 * The page to print: a head as text, as a QR code and as check words, with lines to sign by hand.
 *
 * Pure and deterministic. An SVG of one A4 page without anything active in it: every browser prints it, and it can be read as text.
 * Source: INTEGRITY mark 2; W3C SVG 1.1. Trust: names come from the case; they are escaped.
 */
import { checkWords } from './check-words.ts';
import { qrCodeOf } from './qr-code.ts';
import { label, mono, pathOf, signLine, small, svgPage, value } from './svg-page.ts';

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
  return svgPage(`Head of ${head.caseName.slice(0, 80)} over ${head.size} records`, lines);
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
