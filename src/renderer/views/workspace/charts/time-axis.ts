/**
 * From time to pixels and back, and where an axis has its marks.
 *
 * Pure but for the zone rules of the platform. Marks stand at round times of the zone; labels say as much as changes from one to the next.
 */
import { usToTimestamp, zonedClock } from '../../../format/time-text.ts';
import type { TimeSpan } from '../../../stores/workspace.store.ts';

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;

const STEPS_US = [
  1,
  10,
  100,
  1_000,
  10_000,
  100_000,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND_US),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE_US),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR_US),
  ...[1, 2, 7, 14, 30, 90, 180, 365, 730, 1_825, 3_650].map((count) => count * DAY_US),
] as const;

export interface Tick {
  atUs: number;
  label: string;
}

export class TimeScale {
  readonly span: TimeSpan;
  readonly widthPx: number;

  constructor(span: TimeSpan, widthPx: number) {
    this.span = span;
    this.widthPx = Math.max(1, widthPx);
  }

  x(us: number): number {
    return ((us - this.span.fromUs) / (this.span.toUs - this.span.fromUs)) * this.widthPx;
  }

  us(x: number): number {
    const ratio = Math.min(1, Math.max(0, x / this.widthPx));
    return Math.round(this.span.fromUs + ratio * (this.span.toUs - this.span.fromUs));
  }

  /** @param spacingPx least room between two marks @param zone whose clock the marks are round on */
  ticks(spacingPx = 96, zone = 'UTC'): Tick[] {
    const { fromUs, toUs } = this.span;
    const wanted = ((toUs - fromUs) * spacingPx) / this.widthPx;
    const step = STEPS_US.find((each) => each >= wanted) ?? STEPS_US[STEPS_US.length - 1] ?? DAY_US;
    const ticks: Tick[] = [];
    // A clock that is put forward or back in the middle leaves later marks off the round; their labels stay exact.
    const offsetUs = aheadOfUtcUs(fromUs, zone);
    for (let atUs = Math.ceil((fromUs + offsetUs) / step) * step - offsetUs; atUs < toUs; atUs += step) {
      ticks.push({ atUs, label: tickLabel(atUs + aheadOfUtcUs(atUs, zone), step) });
    }
    return ticks;
  }
}

/** What a zone's clock is ahead of UTC at an instant, microseconds. */
export function aheadOfUtcUs(us: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const timestamp = usToTimestamp(Math.floor(us));
  const { date, time } = zonedClock(timestamp, zone);
  const ahead = Date.parse(`${date}T${time}Z`) - Date.parse(timestamp.replace(/\.\d+/u, ''));
  return Number.isNaN(ahead) ? 0 : ahead * 1000;
}

/** @param atUs as the clock of the zone shows it */
function tickLabel(atUs: number, stepUs: number): string {
  const iso = new Date(Math.floor(atUs / 1000)).toISOString();
  if (stepUs >= DAY_US || atUs % DAY_US === 0) return iso.slice(0, 10);
  if (stepUs >= MINUTE_US) return iso.slice(11, 16);
  return stepUs >= SECOND_US ? iso.slice(11, 19) : iso.slice(11, 23);
}

/** A span as wide as before times `factor`, with the same place under `anchorUs`. At least one millisecond wide. */
export function zoomAround({ fromUs, toUs }: TimeSpan, anchorUs: number, factor: number): TimeSpan {
  const left = (anchorUs - fromUs) * factor;
  const right = (toUs - anchorUs) * factor;
  if (left + right < 1000) return { fromUs: Math.floor(anchorUs) - 500, toUs: Math.floor(anchorUs) + 500 };
  return { fromUs: Math.floor(anchorUs - left), toUs: Math.ceil(anchorUs + right) };
}

/** The part of a span that lies in the bounds; the bounds where nothing does. */
export function clampSpan(span: TimeSpan, bounds: TimeSpan): TimeSpan {
  const fromUs = Math.max(span.fromUs, bounds.fromUs);
  const toUs = Math.min(span.toUs, bounds.toUs);
  return fromUs < toUs ? { fromUs, toUs } : bounds;
}
