/**
 * The page of one recovery share: its words, a QR code of the same, of which case it is, and what to do with it.
 *
 * Pure and deterministic. An SVG of one A4 page without anything active in it. **Secret**: whoever has enough such pages opens the case.
 * Trust: names come from the case; they are escaped.
 */
import type { TextCodec } from '../kernel/ports.ts';
import { qrCodeOf } from './qr-code.ts';
import { label, mono, pathOf, signLine, small, svgPage, value } from './svg-page.ts';

export interface PrintedShare {
  readonly index: number;
  readonly threshold: number;
  readonly count: number;
  /** What it is called by in the log. */
  readonly name: string;
  /** Six lines of five words. */
  readonly text: string;
  readonly caseName: string;
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly printedAt: string;
}

const QR_TOP = 178;

export function sharePage(codec: TextCodec, share: PrintedShare): string {
  const { index, count, threshold, name, text, caseName, fingerprint, printedAt } = share;
  const rows = text.split('\n');
  return svgPage(`Recovery share ${index} of ${count}`, [
    label(20, `Recovery share ${index} of ${count}: keep it secret, and apart from the others`),
    value(28, caseName.slice(0, 80)),
    label(42, 'Fingerprint of the case'),
    mono(49, fingerprint),
    label(62, `Share ${name}; any ${threshold} of the ${count} open the case`),
    ...rows.map((row, i) => mono(76 + i * 11, `${i + 1}  ${row}`)),
    small(
      146,
      'The fifth word of each row checks the four before it. Capitals, hyphens and line breaks do not matter.',
    ),
    small(152, 'To use it: "I lost my passphrase" where the case is unlocked, or: audittrail recovery use.'),
    small(158, 'It names no person and opens nothing alone. If it may have been seen, let a lead make new shares:'),
    small(163, 'the old ones are worth nothing from then on, once the data key is changed too.'),
    label(172, `Printed ${printedAt}`),
    pathOf(qrCodeOf(codec.encodeUtf8(rows.join(' '))), 20, QR_TOP),
    ...['Date, place', 'Received by (block letters)', 'Signature'].flatMap((line, i) =>
      signLine(line, QR_TOP + 16 + i * 22),
    ),
  ]);
}
