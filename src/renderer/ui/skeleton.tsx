/** The outline of what is being fetched. Said once to screen readers; shown only after a moment, so that quick answers do not flicker. */
import { text } from '../i18n/text.ts';
import styles from './skeleton.module.css';

const WIDTHS = ['92%', '78%', '86%', '64%', '81%'] as const;

export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <output className={styles['skeleton']} aria-busy="true">
      <span className="sr-only">{text.ui.loading}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={styles['line']} style={{ width: WIDTHS[index % WIDTHS.length] }} />
      ))}
    </output>
  );
}
