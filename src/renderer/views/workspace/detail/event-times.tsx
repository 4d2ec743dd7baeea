/** The time of an event three ways: UTC, the chosen zone, and the text of the source with how it was read. */
import { clockText, utcClock, zonedClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { useSettings } from '../../../stores/settings.store.ts';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import type { AuditLog } from '../grid/event-row.ts';
import styles from './event-head.module.css';
import { timeReading } from './time-basis.ts';

const words = text.detail.time;
/** A time text is short; what is longer is no time, and stands whole among the fields. */
const ORIGINAL_CHARS = 80;

export function EventTimes({ event }: { event: AuditLog }) {
  const zone = useSettings((state) => state.displayZone);
  const { timestamp } = event;
  const reading = timeReading(event);
  const zoned = timestamp === null || zone === 'UTC' ? undefined : zonedClock(timestamp, zone);
  return (
    <dl className={styles.times}>
      <div className={styles.time}>
        <dt>{words.utc}</dt>
        <dd className={styles.clock}>{timestamp === null ? words.none : clockText(utcClock(timestamp))}</dd>
      </div>
      {zoned !== undefined && (
        <div className={styles.time}>
          <dt>{zone}</dt>
          <dd className={styles.clock}>
            {clockText(zoned)} <span className={styles.offset}>{zoned.offset}</span>
          </dd>
        </div>
      )}
      <div className={styles.time}>
        <dt>{words.original}</dt>
        <dd>
          {reading === undefined ? (
            <span className={styles.how}>{words.notSaid}</span>
          ) : (
            <>
              <span className={styles.clock}>
                <EvidenceText raw={reading.original.slice(0, ORIGINAL_CHARS)} />
              </span>
              <span className={reading.isUncertain ? styles.uncertain : styles.how}>
                <EvidenceText raw={reading.how.slice(0, 4 * ORIGINAL_CHARS)} />
              </span>
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}
