/** Bytes as hex and ASCII, sixteen a row; the first kilobytes at first. */
import { useState } from 'react';
import { hexDump } from '../../../shared/hex-dump.ts';
import { bytesOfBase64 } from '../../format/base64-bytes.ts';
import { text } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './record-panel.module.css';

const STEP_BYTES = 2_048;

export function HexBlock({ base64 }: { base64: string }) {
  const [shownBytes, setShownBytes] = useState(STEP_BYTES);
  const bytes = bytesOfBase64(base64);
  const shown = hexDump(bytes.subarray(0, shownBytes)).join('\n');
  const isWhole = shownBytes >= bytes.length;
  return (
    <div className={styles['hex']}>
      <p className={styles['note']}>
        {text.record.hexNote(Math.min(shownBytes, bytes.length), bytes.length)}
        <CopyButton original={hexDump(bytes).join('\n')} what={text.record.bytes} />
        {isWhole ? null : (
          <Button variant="quiet" onPress={() => setShownBytes(shownBytes + STEP_BYTES * 4)}>
            {text.ui.showMore}
          </Button>
        )}
      </p>
      {/* Reached by Tab, so that it can be scrolled by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles['hexScroll']} aria-label={text.record.bytes} tabIndex={0}>
        <pre>{shown}</pre>
      </section>
    </div>
  );
}
