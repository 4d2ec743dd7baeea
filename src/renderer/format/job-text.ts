/** How far a job is, in words: share, rate, time left; each only where it is known. Pure. */
import type { JobProgress } from '../../shared/contract/events.ts';
import { text } from '../i18n/text.ts';
import { countText, durationText, shortCount, sizeText } from './number-text.ts';

export interface JobPace {
  progress: JobProgress | undefined;
  /** Units a second. */
  rate: number | undefined;
  secondsLeft: number | undefined;
}

/** Of 1; undefined while the end is not known. */
export function jobRatio(progress: JobProgress | undefined): number | undefined {
  if (progress === undefined || progress.total === null || progress.total === 0) return undefined;
  return Math.min(1, progress.done / progress.total);
}

export function jobText({ progress, rate, secondsLeft }: JobPace): string {
  if (progress === undefined) return text.app.jobs.starting;
  const { unit, done } = progress;
  const ratio = jobRatio(progress);
  const amount = (count: number, isShort: boolean): string =>
    unit === 'bytes' ? sizeText(count) : `${isShort ? shortCount(count) : countText(count)} ${text.app.units[unit]}`;
  return [
    ratio === undefined ? amount(done, false) : `${Math.floor(ratio * 100)} %`,
    rate === undefined ? '' : `${amount(Math.round(rate), true)}/s`,
    secondsLeft === undefined ? '' : text.app.jobs.left(durationText(Math.max(1, secondsLeft))),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
