/** Counts over time, split by the values of a field: the answer of `search.lanes`. */
import type { OutputOf } from '../../../../shared/contract/index.ts';

export type LaneCounts = OutputOf<'search.lanes'>;

/** Events in the fullest bucket, all lanes together. */
export function tallestOf({ lanes, other }: LaneCounts): number {
  const totals = new Map<number, number>();
  for (const { counts } of [...lanes, other]) {
    for (const { fromUs, count } of counts) totals.set(fromUs, (totals.get(fromUs) ?? 0) + count);
  }
  return Math.max(0, ...totals.values());
}

/** Events that match, with or without a time, of lanes that no event is in twice. */
export const matchCountOf = ({ lanes, other }: LaneCounts): number =>
  lanes.reduce((sum, { total }) => sum + total, other.total);
