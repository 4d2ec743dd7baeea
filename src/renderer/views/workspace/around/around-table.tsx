/** Events around one, oldest first. Those of other sources carry a sign and a hatched edge; the event itself a frame. */
import { ArrowRight, Split } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { countText, durationText } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { clockText, timestampToUs, utcClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { cx } from '../../../ui/class-names.ts';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { type FieldWords, shortPath } from '../field-words.ts';
import type { AuditLog } from '../grid/event-row.ts';
import styles from './around-dialog.module.css';

const words = text.detail.around;
const MESSAGE_CHARS = 300;
const SOURCE_CHARS = 20;

interface AroundTableProps {
  events: readonly AuditLog[];
  seq: number;
  wordsOf: FieldWords;
  isStale: boolean;
  onOpen: (seq: number) => void;
  before: ReactNode;
  after: ReactNode;
}

export function AroundTable({ events, seq, wordsOf, isStale, onOpen, before, after }: AroundTableProps) {
  const box = useRef<HTMLElement>(null);
  const center = events.find((event) => event.seq === seq);
  const others = events.filter((event) => event.origin.source !== center?.origin.source).length;
  // The event itself is what the eye looks for first; more rows later must not scroll.
  useEffect(() => void box.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' }), []);
  return (
    <>
      <p className={styles.note} aria-live="polite">
        {words.others(countText(others), countText(events.length))}
      </p>
      <section ref={box} className={cx(styles.scroll, isStale && styles.stale)} aria-label={words.table}>
        {before}
        {/* Keys move between the buttons in it; the table itself does nothing. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <table className={styles.table} onKeyDown={moveByArrows}>
          <thead>
            <tr>
              <th scope="col">{words.offset}</th>
              <th scope="col">{words.time}</th>
              <th scope="col" aria-label={words.severity} />
              <th scope="col">{words.source}</th>
              <th scope="col">{words.type}</th>
              <th scope="col">{words.message}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <Row
                key={event.seq}
                event={event}
                center={center}
                source={wordsOf('source', event.origin.source)}
                onOpen={onOpen}
              />
            ))}
          </tbody>
        </table>
        {after}
      </section>
    </>
  );
}

interface RowProps {
  event: AuditLog;
  center: AuditLog | undefined;
  source: string;
  onOpen: (seq: number) => void;
}

function Row({ event, center, source, onOpen }: RowProps) {
  const isCenter = event.seq === center?.seq;
  const isOther = event.origin.source !== center?.origin.source;
  const { message } = event.metadata;
  return (
    <tr
      className={cx(isCenter && styles.center, isOther && styles.other)}
      aria-current={isCenter || undefined}
      onClick={() => onOpen(event.seq)}
    >
      <th scope="row">
        <button type="button" className={styles.open}>
          {isCenter ? (
            <ArrowRight size={13} aria-hidden="true" />
          ) : isOther ? (
            <Split size={13} aria-hidden="true" />
          ) : null}
          {distance(event, center)}
          <span className="sr-only">{openLabel(event, isCenter, isOther)}</span>
        </button>
      </th>
      <td className={styles.data} title={event.timestamp ?? undefined}>
        {timeFrom(event, center)}
      </td>
      <td>
        <SeverityMark severity={event.severity} isShapeOnly />
      </td>
      <td title={shownText(source, 1_000).shown}>{shownText(shortPath(source, SOURCE_CHARS), SOURCE_CHARS).shown}</td>
      <td>
        <EvidenceText raw={event.eventType} />
      </td>
      <td className={styles.message}>
        {typeof message === 'string' ? <EvidenceText raw={message.slice(0, MESSAGE_CHARS)} /> : null}
      </td>
    </tr>
  );
}

const openLabel = ({ seq }: AuditLog, isCenter: boolean, isOther: boolean): string =>
  [words.open(countText(seq)), isCenter ? words.theEvent : isOther ? words.otherSource : words.sameSource].join('. ');

/** The day only where it is another than that of the event itself. */
function timeFrom({ timestamp }: AuditLog, center: AuditLog | undefined): string {
  if (timestamp === null) return text.detail.time.none;
  const clock = utcClock(timestamp);
  const isSameDay = center?.timestamp != null && utcClock(center.timestamp).date === clock.date;
  return isSameDay ? `${clock.time}${clock.fraction}` : clockText(clock);
}

function distance(event: AuditLog, center: AuditLog | undefined): string {
  if (event.timestamp === null || center?.timestamp == null) return '';
  const seconds = (timestampToUs(event.timestamp) - timestampToUs(center.timestamp)) / 1e6;
  return seconds > 0 ? `+${durationText(seconds)}` : seconds === 0 ? '0' : durationText(seconds);
}

/** One row down or up: Tab through a thousand rows is no way. */
function moveByArrows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('tbody button')];
  const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
