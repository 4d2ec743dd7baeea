/** Bytes of an event as hex with what stands around them, which is dimmed; a bounded number of lines at a time. */
import { useState } from 'react';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { Button } from '../../../ui/button.tsx';
import { type ByteRun, hexLines, lineCount } from './hex-lines.ts';
import styles from './raw-tab.module.css';

const words = text.detail.raw;
const STEP_LINES = 256;

interface HexViewProps {
  bytes: Uint8Array;
  before: Uint8Array;
  after: Uint8Array;
  /** Of the first byte of the record, in the source. */
  offset: number;
}

export function HexView({ bytes, before, after, offset }: HexViewProps) {
  const [maxLines, setMaxLines] = useState(STEP_LINES);
  const runs: ByteRun[] = [
    { bytes: before, isContext: true },
    { bytes, isContext: false },
    { bytes: after, isContext: true },
  ];
  const first = offset - before.length;
  const lines = hexLines(runs, first, maxLines);
  const hidden = lineCount(runs, first) - lines.length;
  return (
    <div className={styles.block}>
      {/* Reached by Tab, so that it can be scrolled by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.scroll} tabIndex={0} aria-label={words.hexLabel}>
        <div className={styles.hex}>
          {lines.map((line) => (
            <div key={line.offset} className={styles.hexLine}>
              <span className={styles.offset}>{line.offset}</span>
              <span className={styles.digits}>
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
