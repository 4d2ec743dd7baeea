/** How many events the folded rows stand for: none is left out without a word. */
import { countText } from '../../../../format/number-text.ts';
import { text } from '../../../../i18n/text.ts';
import { SliceBar } from '../slice-bar.tsx';
import type { FoldState } from './fold-source.ts';

const words = text.workspace.folds;

interface FoldBarProps {
  state: FoldState;
  /** Events of the whole result; undefined until counted. */
  total: number | undefined;
  onEarlier: () => void;
  onLater: () => void;
}

export function FoldBar({ state, total, onEarlier, onLater }: FoldBarProps) {
  const { rowCount, eventCount, firstOffset, isEnd, isFull } = state;
  const isAll = isEnd && firstOffset === 0;
  const shown = words.shown(countText(rowCount), countText(eventCount));
  const part = firstOffset > 0 ? words.from(shown, countText(firstOffset + 1)) : shown;
  const label = isAll || total === undefined ? shown : words.soFar(part, countText(total));
  return (
    <SliceBar
      label={label}
      onEarlier={firstOffset > 0 ? onEarlier : undefined}
      onLater={isFull ? onLater : undefined}
    />
  );
}
