/** Counts over time, split by the values of a field: the answer of `search.lanes`. */
import type { OutputOf } from '../../../../shared/contract/index.ts';

export type LaneCounts = OutputOf<'search.lanes'>;
