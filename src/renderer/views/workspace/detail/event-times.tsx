/**
 * The time of an event side by side: UTC, the zone of the case, the zone that times are shown in, the zone of the source; and
 * the text of the source with how it was read. Each can be copied.
 */
import { clockText, utcClock, zonedClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCaseSettings, useDisplayZone } from '../../../stores/case-settings.store.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import type { AuditLog } from '../grid/event-row.ts';
import styles from './event-head.module.css';
import { zoneInText } from './source-zone.ts';
import { timeReading } from './time-basis.ts';

const words = text.detail.time;
/** A time text is short; what is longer is no time, and stands whole among the fields. */
const ORIGINAL_CHARS = 80;

export function EventTimes({ event }: { event: AuditLog }) {
  const displayZone = useDisplayZone();
  const caseZone = useCaseSettings((state) => state.timeZone);
  const { timestamp } = event;
  const reading = timeReading(event);
  const sourceZone = reading?.isZoneInText === true ? zoneInText(reading.original) : undefined;
  return (
    <dl className={styles.times}>
      {timestamp === null ? (
        <div className={styles.time}>
          <dt>{words.utc}</dt>
          <dd className={styles.clock}>{words.none}</dd>
        </div>
      ) : (
        <>
          <Clock label={words.utc} timestamp={timestamp} zone="UTC" />
          {caseZone !== null && <Clock label={words.ofCase(caseZone)} timestamp={timestamp} zone={caseZone} />}
          {displayZone !== 'UTC' && displayZone !== caseZone && (
            <Clock label={displayZone} timestamp={timestamp} zone={displayZone} />
          )}
          {sourceZone !== undefined && <Clock label={words.ofSource} timestamp={timestamp} zone={sourceZone} />}
        </>
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
        {reading !== undefined && (
          <dd className={styles.copy}>
            <CopyButton original={reading.original} what={words.copied(words.original)} />
          </dd>
        )}
      </div>
    </dl>
  );
}

interface ClockProps {
  label: string;
  timestamp: string;
  zone: string;
}

function Clock({ label, timestamp, zone }: ClockProps) {
  const clock = zone === 'UTC' ? utcClock(timestamp) : zonedClock(timestamp, zone);
  return (
    <div className={styles.time}>
      <dt>{label}</dt>
      <dd className={styles.clock}>
        {clockText(clock)} {zone !== 'UTC' && <span className={styles.offset}>{clock.offset}</span>}
      </dd>
      <dd className={styles.copy}>
        <CopyButton original={`${clockText(clock)} ${clock.offset}`} what={words.copied(label)} />
      </dd>
    </div>
  );
}
