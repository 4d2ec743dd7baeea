/**
 * Where a folded stretch begins that is to show one place of a result: at the beginning of a run, a little above it.
 *
 * A run that began long before is followed back in longer and longer steps; each step reads what it steps over, so the work
 * is a few times the length of that run.
 */
import type { RunsPage } from './fold-map.ts';

/** Events above, so that the place does not stand at the very top. */
const LEAD_EVENTS = 60;
const STEP_GROWTH = 8;
const MAX_EVENTS = 10_000;

export type FoldAt = (asked: { offset: number; limit: number; maxEvents: number }) => Promise<RunsPage>;

export async function stretchStart(place: number, foldAt: FoldAt): Promise<number> {
  for (let back = LEAD_EVENTS; ; back *= STEP_GROWTH) {
    const from = Math.max(0, place - back);
    if (from === 0) return 0;
    let at: number | null = from;
    while (at !== null && at <= place) {
      // No event after the place is read: a run that begins among these begins before it, or with it.
      const page: RunsPage = await foldAt({ offset: at, limit: 2, maxEvents: Math.min(place - at + 1, MAX_EVENTS) });
      const start = page.runs.find(({ continues }) => !continues);
      if (start !== undefined) return start.offset;
      at = page.nextOffset;
    }
  }
}
