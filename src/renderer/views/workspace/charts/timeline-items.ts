/**
 * Single events in lanes: which event stands in which lane, at what place, with what words.
 *
 * Pure. As in the counts, an event stands in the lane of each of its values, and in the last lane where it is in none.
 * Trust: values and messages are evidence; what comes out is visible text, to be set as text.
 */
import { shownText } from '../../../format/safe-text.ts';
import { timestampToUs } from '../../../format/time-text.ts';
import type { AuditLog } from '../grid/event-row.ts';
import { cellText, fieldValues } from '../grid/field-cell.ts';

/** More stacked items take seconds to lay out. */
export const MAX_SINGLE_EVENTS = 400;
const SAID_CHARS = 300;

export interface TimelineItem {
  id: string;
  seq: number;
  /** Index in the lanes of the answer; their number: the lane of all others. */
  lane: number;
  /** Milliseconds since the epoch, with a fraction. */
  atMs: number;
  timestamp: string;
  severity: AuditLog['severity'];
  /** The message, or the type where there is none. */
  said: string;
}

/** Oldest first. Events without a valid time have no place and are left out. */
export function timelineItems(
  events: readonly AuditLog[],
  { field, values }: { field: string; values: readonly string[] },
): TimelineItem[] {
  const laneOf = new Map(values.map((value, index) => [value, index]));
  return events
    .flatMap((event): TimelineItem[] => {
      const { seq, severity, timestamp, eventType } = event;
      if (timestamp === null) return [];
      const message = cellText({ event }, 'message');
      const said = message === '' ? eventType : message;
      const lanes = new Set(fieldValues({ event }, field).flatMap((value) => laneOf.get(value) ?? []));
      if (lanes.size === 0) lanes.add(values.length);
      return [...lanes].map((lane) => ({
        id: `${seq}:${lane}`,
        seq,
        lane,
        atMs: timestampToUs(timestamp) / 1000,
        timestamp,
        severity,
        said: shortText(said, SAID_CHARS),
      }));
    })
    .toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq || a.lane - b.lane);
}

function shortText(raw: string, maxChars: number): string {
  const { shown, omitted } = shownText(raw, maxChars);
  return omitted > 0 ? `${shown}…` : shown;
}

/** Index of the item that a key goes to; undefined: the key means nothing here. */
export function itemByKey(items: readonly TimelineItem[], from: number, key: string): number | undefined {
  const last = items.length - 1;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowRight':
      return Math.min(last, from + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowUp':
    case 'ArrowDown':
      return nearestInLane(items, from, key === 'ArrowUp' ? -1 : 1);
    default:
      return undefined;
  }
}

/** The item nearest in time in the next lane, that way, which holds any. */
function nearestInLane(items: readonly TimelineItem[], from: number, step: 1 | -1): number {
  const here = items[from];
  if (here === undefined) return from;
  const beyond = items.filter(({ lane }) => (lane - here.lane) * step > 0);
  const lane = step === 1 ? Math.min(...beyond.map((each) => each.lane)) : Math.max(...beyond.map((each) => each.lane));
  let best = from;
  let distance = Number.POSITIVE_INFINITY;
  for (const [index, item] of items.entries()) {
    if (item.lane !== lane || Math.abs(item.atMs - here.atMs) >= distance) continue;
    best = index;
    distance = Math.abs(item.atMs - here.atMs);
  }
  return best;
}
