/** One block of the strip: what is said of its records, and a way to each. */
import { X } from 'lucide-react';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import type { VerifyReport } from '../../stores/verification.store.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import styles from './block-strip.module.css';
import { rangesIn, type StripCell } from './strip-cells.ts';

const words = text.verification.strip;
const MAX_SHOWN = 30;

interface BlockRangeProps {
  report: VerifyReport;
  cell: StripCell;
  onSeq: (seq: number) => void;
  onClose: () => void;
}

export function BlockRange({ report, cell, onSeq, onClose }: BlockRangeProps) {
  const bad = rangesIn(report.badRanges, cell);
  const unread = rangesIn(report.unreadRanges, cell);
  const { firstSeq, lastSeq } = cell;
  return (
    <section className={styles['range']} aria-live="polite">
      <PanelHeader
        level={3}
        title={words.range(firstSeq, lastSeq)}
        actions={
          <>
            <Button variant="quiet" onPress={() => onSeq(firstSeq)}>
              {words.showFirst}
            </Button>
            <IconButton label={words.close} icon={<X size={15} />} onPress={onClose} />
          </>
        }
      />
      {bad.length + unread.length === 0 ? <p>{words.nothing}</p> : null}
      <ul className={styles['ranges']}>
        {bad.slice(0, MAX_SHOWN).map((range) => (
          <li key={`b${range.firstSeq}`}>
            <Button onPress={() => onSeq(Math.max(range.firstSeq, firstSeq))}>
              {words.bad(range.firstSeq, range.lastSeq, visibleText(range.kinds.join(', ')))}
            </Button>
          </li>
        ))}
        {unread.slice(0, MAX_SHOWN).map((range) => (
          <li key={`u${range.firstSeq}`}>
            <Button onPress={() => onSeq(Math.max(range.firstSeq, firstSeq))}>
              {words.unread(range.firstSeq, range.lastSeq)}
            </Button>
          </li>
        ))}
      </ul>
      {bad.length > MAX_SHOWN || unread.length > MAX_SHOWN ? (
        <p className={styles['inexact']}>
          {words.more(Math.max(0, bad.length - MAX_SHOWN) + Math.max(0, unread.length - MAX_SHOWN))}
        </p>
      ) : null}
    </section>
  );
}
