/** One entry of what was said about an event, in words. Pure. Trust: tags, texts and queries were typed by people. */
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';

export type HistoryEntry = OutputOf<'annotation.history'>[number];

const words = text.detail.history;

export function entryText({ act, tag = '', colour = '', of }: HistoryEntry): string {
  switch (act) {
    case 'star':
    case 'unstar':
    case 'comment':
      return words.acts[act];
    case 'tag':
    case 'untag':
      return words.acts[act](tag);
    case 'colour':
      return words.acts.colour(colour);
    case 'undo':
      return words.acts.undo(of === undefined ? '' : countText(of));
  }
}

/** How an act reached the event with others; undefined where it was meant alone. */
export function reachText({ query, targetCount }: HistoryEntry): string | undefined {
  if (query !== undefined) return words.ofQuery(countText(targetCount ?? 0), query === '' ? words.everything : query);
  return targetCount !== undefined && targetCount > 1 ? words.ofMany(countText(targetCount)) : undefined;
}
