/**
 * Where a source has no logs at all: what a chart must not draw as quiet.
 *
 * Pure. Outside a source's first and last event nothing is known of it; inside, a stretch without events counts as a gap
 * when it is far longer than its usual pause, since most sources are silent now and then.
 */
import type { OutputOf } from '../../../../shared/contract/index.ts';
import type { TimeSpan } from '../../../stores/workspace.store.ts';

export type Coverage = OutputOf<'coverage.list'>;
export type SourceCoverage = Coverage['sources'][number];

/** Empty buckets in a row, against the share of buckets that hold events, before silence is called a gap. */
const MIN_EMPTY_BUCKETS = 8;
const USUAL_PAUSES = 6;

/** Stretches of [span) without logs of the source, ascending. */
export function gapsOf({ firstUs, lastUs, buckets }: SourceCoverage, bucketUs: number, span: TimeSpan): TimeSpan[] {
  if (firstUs === null || lastUs === null) return [span];
  const gaps: TimeSpan[] = [];
  if (firstUs > span.fromUs) gaps.push({ fromUs: span.fromUs, toUs: Math.min(firstUs, span.toUs) });
  const filled = buckets.map(({ fromUs }) => fromUs).toSorted((a, b) => a - b);
  const usualPause = (lastUs - firstUs) / bucketUs / Math.max(1, filled.length);
  const limit = Math.max(MIN_EMPTY_BUCKETS, usualPause * USUAL_PAUSES) * bucketUs;
  for (let i = 1; i < filled.length; i++) {
    const fromUs = (filled[i - 1] ?? 0) + bucketUs;
    const toUs = filled[i] ?? 0;
    if (toUs - fromUs >= limit) gaps.push({ fromUs, toUs });
  }
  if (lastUs < span.toUs) gaps.push({ fromUs: Math.max(lastUs, span.fromUs), toUs: span.toUs });
  return gaps.filter(({ fromUs, toUs }) => fromUs < toUs);
}
