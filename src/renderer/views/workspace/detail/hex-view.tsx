/** Bytes of an event as hex with what stands around them, which is dimmed; a bounded number of lines at a time. */
import { useState } from 'react';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { Button } from '../../../ui/button.tsx';
import { useWidth } from '../charts/use-width.ts';
import { type ByteRun, type HexLayout, hexLines, lineCount } from './hex-lines.ts';
import styles from './raw-tab.module.css';

const words = text.detail.raw;
const STEP_LINES = 256;
/** Of what is around: in hex, more would push the record out of sight. */
const CONTEXT_BYTES = 48;
/** Narrower, sixteen bytes with their characters do not fit. */
const WIDE_PX = 540;

interface HexViewProps {
  bytes: Uint8Array;
  before: Uint8Array;
  after: Uint8Array;
  /** Of the first byte of the record, in the source. */
  offset: number;
}

export function HexView({ bytes, before, after, offset }: HexViewProps) {
  const [maxLines, setMaxLines] = useState(STEP_LINES);
  const { ref, widthPx } = useWidth<HTMLDivElement>();
  const near = before.subarray(-CONTEXT_BYTES);
  const runs: ByteRun[] = [
    { bytes: near, isContext: true },
    { bytes, isContext: false },
    { bytes: after.subarray(0, CONTEXT_BYTES), isContext: true },
  ];
  const layout: HexLayout = { first: offset - near.length, lineBytes: widthPx >= WIDE_PX ? 16 : 8 };
  const lines = hexLines(runs, layout, maxLines);
  const hidden = lineCount(runs, layout) - lines.length;
  return (
    <div ref={ref} className={styles.block}>
      {/* Reached by Tab, so that it can be scrolled by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.scroll} tabIndex={0} aria-label={words.hexLabel}>
        <div className={styles.hex}>
          {lines.map((line) => (
            <div key={line.offset} className={styles.hexLine}>
              <span className={styles.offset}>{line.offset}</span>
              <span className={layout.lineBytes === 16 ? styles.digits16 : styles.digits8}>
                {line.pieces.map((piece, index) => (
                  <span key={index} className={piece.isContext ? styles.context : styles.record}>
                    {piece.hex}
                  </span>
                ))}
              </span>
              <span>
                {line.pieces.map((piece, index) => (
                  <span key={index} className={piece.isContext ? styles.context : styles.record}>
                    {piece.chars}
                  </span>
                ))}
              </span>
            </div>
          ))}
        </div>
      </section>
      {hidden > 0 && (
        <div className={styles.more}>
          <span>{words.moreLines(countText(hidden))}</span>
          <Button variant="quiet" onPress={() => setMaxLines(maxLines + 4 * STEP_LINES)}>
            {text.ui.showMore}
          </Button>
        </div>
      )}
    </div>
  );
}
