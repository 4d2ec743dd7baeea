/**
 * What a saved view keeps of the workspace, and reading it back.
 *
 * Pure. Trust: a view lies in the case, which others wrote too: what does not fit is refused as a whole.
 */
import { z } from 'zod';
import type { ViewState } from '../../stores/workspace.store.ts';

const MAX_COLUMNS = 200;

const viewState = z.object({
  query: z.string().max(16_384),
  filters: z
    .array(
      z.object({
        field: z.string().min(1).max(256),
        value: z.string().max(65_536),
        mode: z.enum(['include', 'exclude']),
      }),
    )
    .max(100),
  scope: z.object({ fromUs: z.number(), toUs: z.number() }).nullable(),
  order: z.enum(['newest', 'oldest']),
  columns: z
    .array(
      z.object({ field: z.string().min(1).max(256), widthPx: z.number().min(20).max(4000), isPinned: z.boolean() }),
    )
    .min(1)
    .max(MAX_COLUMNS),
  laneField: z.string().max(256).nullable(),
  foldsRepeats: z.boolean(),
});

export function viewStateOf(state: ViewState): z.input<typeof viewState> {
  const { query, filters, scope, order, columns, laneField, foldsRepeats } = state;
  return { query, filters: [...filters], scope, order, columns: [...columns], laneField, foldsRepeats };
}

/** Undefined where it is no view of this program. */
export function readViewState(state: unknown): ViewState | undefined {
  const read = viewState.safeParse(state);
  return read.success ? read.data : undefined;
}
