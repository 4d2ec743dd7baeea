/** How often a folded row occurs; the button unfolds it and folds it again. From when to when is in its title and in a column. */
import { countText } from '../../../../format/number-text.ts';
import { clockText, type ClockText, zonedClock } from '../../../../format/time-text.ts';
import { text } from '../../../../i18n/text.ts';
import { element, symbol } from '../../../../ui/dom-nodes.ts';
import { partsNow } from '../../parts.store.ts';
import type { EventRow, EventRun } from '../event-row.ts';
import styles from './fold-cell.module.css';
import { symbolId } from './grid-symbols.tsx';

const words = text.workspace.folds;

export function foldCell(tabId: number, { fold }: EventRow, zone: string): Node | null {
  if (fold === undefined || fold.place === 'alone') return null;
  if (fold.place === 'inside') {
    const line = element('span', styles.inside, element('span', 'sr-only', words.inside));
    line.title = words.inside;
    return line;
  }
  const { run, place } = fold;
  const isOpen = place === 'first';
  const button = element(
    'button',
    styles.fold,
    symbol(symbolId(isOpen ? 'unfolded' : 'folded'), styles.arrow ?? ''),
    element('span', styles.count, words.times(countText(run.count), run.goesOn)),
  );
  button.type = 'button';
  // The grid has the keyboard: Enter and the arrows of the cell do the same.
  button.tabIndex = -1;
  button.ariaExpanded = String(isOpen);
  button.title = titleOf(run, zone);
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    partsNow().folds.get(tabId)?.toggle(run);
  });
  button.addEventListener('dblclick', (event) => event.stopPropagation());
  return button;
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
