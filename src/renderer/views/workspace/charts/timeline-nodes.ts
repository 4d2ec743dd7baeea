/**
 * The elements that the timeline lays out: a button for each event, a name for each lane.
 *
 * Made here, not by React, since vis-timeline owns where they stand. Trust: all words are set as text or as attributes.
 */
import { countText, shortCount } from '../../../format/number-text.ts';
import { clockText, zonedClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { cx } from '../../../ui/class-names.ts';
import { element, symbol } from '../../../ui/dom-nodes.ts';
import styles from './event-timeline.module.css';
import type { TimelineItem } from './timeline-items.ts';

const words = text.workspace.lanes;

export interface TimelineLane {
  /** Null: all values that have no lane of their own. */
  value: string | null;
  /** The value, made visible. */
  name: string;
  count: number;
}

interface ItemButtonOptions {
  /** Of the symbols of severity on this page. */
  prefix: string;
  isLabelled: boolean;
  /** Whose clock says when. */
  zone: string;
  onOpen: () => void;
}

export function itemButton(
  { severity, timestamp, said }: TimelineItem,
  laneName: string,
  { prefix, isLabelled, zone, onOpen }: ItemButtonOptions,
): HTMLButtonElement {
  const button = element('button', styles.event);
  button.type = 'button';
  button.tabIndex = -1;
  const whole = words.event(clockText(zonedClock(timestamp, zone)), text.ui.severity[severity], laneName, said);
  button.setAttribute('aria-label', whole);
  button.title = whole;
  button.addEventListener('click', onOpen);

  button.append(symbol(`${prefix}-${severity}`, cx(styles.shape, styles[severity])));
  if (isLabelled) button.append(element('span', styles.label, said));
  return button;
}

export function laneLabel({ value, name, count }: TimelineLane, onPick: (value: string) => void): HTMLElement {
  const label = element(
    value === null ? 'div' : 'button',
    cx(styles.lane, value === null && styles.other),
    element('span', styles.value, name),
    element('span', styles.total, shortCount(count)),
  );
  if (value !== null) {
    label.setAttribute('type', 'button');
    label.title = words.pick(countText(count));
    label.addEventListener('click', () => onPick(value));
  }
  return label;
}
