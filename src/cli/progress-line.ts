/** One line of progress: what, how far, how fast, how long still. Pure but for the clock it is given. */
import type { JobProgress } from '../shared/contract/events.ts';
import { escapeText } from './escape-text.ts';
import { formatBytes, formatCount, formatDuration } from '../shared/format-values.ts';

const PHASES: Readonly<Record<string, string>> = {
  acquire: 'reading',
  ingest: 'taking in',
  seal: 'sealing',
  verify: 'checking',
  export: 'writing',
  originals: 'copying originals',
  pack: 'packing',
  assess: 'assessing',
  keep: 'keeping the result',
  proofs: 'checking proofs',
};
const MAX_LABEL = 24;
/** Before this nothing can be said about speed. */
const MIN_SECONDS = 0.5;

/** Makes the lines of one job; each phase is timed on its own, since their speeds differ. */
export function createProgressLine(monotonicMs: () => number): (progress: JobProgress) => string {
  let phase = '';
  let startedMs = 0;
  let startedAt = 0;
  return (progress) => {
    if (progress.phase !== phase) {
      phase = progress.phase;
      startedMs = monotonicMs();
      startedAt = progress.done;
    }
    const seconds = (monotonicMs() - startedMs) / 1000;
    const rate = seconds < MIN_SECONDS ? undefined : (progress.done - startedAt) / seconds;
    return renderProgress(progress, rate);
  };
}

function renderProgress(
  { phase, unit, done, total, label, eventCount }: JobProgress,
  rate: number | undefined,
): string {
  const amount = unit === 'bytes' ? formatBytes : formatCount;
  const parts = [PHASES[phase] ?? phase];
  if (total !== null && total > 0) {
    parts.push(`${Math.min(100, Math.floor((100 * done) / total))} %`, `${amount(done)} of ${amount(total)}`);
  } else parts.push(amount(done));
  if (eventCount !== undefined) parts.push(`${formatCount(eventCount)} events`);
  if (rate !== undefined && rate > 0) {
    parts.push(`${amount(rate)}${unit === 'bytes' ? '' : ` ${unit}`}/s`);
    if (total !== null && total > done) parts.push(`${formatDuration((total - done) / rate)} left`);
  }
  if (label !== undefined) {
    // The name is what tells files apart; the folders before it would push it off the screen.
    const safe = escapeText(label.slice(Math.max(label.lastIndexOf('/'), label.lastIndexOf('\\')) + 1));
    parts.push(safe.length > MAX_LABEL ? `…${safe.slice(1 - MAX_LABEL)}` : safe);
  }
  return parts.join(' · ');
}
