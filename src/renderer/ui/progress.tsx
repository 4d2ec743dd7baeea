/** How far long work is: a bar, what is being done, and the numbers in words. Without `value` it is not known how far. */
import { Label, ProgressBar } from 'react-aria-components';
import { cx } from './class-names.ts';
import styles from './progress.module.css';

export interface ProgressProps {
  label: string;
  isLabelHidden?: boolean;
  /** Of 1. */
  valueRatio?: number | undefined;
  /** `62 %, 1.2 M records/s, 40 s left`. */
  note?: string;
}

export function Progress({ label, isLabelHidden = false, valueRatio, note }: ProgressProps) {
  const isKnown = valueRatio !== undefined;
  const percent = Math.min(100, Math.max(0, (valueRatio ?? 0) * 100));
  return (
    <ProgressBar
      value={percent}
      isIndeterminate={!isKnown}
      {...(note === undefined ? {} : { valueLabel: note })}
      className={styles['progress'] ?? ''}
    >
      <span className={styles['words']}>
        <Label className={isLabelHidden ? 'sr-only' : (styles['label'] ?? '')}>{label}</Label>
        {note === undefined ? null : <span className={styles['note']}>{note}</span>}
      </span>
      <span className={styles['track']}>
        <span
          className={cx(styles['bar'], !isKnown && styles['unknown'])}
          style={isKnown ? { width: `${percent}%` } : {}}
        />
      </span>
    </ProgressBar>
  );
}
