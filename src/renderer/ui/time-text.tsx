/**
 * A time of evidence: in the zone of the settings with its offset, and UTC beside it or in the title.
 *
 * Trust: a text that is no time is shown as the text it is.
 */
import { clockText, utcClock, zonedClock } from '../format/time-text.ts';
import { visibleText } from '../format/safe-text.ts';
import { text } from '../i18n/text.ts';
import { useDisplayZone } from '../stores/case-settings.store.ts';
import styles from './time-text.module.css';

export interface TimeTextProps {
  /** Canonical (RFC 3339, UTC); null where the source gave none. */
  timestamp: string | null;
  /** Shows UTC as well where another zone is set; else it is in the title. */
  isBoth?: boolean;
}

export function TimeText({ timestamp, isBoth = false }: TimeTextProps) {
  const zone = useDisplayZone();
  if (timestamp === null) return <span className={styles['none']}>{text.ui.noTime}</span>;
  const shown = zonedClock(timestamp, zone);
  if (shown.time === '') return <span>{visibleText(timestamp)}</span>;
  const utc = `${clockText(utcClock(timestamp))} UTC`;
  return (
    <time dateTime={timestamp} title={utc} className={styles['time']}>
      {clockText(shown)} <span className={styles['zone']}>{shown.offset}</span>
      {isBoth && zone !== 'UTC' ? <span className={styles['utc']}>{utc}</span> : null}
    </time>
  );
}
