/** How often a folded row occurs; the button unfolds it and folds it again. From when to when is in its title and in a column. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import { countText } from '../../../../format/number-text.ts';
import { clockText, type ClockText, zonedClock } from '../../../../format/time-text.ts';
import { text } from '../../../../i18n/text.ts';
import { partsNow } from '../../parts.store.ts';
import type { EventRow, EventRun } from '../event-row.ts';
import styles from './fold-cell.module.css';

const words = text.workspace.folds;

export function FoldCell({ tabId, row, zone }: { tabId: number; row: EventRow; zone: string }) {
  const { fold } = row;
  if (fold === undefined || fold.place === 'alone') return null;
  if (fold.place === 'inside') {
    return (
      <span className={styles.inside} title={words.inside}>
        <span className="sr-only">{words.inside}</span>
      </span>
    );
  }
  const { run, place } = fold;
  const isOpen = place === 'first';
  return (
    <button
      type="button"
      // The grid has the keyboard: Enter and the arrows of the cell do the same.
      tabIndex={-1}
      className={styles.fold}
      aria-expanded={isOpen}
      title={titleOf(run, zone)}
      onClick={(event) => {
        event.stopPropagation();
        partsNow().folds.get(tabId)?.toggle(run);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      {isOpen ? <ChevronDown size={13} aria-hidden="true" /> : <ChevronRight size={13} aria-hidden="true" />}
      <span className={styles.count}>{words.times(countText(run.count), run.goesOn)}</span>
    </button>
  );
}

/** The day only where it is not the same. */
export function rangeText({ firstTime, lastTime }: EventRun, zone: string): string {
  if (firstTime === null || lastTime === null) return '';
  const [first, last] = [zonedClock(firstTime, zone), zonedClock(lastTime, zone)];
  if (first.date !== last.date) return words.range(dayAndTime(first), dayAndTime(last));
  return first.time === last.time ? first.time : words.range(first.time, last.time);
}

const dayAndTime = ({ date, time }: ClockText): string => `${date.slice(5)} ${time.slice(0, 5)}`;

function titleOf(run: EventRun, zone: string): string {
  const { firstTime, lastTime, count, goesOn, continues } = run;
  const whole = (time: string | null): string => {
    if (time === null) return words.noTime;
    const clock = zonedClock(time, zone);
    return `${clockText(clock)} ${clock.offset}`;
  };
  return [
    words.title(countText(count), whole(firstTime), whole(lastTime)),
    ...(goesOn ? [words.counting] : []),
    ...(continues ? [words.beganBefore] : []),
    words.same,
  ].join('\n');
}
