/**
 * The elements that the timeline lays out: a button for each event, a name for each lane.
 *
 * Made here, not by React, since vis-timeline owns where they stand. Trust: all words are set as text or as attributes.
 */
import { countText, shortCount } from '../../../format/number-text.ts';
import { clockText, zonedClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { cx } from '../../../ui/class-names.ts';
import styles from './event-timeline.module.css';
import type { TimelineItem } from './timeline-items.ts';

const SVG = 'http://www.w3.org/2000/svg';
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
  const button = document.createElement('button');
  button.type = 'button';
  button.className = styles.event ?? '';
  button.tabIndex = -1;
  const whole = words.event(clockText(zonedClock(timestamp, zone)), text.ui.severity[severity], laneName, said);
  button.setAttribute('aria-label', whole);
  button.title = whole;
  button.addEventListener('click', onOpen);

  const shape = document.createElementNS(SVG, 'svg');
  shape.setAttribute('class', cx(styles.shape, styles[severity]));
  shape.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#${prefix}-${severity}`);
  shape.append(use);
  button.append(shape);
  if (isLabelled) {
    const shown = document.createElement('span');
    shown.className = styles.label ?? '';
    shown.textContent = said;
    button.append(shown);
  }
  return button;
}

export function laneLabel({ value, name, count }: TimelineLane, onPick: (value: string) => void): HTMLElement {
  const label = document.createElement(value === null ? 'div' : 'button');
  label.className = cx(styles.lane, value === null && styles.other);
  const said = document.createElement('span');
  said.className = styles.value ?? '';
  said.textContent = name;
  const total = document.createElement('span');
  total.className = styles.total ?? '';
  total.textContent = shortCount(count);
  label.append(said, total);
  if (value !== null) {
    label.setAttribute('type', 'button');
    label.title = words.pick(countText(count));
    label.addEventListener('click', () => onPick(value));
  }
  return label;
}
