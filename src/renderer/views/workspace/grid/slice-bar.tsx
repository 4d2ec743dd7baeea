/** Which rows of a long result the grid holds, and the way to those before and after. */
import { ChevronDown, ChevronUp } from 'lucide-react';
import { text } from '../../../i18n/text.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import styles from './grid-panel.module.css';

const words = text.workspace.grid;

interface SliceBarProps {
  label: string;
  /** Undefined: there are none. */
  onEarlier: (() => void) | undefined;
  onLater: (() => void) | undefined;
}

export function SliceBar({ label, onEarlier, onLater }: SliceBarProps) {
  return (
    <span className={styles.slices}>
      {label}
      {(onEarlier !== undefined || onLater !== undefined) && (
        <>
          <IconButton
            label={words.earlierRows}
            icon={<ChevronUp size={15} />}
            size="small"
            isDisabled={onEarlier === undefined}
            onPress={() => onEarlier?.()}
          />
          <IconButton
            label={words.laterRows}
            icon={<ChevronDown size={15} />}
            size="small"
            isDisabled={onLater === undefined}
            onPress={() => onLater?.()}
          />
        </>
      )}
    </span>
  );
}
